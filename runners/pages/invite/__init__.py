"""Inviting the person behind a profile."""
