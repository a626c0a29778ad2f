"""What a session is called when nobody named it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from runlab_site.time_zones import zone

if TYPE_CHECKING:
    from sessions.models import SessionStatistics

__all__ = ["session_title"]

_SPORTS = {
    "running": "run",
    "cycling": "ride",
    "swimming": "swim",
    "walking": "walk",
    "hiking": "hike",
    "rowing": "row",
    "cross_country_skiing": "ski tour",
}
_TIMES_OF_DAY = (
    (5, "Night"),
    (11, "Morning"),
    (14, "Midday"),
    (18, "Afternoon"),
    (22, "Evening"),
    (24, "Night"),
)


def session_title(session: SessionStatistics) -> str:
    """The name it was given, else "Morning run" in the athlete's zone of that day."""
    if session.name:
        return session.name
    hour = timezone.localtime(session.start_time, zone(session.time_zone)).hour
    time_of_day = next(word for end, word in _TIMES_OF_DAY if hour < end)
    sport = _SPORTS.get(session.sport, session.sport.replace("_", " ") or "session")
    return f"{time_of_day} {'treadmill run' if session.is_treadmill and sport == 'run' else sport}"
