"""Pages of the person: signing in, settings."""
