"""The page of a plan that is being made."""
