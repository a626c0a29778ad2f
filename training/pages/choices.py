"""Choices that several forms offer."""

from __future__ import annotations

from training.planning.library import LEVELS

__all__ = ["KIND_CHOICES", "LEVEL_CHOICES"]

LEVEL_WORDS = ("The least", "Little", "The middle", "Much", "The most")
LEVEL_CHOICES = tuple((f"{level:g}", words) for level, words in zip(LEVELS, LEVEL_WORDS, strict=True))
KIND_CHOICES = (("easy", "Easy"), ("long", "Long"), ("quality", "Quality"), ("test", "Test"))
