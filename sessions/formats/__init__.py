"""Readers of recordings: one module a file format, each giving the same typed recording. registry.py chooses by content."""
