"""A session without a file, typed in."""
