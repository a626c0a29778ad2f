"""A past day as it was known then."""
