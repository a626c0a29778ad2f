"""The page of a proposal to change a plan."""
