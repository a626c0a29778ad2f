"""How pages name a session and which time and load unit they show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from runlab_site.time_zones import zone

if TYPE_CHECKING:
    from sessions.models import SessionStatistics

__all__ = ["load_unit", "session_title", "shown_speed", "shown_time", "sport_name"]

_SPORTS = {
    "running": gettext_lazy("run"),
    "cycling": gettext_lazy("ride"),
    "swimming": gettext_lazy("swim"),
    "walking": gettext_lazy("walk"),
    "hiking": gettext_lazy("hike"),
    "rowing": gettext_lazy("row"),
    "cross_country_skiing": gettext_lazy("ski tour"),
    "e_biking": gettext_lazy("e-bike ride"),
    "fitness_equipment": gettext_lazy("indoor training"),
    "generic": gettext_lazy("session"),
}
_SPORT_NAMES = {
    "running": gettext_lazy("Running"),
    "walking": gettext_lazy("Walking"),
    "hiking": gettext_lazy("Hiking"),
    "cycling": gettext_lazy("Cycling"),
    "swimming": gettext_lazy("Swimming"),
    "rowing": gettext_lazy("Rowing"),
    "cross_country_skiing": gettext_lazy("Cross country skiing"),
    "fitness_equipment": gettext_lazy("Fitness equipment"),
}
_TIMES_OF_DAY = (
    (5, gettext_lazy("Night")),
    (11, gettext_lazy("Morning")),
    (14, gettext_lazy("Midday")),
    (18, gettext_lazy("Afternoon")),
    (22, gettext_lazy("Evening")),
    (24, gettext_lazy("Night")),
)


def session_title(session: SessionStatistics) -> str:
    """The name it was given, else "Morning run" in the athlete's zone of that day."""
    if session.name:
        return session.name
    hour = timezone.localtime(session.start_time, zone(session.time_zone)).hour
    time_of_day = next(word for end, word in _TIMES_OF_DAY if hour < end)
    is_treadmill = session.is_treadmill and session.sport == "running"
    sport = _("treadmill run") if is_treadmill else _sport_word(session.sport)
    return _("{time_of_day} {sport}").format(time_of_day=time_of_day, sport=sport)


def _sport_word(sport: str) -> str:
    """A sport as people say it; one that only its maker's watches know has a number for a name."""
    if sport.isdigit():
        return _("session (sport {number} of its watch)").format(number=sport)
    return str(_SPORTS.get(sport, sport.replace("_", " ") or _("session")))


def sport_name(sport: str) -> str:
    """A kind of sport as one chooses it; those that are rare as their files write them."""
    return str(_SPORT_NAMES.get(sport, sport.replace("_", " ").capitalize()))


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
    return {"rtss": "rTSS", "hrtss": "hrTSS"}.get(session.load_method, _("load"))
