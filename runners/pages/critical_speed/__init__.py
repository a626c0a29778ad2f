"""The Critical Speed page."""
