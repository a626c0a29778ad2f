"""Threads: what was written about a session, a planned workout or a day."""
