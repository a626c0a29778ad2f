"""The person: custom e-mail user, API keys."""
