"""Stores the totals of a runner's weeks, months, seasons and years, so that no page reads all days and sessions."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from bson import ObjectId
from pymongo import ReplaceOne

from runlab_site.database import database, object_id
from runlab_site.mongo.fields import derived_id
from runlab_site.time_zones import midnight
from runners.physiology.summaries import Period, SessionTotal, first_day_of, summaries
from runners.selectors import history_rows
from runners.stored.history_days import stored_days
from sessions.models import PeriodTotal, SessionStatistics

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from pymongo.collection import Collection

    from runners.models import Runner
    from runners.physiology.fitness_records import FitnessDay
    from runners.physiology.summaries import PeriodSummary

__all__ = ["period_totals", "store_period_totals", "weeks_from"]

_TOTALS = ("day", "distance_m", "moving_time_s", "ascent_m")
Document = dict[str, Any]


def period_totals(runner: Runner, period: Period) -> QuerySet[PeriodTotal]:
    """The periods of a runner's history, the newest first; computed now where none is stored yet."""
    found = PeriodTotal.objects.filter(runner=runner, period=period.value)
    if not found.exists():
        store_period_totals(runner, date.min)
    return found.order_by("-first_day", "-pk")


def weeks_from(runner: Runner, week_start: int, last_day: date, most: int) -> list[PeriodSummary]:
    """The newest weeks beginning on another weekday than Monday, on which stored weeks begin; the newest first."""
    first = first_day_of(Period.WEEK, last_day, week_start) - timedelta(days=7 * (most - 1))
    # A day more tells the fitness before the first week.
    days = stored_days(history_rows(runner, first - timedelta(days=1)))
    rows = _summaries_from(first, days, _session_totals(runner, first), Period.WEEK, week_start)
    return list(reversed(rows))


def store_period_totals(runner: Runner, from_day: date) -> None:
    """Keep the periods with a day on or after `from_day`, by the history and the sessions there are now."""
    first_day = history_rows(runner).values_list("day", flat=True).first()
    if first_day is None:
        PeriodTotal.objects.filter(runner=runner).delete()
        return
    is_new = not PeriodTotal.objects.filter(runner=runner).exists()
    start = first_day if is_new else max(from_day, first_day)
    earliest = min(first_day_of(period, start) for period in Period)
    # A day more tells the fitness before the first period.
    days = stored_days(history_rows(runner, earliest - timedelta(days=1)))
    totals = _session_totals(runner, earliest)
    for period in Period:
        _store(runner, period, _summaries_from(first_day_of(period, start), days, totals, period), first_day)


def _session_totals(runner: Runner, since: date) -> list[SessionTotal]:
    rows = SessionStatistics.objects.filter(runner=runner, day__gte=since).order_by("day")
    return [SessionTotal(*row) for row in rows.values_list(*_TOTALS)]


def _summaries_from(
    start: date,
    days: Sequence[FitnessDay],
    totals: Sequence[SessionTotal],
    period: Period,
    week_start: int = 0,
) -> tuple[PeriodSummary, ...]:
    before = [one.ctl for one in days if one.day < start]
    shown = [one for one in days if one.day >= start]
    return summaries(shown, totals, period, before[-1] if before else None, week_start)


def _store(runner: Runner, period: Period, rows: Sequence[PeriodSummary], first_day: date) -> None:
    """A history has no gaps, so periods without a day lie before its first period or after its last; these are deleted."""
    of_period = {"runner_id": object_id(runner.pk), "period": period.value}
    bounds = (
        {"$lt": midnight(first_day_of(period, first_day))},
        {"$gt": midnight(rows[-1].first_day)} if rows else {},
    )
    for bound in filter(None, bounds):
        _collection().delete_many(of_period | {"first_day": bound}, session=database.session)
    if rows:
        documents = [_document(runner, period, row) | of_period for row in rows]
        writes = [ReplaceOne({"_id": one["_id"]}, one, upsert=True) for one in documents]
        _collection().bulk_write(writes, ordered=False, session=database.session)


def _document(runner: Runner, period: Period, row: PeriodSummary) -> Document:
    figures = asdict(row)
    first_day = figures.pop("first_day")
    return {
        "_id": ObjectId(derived_id(runner.pk, period.value, first_day.isoformat())),
        "first_day": midnight(first_day),
        "figures": figures | {"last_day": row.last_day.isoformat()},
    }


def _collection() -> Collection[Document]:
    return database.collection(PeriodTotal._meta.db_table)  # noqa: SLF001 - Django's documented model API
