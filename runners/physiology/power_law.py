"""Time as a power of distance: Riegel's rule, and an athlete's own exponent.

ln T = ln a + b ln D. Beyond 2 to 15 minutes it follows runners better than Critical Speed does (Drake, Finke & Ferguson
2023, Eur J Appl Physiol 124:507), so it extrapolates races while Critical Speed sets loads and zones.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from runners.physiology.checks import FloatArray, positive, positive_pairs
from runners.physiology.errors import FitRefusedError, NotEnoughDataError

__all__ = ["RIEGEL_EXPONENT", "RIEGEL_LONGEST_S", "RIEGEL_SHORTEST_S", "PowerLaw", "fit_power_law", "riegel"]

RIEGEL_EXPONENT = 1.06  # Riegel PS 1981, Am Sci 69:285-290
RIEGEL_SHORTEST_S, RIEGEL_LONGEST_S = 210.0, 13800.0  # 3.5 to 230 min
FEWEST_POINTS = 2


@dataclass(frozen=True, slots=True)
class PowerLaw:
    """ln T = ln_a + exponent * ln D (s, m), with R2 in logarithms and the number of efforts."""

    exponent: float
    ln_a: float
    r_squared: float
    efforts: int

    def time_s(self, distance_m: float) -> float:
        """Time for a distance."""
        return math.exp(self.ln_a + self.exponent * math.log(positive("Distance", distance_m)))


def riegel(distance_m: float, time_s: float, target_m: float, exponent: float = RIEGEL_EXPONENT) -> float:
    """Time (s) over target_m from one race: T2 = T1 (D2/D1)^exponent; Riegel 1981 found it for 3.5 to 230 min."""
    ratio = positive("Target distance", target_m) / positive("Distance", distance_m)
    return positive("Time", time_s) * math.pow(ratio, positive("Exponent", exponent))


def fit_power_law(
    distances_m: Sequence[float] | FloatArray, times_s: Sequence[float] | FloatArray
) -> PowerLaw:
    """Least squares of ln T on ln D, both inputs of shape (n,), n >= 2.

    Raises NotEnoughDataError below two efforts, FitRefusedError when all have one distance.
    """
    distances, times = positive_pairs(distances_m, times_s)
    if distances.size < FEWEST_POINTS:
        raise NotEnoughDataError("a power law", f"{FEWEST_POINTS} efforts, there are {distances.size}")
    if np.ptp(distances) == 0:
        raise FitRefusedError(
            "one_distance", "All efforts have the same distance: no exponent follows from them."
        )
    x, y = np.log(distances), np.log(times)
    off_x, off_y = x - x.mean(), y - y.mean()
    exponent = float(off_x @ off_y / (off_x @ off_x))
    ln_a = float(y.mean() - exponent * x.mean())
    residuals, total = off_y - exponent * off_x, float(off_y @ off_y)
    r_squared = 1 - float(residuals @ residuals) / total if total else 1.0
    return PowerLaw(exponent, ln_a, r_squared, distances.size)
