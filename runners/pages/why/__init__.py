"""The explanation of a figure."""
