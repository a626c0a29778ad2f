"""What people write about a session, a planned workout or a day of an athlete."""
