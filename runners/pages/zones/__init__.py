"""The zones and bests page."""
