"""Sessions and uploads in the API."""
