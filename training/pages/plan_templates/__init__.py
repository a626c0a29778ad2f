"""The page of plan templates."""
