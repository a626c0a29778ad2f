"""Writes calendar entries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runners.calendar.models import CalendarEntry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runlab_site.accounts.models import User

__all__ = ["create_entry", "delete_entry", "update_entry"]


def create_entry(values: Mapping[str, Any], created_by: User) -> CalendarEntry:
    """Write an entry into a runner's calendar. `values` are its fields by name."""
    return CalendarEntry.objects.create(**values, created_by=str(created_by.pk))


def update_entry(entry: CalendarEntry, values: Mapping[str, Any]) -> CalendarEntry:
    """Change the named fields of an entry."""
    for name, value in values.items():
        setattr(entry, name, value)
    entry.save()
    return entry


def delete_entry(entry: CalendarEntry) -> None:
    """Take an entry out of the calendar."""
    entry.delete()
