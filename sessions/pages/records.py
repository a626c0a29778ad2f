"""The one sentence a session may earn, only if it is true."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sessions.models import SessionStatistics

if TYPE_CHECKING:
    from datetime import date

__all__ = ["record_sentence"]

_SPANS = ((365, "Longest run in a year"), (90, "Longest run in 90 days"), (30, "Longest run in 30 days"))


def record_sentence(session: SessionStatistics) -> str:
    """The sentence over the longest span it is true for, or nothing.

    True needs something to be longer than, from the first part of the span.
    """
    if not session.distance_m or session.sport != "running":
        return ""
    runs = SessionStatistics.objects.filter(runner_id=session.runner_id, sport="running")
    for days, sentence in _SPANS:
        since = session.day - timedelta(days=days)
        if (
            _goes_back_to(since, session)
            and not runs.filter(
                day__gte=since, start_time__lt=session.start_time, distance_m__gte=session.distance_m
            ).exists()
        ):
            return sentence
    return ""


def _goes_back_to(day: date, session: SessionStatistics) -> bool:
    """Whether runs are known from before the span, so that the span is full."""
    return SessionStatistics.objects.filter(
        runner_id=session.runner_id, sport="running", day__lte=day
    ).exists()
