"""The page of what publishing would change."""
