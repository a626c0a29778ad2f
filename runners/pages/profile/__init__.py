"""The profile of a runner."""
