"""Writes calendar entries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runners.calendar.models import CalendarEntry
from runners.services.official_results import keep_official_result, result_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runlab_site.accounts.models import User

__all__ = ["create_entry", "delete_entry", "update_entry"]


def create_entry(values: Mapping[str, Any], created_by: User) -> CalendarEntry:
    """Write an entry into a runner's calendar. `values` are its fields by name."""
    entry = CalendarEntry.objects.create(**values, created_by=str(created_by.pk))
    keep_official_result(entry.runner, str(entry.pk), result_of(entry), created_by)
    return entry


def update_entry(
    entry: CalendarEntry, values: Mapping[str, Any], changed_by: User | None = None
) -> CalendarEntry:
    """Change the named fields of an entry; the official result of a race counts as a best."""
    for name, value in values.items():
        setattr(entry, name, value)
    entry.save()
    keep_official_result(entry.runner, str(entry.pk), result_of(entry), changed_by)
    return entry


def delete_entry(entry: CalendarEntry, deleted_by: User | None = None) -> None:
    """Take an entry out of the calendar, and what its result counted for."""
    runner, entry_id = entry.runner, str(entry.pk)
    entry.delete()
    keep_official_result(runner, entry_id, None, deleted_by)
