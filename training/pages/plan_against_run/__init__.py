"""The page of a planned workout beside what was run."""
