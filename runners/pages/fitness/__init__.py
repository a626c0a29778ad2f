"""The Fitness page."""
