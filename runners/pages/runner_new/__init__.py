"""Adding a runner."""
