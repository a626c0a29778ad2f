"""The pages of training: one folder a page."""
