"""The fitness history: daily loads in, CTL, ATL, TSB and the Banister model out, one stored row a local day.

The caller passes the sessions' loads; nothing here reads sessions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from pymongo import InsertOne, UpdateOne

from runlab_site.database import database, object_id
from runlab_site.mongo.fields import derived_id
from runlab_site.time_zones import midnight
from runners.models import Runner, RunnerHistory
from runners.physiology.fitness_history import ROWS_NEEDED_BEFORE, fitness_history
from runners.physiology.local_days import calendar_days, local_day
from runners.physiology.training_load import GREATEST_DAY_LOAD, LOAD_FORMULA, DayLoad, SessionLoad, day_loads
from runners.services.standings import record_standing
from runners.stored.formula_inputs import model_of, usual_daily_load_rtss
from runners.stored.history_days import stored_days

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from runners.physiology.fitness_records import FitnessDay

__all__ = [
    "HistoryUpdate",
    "SessionLoad",
    "SportLoad",
    "append_rest_days",
    "daily_loads",
    "runners_behind",
    "update_history",
]


@dataclass(frozen=True, slots=True)
class SportLoad:
    """A session's load with its sport: what the history is made of."""

    load: SessionLoad
    sport: str


@dataclass(frozen=True, slots=True)
class HistoryUpdate:
    """Which days were computed: none when there is no session at all."""

    first_day: date | None
    last_day: date | None
    rows_count: int


def update_history(
    runner: Runner, loads: Iterable[SportLoad], from_day: date, today: date | None = None
) -> HistoryUpdate:
    """Recompute the rows from `from_day` to the athlete's today; equal to a full recomputation bit for bit.

    `loads` are those of every session on or after `from_day` (or of all of them). Rows before the athlete's
    first session are removed. A load no day can have counts as unknown: nothing of one athlete may stop the rest.
    """
    today = today or local_day(datetime.now(UTC), runner.time_zone)
    sport_loads = _believable(loads)
    by_day = day_loads(one.load for one in sport_loads)
    start, before = _start(runner, from_day, by_day)
    if start is None:
        RunnerHistory.objects.filter(runner=runner).delete()
        return HistoryUpdate(None, None, 0)
    last = max(today, *by_day) if by_day else today
    if last < start:
        return HistoryUpdate(None, None, 0)
    history = fitness_history(
        by_day, start, last, before=before, seed=usual_daily_load_rtss(runner), model=model_of(runner)
    )
    _store(runner, list(history), _by_sport(sport_loads))
    RunnerHistory.objects.filter(runner=runner, day__gt=last).delete()
    if not before:
        RunnerHistory.objects.filter(runner=runner, day__lt=start).delete()
    return HistoryUpdate(start, last, len(history))


def daily_loads(
    runner: Runner, loads: Iterable[SportLoad], today: date | None = None
) -> list[tuple[date, float]]:
    """Day and load (rTSS; 0 on a rest day) of each day from the first session to the athlete's today.

    `loads` are those of every session: what the history's rows will say, before they are written.
    """
    by_day = day_loads(one.load for one in _believable(loads))
    if not by_day:
        return []
    last = max(today or local_day(datetime.now(UTC), runner.time_zone), *by_day)
    return [(day, by_day[day].load if day in by_day else 0.0) for day in calendar_days(min(by_day), last)]


def append_rest_days(runner: Runner, today: date | None = None) -> HistoryUpdate:
    """Give the days since the last row theirs, without sessions. Idempotent; catches up after downtime."""
    last = RunnerHistory.objects.filter(runner=runner).order_by("-day").first()
    today = today or local_day(datetime.now(UTC), runner.time_zone)
    if last is None or last.day >= today:
        return HistoryUpdate(None, None, 0)
    update = update_history(runner, (), last.day + timedelta(days=1), today)
    record_standing(runner, today)
    return update


def runners_behind() -> Iterator[Runner]:
    """Whoever's history ends before their today. Reads one entry of an index for each history."""
    now, last_days = datetime.now(UTC), _last_days()
    known = Runner.objects.filter(pk__in=list(last_days)).only("pk", "time_zone")
    behind = [one.pk for one in known if last_days[one.pk] < local_day(now, one.time_zone)]
    yield from Runner.objects.filter(pk__in=behind).iterator()


def _last_days() -> dict[str, date]:
    """The last day of each runner's history."""
    newest_first = {"$sort": {"runner_id": -1, "day": -1}}
    last = {"$group": {"_id": "$runner_id", "day": {"$first": "$day"}}}
    history = database.collection(RunnerHistory._meta.db_table)  # noqa: SLF001 - the model's own name
    return {str(one["_id"]): one["day"].date() for one in history.aggregate([newest_first, last])}


def _start(
    runner: Runner, from_day: date, by_day: Mapping[date, DayLoad]
) -> tuple[date | None, list[FitnessDay]]:
    """The first day to compute and the rows before it; no rows where the history begins there."""
    earlier = list(
        RunnerHistory.objects.filter(runner=runner, day__lt=from_day).order_by("-day")[:ROWS_NEEDED_BEFORE]
    )
    first_load = min(by_day, default=None)
    if not earlier:
        return first_load, []
    rows = stored_days(reversed(earlier))
    if first_load is not None and first_load < from_day:
        first_row = RunnerHistory.objects.filter(runner=runner).order_by("day").first()
        if first_row is None or first_load < first_row.day:
            return first_load, []
    return rows[-1].day + timedelta(days=1), rows


def _believable(loads: Iterable[SportLoad]) -> list[SportLoad]:
    """The same loads; those of a day that come to more than 24 hours at Critical Speed are unknown, so it is marked."""
    listed = list(loads)
    totals: dict[date, float] = {}
    for one in listed:
        totals[one.load.local_day] = totals.get(one.load.local_day, 0.0) + (one.load.load or 0.0)
    beyond = {day for day, total in totals.items() if total > GREATEST_DAY_LOAD}
    return [
        SportLoad(replace(one.load, load=None), one.sport) if one.load.local_day in beyond else one
        for one in listed
    ]


def _by_sport(loads: Iterable[SportLoad]) -> dict[date, dict[str, float]]:
    days: dict[date, dict[str, float]] = {}
    for one in sorted(loads, key=lambda item: (item.load.start_utc, item.load.session_id)):
        if one.load.load is not None:
            sports = days.setdefault(one.load.local_day, {})
            sports[one.sport] = sports.get(one.sport, 0.0) + one.load.load
    return days


def _store(runner: Runner, rows: list[FitnessDay], by_sport: Mapping[date, dict[str, float]]) -> None:
    """Write the rows that are new or differ from what is stored: mostly today's alone."""
    collection = database.collection(RunnerHistory._meta.db_table)  # noqa: SLF001 - the model's own name
    runner_key, now = object_id(runner.pk), datetime.now(UTC)
    stored = {
        found["day"]: found
        for found in collection.find(
            {"runner_id": runner_key, "day": {"$gte": midnight(rows[0].day)}}, session=database.session
        )
    }
    writes: list[InsertOne[dict[str, Any]] | UpdateOne] = []
    for row in rows:
        day, content = midnight(row.day), _document(row, by_sport.get(row.day, {}))
        known = stored.get(day)
        if known is None:
            key = {"_id": object_id(_row_id(runner.pk, row.day)), "runner_id": runner_key, "day": day}
            writes.append(InsertOne(key | content | {"computed_at": now}))
        elif any(known.get(name) != value for name, value in content.items()):
            writes.append(UpdateOne({"_id": known["_id"]}, {"$set": content | {"computed_at": now}}))
    if writes:
        collection.bulk_write(writes, ordered=False, session=database.session)


def _row_id(runner_id: str, day: date) -> str:
    """Derived, so that a history that is computed again is the same to the last id."""
    return derived_id(runner_id, day.isoformat())


def _document(row: FitnessDay, sports: dict[str, float]) -> dict[str, Any]:
    return {
        "day_number": row.day_number,
        "load_rtss": row.load,
        "load_by_sport": sports,
        "estimated_load_rtss": row.estimated_load,
        "sessions_count": row.sessions,
        "unknown_load_count": row.unknown_sessions,
        "unknown_load_28d_count": row.unknown_sessions_28d,
        "estimated_percent": None if row.estimated_share is None else 100 * row.estimated_share,
        "ctl": row.ctl,
        "atl": row.atl,
        "tsb": row.tsb,
        "ramp_rate": row.ramp,
        "monotony": row.monotony,
        "strain": row.strain,
        "banister_fitness": row.response_fitness,
        "banister_fatigue": row.response_fatigue,
        "banister_performance": row.performance,
        "phase": row.state,
        "source": "sessions" if row.sessions else "rest",
        "formula_version": LOAD_FORMULA,
    }
