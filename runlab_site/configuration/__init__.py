"""What the settings are made of: their types and bounds, and the settings by topic."""
