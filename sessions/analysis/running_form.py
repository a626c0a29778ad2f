"""Running form: cadence, steps, efficiency and drift (docs/science.md, Session figures)."""

import numpy as np
import numpy.typing as npt

from sessions.analysis.arrays import FloatArray
from sessions.analysis.errors import InvalidStreamsError

__all__ = [
    "counts_both_feet",
    "decoupling",
    "efficiency_factor",
    "step_length",
    "steps_per_minute",
    "vertical_ratio",
]

FEET = 2
# Ours: at a speed in m/s nobody makes more strides of one foot a minute, and hardly anybody fewer steps of both.
DIVIDING_SPEED_MPS, DIVIDING_CADENCE = (1.2, 1.5, 1.9, 3.0, 6.0), (75.0, 92.0, 97.0, 108.0, 125.0)
SLOWEST_STEPS_MPS = 0.5
# Without a speed: more strides of one foot than these are steps of both.
MOST_STRIDES_PER_MINUTE = 105.0


def counts_both_feet(
    cadence: npt.ArrayLike, speed_mps: npt.ArrayLike, mean_speed_mps: float | None = None
) -> bool:
    """Whether a cadence on foot counts both feet already: some devices write steps where FIT says strides.

    cadence: shape (n,); speed_mps: shape (n,) or empty, then mean_speed_mps stands for all. The middle one decides.
    """
    turns = np.asarray(cadence, dtype=np.float64)
    speeds = np.asarray(speed_mps, dtype=np.float64)
    if speeds.shape != turns.shape or not (speeds > 0).any():
        speeds = np.full(turns.shape, np.nan if mean_speed_mps is None else mean_speed_mps)
    steps = np.isfinite(turns) & (turns > 0)
    if not steps.any():
        return False
    moving = steps & (speeds >= SLOWEST_STEPS_MPS)
    if not moving.any():
        return float(np.median(turns[steps])) > MOST_STRIDES_PER_MINUTE
    dividing = np.interp(speeds[moving], DIVIDING_SPEED_MPS, DIVIDING_CADENCE)
    return float(np.median(turns[moving] / dividing)) > 1


def steps_per_minute(cadence: npt.ArrayLike, fractional_cadence: npt.ArrayLike = 0.0) -> FloatArray:
    """Steps of both feet a minute from FIT's strides of one leg; a missing fraction counts 0."""
    fraction = np.nan_to_num(np.asarray(fractional_cadence, dtype=np.float64))
    return np.asarray(FEET * (np.asarray(cadence, dtype=np.float64) + fraction), dtype=np.float64)


def step_length(speed_mps: float, spm: float) -> float:
    """Metres a step: speed over steps a second (Garmin's word is stride)."""
    if not spm > 0:
        raise InvalidStreamsError("A step length needs a cadence above zero.")
    return speed_mps / (spm / 60)


def vertical_ratio(oscillation_mm: float, step_length_mm: float) -> float:
    """Vertical oscillation in percent of the step length."""
    if not step_length_mm > 0:
        raise InvalidStreamsError("A vertical ratio needs a step length above zero.")
    return 100 * oscillation_mm / step_length_mm


def efficiency_factor(ngp_mps: float, mean_hr_bpm: float) -> float:
    """Metres a minute of normalised graded speed for each beat a minute."""
    if not mean_hr_bpm > 0:
        raise InvalidStreamsError("Efficiency needs a heart rate above zero.")
    return ngp_mps * 60 / mean_hr_bpm


def decoupling(first_speed: float, first_hr: float, second_speed: float, second_hr: float) -> float:
    """Percent of speed a beat lost from the first half to the second; positive is drift."""
    if not (first_speed > 0 and first_hr > 0 and second_hr > 0):
        raise InvalidStreamsError("Decoupling needs a speed and heart rates above zero.")
    first, second = first_speed / first_hr, second_speed / second_hr
    return 100 * (first - second) / first
