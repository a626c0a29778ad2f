"""How times, paces and days are written in the sentences people read."""

from datetime import date

__all__ = ["day_text", "distance_text", "duration_text", "pace_text"]

_NAMED_DISTANCES_M = {1609.344: "1 mile", 21097.5: "half marathon", 42195.0: "marathon"}


def duration_text(seconds: float) -> str:
    """Seconds as m:ss, or h:mm:ss from an hour on: 4:05, 1:31:35."""
    minutes, second = divmod(round(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02d}:{second:02d}" if hours else f"{minute}:{second:02d}"


def pace_text(speed_mps: float) -> str:
    """A speed as pace: 3:57 /km."""
    return f"{duration_text(1000.0 / speed_mps)} /km"


def distance_text(distance_m: float) -> str:
    """A distance as runners say it: 400 m, 1 mile, 5 km, half marathon."""
    if distance_m in _NAMED_DISTANCES_M:
        return _NAMED_DISTANCES_M[distance_m]
    whole_km = distance_m >= 5000 and distance_m % 1000 == 0
    return f"{distance_m / 1000:g} km" if whole_km else f"{distance_m:.0f} m"


def day_text(day: date) -> str:
    """A day without an ambiguous month: 3 May 2026."""
    return f"{day.day} {day:%b} {day.year}"
