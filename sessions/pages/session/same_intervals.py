"""Other sessions with the same repetitions, to compare with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sessions.models import SessionStatistics

if TYPE_CHECKING:
    from collections.abc import Mapping
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
    summary = (session.work or {}).get("summary")
    if not summary:
        return []
    since = session.day - timedelta(days=_COMPARED_DAYS)
    alike = SessionStatistics.objects.filter(
        runner_id=session.runner_id, day__gte=since, work__summary=summary
    ).order_by("-start_time")
    found = [
        _compared(pk, day, work, is_this=pk == session.pk)
        for pk, day, work in alike.values_list("pk", "day", "work")
        if work
    ]
    return found if len(found) > 1 else []


def _compared(session_id: str, day: date, work: Mapping[str, Any], *, is_this: bool) -> SameIntervals:
    return SameIntervals(
        session_id, day, work["avg_speed_mps"], work["cs_share"], work["avg_heart_rate_bpm"], is_this
    )
