"""Explanations of a runner's figures: made from what is stored, and put into words."""
