"""Shared parts of pages: base classes, navigation, figures and units."""
