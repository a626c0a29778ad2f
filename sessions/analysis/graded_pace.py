"""The energy cost of running up and down, as the speed on the level that costs the same (Minetti 2002)."""

import numpy as np
import numpy.typing as npt

from sessions.analysis.arrays import BoolArray, FloatArray, stretches_of, trailing_mean, weighted_mean
from sessions.analysis.elevation import MAX_GRADE

__all__ = [
    "LEVEL_COST_J_PER_KG_M",
    "NORMALISING_WINDOW_S",
    "cost_of_running",
    "cost_ratio",
    "graded_speed",
    "normalised_speed",
]

# Minetti AE et al. 2002, J Appl Physiol 93:1039-1046: J/kg/m by grade (rise over run), highest power first.
COST_COEFFICIENTS = (155.4, -30.4, -43.3, 46.3, 19.5, 3.6)
# The polynomial's own value on the level. The paper measured 3.40, but a ratio of costs needs both from one curve.
LEVEL_COST_J_PER_KG_M = 3.6
NORMALISING_WINDOW_S = 30
NORMALISING_POWER = 4


def cost_of_running(grade: npt.ArrayLike) -> FloatArray:
    """Energy cost in J/kg/m at each grade (rise over run), clamped to ±0.45: outside, the polynomial is not valid."""
    clamped = np.clip(np.asarray(grade, dtype=np.float64), -MAX_GRADE, MAX_GRADE)
    return np.asarray(np.polyval(COST_COEFFICIENTS, clamped), dtype=np.float64)


def cost_ratio(grade: npt.ArrayLike) -> FloatArray:
    """Cost at each grade over cost on the level; 1 on the level."""
    return np.asarray(cost_of_running(grade) / LEVEL_COST_J_PER_KG_M, dtype=np.float64)


def graded_speed(speed_mps: npt.ArrayLike, grade: npt.ArrayLike) -> FloatArray:
    """The speed on the level that costs as much, in m/s."""
    return np.asarray(np.asarray(speed_mps, dtype=np.float64) * cost_ratio(grade), dtype=np.float64)


def normalised_speed(
    speed_mps: FloatArray,
    weight_s: FloatArray | None = None,
    after_gap: BoolArray | None = None,
    window_s: int = NORMALISING_WINDOW_S,
) -> float | None:
    """Fourth-power mean of the trailing mean over window_s of the timer's seconds; None without any speed.

    speed_mps: shape (n,), one a second of the timer's clock, pauses cut out, no NaN. weight_s: how much of each
    second counts (1). after_gap: where a gap lies before the second, so that the window starts anew; it is short
    at every start.
    """
    if not speed_mps.size:
        return None
    begins = np.zeros(speed_mps.shape, dtype=np.bool_) if after_gap is None else after_gap
    weights = np.ones(speed_mps.shape) if weight_s is None else weight_s
    rolling = trailing_mean(speed_mps, window_s, stretches_of(begins))
    mean_power = weighted_mean(rolling**NORMALISING_POWER, weights)
    return None if mean_power is None else float(max(mean_power, 0.0) ** (1 / NORMALISING_POWER))
