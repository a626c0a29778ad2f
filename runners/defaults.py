"""Every default value of an athlete, with its unit and its source. Each is flagged `is_default` wherever it is stored,
and none of them enters a fit.
"""

import math
from dataclasses import dataclass

from django.conf import settings

from runners.physiology.banister import DEFAULT_MODEL, ImpulseResponse
from runners.physiology.heart_rate_calculator import (
    DEFAULT_ZONE_FLOOR_PERCENT,
    DEFAULT_ZONE_UPPER_PERCENTS,
    HeartRateBounds,
    bounds_from_max,
    hunt_max_heart_rate,
)
from runners.physiology.vdot import vdot_time

__all__ = [
    "BLOCKS",
    "DEFAULT_RESTING_HR_BPM",
    "DEFAULT_VDOT",
    "IMPULSE_RESPONSE",
    "PERSONAL_BEST_DISTANCES_M",
    "TAPER_WEEKS",
    "WEEKLY_LOAD_RANGES",
    "WEEKS_PER_BLOCK",
    "ZONE_FLOOR_PERCENT",
    "ZONE_UPPER_PERCENTS",
    "DefaultBest",
    "WeeklyLoadRange",
    "default_age_years",
    "heart_rate_bounds",
    "personal_bests",
    "weekly_load_range",
]

# Metres. The distances whose bests are kept (formula book, section 2).
PERSONAL_BEST_DISTANCES_M = (
    400.0,
    800.0,
    1000.0,
    1609.344,
    3000.0,
    5000.0,
    10000.0,
    15000.0,
    21097.5,
    30000.0,
    42195.0,
)

# ml/kg/min (Daniels & Gilbert 1979). One level for every distance, so that no pair of defaults contradicts.
DEFAULT_VDOT = 30.0

# bpm; only until one is measured (ours).
DEFAULT_RESTING_HR_BPM = 60.0

# Percent of the maximum heart rate: the specification's five upper bounds; zone 1 begins at 50 % (ours).
ZONE_UPPER_PERCENTS = DEFAULT_ZONE_UPPER_PERCENTS
ZONE_FLOOR_PERCENT = DEFAULT_ZONE_FLOOR_PERCENT

# Days and units of load: 45, 15, 1, 2 (Morton, Fitz-Clarke & Banister 1990); p0 is DEFAULT_VDOT. A shape without units.
IMPULSE_RESPONSE: ImpulseResponse = DEFAULT_MODEL

# Weeks: the specification's schedule.
BLOCKS = 4
WEEKS_PER_BLOCK = 4
TAPER_WEEKS = 2


@dataclass(frozen=True, slots=True)
class DefaultBest:
    """A placeholder best (m, s): shown as a default, never fitted, never compared with a run."""

    distance_m: float
    time_s: float
    is_default: bool = True


@dataclass(frozen=True, slots=True)
class WeeklyLoadRange:
    """A usual week's load (rTSS) for a fitness below ctl_below; None: any fitness above the others (ours)."""

    ctl_below: float | None
    low_rtss: float
    high_rtss: float
    is_default: bool = True


WEEKLY_LOAD_RANGES = (
    WeeklyLoadRange(20.0, 100.0, 200.0),
    WeeklyLoadRange(45.0, 200.0, 400.0),
    WeeklyLoadRange(75.0, 400.0, 650.0),
    WeeklyLoadRange(None, 650.0, 900.0),
)


def personal_bests() -> tuple[DefaultBest, ...]:
    """The times of the default VDOT for the eleven distances, shortest first."""
    return tuple(
        DefaultBest(distance, vdot_time(DEFAULT_VDOT, distance)) for distance in PERSONAL_BEST_DISTANCES_M
    )


def weekly_load_range(ctl: float) -> WeeklyLoadRange:
    """The range of a week's load that goes with a fitness (CTL)."""
    bounds = (math.inf if one.ctl_below is None else one.ctl_below for one in WEEKLY_LOAD_RANGES)
    return next(one for one, bound in zip(WEEKLY_LOAD_RANGES, bounds, strict=True) if ctl < bound)


def default_age_years() -> int:
    """The age that counts without a birth date: RUNLAB_DEFAULT_AGE_YEARS, 35 where it is not set (ours)."""
    return settings.CONFIG.default_age_years


def heart_rate_bounds(age_years: float | None = None) -> HeartRateBounds:
    """The five default zones of an age (None: the default age), from HUNT's maximum."""
    age = default_age_years() if age_years is None else age_years
    return bounds_from_max(hunt_max_heart_rate(age), ZONE_UPPER_PERCENTS, ZONE_FLOOR_PERCENT)
