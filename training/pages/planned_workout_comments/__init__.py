"""The thread of a planned workout."""
