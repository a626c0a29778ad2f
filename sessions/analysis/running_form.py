"""How one runs: cadence, steps, efficiency and drift (docs/science.md, Session figures)."""

import numpy as np
import numpy.typing as npt

from sessions.analysis.arrays import FloatArray
from sessions.analysis.errors import InvalidStreamsError

__all__ = ["decoupling", "efficiency_factor", "step_length", "steps_per_minute", "vertical_ratio"]

FEET = 2


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
