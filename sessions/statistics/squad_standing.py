"""Stores what the squad page shows of a runner's sessions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from runlab_site.database import database, object_id
from runlab_site.time_zones import day_of, midnight
from runners.physiology.local_days import local_day
from runners.squads.standings import RECENT_DAYS, RecentDay, store_squad_standing
from sessions.models import SessionStatistics

if TYPE_CHECKING:
    from datetime import date

    from runners.models import Runner

__all__ = ["refresh_squad_standing"]

_ZONES_APART_DAYS = 1  # the coach's day may be one before the athlete's


def refresh_squad_standing(runner: Runner) -> None:
    """Store where the athlete stands in the squad, by the sessions and the history there are now."""
    sessions = SessionStatistics.objects.filter(runner=runner)
    last = sessions.order_by("-start_time").values_list("day", flat=True).first()
    since = local_day(datetime.now(UTC), runner.time_zone) - timedelta(days=RECENT_DAYS + _ZONES_APART_DAYS)
    store_squad_standing(runner, last, _recent_days(runner, since))


def _recent_days(runner: Runner, since: date) -> list[RecentDay]:
    sums = {
        "distance_m": {"$sum": "$distance_m"},
        "time_s": {"$sum": "$timer_time_s"},
        "load_rtss": {"$sum": "$rtss"},
    }
    pipeline: list[dict[str, Any]] = [
        {"$match": {"runner_id": object_id(runner.pk), "day": {"$gte": midnight(since)}}},
        {"$group": {"_id": "$day", **sums}},
        {"$sort": {"_id": 1}},
    ]
    collection = database.collection(SessionStatistics._meta.db_table)  # noqa: SLF001 - Django's documented model API
    return [
        RecentDay(day_of(found["_id"]), found["distance_m"], found["time_s"], found["load_rtss"])
        for found in collection.aggregate(pipeline, session=database.session)
    ]
