"""Weeks, months, seasons and years of a runner."""
