"""A range of the history with at most as many points as a screen can show, thinned in the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from runlab_site.database import database, object_id
from runlab_site.time_zones import day_of, midnight
from runners.models import RunnerHistory

if TYPE_CHECKING:
    from runners.models import Runner

__all__ = ["MOST_POINTS", "MOST_POINTS_OF_WEEKS", "ThinnedHistory", "days_a_point", "thinned_history"]

MOST_POINTS = 400
MOST_POINTS_OF_WEEKS = 200
DAYS_A_WEEK = 7
# The load is the mean a day of those that a point stands for; all else is what stood at the end of the last of them.
_MEANS = ("load_rtss", "estimated_load_rtss")
_SUMS = ("unknown_load_count",)
_LAST = (
    "day",
    "ctl",
    "atl",
    "tsb",
    "ramp_rate",
    "monotony",
    "strain",
    "phase",
    "banister_fitness",
    "banister_fatigue",
    "banister_performance",
)


@dataclass(frozen=True, slots=True)
class ThinnedHistory:
    """Points in order, by the names of the history's fields; each stands for `days_a_point` days."""

    points: list[dict[str, Any]]
    days_a_point: int


def thinned_history(runner: Runner, last: RunnerHistory, days_count: int | None) -> ThinnedHistory:
    """The `days_count` days (None: all) up to the row `last`, the history's last one.

    Each day where that makes at most MOST_POINTS points, else whole weeks in at most MOST_POINTS_OF_WEEKS.
    """
    shown = min(days_count or last.day_number, last.day_number)
    days_of_point = days_a_point(shown)
    pipeline: list[dict[str, Any]] = [
        {"$match": {"runner_id": object_id(runner.pk), "day": {"$gte": _first(last.day, shown)}}},
        {"$sort": {"day": 1}},
        {
            "$group": {
                "_id": {
                    "$floor": {"$divide": [{"$subtract": [last.day_number, "$day_number"]}, days_of_point]}
                },
                **{name: {"$avg": f"${name}"} for name in _MEANS},
                **{name: {"$sum": f"${name}"} for name in _SUMS},
                **{name: {"$last": f"${name}"} for name in _LAST},
            }
        },
        {"$sort": {"_id": -1}},
    ]
    collection = database.collection(RunnerHistory._meta.db_table)  # noqa: SLF001 - Django's documented model API
    found = collection.aggregate(pipeline, session=database.session, batchSize=MOST_POINTS + 1)
    return ThinnedHistory([point | {"day": day_of(point["day"])} for point in found], days_of_point)


def days_a_point(days_count: int) -> int:
    """How many days a point of a range stands for: one where it fits, else whole weeks, in which no weekday stands out."""
    if days_count <= MOST_POINTS:
        return 1
    return DAYS_A_WEEK * -(-days_count // (DAYS_A_WEEK * MOST_POINTS_OF_WEEKS))


def _first(last_day: date, days_count: int) -> Any:
    return midnight(last_day - timedelta(days=days_count - 1))
