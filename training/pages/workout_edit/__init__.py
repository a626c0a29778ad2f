"""The page on which a workout is written."""
