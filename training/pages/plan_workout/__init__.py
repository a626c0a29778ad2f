"""The page of one planned workout."""
