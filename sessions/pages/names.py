"""What a session is called when nobody named it, and what stands for its time and its load on every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from runlab_site.time_zones import zone

if TYPE_CHECKING:
    from sessions.models import SessionStatistics

__all__ = ["load_unit", "session_title", "shown_speed", "shown_time"]

_SPORTS = {
    "running": "run",
    "cycling": "ride",
    "swimming": "swim",
    "walking": "walk",
    "hiking": "hike",
    "rowing": "row",
    "cross_country_skiing": "ski tour",
    "e_biking": "e-bike ride",
    "fitness_equipment": "indoor training",
    "generic": "session",
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
    sport = _sport_word(session.sport)
    return f"{time_of_day} {'treadmill run' if session.is_treadmill and sport == 'run' else sport}"


def _sport_word(sport: str) -> str:
    """A sport as people say it; one that only its maker's watches know has a number for a name."""
    if sport.isdigit():
        return f"session (sport {sport} of its watch)"
    return _SPORTS.get(sport, sport.replace("_", " ") or "session")


def shown_time(session: SessionStatistics) -> float | None:
    """The time of the session in s: moving, or the timer's where nothing tells what moved (typed in)."""
    moving_s: float | None = session.moving_time_s
    timer_s: float | None = session.timer_time_s
    return timer_s if moving_s is None else moving_s


def shown_speed(session: SessionStatistics) -> float | None:
    """The speed beside distance and time, in m/s: their quotient, so that the three figures agree.

    What the watch wrote is shown where one of them is unknown.
    """
    metres: float | None = session.distance_m
    written_mps: float | None = session.avg_speed_mps
    seconds = shown_time(session)
    return metres / seconds if metres and seconds else written_mps


def load_unit(session: SessionStatistics) -> str:
    """The unit of the load, which names its method."""
    return {"rtss": "rTSS", "hrtss": "hrTSS"}.get(session.load_method, "load")
