"""Settings: how figures are shown, keys for programs."""
