"""Numbers as people read them: 4:05 /km, 1:23:45, 42.20 km, −7, and – for what is unknown.

Every function answers a Figure (value and unit apart, since the unit is set small)
and the unknown figure for None. The same rules live in static/js/format.js for what the browser draws.
"""

from __future__ import annotations

from math import isfinite
from typing import Literal, NamedTuple

from django.utils.translation import gettext, gettext_noop

Units = Literal["km", "mi"]

METRES_PER_KM = 1000.0
METRES_PER_MILE = 1609.344
FEET_PER_METRE = 1 / 0.3048
YARDS_PER_METRE = 1 / 0.9144
SECONDS_PER_HOUR = 3600
TRUE_MINUS = "\N{MINUS SIGN}"
UNKNOWN = "\N{EN DASH}"
SLOWEST_SHOWN_PACE_S = 3600.0
"""A pace slower than an hour per kilometre is standing still: shown as unknown."""

TRACK_MOST_M = 2000
TRACK_NAMES = {
    1609.344: gettext_noop("1 mile"),
    21097.5: gettext_noop("Half marathon"),
    42195.0: gettext_noop("Marathon"),
}


class Figure(NamedTuple):
    """A value ready to read and its unit ("" when it has none)."""

    value: str
    unit: str

    def __str__(self) -> str:
        return f"{self.value} {self.unit}".strip()


NOTHING = Figure(UNKNOWN, "")


def number(value: float | None, unit: str = "", places: int = 0) -> Figure:
    """A plain number, rounded half away from zero as people do, with a true minus."""
    if value is None or not isfinite(value):
        return NOTHING
    return Figure(_signless_zero(_rounded(value, places)).replace("-", TRUE_MINUS), unit)


def signed(value: float | None, unit: str = "", places: int = 0) -> Figure:
    """A change: always with its sign, 0 without one."""
    figure = number(value, unit, places)
    is_gain = value is not None and value > 0 and float(figure.value) != 0
    return Figure(f"+{figure.value}", unit) if is_gain else figure


def duration(seconds: float | None) -> Figure:
    """1:23:45, or 4:05 under an hour. Rounded to the whole second."""
    if seconds is None or not isfinite(seconds):
        return NOTHING
    whole = int(_half_up(abs(seconds)))
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    text = f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
    return Figure(f"{TRUE_MINUS}{text}" if seconds < 0 and whole else text, "")


def distance(metres: float | None, units: Units = "km") -> Figure:
    """A distance run, two places: 42.20 km or 26.22 mi."""
    if metres is None:
        return NOTHING
    return number(metres / metres_per_unit(units), units, 2)


def race_distance(metres: float) -> str:
    """A distance as it is called: 400 m, 1 mile, 5 km, Half marathon; others in whole metres, or in km with two places."""
    if metres in TRACK_NAMES:
        return gettext(TRACK_NAMES[metres])
    if metres % METRES_PER_KM == 0 or metres > 10 * METRES_PER_KM:
        return f"{round(metres / METRES_PER_KM, 2):g} km"
    return f"{metres:.0f} m"


def pace(speed_mps: float | None, units: Units = "km") -> Figure:
    """Time for one kilometre or mile at this speed: 4:05 /km. Standing still has no pace."""
    if not speed_mps or speed_mps < 0:
        return NOTHING
    seconds = metres_per_unit(units) / speed_mps
    if seconds > SLOWEST_SHOWN_PACE_S:
        return NOTHING
    return Figure(duration(seconds).value, f"/{units}")


def speed(speed_mps: float | None, units: Units = "km") -> Figure:
    """14.7 km/h, for who reads speed in place of pace."""
    if not speed_mps or speed_mps < 0:
        return NOTHING
    per_hour = "mph" if units == "mi" else "km/h"
    return number(speed_mps * SECONDS_PER_HOUR / metres_per_unit(units), per_hour, 1)


def between(first: Figure, last: Figure) -> Figure:
    """3:57 – 4:04 /km: two figures of one unit; one alone where both read the same."""
    if first == last or last.value == UNKNOWN:
        return first
    return Figure(f"{first.value} {UNKNOWN} {last.value}", first.unit)


def step_distance(metres: float, units: Units = "km") -> Figure:
    """The length of a step as it is called: 400 m on the track, 1.6 km or 2 mi on the road."""
    if metres < METRES_PER_KM or (units == "mi" and metres <= TRACK_MOST_M and metres % 100 == 0):
        return Figure(f"{_half_up(metres):g}", "m")
    return Figure(f"{_half_up(100 * metres / metres_per_unit(units)) / 100:g}", units)


def step_time(seconds: float) -> str:
    """The length of a step as it is said: 45 s, 90 s, 15 min, 12:30 min, 1 h 30 min."""
    whole = int(_half_up(seconds))
    minutes, rest = divmod(whole, 60)
    if whole < 120 and rest:
        return f"{whole} s"
    if minutes < 60:
        return f"{minutes}:{rest:02} min" if rest else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def climb(metres: float | None, units: Units = "km") -> Figure:
    """Height gained: 117 m, or 384 ft for who counts in miles."""
    if metres is None:
        return NOTHING
    return number(metres, "m") if units == "km" else number(metres * FEET_PER_METRE, "ft")


def short_distance(metres: float | None, units: Units = "km") -> Figure:
    """A stretch shorter than a lap, as W' is: 200 m, or 219 yd for who counts in miles."""
    return number(in_short_units(metres, units), "yd" if units == "mi" else "m")


def in_short_units(metres: float | None, units: Units) -> float | None:
    """Metres, or yards for who counts in miles."""
    return metres * YARDS_PER_METRE if metres is not None and units == "mi" else metres


def fahrenheit(celsius: float) -> float:
    """°F of °C."""
    return celsius * 9 / 5 + 32


def celsius(fahrenheit: float) -> float:
    """°C of °F."""
    return (fahrenheit - 32) * 5 / 9


def temperature(celsius: float | None, units: Units = "km") -> Figure:
    """9 °C, or 48 °F for who counts in miles."""
    if celsius is None:
        return NOTHING
    return number(celsius, "°C") if units == "km" else number(fahrenheit(celsius), "°F")


def file_size(size_bytes: int | None) -> Figure:
    """640 kB, 1.2 MB: powers of ten, as file managers show it."""
    if size_bytes is None:
        return NOTHING
    if size_bytes < 1_000_000:
        return number(max(size_bytes / 1000, 1) if size_bytes else 0, "kB")
    return number(size_bytes / 1_000_000, "MB", 1)


def metres_per_unit(units: Units) -> float:
    """Length of the unit a person counts in."""
    return METRES_PER_MILE if units == "mi" else METRES_PER_KM


def _rounded(value: float, places: int) -> str:
    scale = 10**places
    whole = _half_up(abs(value) * scale) / scale
    return f"{-whole if value < 0 else whole:.{places}f}"


def _half_up(value: float) -> float:
    return float(int(value + 0.5))


def _signless_zero(text: str) -> str:
    return text.removeprefix("-") if float(text) == 0 else text
