"""All sessions of a runner."""
