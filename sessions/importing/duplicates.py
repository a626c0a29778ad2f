"""Two recordings of one run: the same bytes, or near enough in start, duration and distance."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from sessions.models import SessionDecision, SessionFIT, SessionStatistics

if TYPE_CHECKING:
    from datetime import datetime

    from runners.models import Runner

__all__ = ["near_duplicate"]


def near_duplicate(
    runner: Runner,
    *,
    fit: SessionFIT,
    start_time: datetime,
    duration_s: float | None,
    distance_m: float | None,
    serial_number: int | None,
    sport: str,
) -> SessionStatistics | None:
    """The runner's counted session that this is a second recording of, if any.

    Start within a minute, duration and distance within 2 %, the same device where both say so (coaching.md).
    What a person separated stays separate.
    """
    if _is_separated(fit.pk):
        return None
    window = timedelta(seconds=settings.CONFIG.duplicate_start_s)
    candidates = (
        SessionStatistics.objects.filter(
            runner=runner, start_time__gte=start_time - window, start_time__lte=start_time + window
        )
        .exclude(fit_id=fit.pk)
        .order_by("start_time", "pk")
    )
    for candidate in candidates:
        if candidate.sport == sport and _is_same(candidate, duration_s, distance_m, serial_number):
            return candidate
    return None


def _is_same(
    candidate: SessionStatistics, duration_s: float | None, distance_m: float | None, serial: int | None
) -> bool:
    other = candidate.device.get("serial_number")
    if serial and other and str(serial) != str(other):
        return False
    return _close(candidate.elapsed_time_s, duration_s) and _close(candidate.distance_m, distance_m)


def _close(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    share = settings.CONFIG.duplicate_percent / 100
    return abs(one - other) <= share * max(one, other)


def _is_separated(fit_id: str) -> bool:
    latest = SessionDecision.objects.filter(
        fit_id=fit_id, kind__in=[SessionDecision.Kind.SEPARATE, SessionDecision.Kind.HOLD]
    ).order_by("-decided_at")
    found = latest.first()
    return found is not None and found.kind == SessionDecision.Kind.SEPARATE
