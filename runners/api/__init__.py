"""Runners, squads and invitations in the API."""
