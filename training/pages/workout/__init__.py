"""The page of one workout."""
