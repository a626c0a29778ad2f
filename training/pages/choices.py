"""Choices that several forms offer."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from training.planning.library import LEVELS

__all__ = ["KIND_CHOICES", "LEVEL_CHOICES"]

LEVEL_WORDS = (_("The least"), _("Little"), _("The middle"), _("Much"), _("The most"))
LEVEL_CHOICES = tuple((f"{level:g}", words) for level, words in zip(LEVELS, LEVEL_WORDS, strict=True))
KIND_CHOICES = (("easy", _("Easy")), ("long", _("Long")), ("quality", _("Quality")), ("test", _("Test")))
