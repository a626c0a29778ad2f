"""Saving a document whose id is derived: it may be there already."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.models import Model

__all__ = ["upsert"]


def upsert(instance: Model) -> None:
    """Insert, or replace the document with the same id.

    Django inserts whatever has a default for its key. Callers hold the runner's lane, so nobody inserts the
    same id between the two steps.
    """
    manager = type(instance)._default_manager  # noqa: SLF001 - Django's documented way from a model to its manager
    if manager.filter(pk=instance.pk).exists():
        instance.save(force_update=True)
    else:
        instance.save(force_insert=True)
