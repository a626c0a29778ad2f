"""A runner's sessions in order, page by page: all, those of a day, or those with some words in name or notes.

A search reads entries of an index that holds name and notes, and the documents of the page alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bson import ObjectId
from django.db.models import Q

from runlab_site.database import database, object_id
from sessions.models import SessionStatistics

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from django.db.models import QuerySet

    from runners.models import Runner

__all__ = [
    "Place",
    "SessionList",
    "SessionSlice",
    "newest_sessions",
    "oldest_sessions",
    "sessions_after",
    "sessions_before",
    "sessions_count",
]

_INDEX = "sessions_by_words"
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SessionList:
    """Which sessions: of a runner, with `query` in name or notes, of a local day; empty and None for all."""

    runner: Runner
    query: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a session stands in the order: its start and its id."""

    start: datetime
    session_id: str


@dataclass(frozen=True, slots=True)
class SessionSlice:
    """Some sessions in order, the newest first, and whether there are newer and older ones."""

    sessions: tuple[SessionStatistics, ...]
    has_newer: bool
    has_older: bool


def sessions_count(wanted: SessionList) -> int:
    """How many there are."""
    if not _is_search(wanted):
        return _rows(wanted).count()
    found = _found(_matching(wanted, None, -1), {"$count": "count"})
    return next((int(one["count"]) for one in found), 0)


def newest_sessions(wanted: SessionList, size: int) -> SessionSlice:
    """The first of them."""
    return _newest(wanted, None, size)


def oldest_sessions(wanted: SessionList, size: int) -> SessionSlice:
    """The last of them, read from the far end: nothing is skipped."""
    return _oldest(wanted, None, size)


def sessions_before(wanted: SessionList, place: Place, size: int) -> SessionSlice:
    """Those that follow a place, older than it."""
    return replace(_newest(wanted, place, size), has_newer=True)


def sessions_after(wanted: SessionList, place: Place, size: int) -> SessionSlice:
    """Those right before a place, newer than it."""
    return replace(_oldest(wanted, place, size), has_older=True)


def _newest(wanted: SessionList, place: Place | None, size: int) -> SessionSlice:
    rows = _page(wanted, place, -1, size + 1)
    return SessionSlice(tuple(rows[:size]), has_newer=False, has_older=len(rows) > size)


def _oldest(wanted: SessionList, place: Place | None, size: int) -> SessionSlice:
    rows = _page(wanted, place, 1, size + 1)
    return SessionSlice(tuple(reversed(rows[:size])), has_newer=len(rows) > size, has_older=False)


def _page(wanted: SessionList, place: Place | None, direction: int, size: int) -> list[SessionStatistics]:
    """At most `size` sessions beyond a place, the nearest first; direction: -1 back in time, 1 on."""
    if _is_search(wanted):
        found = _found(_matching(wanted, place, direction), {"$limit": size}, {"$project": {"_id": 1}})
        rows = SessionStatistics.objects.filter(pk__in=[str(one["_id"]) for one in found])
    else:
        rows = _rows(wanted) if place is None else _beyond(_rows(wanted), place, direction)
    sign = "-" if direction < 0 else ""
    return list(rows.order_by(f"{sign}start_time", f"{sign}pk")[:size])


# By index, and a day's few by their words ------------------------------------------------------------


def _rows(wanted: SessionList) -> QuerySet[SessionStatistics]:
    rows = SessionStatistics.objects.filter(runner=wanted.runner)
    if wanted.day is None:
        return rows
    rows = rows.filter(day=wanted.day)
    words = Q(name__icontains=wanted.query) | Q(notes__icontains=wanted.query)
    return rows.filter(words) if wanted.query else rows


def _beyond(rows: QuerySet[SessionStatistics], place: Place, direction: int) -> QuerySet[SessionStatistics]:
    start, pk = place.start, place.session_id
    if direction < 0:
        return rows.filter(start_time__lte=start).exclude(start_time=start, pk__gte=pk)
    return rows.filter(start_time__gte=start).exclude(start_time=start, pk__lte=pk)


# By words --------------------------------------------------------------------------------------------


def _is_search(wanted: SessionList) -> bool:
    return bool(wanted.query) and wanted.day is None


def _matching(wanted: SessionList, place: Place | None, direction: int) -> Iterator[Document]:
    """The stages that find sessions by words. What is asked of an entry is computed from it alone, so no document is read."""
    asked: Document = {"words": {"$concat": ["$name", "\n", "$notes"]}}
    match: Document = {"words": {"$regex": re.escape(wanted.query), "$options": "i"}}
    bound: Document = {}
    if place is not None:
        compare, or_equal = ("$lt", "$lte") if direction < 0 else ("$gt", "$gte")
        bound = {"start_time": {or_equal: place.start}}
        beyond_id = {compare: ["$_id", ObjectId(place.session_id)]}
        asked["is_beyond"] = {"$or": [{compare: ["$start_time", place.start]}, beyond_id]}
        match["is_beyond"] = True
    yield {"$match": {"runner_id": object_id(wanted.runner.pk), **bound}}
    yield {"$sort": {"start_time": direction, "_id": direction}}
    yield {"$project": asked}
    yield {"$match": match}


def _found(matching: Iterable[Document], *stages: Document) -> list[Document]:
    collection = database.collection(SessionStatistics._meta.db_table)  # noqa: SLF001 - Django's documented model API
    return list(collection.aggregate([*matching, *stages], hint=_INDEX, session=database.session))
