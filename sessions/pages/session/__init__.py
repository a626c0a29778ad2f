"""One session: figures, map, curves, laps, zones, best efforts, and what may be said of it."""
