"""A Critical Speed to work with: where it came from, how sure it is, what it says of a distance."""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from runners.physiology.checks import positive
from runners.physiology.efforts import Effort
from runners.physiology.errors import InvalidInputError

__all__ = [
    "CRITICAL_SPEED_FORMULA",
    "FASTEST_CS_MPS",
    "SLOWEST_CS_MPS",
    "W_PRIME_BOUNDS_M",
    "CriticalSpeed",
    "Source",
    "band_of_day",
    "stale_from",
    "time_at_critical_speed",
]

CRITICAL_SPEED_FORMULA = "critical_speed@3"

SLOWEST_CS_MPS, FASTEST_CS_MPS = 1.5, 7.0
# Kordi 2019: 123 +- 58 m in trained men; outside of this the trials, not the athlete, are unusual.
W_PRIME_BOUNDS_M = (40.0, 400.0)
FRESH_DAYS = 90
# Hopkins & Hewson 2001, Med Sci Sports Exerc 33:1588: from race to race, over 4 to 9 weeks, one runner's times vary by
# 1.2 to 1.9 % (standard deviation), the better half's of road and cross-country runs. Taken in the middle.
DAY_TO_DAY_SD = 0.015
NORMAL_97_5 = 1.959963984540054  # the normal distribution's 97.5 % point


class Source(StrEnum):
    """Where a value came from.

    fit: a line through three bouts or more. provisional: the line through the two bouts of a test, +- 5 %. typed: from a
    laboratory or a coach's eye. typed_race: a race result typed as the threshold. race: estimated from one race that
    stands in while no value is in force.
    """

    FIT = "fit"
    PROVISIONAL = "provisional"
    TYPED = "typed"
    TYPED_RACE = "typed_race"
    RACE = "race"

    @property
    def is_typed(self) -> bool:
        """Whether a person set the value, so that only a person may replace it."""
        return self in {Source.TYPED, Source.TYPED_RACE}


@dataclass(frozen=True, slots=True)
class CriticalSpeed:
    """A Critical Speed to work with; W' and R2 are None where unknown. `source` is one of Source."""

    cs_mps: float
    w_prime_m: float | None
    se_cs_mps: float | None
    se_w_prime_m: float | None
    cs_band_mps: tuple[float, float] | None
    w_prime_band_m: tuple[float, float] | None
    r_squared: float | None
    source: str
    day: date
    trials: tuple[Effort, ...] = ()
    flags: tuple[str, ...] = ()
    formula: str = CRITICAL_SPEED_FORMULA


def band_of_day(value: CriticalSpeed) -> tuple[float, float] | None:
    """95 % band (m/s) of what Critical Speed is on a day, rather than of the line: None for a typed value.

    The line's own band knows only how well the efforts lie on it. That all of them were run on better or worse days
    than today moves the whole line and leaves no residual: it adds the spread from day to day, of the days that were
    run and of the day that is asked about, 1.5 % times the square root of 1 + 1/days.
    """
    if value.source != Source.FIT or value.cs_band_mps is None:
        return value.cs_band_mps
    days = len({trial.day for trial in value.trials}) or 1
    of_days = NORMAL_97_5 * DAY_TO_DAY_SD * value.cs_mps * math.sqrt(1 + 1 / days)
    reach = math.hypot((value.cs_band_mps[1] - value.cs_band_mps[0]) / 2, of_days)
    return value.cs_mps - reach, value.cs_mps + reach


def stale_from(value: CriticalSpeed) -> date | None:
    """The first day on which every effort behind the value is older than 90 days; None for one without efforts."""
    newest = max((trial.day for trial in value.trials), default=None)
    return None if newest is None else newest + timedelta(days=FRESH_DAYS + 1)


def time_at_critical_speed(distance_m: float, cs_mps: float, w_prime_m: float) -> float:
    """Time (s) for a distance: (D - W') / CS. Raises InvalidInputError when W' alone covers the distance."""
    distance, cs = positive("Distance", distance_m), positive("Critical Speed", cs_mps)
    if distance <= w_prime_m:
        raise InvalidInputError(f"The line says nothing about {distance:g} m: W' alone is {w_prime_m:g} m.")
    return (distance - w_prime_m) / cs
