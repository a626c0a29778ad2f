"""The taper: how much of the usual daily volume is kept on each day of the last two weeks.

Bosquet et al. 2007 (Med Sci Sports Exerc 39:1358): two weeks, volume cut by 41 to 60 % exponentially, intensity and number of
sessions kept. Wang et al. 2023 (PLoS ONE 18:e0282838) agree up to 21 days.
"""

import math

from runners.physiology.checks import positive
from runners.physiology.errors import InvalidInputError

__all__ = ["TAPER_DAYS", "TAPER_TAU_DAYS", "mean_volume_factor", "volume_factor"]

TAPER_DAYS = 14
TAPER_TAU_DAYS = 9.7  # keeps half of the volume over 14 days


def volume_factor(day: int, tau_days: float = TAPER_TAU_DAYS) -> float:
    """Share of the usual volume kept on day n of the taper, counted from 1: e^(-n/tau)."""
    if day < 1:
        raise InvalidInputError(f"The days of a taper are counted from 1, not {day}.")
    return math.exp(-day / positive("Time constant", tau_days))


def mean_volume_factor(days: int = TAPER_DAYS, tau_days: float = TAPER_TAU_DAYS) -> float:
    """Share of the usual volume kept over the whole taper."""
    if days < 1:
        raise InvalidInputError(f"A taper has at least one day, not {days}.")
    return math.fsum(volume_factor(day, tau_days) for day in range(1, days + 1)) / days
