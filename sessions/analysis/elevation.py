"""Altitude: smoothing, climb and descent, and the gradient underfoot."""

from dataclasses import dataclass

import numpy as np

from sessions.analysis.arrays import BoolArray, FloatArray, IntArray, centred_mean, stretches_of

__all__ = [
    "BAROMETER_HYSTERESIS_M",
    "GPS_HYSTERESIS_M",
    "MAX_GRADE",
    "Climb",
    "ClimbCurve",
    "climb",
    "climb_curve",
    "gradient",
    "smoothed_altitude",
    "trusted_gradient",
]

# Ours: a barometer drifts by centimetres, a GPS altitude wanders by metres.
BAROMETER_HYSTERESIS_M, GPS_HYSTERESIS_M = 2.0, 5.0
BAROMETER_MEAN_S, GPS_MEAN_S = 15, 30
GRADIENT_WINDOW_M, GRADIENT_WINDOW_S = 60.0, 20.0
NOISE_MARGIN = 1.5
MAX_GRADE = 0.45  # the steepest treadmill of Minetti 2002
FEWEST_POINTS = 3
# Within less than a metre the runner stands, and any slope is noise.
STANDING_M = 1.0


@dataclass(frozen=True, slots=True)
class Climb:
    """Metres gained and lost, both positive."""

    gain_m: float
    loss_m: float


@dataclass(frozen=True, slots=True)
class ClimbCurve:
    """Metres gained and lost since the start at each sample, shape (n,), never falling; differences give any stretch's climb."""

    gain_m: FloatArray
    loss_m: FloatArray

    @property
    def total(self) -> Climb:
        """Of the whole."""
        return Climb(float(self.gain_m[-1]), float(self.loss_m[-1])) if self.gain_m.size else Climb(0.0, 0.0)

    def scaled(self, gain_m: float | None, loss_m: float | None) -> "ClimbCurve":
        """The same curve ending at these totals; None, or a total of nothing, leaves it as it is."""
        total = self.total
        gain, loss = _factor(total.gain_m, gain_m), _factor(total.loss_m, loss_m)
        return ClimbCurve(self.gain_m * gain, self.loss_m * loss)


def _factor(total_m: float, wanted_m: float | None) -> float:
    return wanted_m / total_m if wanted_m is not None and total_m > 0 else 1.0


def climb(altitude_m: FloatArray, threshold_m: float) -> Climb:
    """Gain and loss by turning points with hysteresis: a leg counts in full once it reaches threshold_m.

    altitude_m: shape (n,), metres; NaN is left out. Moving a reference by whole thresholds would lose up to one
    threshold in every leg, summing raw rises would count noise many times.
    """
    return climb_curve(altitude_m, threshold_m).total


def climb_curve(altitude_m: FloatArray, threshold_m: float) -> ClimbCurve:
    """The same through the recording: a leg's metres count where its altitude first reaches them."""
    rises, falls = np.zeros(altitude_m.shape), np.zeros(altitude_m.shape)
    at = np.flatnonzero(np.isfinite(altitude_m))
    for first, last in _legs(altitude_m[at], threshold_m):
        leg = slice(int(at[first]), int(at[last]) + 1)
        if altitude_m[leg.stop - 1] > altitude_m[leg.start]:
            rises[leg][1:] += np.diff(np.fmax.accumulate(altitude_m[leg]))
        else:
            falls[leg][1:] += np.diff(np.fmax.accumulate(-altitude_m[leg]))
    return ClimbCurve(np.cumsum(rises), np.cumsum(falls))


def _turning_points(heights: FloatArray) -> IntArray:
    """Where the first, the last and every height lie at which the direction changes: a leg begins or ends on one."""
    index = np.arange(heights.size)
    if heights.size <= 2:
        return index
    moved = index[np.concatenate(([True], np.diff(heights) != 0))]
    direction = np.sign(np.diff(heights[moved]))
    turns = np.concatenate(([True], np.diff(direction) != 0, [True]))
    return moved[turns] if moved.size > 1 else moved


def _legs(heights: FloatArray, threshold_m: float) -> list[tuple[int, int]]:
    """From and to which of the heights each leg between confirmed turning points goes."""
    turns = _turning_points(heights)
    if not turns.size:
        return []
    legs: list[tuple[int, int]] = []
    lowest = highest = start = int(turns[0])
    direction = 0
    for turn in turns[1:].tolist():
        lowest = turn if heights[turn] < heights[lowest] else lowest
        highest = turn if heights[turn] > heights[highest] else highest
        height = heights[turn]
        if direction >= 0 and height < heights[highest] and heights[highest] - height >= threshold_m:
            if direction:
                legs.append((start, highest))
            start, lowest, direction = highest, turn, -1
        elif direction <= 0 and height > heights[lowest] and height - heights[lowest] >= threshold_m:
            if direction:
                legs.append((start, lowest))
            start, highest, direction = lowest, turn, 1
    if direction:
        legs.append((start, highest if direction > 0 else lowest))
    return legs


def smoothed_altitude(altitude_m: FloatArray, *, has_barometer: bool, smoothing_s: float = 0.0) -> FloatArray:
    """Median of 5 s, then the centred mean of 15 s (barometer) or 30 s (GPS), at 1 Hz, not across gaps (NaN).

    smoothing_s: over how long the mean of a noisy altitude is taken at least.
    """
    known = np.isfinite(altitude_m)
    smooth = np.full(altitude_m.shape, np.nan)
    if not known.any():
        return smooth
    at = np.flatnonzero(known)
    stretches = stretches_of(np.diff(at, prepend=at[0]) > 1)
    middle = _median_of_five(altitude_m[at], stretches.first, stretches.last)
    usual = BAROMETER_MEAN_S if has_barometer else GPS_MEAN_S
    half_width = max(usual, round(smoothing_s)) // 2
    smooth[at] = centred_mean(middle, half_width, stretches)
    return smooth


def _median_of_five(values: FloatArray, first: IntArray, last: IntArray) -> FloatArray:
    """Running median of five, of three next to the end of a stretch, the value itself at the end."""
    position = np.arange(values.size)
    reach = np.minimum(np.minimum(position - first, last - position), 2)
    near = np.minimum(reach, 1)
    # With a reach of 1 the two neighbours count twice, which gives the median of three; with 0 the value itself.
    offsets = (-reach, -near, 0, near, reach)
    return np.asarray(np.sort(np.stack([values[position + k] for k in offsets]), axis=0)[2], dtype=np.float64)


def trusted_gradient(grade: FloatArray, noise: FloatArray) -> FloatArray:
    """Gradients shrunk by their noise, shapes (n,): what may be noise counts less.

    noise: its standard deviation. Positive-part James-Stein, by the second: (1 - (1.5 noise / grade)²) of it, nothing
    below 1.5 times the noise.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.clip(1 - (NOISE_MARGIN * noise / grade) ** 2, 0.0, 1.0)
    return np.asarray(np.where((noise > 0) & (grade != 0), grade * share, grade), dtype=np.float64)


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
