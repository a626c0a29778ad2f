"""How one is this morning, on one screen."""
