"""Altitude: smoothing, climb and descent, and the gradient underfoot."""

from dataclasses import dataclass

import numpy as np

from sessions.analysis.arrays import BoolArray, FloatArray, IntArray, centred_mean, stretches_of

__all__ = [
    "BAROMETER_HYSTERESIS_M",
    "GPS_HYSTERESIS_M",
    "MAX_GRADE",
    "Climb",
    "climb",
    "gradient",
    "smoothed_altitude",
]

# Ours: a barometer drifts by centimetres, a GPS altitude wanders by metres.
BAROMETER_HYSTERESIS_M, GPS_HYSTERESIS_M = 2.0, 5.0
BAROMETER_MEAN_S, GPS_MEAN_S = 15, 30
GRADIENT_WINDOW_M, GRADIENT_WINDOW_S = 60.0, 20.0
MAX_GRADE = 0.45  # the steepest treadmill of Minetti 2002
FEWEST_POINTS = 3
# Over less than a metre the runner stands, and a slope is noise.
STANDING_M = 1.0


@dataclass(frozen=True, slots=True)
class Climb:
    """Metres gained and lost, both positive."""

    gain_m: float
    loss_m: float


def climb(altitude_m: FloatArray, threshold_m: float) -> Climb:
    """Gain and loss by turning points with hysteresis: a leg counts in full once it reaches threshold_m.

    altitude_m: shape (n,), metres; NaN is left out. Moving a reference by whole thresholds would lose up to one
    threshold in every leg, summing raw rises would count noise many times.
    """
    heights = _turning_points(altitude_m[np.isfinite(altitude_m)])
    gain = loss = 0.0
    for rise in _legs(heights.tolist(), threshold_m):
        gain += max(rise, 0.0)
        loss += max(-rise, 0.0)
    return Climb(gain, loss)


def _turning_points(heights: FloatArray) -> FloatArray:
    """The first, the last and every height where the direction changes: all that a leg can begin or end on."""
    if heights.size <= 2:
        return heights
    moved = heights[np.concatenate(([True], np.diff(heights) != 0))]
    direction = np.sign(np.diff(moved))
    turns = np.concatenate(([True], np.diff(direction) != 0, [True]))
    return moved[turns] if moved.size > 1 else moved


def _legs(heights: list[float], threshold_m: float) -> list[float]:
    """The signed rises between confirmed turning points."""
    if not heights:
        return []
    legs: list[float] = []
    lowest = highest = start = heights[0]
    direction = 0
    for height in heights[1:]:
        lowest, highest = min(lowest, height), max(highest, height)
        if direction >= 0 and height < highest and highest - height >= threshold_m:
            if direction:
                legs.append(highest - start)
            start, lowest, direction = highest, height, -1
        elif direction <= 0 and height > lowest and height - lowest >= threshold_m:
            if direction:
                legs.append(lowest - start)
            start, highest, direction = lowest, height, 1
    if direction:
        legs.append((highest if direction > 0 else lowest) - start)
    return legs


def smoothed_altitude(altitude_m: FloatArray, *, has_barometer: bool) -> FloatArray:
    """Median of 5 s, then the centred mean of 15 s (barometer) or 30 s (GPS), at 1 Hz, not across gaps (NaN)."""
    known = np.isfinite(altitude_m)
    smooth = np.full(altitude_m.shape, np.nan)
    if not known.any():
        return smooth
    at = np.flatnonzero(known)
    stretches = stretches_of(np.diff(at, prepend=at[0]) > 1)
    middle = _median_of_five(altitude_m[at], stretches.first, stretches.last)
    half_width = (BAROMETER_MEAN_S if has_barometer else GPS_MEAN_S) // 2
    smooth[at] = centred_mean(middle, half_width, stretches)
    return smooth


def _median_of_five(values: FloatArray, first: IntArray, last: IntArray) -> FloatArray:
    """Running median of five, of three next to the end of a stretch, the value itself at the end."""
    position = np.arange(values.size)
    reach = np.minimum(np.minimum(position - first, last - position), 2)
    near = np.minimum(reach, 1)
    # With a reach of 1 the two neighbours stand in twice, which leaves the median of three; with 0 the value itself.
    offsets = (-reach, -near, 0, near, reach)
    return np.asarray(np.sort(np.stack([values[position + k] for k in offsets]), axis=0)[2], dtype=np.float64)


def gradient(distance_m: FloatArray, altitude_m: FloatArray, begins: BoolArray) -> FloatArray:
    """Least-squares slope of altitude on distance around each second, shape (n,), clamped to ±0.45.

    The window is the wider of 60 m and 20 s, centred, inside the stretch that starts where begins is True. NaN
    where fewer than 3 points with an altitude are in it, or the runner stands.
    """
    index = np.arange(distance_m.size)
    stretches = stretches_of(begins)
    half_m, half_s = GRADIENT_WINDOW_M / 2, int(GRADIENT_WINDOW_S / 2)
    first = np.minimum(np.searchsorted(distance_m, distance_m - half_m), index - half_s)
    last = np.maximum(np.searchsorted(distance_m, distance_m + half_m, side="right") - 1, index + half_s)
    return _slopes(
        distance_m, altitude_m, np.maximum(first, stretches.first), np.minimum(last, stretches.last)
    )


def _slopes(x: FloatArray, y: FloatArray, first: IntArray, last: IntArray) -> FloatArray:
    known = np.isfinite(y)
    if not known.any():
        return np.full(x.shape, np.nan)
    centred_y = np.where(known, y - np.nanmean(y), 0.0)
    xs = np.where(known, x, 0.0)

    def window_sum(values: FloatArray) -> FloatArray:
        # Squares of 100 km summed for hours leave too few digits of a double for a window of 60 m.
        sums = np.cumsum(np.concatenate(([0.0], values)), dtype=np.longdouble)
        return np.asarray(sums[last + 1] - sums[first], dtype=np.float64)

    count = window_sum(known.astype(np.float64))
    sum_x, sum_y = window_sum(xs), window_sum(centred_y)
    safe_count = np.maximum(count, 1.0)
    spread = window_sum(xs * xs) - sum_x * sum_x / safe_count
    common = window_sum(xs * centred_y) - sum_x * sum_y / safe_count
    enough = (count >= FEWEST_POINTS) & (x[last] - x[first] >= STANDING_M) & (spread > 0)
    slope = np.divide(common, spread, out=np.full(x.shape, np.nan), where=enough)
    return np.asarray(np.clip(slope, -MAX_GRADE, MAX_GRADE), dtype=np.float64)
