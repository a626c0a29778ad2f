"""Maximum heart rate and the five zones that follow from it.

The estimate is HUNT's (Nes et al. 2013); a measured maximum, confirmed by a person, replaces it.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from runners.physiology.checks import FloatArray, finite, positive
from runners.physiology.errors import InvalidInputError, NotEnoughDataError

__all__ = [
    "DEFAULT_ZONE_FLOOR_PERCENT",
    "DEFAULT_ZONE_UPPER_PERCENTS",
    "HUNT_INTERCEPT_BPM",
    "HUNT_SLOPE_BPM_PER_YEAR",
    "HUNT_STANDARD_ERROR_BPM",
    "THRESHOLD_SHARE_OF_MAX",
    "THRESHOLD_ZONE_PERCENTS",
    "ZONE_NAMES",
    "HeartRateBounds",
    "HeartRateZone",
    "HeartRateZoneMethod",
    "MaxHeartRate",
    "age_on",
    "bounds_from_max",
    "bounds_from_reserve",
    "bounds_from_threshold",
    "bounds_typed",
    "heart_rate_problems",
    "heart_rate_zones",
    "hunt_max_heart_rate",
    "max_heart_rate",
    "observed_max_heart_rate",
    "zone_bounds_problems",
]

# Nes BM et al. 2013, Scand J Med Sci Sports 23:697-704: 3,320 healthy adults of the HUNT fitness study.
HUNT_INTERCEPT_BPM = 211.0
HUNT_SLOPE_BPM_PER_YEAR = 0.64
HUNT_STANDARD_ERROR_BPM = 10.8
HUNT_YOUNGEST_YEARS, HUNT_OLDEST_YEARS = 19, 89

# The specification's bounds. Zone 1 begins at 50 % (ours), so that standing still is no training.
DEFAULT_ZONE_UPPER_PERCENTS = (60.0, 70.0, 80.0, 90.0, 100.0)
DEFAULT_ZONE_FLOOR_PERCENT = 50.0
ZONE_NAMES = ("Recovery", "Endurance", "Tempo", "Threshold", "VO2 max")

YOUNGEST_YEARS, OLDEST_YEARS = 1, 120
LOWEST_BPM, HIGHEST_BPM = 25.0, 250.0  # what a living runner's heart has been seen to do
LOWEST_MAXIMUM_BPM = 100.0
HUNDRED = 100.0
# Percent of the way from rest to threshold heart rate: where pace ends the easy, tempo and threshold zones (zones.py).
THRESHOLD_ZONE_PERCENTS = (65.0, 78.0, 95.0, 102.0)
# Ours: the threshold heart rate of a runner who has measured none.
THRESHOLD_SHARE_OF_MAX = 0.9
OBSERVED_WINDOW_S = 5


class HeartRateZoneMethod(StrEnum):
    """What the percentages of the zones are percentages of."""

    MAXIMUM = "percent_of_maximum"
    RESERVE = "percent_of_reserve"
    THRESHOLD = "percent_to_threshold"
    TYPED = "typed"


@dataclass(frozen=True, slots=True)
class MaxHeartRate:
    """The maximum in use (bpm) with its 68 % band, where it came from, and the highest value seen beside it."""

    bpm: float
    low_bpm: float
    high_bpm: float
    source: str
    observed_bpm: float | None
    flags: tuple[str, ...]

    @property
    def is_measured(self) -> bool:
        """Whether it was typed rather than estimated by age."""
        return self.source == "measured"

    @property
    def uncertainty_bpm(self) -> float:
        """Half of the 68 % band; 0 when measured."""
        return (self.high_bpm - self.low_bpm) / 2


@dataclass(frozen=True, slots=True)
class HeartRateBounds:
    """The floor of zone 1 and the five upper bounds, in hundredths of a bpm.

    Hundredths keep comparisons exact: 0.7 * 180 is 125.99999999999999 in floating point, 70 * 180 is 12600.
    """

    floor_x100: float
    uppers_x100: tuple[float, ...]
    method: HeartRateZoneMethod

    @property
    def uppers_bpm(self) -> tuple[float, ...]:
        """The five upper bounds in bpm."""
        return tuple(upper / HUNDRED for upper in self.uppers_x100)


@dataclass(frozen=True, slots=True)
class HeartRateZone:
    """One zone: above lower_bpm (from it, in zone 1) to upper_bpm inclusive."""

    number: int
    name: str
    lower_bpm: float
    upper_bpm: float


def hunt_max_heart_rate(age_years: float) -> float:
    """Estimated maximum heart rate in bpm: 211 - 0.64 * age (Nes 2013; standard error 10.8 bpm).

    Raises InvalidInputError for an age outside 1 to 120 years.
    """
    age = finite("Age", age_years)
    if not YOUNGEST_YEARS <= age <= OLDEST_YEARS:
        raise InvalidInputError(
            f"An age of {age:g} years cannot be right ({YOUNGEST_YEARS} to {OLDEST_YEARS})."
        )
    return HUNT_INTERCEPT_BPM - HUNT_SLOPE_BPM_PER_YEAR * age


def age_on(birth_date: date, day: date) -> int:
    """Age in completed years on that day. Raises InvalidInputError when the day is before the birth."""
    if day < birth_date:
        raise InvalidInputError(f"{day.isoformat()} is before the birth date {birth_date.isoformat()}.")
    had_birthday = (day.month, day.day) >= (birth_date.month, birth_date.day)
    return day.year - birth_date.year - (0 if had_birthday else 1)


def max_heart_rate(
    age_years: float | None,
    measured_bpm: float | None = None,
    observed_bpm: float | None = None,
    *,
    age_is_default: bool = False,
) -> MaxHeartRate:
    """The maximum to use: a measured one (confirmed by a person) when there is one, else HUNT's estimate.

    The observed maximum is shown beside it and never replaces it by itself. Raises NotEnoughDataError when
    neither is known, InvalidInputError for impossible values.
    """
    if measured_bpm is not None:
        bpm = _possible_maximum("Measured maximum heart rate", measured_bpm)
        return MaxHeartRate(bpm, bpm, bpm, "measured", observed_bpm, _above_it(bpm, observed_bpm))
    if age_years is None:
        raise NotEnoughDataError("maximum heart rate", "a birth date or a measured maximum")
    bpm = hunt_max_heart_rate(age_years)
    flags = (
        "estimated",
        *_age_flags(age_years, age_is_default=age_is_default),
        *_above_it(bpm, observed_bpm),
    )
    low, high = bpm - HUNT_STANDARD_ERROR_BPM, bpm + HUNT_STANDARD_ERROR_BPM
    return MaxHeartRate(bpm, low, high, "hunt", observed_bpm, flags)


def observed_max_heart_rate(heart_rate_bpm: FloatArray) -> float | None:
    """The highest 5 s median of a stream at 1 Hz (NaN where there is none), in bpm; None without 5 s in a row.

    A median passes over single spikes; values no heart reaches count as missing.
    """
    stream = np.asarray(heart_rate_bpm, dtype=np.float64)
    possible = np.where((stream >= LOWEST_BPM) & (stream <= HIGHEST_BPM), stream, np.nan)
    if possible.size < OBSERVED_WINDOW_S:
        return None
    windows = np.lib.stride_tricks.sliding_window_view(possible, OBSERVED_WINDOW_S)
    whole = windows[~np.isnan(windows).any(axis=1)]
    return float(np.median(whole, axis=1).max()) if whole.size else None


def bounds_from_max(
    hr_max_bpm: float,
    upper_percents: Sequence[float] = DEFAULT_ZONE_UPPER_PERCENTS,
    floor_percent: float = DEFAULT_ZONE_FLOOR_PERCENT,
) -> HeartRateBounds:
    """Zone bounds as percentages of the maximum. Raises InvalidInputError when they do not rise strictly."""
    maximum = _possible_maximum("Maximum heart rate", hr_max_bpm)
    return _bounds(HeartRateZoneMethod.MAXIMUM, 0.0, maximum, upper_percents, floor_percent)


def bounds_from_reserve(
    hr_rest_bpm: float, hr_max_bpm: float, upper_percents: Sequence[float], floor_percent: float
) -> HeartRateBounds:
    """Zone bounds as percentages of the reserve between resting and maximum heart rate (Karvonen)."""
    if problems := heart_rate_problems(hr_rest_bpm, hr_max_bpm):
        raise InvalidInputError(" ".join(problems))
    reserve = hr_max_bpm - hr_rest_bpm
    return _bounds(HeartRateZoneMethod.RESERVE, hr_rest_bpm, reserve, upper_percents, floor_percent)


def bounds_from_threshold(hr_rest_bpm: float, hr_threshold_bpm: float, hr_max_bpm: float) -> HeartRateBounds:
    """Zone bounds that go with the pace zones: heart rate rises with speed, from rest to the threshold (ours).

    Where the maximum is too low for that threshold, the last zone ends as if the threshold were 90 % of it. Raises
    InvalidInputError for a threshold that is not above rest.
    """
    if problems := heart_rate_problems(hr_rest_bpm, hr_threshold_bpm=hr_threshold_bpm):
        raise InvalidInputError(" ".join(problems))
    reserve = hr_threshold_bpm - hr_rest_bpm
    top = 100 * (hr_max_bpm - hr_rest_bpm) / reserve
    if top <= THRESHOLD_ZONE_PERCENTS[-1]:
        top = 100 * (hr_threshold_bpm / THRESHOLD_SHARE_OF_MAX - hr_rest_bpm) / reserve
    uppers = (*THRESHOLD_ZONE_PERCENTS, top)
    return _bounds(HeartRateZoneMethod.THRESHOLD, hr_rest_bpm, reserve, uppers, DEFAULT_ZONE_FLOOR_PERCENT)


def bounds_typed(uppers_bpm: Sequence[float], floor_bpm: float) -> HeartRateBounds:
    """Zone bounds as the athlete or coach typed them, in bpm."""
    return _bounds(HeartRateZoneMethod.TYPED, 0.0, HUNDRED, uppers_bpm, floor_bpm)


def heart_rate_zones(bounds: HeartRateBounds) -> tuple[HeartRateZone, ...]:
    """The five zones with their names, in bpm, for showing."""
    uppers = bounds.uppers_bpm
    lowers = (bounds.floor_x100 / HUNDRED, *uppers[:-1])
    return tuple(
        HeartRateZone(number, name, lower, upper)
        for number, (name, lower, upper) in enumerate(zip(ZONE_NAMES, lowers, uppers, strict=True), start=1)
    )


def zone_bounds_problems(uppers: Sequence[float], floor: float) -> tuple[str, ...]:
    """What is wrong with five upper bounds and a floor (percent or bpm), in plain English; empty when nothing is."""
    if len(uppers) != len(ZONE_NAMES):
        return (f"Five zones need five upper bounds, not {len(uppers)}.",)
    edges = (floor, *uppers)
    if not all(np.isfinite(edge) for edge in edges):
        return ("A zone bound is missing or not a number.",)
    if floor < 0:
        return (f"Zone 1 cannot begin below zero ({floor:g}).",)
    return tuple(
        f"Zone {number} must end above where it begins: {lower:g} to {upper:g}."
        for number, (lower, upper) in enumerate(itertools.pairwise(edges), start=1)
        if upper <= lower
    )


def heart_rate_problems(
    hr_rest_bpm: float | None = None, hr_max_bpm: float | None = None, hr_threshold_bpm: float | None = None
) -> tuple[str, ...]:
    """What is wrong with an athlete's heart rates, each and together; None is unknown and no problem."""
    named = {"Resting": hr_rest_bpm, "Threshold": hr_threshold_bpm, "Maximum": hr_max_bpm}
    known = [(name, bpm) for name, bpm in named.items() if bpm is not None]
    impossible = tuple(
        f"{name} heart rate {bpm:g} is not between {LOWEST_BPM:g} and {HIGHEST_BPM:g} bpm."
        for name, bpm in known
        if not LOWEST_BPM <= bpm <= HIGHEST_BPM
    )
    disordered = tuple(
        f"{low_name} heart rate {low:g} must be below {high_name.lower()} heart rate {high:g}."
        for (low_name, low), (high_name, high) in itertools.pairwise(known)
        if low >= high
    )
    return impossible + disordered


def _bounds(
    method: HeartRateZoneMethod, base_bpm: float, span_bpm: float, uppers: Sequence[float], floor: float
) -> HeartRateBounds:
    if problems := zone_bounds_problems(uppers, floor):
        raise InvalidInputError(" ".join(problems))
    base_x100 = HUNDRED * base_bpm
    return HeartRateBounds(
        base_x100 + floor * span_bpm, tuple(base_x100 + upper * span_bpm for upper in uppers), method
    )


def _possible_rate(name: str, bpm: float) -> float:
    rate = positive(name, bpm)
    if not LOWEST_BPM <= rate <= HIGHEST_BPM:
        raise InvalidInputError(f"{name} {rate:g} is not between {LOWEST_BPM:g} and {HIGHEST_BPM:g} bpm.")
    return rate


def _possible_maximum(name: str, bpm: float) -> float:
    rate = _possible_rate(name, bpm)
    if rate < LOWEST_MAXIMUM_BPM:
        raise InvalidInputError(f"{name} {rate:g} is too low: below {LOWEST_MAXIMUM_BPM:g} bpm.")
    return rate


def _age_flags(age_years: float, *, age_is_default: bool) -> tuple[str, ...]:
    outside = not HUNT_YOUNGEST_YEARS <= age_years <= HUNT_OLDEST_YEARS
    return (("age_is_default",) if age_is_default else ()) + (("age_outside_study",) if outside else ())


def _above_it(bpm: float, observed_bpm: float | None) -> tuple[str, ...]:
    return ("observed_is_higher",) if observed_bpm is not None and observed_bpm > bpm else ()
