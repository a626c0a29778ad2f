"""Two recordings of one run: the same bytes, or the same sport at the same time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from sessions.models import SessionDecision, SessionFIT, SessionStatistics

if TYPE_CHECKING:
    from datetime import datetime

    from runners.models import Runner

__all__ = ["near_duplicate"]

# No recording that overlaps another began longer before it.
_LONGEST = timedelta(days=14)
_OTHER_WORDS = {"running": ("generic",), "generic": ("running",)}


def near_duplicate(
    runner: Runner, *, fit: SessionFIT, start_time: datetime, duration_s: float, sport: str
) -> SessionStatistics | None:
    """The runner's counted session that this is a second recording of, if any: a watch's and a phone's, or two watches'.

    The same sport (an app that names none says "generic" of a run), and half of the shorter one's time or more in the other: nobody runs two runs at once. Neither
    device nor distance matters. Of several the one that it overlaps longest. What a person separated stays separate.
    """
    if _is_separated(fit.pk):
        return None
    for told in (sport, *_OTHER_WORDS.get(sport, ())):
        share, closest = _most_overlapping(runner, fit, start_time, duration_s, told)
        if share >= settings.CONFIG.duplicate_overlap_percent / 100:
            return closest
    return None


def _most_overlapping(
    runner: Runner, fit: SessionFIT, start_time: datetime, duration_s: float, sport: str
) -> tuple[float, SessionStatistics | None]:
    """The counted session of that sport that overlaps longest, and by which share of the shorter one's time."""
    end_time = start_time + timedelta(seconds=duration_s)
    candidates = (
        SessionStatistics.objects.filter(
            runner=runner, sport=sport, start_time__gte=start_time - _LONGEST, start_time__lte=end_time
        )
        .exclude(fit_id=fit.pk)
        .order_by("start_time", "pk")
    )
    overlaps = [(_overlap_share(one, start_time, duration_s), one) for one in candidates]
    return max(overlaps, key=lambda pair: pair[0], default=(0.0, None))


def _overlap_share(session: SessionStatistics, start_time: datetime, duration_s: float) -> float:
    """How much of the shorter one's time lies in the other, 0 to 1; a moment that lies inside is 1."""
    other_s = session.elapsed_time_s or 0.0
    begins_s = (session.start_time - start_time).total_seconds()
    common_s = min(duration_s, begins_s + other_s) - max(0.0, begins_s)
    shorter_s = min(duration_s, other_s)
    if shorter_s <= 0:
        return 1.0 if common_s >= 0 else 0.0
    return max(common_s, 0.0) / shorter_s


def _is_separated(fit_id: str) -> bool:
    latest = SessionDecision.objects.filter(
        fit_id=fit_id, kind__in=[SessionDecision.Kind.SEPARATE, SessionDecision.Kind.HOLD]
    ).order_by("-decided_at")
    found = latest.first()
    return found is not None and found.kind == SessionDecision.Kind.SEPARATE
