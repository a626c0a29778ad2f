"""Signing up: a new account and the runner that goes with it."""
