"""The thread of a session."""
