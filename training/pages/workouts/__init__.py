"""The page of the workout library."""
