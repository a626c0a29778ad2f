"""Altitude put right: dropped-out sensors, leaps that no ground has, and how noisy it is (docs/science.md)."""

import math
from dataclasses import dataclass

import numpy as np

from sessions.analysis.arrays import BoolArray, FloatArray, runs_of

__all__ = ["QUIET", "AltitudeNoise", "noise_of", "repaired_altitude"]

# Raw 0 is -500 m in FIT; the lowest land lies at -430 m.
LOWEST_M = -450.0
# An exact 0 that stands far from its neighbours is a sensor that dropped out, unless most are 0.
EXACTLY_M, MOST_ZEROS = 0.05, 0.5
# Between two records the ground rises or falls by no more: metres, and metres a second on foot or on wheels and skis.
LARGEST_STEP_M, STEEPEST_ON_FOOT_MPS, STEEPEST_MPS = 10.0, 2.0, 10.0
# What goes away and comes back to about the same height within this time was the sensor.
LONGEST_EXCURSION_S, SAME_HEIGHT_SHARE, SAME_HEIGHT_M = 900.0, 0.3, 10.0

# Ours: below this the altitude is quiet enough. A barometer is; what looks like its noise is rather the ground.
QUIET_M, QUIET_WITH_BAROMETER_M = 0.8, 1.6
SHORTEST_S = 300
CORRELATION_S = 40.0  # how long a GPS altitude stays on one side
WANTED_GRADE_NOISE = 0.03
MOST_SMOOTHING_S = 300.0
SLOWEST_MPS = 1.0


@dataclass(frozen=True, slots=True)
class AltitudeNoise:
    """How noisy an altitude is. spread_m: standard deviation about the ground; smoothing_s: over how long its mean is
    taken; grade: standard deviation of a gradient from that mean; height_m: of that mean itself. 0 for a quiet one.
    """

    spread_m: float = 0.0
    smoothing_s: float = 0.0
    grade: float = 0.0
    height_m: float = 0.0


QUIET = AltitudeNoise()


def repaired_altitude(altitude_m: FloatArray, time_s: FloatArray, *, is_on_foot: bool) -> FloatArray:
    """The altitude of n records at rising times without dropouts, NaN in their place, and without sudden new levels."""
    repaired = np.where(altitude_m > LOWEST_M, altitude_m, np.nan)
    known = np.isfinite(repaired)
    if not known.any():
        return repaired
    repaired[_dropped_zeros(repaired)] = np.nan
    at = np.flatnonzero(np.isfinite(repaired))
    steepest = STEEPEST_ON_FOOT_MPS if is_on_foot else STEEPEST_MPS
    repaired[at] = _without_leaps(repaired[at], time_s[at], steepest)
    return repaired


def _dropped_zeros(heights: FloatArray) -> BoolArray:
    """Exact zeros that stand far from the heights beside them; none where most are 0."""
    at = np.flatnonzero(np.isfinite(heights))
    values = heights[at]
    zeros = np.abs(values) < EXACTLY_M
    dropped = np.zeros(heights.shape, dtype=np.bool_)
    if zeros.sum() > MOST_ZEROS * values.size:
        return dropped
    for first, end in runs_of(zeros):
        beside = [values[k] for k in (first - 1, end) if 0 <= k < values.size]
        dropped[at[first:end]] = min(abs(height) for height in beside) > LARGEST_STEP_M
    return dropped


def _without_leaps(heights: FloatArray, times: FloatArray, steepest_mps: float) -> FloatArray:
    steps = np.diff(heights)
    sharp = np.abs(steps) > LARGEST_STEP_M + steepest_mps * np.diff(times)
    repaired, done = heights.copy(), 0
    for leap in np.flatnonzero(sharp).tolist():
        if leap < done:
            continue
        back = _way_back(heights, times, leap)
        if back is not None:
            repaired[leap + 1 : back + 1] = np.nan
            done = back + 1
        elif times[leap] - times[0] <= LONGEST_EXCURSION_S:
            repaired[: leap + 1] = np.nan  # wrong until the first fix
        else:
            repaired[: leap + 1] += steps[leap]  # set anew: what comes after is right
    return repaired


def _way_back(heights: FloatArray, times: FloatArray, leap: int) -> int | None:
    """After which height what leapt away leaps back to about where it was; None when it stays."""
    size = float(heights[leap + 1] - heights[leap])
    last = int(np.searchsorted(times, times[leap] + LONGEST_EXCURSION_S, side="right"))
    window = heights[leap + 1 : last]
    returns = -np.diff(window) * np.sign(size) >= abs(size) / 2
    is_home = np.abs(window[1:] - heights[leap]) <= SAME_HEIGHT_SHARE * abs(size) + SAME_HEIGHT_M
    found = np.flatnonzero(returns & is_home)
    return leap + 1 + int(found[0]) if found.size else None


def noise_of(
    altitude_m: FloatArray, interval_s: float, speed_mps: float, *, has_barometer: bool
) -> AltitudeNoise:
    """The noise of an altitude at 1 Hz (NaN in holes), of records every interval_s, at a usual speed.

    Second differences over a few seconds, and over five times as long: on ground, which is smooth, they grow with the
    square of the time, in noise hardly with its root. What does not grow as the ground would is noise.
    """
    near = max(2, math.ceil(interval_s))
    far = max(10, 2 * near)
    near_m, far_m = _second_difference(altitude_m, near), _second_difference(altitude_m, far)
    if near_m is None or far_m is None:
        return QUIET
    noise_m = min(far_m, near_m * far / near)
    if noise_m < (QUIET_WITH_BAROMETER_M if has_barometer else QUIET_M):
        return QUIET
    spread_m, speed = 2 * noise_m, max(speed_mps, SLOWEST_MPS)
    root = math.sqrt(12 * CORRELATION_S) * spread_m / (speed * WANTED_GRADE_NOISE)
    smoothing_s = min(root ** (2 / 3), MOST_SMOOTHING_S)
    return AltitudeNoise(
        spread_m=spread_m,
        smoothing_s=smoothing_s,
        grade=math.sqrt(2) * spread_m / (speed * smoothing_s),
        height_m=spread_m * math.sqrt(min(CORRELATION_S / smoothing_s, 1.0)),
    )


def _second_difference(altitude_m: FloatArray, lag: int) -> float | None:
    """Standard deviation of the single value that would give second differences as large as these."""
    if altitude_m.size <= 2 * lag:
        return None
    bends = altitude_m[2 * lag :] - 2 * altitude_m[lag:-lag] + altitude_m[: -2 * lag]
    sizes = np.abs(bends[np.isfinite(bends)])
    if sizes.size < SHORTEST_S:
        return None
    return float(np.minimum(sizes, np.percentile(sizes, 95)).mean()) * math.sqrt(math.pi / 2) / math.sqrt(6)
