"""Other sessions with the same repetitions, to compare with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sessions.models import SessionStatistics

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

__all__ = ["SameIntervals", "same_intervals"]

_COMPARED_DAYS = 365


@dataclass(frozen=True, slots=True)
class SameIntervals:
    """Another session with the same repetitions: means over its bouts of work."""

    session_id: str
    day: date
    speed_mps: float | None
    cs_share: float | None
    heart_rate_bpm: float | None
    is_this: bool


def same_intervals(session: SessionStatistics) -> list[SameIntervals]:
    """Sessions of a year with the same repetitions, the newest first, this one among them."""
    summary = (session.judged.get("intervals") or {}).get("summary")
    if not summary:
        return []
    since = session.day - timedelta(days=_COMPARED_DAYS)
    others = SessionStatistics.objects.filter(runner_id=session.runner_id, day__gte=since).order_by(
        "-start_time"
    )
    found = [
        _compared(pk, day, intervals["bouts"], is_this=pk == session.pk)
        for pk, day, intervals in others.values_list("pk", "day", "judged__intervals")
        if intervals and intervals["summary"] == summary
    ]
    return found if len(found) > 1 else []


def _compared(
    session_id: str, day: date, bouts: Sequence[Mapping[str, Any]], *, is_this: bool
) -> SameIntervals:
    work = [bout for bout in bouts if bout["is_work"]]
    return SameIntervals(
        session_id,
        day,
        _mean_by_time(work, "avg_speed_mps"),
        _mean_by_time(work, "cs_share"),
        _mean_by_time(work, "avg_heart_rate_bpm"),
        is_this,
    )


def _mean_by_time(bouts: Sequence[Mapping[str, Any]], name: str) -> float | None:
    known = [(bout[name], bout["time_s"]) for bout in bouts if bout.get(name) is not None and bout["time_s"]]
    seconds = sum(time_s for _, time_s in known)
    return sum(value * time_s for value, time_s in known) / seconds if seconds else None
