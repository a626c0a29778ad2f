"""Critical Speed with a top speed: v = CS + W' / (T + W' / (v_max - CS)) (Morton 1996, Ergonomics 39:611).

Shown beside the straight line, never in its place: three parameters ask more of five efforts than two do.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from runners.physiology.checks import FloatArray, finite_array, positive, positive_pairs
from runners.physiology.errors import FitRefusedError, InvalidInputError, NotEnoughDataError

__all__ = ["ThreeParameterFit", "fit_three_parameters", "three_parameter_speed"]

FEWEST_TRIALS = 5
TOLERANCE = 1e-14
# Fractions of the slowest speed, and top speeds over the fastest, from which the search starts.
STARTS = ((0.98, 1.5), (0.95, 2.0), (0.85, 1.2), (0.7, 3.0))
GREATEST_W_PRIME_M = 5000.0
GREATEST_TOP_SPEED_MPS = 50.0  # over Critical Speed
AT_BOUND = 1e-3


@dataclass(frozen=True, slots=True)
class ThreeParameterFit:
    """CS (m/s), W' (m), top speed (m/s) and the sum of squared residuals of speed (m2/s2).

    is_top_speed_at_bound: the efforts do not tell the top speed; the straight line says as much.
    """

    cs_mps: float
    w_prime_m: float
    v_max_mps: float
    squared_error: float
    is_top_speed_at_bound: bool


def three_parameter_speed(time_s: float, cs_mps: float, w_prime_m: float, v_max_mps: float) -> float:
    """Mean speed (m/s) that can be held for a time; at time 0 it is the top speed.

    Raises InvalidInputError unless the top speed exceeds Critical Speed and W' is above zero.
    """
    cs, w_prime = positive("Critical Speed", cs_mps), positive("W'", w_prime_m)
    time = finite_array("Time", [time_s])
    if v_max_mps <= cs:
        raise InvalidInputError(f"A top speed of {v_max_mps:g} m/s must exceed Critical Speed, {cs:g} m/s.")
    if time[0] < 0:
        raise InvalidInputError("A time cannot be negative.")
    return float(_speeds(np.array([cs, w_prime, v_max_mps]), time)[0])


def fit_three_parameters(
    times_s: Sequence[float] | FloatArray, speeds_mps: Sequence[float] | FloatArray
) -> ThreeParameterFit:
    """Least squares of speed on time, both of shape (n,), n >= 5.

    Raises NotEnoughDataError below five efforts, FitRefusedError when no start of the search converges.
    """
    speeds, times = positive_pairs(speeds_mps, times_s)
    if times.size < FEWEST_TRIALS:
        raise NotEnoughDataError(
            "the three-parameter model", f"{FEWEST_TRIALS} efforts, there are {times.size}"
        )
    fits = [found for start in STARTS if (found := _from_start(times, speeds, start)) is not None]
    if not fits:
        raise FitRefusedError("no_convergence", "The three-parameter model does not settle on these efforts.")
    return min(fits, key=lambda found: found.squared_error)


def _from_start(
    times_s: FloatArray, speeds_mps: FloatArray, start: tuple[float, float]
) -> ThreeParameterFit | None:
    from scipy.optimize import least_squares

    share, factor = start
    slowest, fastest = float(speeds_mps.min()), float(speeds_mps.max())
    cs = share * slowest
    w_prime = min(float(np.median((speeds_mps - cs) * times_s)), GREATEST_W_PRIME_M / 2)
    excess = min(fastest * factor - cs, GREATEST_TOP_SPEED_MPS / 2)
    found = least_squares(
        _misses,
        [cs, w_prime, excess],
        bounds=([0.0, 1e-6, 1e-6], [fastest, GREATEST_W_PRIME_M, GREATEST_TOP_SPEED_MPS]),
        x_scale=[1.0, 100.0, 1.0],
        xtol=TOLERANCE,
        ftol=TOLERANCE,
        gtol=TOLERANCE,
        max_nfev=2000,
        args=(times_s, speeds_mps),
    )
    if not found.success:
        return None
    cs_mps, w_prime_m, excess_mps = (float(value) for value in found.x)
    at_bound = excess_mps > GREATEST_TOP_SPEED_MPS * (1 - AT_BOUND)
    return ThreeParameterFit(cs_mps, w_prime_m, cs_mps + excess_mps, 2 * float(found.cost), at_bound)


def _misses(parameters: FloatArray, times_s: FloatArray, speeds_mps: FloatArray) -> FloatArray:
    """Model less measured. The third parameter is top speed's excess over Critical Speed, so that they cannot cross."""
    cs, w_prime, excess = parameters
    return _speeds(np.array([cs, w_prime, cs + excess]), times_s) - speeds_mps


def _speeds(parameters: FloatArray, times_s: FloatArray) -> FloatArray:
    cs, w_prime, v_max = parameters
    speeds: FloatArray = cs + w_prime / (times_s + w_prime / (v_max - cs))
    return speeds
