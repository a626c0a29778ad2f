"""The impulse-response model fitted by plain least squares, its two time constants given."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from runners.physiology.banister import (
    impulse_states,
    tests_of,
)
from runners.physiology.checks import FloatArray
from runners.physiology.errors import FitRefusedError, NotEnoughDataError

__all__ = ["FixedTimesFit", "fit_fixed_times"]

FEWEST_FOR_THREE = 3  # unknowns of the plain least squares


@dataclass(frozen=True, slots=True)
class FixedTimesFit:
    """p0, k1 and k2 by plain least squares with both time constants given, and the sum of squared residuals."""

    p0: float
    k1: float
    k2: float
    squared_error: float


def fit_fixed_times(
    loads: Sequence[float] | FloatArray,
    tests: Sequence[tuple[int, float]],
    tau1_days: float,
    tau2_days: float,
    *,
    same_day: bool = False,
) -> FixedTimesFit:
    """Ordinary least squares for p0, k1, k2; tests are (day counted from 1, value).

    Raises NotEnoughDataError below three tests, FitRefusedError when they cannot tell fitness from fatigue.
    """
    fitness = impulse_states(loads, tau1_days, same_day=same_day)
    fatigue = impulse_states(loads, tau2_days, same_day=same_day)
    days, values = tests_of(tests, fitness.size)
    if len(days) < FEWEST_FOR_THREE:
        raise NotEnoughDataError(
            "the impulse-response fit", f"{FEWEST_FOR_THREE} tests, there are {len(days)}"
        )
    design = np.column_stack([np.ones(len(days)), fitness[days], -fatigue[days]])
    solution, _, rank, _ = np.linalg.lstsq(design, values)
    if rank < design.shape[1]:
        raise FitRefusedError(
            "indistinct", "The tests cannot tell fitness from fatigue: they follow the same loads."
        )
    residuals = values - design @ solution
    p0, k1, k2 = (float(value) for value in solution)
    return FixedTimesFit(p0, k1, k2, float(residuals @ residuals))
