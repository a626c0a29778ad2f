"""The page of devices that record the same runs."""
