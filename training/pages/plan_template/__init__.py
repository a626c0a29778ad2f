"""The page of one plan template."""
