"""What may be read of calendar entries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runners.calendar.models import CalendarEntry
from runners.selectors import of_visible_runners

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from django.db.models import QuerySet

    from runlab_site.accounts.models import User
    from runners.models import Runner

__all__ = ["entries_between", "races_beginning", "races_of", "races_on", "visible_entries"]


def visible_entries(user: User | Any) -> QuerySet[CalendarEntry]:
    """The calendar entries of the runners a person may see."""
    return of_visible_runners(CalendarEntry.objects.all(), user)


def entries_between(
    runner: Runner, first: date, last: date, kinds: Collection[str] = CalendarEntry.Kind.values
) -> QuerySet[CalendarEntry]:
    """A runner's entries with a day from `first` to `last`, in order of their first days."""
    entries = CalendarEntry.objects.filter(runner=runner, day__lte=last, last_day__gte=first)
    if set(kinds) != set(CalendarEntry.Kind.values):
        entries = entries.filter(kind__in=list(kinds))
    return entries.order_by("day", "pk")


def races_of(runner: Runner) -> list[CalendarEntry]:
    """All of a runner's races, by day."""
    races = CalendarEntry.objects.filter(runner=runner, kind=CalendarEntry.Kind.RACE)
    return list(races.order_by("day", "pk"))


def races_on(runner_id: str, day: date) -> list[CalendarEntry]:
    """The races that stand in a runner's calendar on a day."""
    races = CalendarEntry.objects.filter(
        runner_id=runner_id, kind=CalendarEntry.Kind.RACE, day__lte=day, last_day__gte=day
    )
    return list(races.order_by("pk"))


def races_beginning(runner: Runner, first: date, before: date) -> QuerySet[CalendarEntry]:
    """A runner's races that begin on `first` or later and before `before`, in order."""
    races = CalendarEntry.objects.filter(
        runner=runner, kind=CalendarEntry.Kind.RACE, day__gte=first, day__lt=before
    )
    return races.order_by("day", "pk")
