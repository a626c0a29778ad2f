"""What a person is to others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from runlab_site.accounts.models import User

__all__ = ["is_coaching"]


def is_coaching(user: User | Any) -> bool:
    """Whether a person coaches or administers: such a person sees drafts and writes for athletes."""
    return bool(getattr(user, "is_authenticated", False) and (user.is_coach or user.is_superuser))
