"""The rows of the squad page: one aggregation, whatever the number of athletes and the length of their histories."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from runlab_site.database import database
from runlab_site.time_zones import day_of
from runners.models import Runner, SquadStanding
from runners.physiology.alert_rules import Alert
from runners.selectors import visible_runners_match
from runners.squads.standings import RECENT_DAYS

if TYPE_CHECKING:
    from runlab_site.accounts.models import User

__all__ = ["SORT_KEYS", "SquadPage", "SquadRow", "squad_page"]

Document = dict[str, Any]

# What a column sorts by, as the aggregation names it.
SORT_KEYS = {
    "name": "sort_name",
    "alert": "alert_level",
    "last": "standing.last_session_day",
    "distance": "week.distance_m",
    "time": "week.time_s",
    "load": "week.load_rtss",
    "ctl": "standing.ctl",
    "atl": "standing.atl",
    "tsb": "standing.tsb",
    "ramp": "standing.ramp_rate",
    "cs": "critical_speed_mps",
}
_SUMS = ("distance_m", "time_s", "load_rtss")


@dataclass(frozen=True, slots=True)
class SquadRow:
    """One athlete as a coach scans the squad: speeds in m/s, distances in m, times in s, loads in rTSS."""

    runner_id: str
    name: str
    critical_speed_mps: float | None
    last_day: date | None
    week_distance_m: float
    week_time_s: float
    week_load_rtss: float
    ctl: float | None
    atl: float | None
    tsb: float | None
    ramp_rate: float | None
    trend: tuple[float, ...]
    alerts: tuple[Alert, ...]


@dataclass(frozen=True, slots=True)
class SquadPage:
    """Some rows of the squad, how many there are in all, and how many of those have an alert."""

    rows: tuple[SquadRow, ...]
    found_count: int
    alerted_count: int


def squad_page(person: User, query: str, sort: str, today: date, *, skip: int, limit: int) -> SquadPage:
    """The athletes a person may see, `query` in the name, in the order of `sort` (a key, "-" before it: falling)."""
    pipeline = [
        {"$match": visible_runners_match(person) | _named(query)},
        {"$project": {"name": 1, "critical_speed_mps": 1}},
        {
            "$lookup": {
                "from": _table(SquadStanding),
                "localField": "_id",
                "foreignField": "_id",
                "as": "standing",
            }
        },
        {"$set": {"standing": {"$first": "$standing"}}},
        {"$set": _computed(today)},
        {
            "$facet": {
                "rows": [*_sorted(sort), {"$skip": skip}, {"$limit": limit}],
                "counts": [{"$group": {"_id": None, "found": {"$sum": 1}, "alerted": {"$sum": _HAS_ALERT}}}],
            }
        },
    ]
    (answer,) = database.collection(_table(Runner)).aggregate(pipeline, session=database.session)
    counts = answer["counts"][0] if answer["counts"] else {"found": 0, "alerted": 0}
    return SquadPage(tuple(map(_row, answer["rows"])), counts["found"], counts["alerted"])


_HAS_ALERT = {"$cond": [{"$gt": ["$alert_level", 0]}, 1, 0]}


def _named(query: str) -> Document:
    return {"name": {"$regex": re.escape(query), "$options": "i"}} if query else {}


def _computed(today: date) -> Document:
    """What is sorted by beside stored fields: the sums of the last seven days up to `today`, whenever they were stored."""
    since = (today - timedelta(days=RECENT_DAYS - 1)).isoformat()
    recent = {
        "$filter": {
            "input": {"$ifNull": ["$standing.recent_days", []]},
            "cond": {"$gte": ["$$this.day", since]},
        }
    }
    sums = {name: {"$sum": {"$map": {"input": recent, "as": "one", "in": f"$$one.{name}"}}} for name in _SUMS}
    return {
        "week": sums,
        "alert_level": {"$ifNull": ["$standing.alert_level", 0]},
        "sort_name": {"$toLower": "$name"},
    }


def _sorted(sort: str) -> list[Document]:
    """By the column asked for, unknown values last, equal ones by name; by alert when nothing is asked."""
    field = SORT_KEYS.get(sort.removeprefix("-"))
    if field is None:
        return _sorted("-alert")
    is_unknown = {"$cond": [{"$eq": [{"$ifNull": [f"${field}", None]}, None]}, 1, 0]}
    direction = -1 if sort.startswith("-") else 1
    order = {"is_unknown": 1, field: direction}
    return [
        {"$set": {"is_unknown": is_unknown}},
        {"$sort": order | {"sort_name": order.get("sort_name", 1), "_id": 1}},
    ]


def _row(found: Document) -> SquadRow:
    standing, week = found.get("standing") or {}, found["week"]
    last: datetime | None = standing.get("last_session_day")
    return SquadRow(
        runner_id=str(found["_id"]),
        name=found["name"],
        critical_speed_mps=found.get("critical_speed_mps"),
        last_day=None if last is None else day_of(last),
        week_distance_m=week["distance_m"],
        week_time_s=week["time_s"],
        week_load_rtss=week["load_rtss"],
        ctl=standing.get("ctl"),
        atl=standing.get("atl"),
        tsb=standing.get("tsb"),
        ramp_rate=standing.get("ramp_rate"),
        trend=tuple(standing.get("ctl_by_week", ())),
        alerts=tuple(Alert(one["code"], one["level"], one["values"]) for one in standing.get("alerts", ())),
    )


def _table(model: type[Runner | SquadStanding]) -> str:
    return model._meta.db_table  # noqa: SLF001 - Django's documented model API
