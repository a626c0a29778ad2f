"""A message with a way back: the toast shows an Undo button for ten seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages

if TYPE_CHECKING:
    from django.http import HttpRequest

__all__ = ["say_with_undo"]


def say_with_undo(request: HttpRequest, text: str, undo_url: str) -> None:
    """Say what was done; a POST to `undo_url` takes it back."""
    messages.success(request, text, extra_tags=undo_url)
