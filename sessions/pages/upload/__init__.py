"""Where files are dropped, and what became of them."""
