"""Joining a coach, and leaving."""
