"""Corrects altitude: sensor dropouts, jumps that no terrain has, and an estimate of the noise (docs/science.md)."""

import math
from dataclasses import dataclass

import numpy as np

from sessions.analysis.arrays import BoolArray, FloatArray, runs_of, stretches_of

__all__ = ["QUIET", "AltitudeNoise", "grade_noise", "noise_of", "repaired_altitude"]

# Raw 0 is -500 m in FIT; the lowest land lies at -430 m.
LOWEST_M = -450.0
# An exact 0 that stands far from its neighbours is a sensor that dropped out, unless most are 0.
EXACTLY_M, MOST_ZEROS = 0.05, 0.5
# Between two records the ground rises or falls by no more: metres, and metres a second on foot or on wheels and skis.
LARGEST_STEP_M, STEEPEST_ON_FOOT_MPS, STEEPEST_MPS = 10.0, 2.0, 10.0
# In a noisy altitude, which jumps at every record, this many usual steps more.
NOISE_STEPS = 9.0
LONGEST_FIRST_FIX_S = 300.0
# A change faster than any terrain, all in one direction over this many seconds, is a receiver that is settling.
SETTLING_S, SETTLING_NOISE = 10.0, 3.0
# An altitude that jumps and returns to about the same height within this time is a sensor error.
LONGEST_EXCURSION_S, SAME_HEIGHT_SHARE, SAME_HEIGHT_M = 900.0, 0.3, 10.0

# Ours: below this the altitude is quiet enough. A barometer is: what looks like its noise is mostly terrain.
QUIET_M, QUIET_WITH_BAROMETER_M = 0.8, 1.6
SHORTEST_S = 300
# From this drift on an altitude is doubted. Drift reaches its full size within a minute; terrain goes on rising.
LEAST_WANDER_M, WANDER_LAG_S, LONGER_LAGS_S, GROWS_ON_GROUND = 3.0, 60, (120, 180, 240, 360, 480), 1.25
# The same place again: within this distance, after this time, at least this often.
METRES_PER_DEGREE, PLACE_M, AGAIN_AFTER_S, FEWEST_PLACES = 111_195.0, 25.0, 60, 20
CORRELATION_S = 40.0  # how long a GPS altitude stays on one side
WANTED_GRADE_NOISE = 0.015
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
    at = at[_settled_from(repaired[at], time_s[at], steepest) :]
    repaired[: at[0]] = np.nan
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


def _settled_from(heights: FloatArray, times: FloatArray, steepest_mps: float) -> int:
    """The first height after a receiver has settled: at first its altitude drifts faster than any terrain falls."""
    ends = np.searchsorted(times, times + SETTLING_S)
    early = int(np.searchsorted(times, times[0] + LONGEST_FIRST_FIX_S, side="right"))
    ends = ends[ends < times.size]
    change = heights[ends] - heights[: ends.size]
    if not ends.size:
        return 0
    usual = SETTLING_NOISE * float(np.median(np.abs(change)))
    steep = np.abs(change[:early]) > usual + steepest_mps * (times[ends] - times[: ends.size])[:early]
    one_way = [
        int(ends[end - 1])
        for first, end in runs_of(steep)
        if times[end - 1] - times[first] >= SETTLING_S / 2
        and abs(np.sign(change[first:end]).sum()) == end - first
    ]
    return max(one_way, default=0)


def _without_leaps(heights: FloatArray, times: FloatArray, steepest_mps: float) -> FloatArray:
    steps = np.diff(heights)
    if not steps.size:
        return heights
    usual = NOISE_STEPS * float(np.median(np.abs(steps)))
    sharp = np.abs(steps) > LARGEST_STEP_M + usual + steepest_mps * np.diff(times)
    repaired, done = heights.copy(), 0
    for leap in np.flatnonzero(sharp).tolist():
        if leap < done:
            continue
        back = _way_back(heights, times, leap)
        if back is not None and not (done == 0 and _is_first_fix(times, leap, back)):
            repaired[leap + 1 : back + 1] = np.nan
            done = back + 1
        elif times[leap] - times[0] <= LONGEST_FIRST_FIX_S:
            repaired[: leap + 1] = np.nan  # wrong until the first fix
        else:
            repaired[: leap + 1] += steps[leap]  # set anew: what comes after is right
    return repaired


def _is_first_fix(times: FloatArray, leap: int, back: int) -> bool:
    """Whether the height before a jump is the wrong one, not the height between the jump and the return: it lasted shorter."""
    before_s = float(times[leap] - times[0])
    return before_s <= LONGEST_FIRST_FIX_S and before_s < times[back] - times[leap + 1]


def _way_back(heights: FloatArray, times: FloatArray, leap: int) -> int | None:
    """The index after which an altitude that jumped away returns to about where it was; None when it stays."""
    size = float(heights[leap + 1] - heights[leap])
    last = int(np.searchsorted(times, times[leap] + LONGEST_EXCURSION_S, side="right"))
    window = heights[leap + 1 : last]
    returns = -np.diff(window) * np.sign(size) >= abs(size) / 2
    is_home = np.abs(window[1:] - heights[leap]) <= SAME_HEIGHT_SHARE * abs(size) + SAME_HEIGHT_M
    found = np.flatnonzero(returns & is_home)
    return leap + 1 + int(found[0]) if found.size else None


def noise_of(
    altitude_m: FloatArray,
    interval_s: float,
    speed_mps: float,
    *,
    has_barometer: bool,
    place: tuple[FloatArray, FloatArray] | None = None,
) -> AltitudeNoise:
    """The noise of an altitude at 1 Hz (NaN in holes), of records every interval_s, at a usual speed.

    place: latitude and longitude in degrees, beside the altitude. A barometer's drift is not looked for: it is
    slowly.
    """
    noise_m = _roughness(altitude_m, interval_s)
    spread_m = 2 * noise_m if noise_m >= (QUIET_WITH_BAROMETER_M if has_barometer else QUIET_M) else 0.0
    if not has_barometer:
        spread_m = max(spread_m, _wander(altitude_m, place))
    if spread_m <= 0:
        return QUIET
    speed = max(speed_mps, SLOWEST_MPS)
    root = math.sqrt(12 * CORRELATION_S) * spread_m / (speed * WANTED_GRADE_NOISE)
    smoothing_s = min(root ** (2 / 3), MOST_SMOOTHING_S)
    return AltitudeNoise(
        spread_m=spread_m,
        smoothing_s=smoothing_s,
        grade=math.sqrt(2) * spread_m / (speed * smoothing_s),
        height_m=spread_m * math.sqrt(min(CORRELATION_S / smoothing_s, 1.0)),
    )


def grade_noise(noise: AltitudeNoise, altitude_m: FloatArray) -> FloatArray:
    """Standard deviation of the gradient at each second, shape (n,); larger near the ends, where fewer heights are averaged."""
    at = np.flatnonzero(np.isfinite(altitude_m))
    if not at.size or noise.grade <= 0:
        return np.zeros(altitude_m.shape)
    inside = stretches_of(np.diff(at, prepend=at[0]) > 1)
    index = np.arange(at.size)
    reach_s = 2 * np.minimum(index - inside.first, inside.last - index) + 1
    found = np.zeros(altitude_m.shape)
    found[at] = noise.grade * noise.smoothing_s / np.minimum(noise.smoothing_s, reach_s)
    return found


def _roughness(altitude_m: FloatArray, interval_s: float) -> float:
    """Noise from second to second, as a standard deviation in metres.

    Second differences over a few seconds, and over five times as long: on ground, which is smooth, they grow with the
    square of the time, in noise hardly with its root. What does not grow as the ground would is noise.
    """
    near = max(2, math.ceil(interval_s))
    far = max(10, 2 * near)
    near_m, far_m = _second_difference(altitude_m, near), _second_difference(altitude_m, far)
    return 0.0 if near_m is None or far_m is None else min(far_m, near_m * far / near)


def _wander(altitude_m: FloatArray, place: tuple[FloatArray, FloatArray] | None) -> float:
    """The slow drift of a GPS altitude, as a standard deviation in metres; 0 where it cannot be told from the terrain.

    Measured where the recording passes the same place again; otherwise by its rises, which on terrain grow with the distance.
    """
    again_m = None if place is None else _difference_at_same_places(altitude_m, *place)
    if again_m is not None:
        return again_m if again_m >= LEAST_WANDER_M else 0.0
    rises = {lag: _rise(altitude_m, lag) for lag in (WANDER_LAG_S, *LONGER_LAGS_S)}
    near_m = rises.pop(WANDER_LAG_S)
    known = [rise for rise in rises.values() if rise is not None]
    if near_m is None or not known or near_m < LEAST_WANDER_M or max(known) > GROWS_ON_GROUND * near_m:
        return 0.0
    return near_m / math.sqrt(2)


def _rise(altitude_m: FloatArray, lag: int) -> float | None:
    """Root mean square of the difference over a time; None where the recording is too short for it."""
    if altitude_m.size <= 2 * lag:
        return None
    rises = altitude_m[lag:] - altitude_m[:-lag]
    known = rises[np.isfinite(rises)]
    return float(np.sqrt((known**2).mean())) if known.size >= lag else None


def _difference_at_same_places(
    altitude_m: FloatArray, latitude_deg: FloatArray, longitude_deg: FloatArray
) -> float | None:
    """Standard deviation of the altitude at one place between one time and another; None without such places."""
    known = np.flatnonzero(np.isfinite(altitude_m) & np.isfinite(latitude_deg) & np.isfinite(longitude_deg))
    if not known.size:
        return None
    metres = METRES_PER_DEGREE * np.cos(np.radians(latitude_deg[known[0]]))
    rows = np.floor(latitude_deg[known] * METRES_PER_DEGREE / PLACE_M).astype(np.int64)
    columns = np.floor(longitude_deg[known] * metres / PLACE_M).astype(np.int64)
    order = np.lexsort((known, columns, rows))
    same = (np.diff(rows[order]) == 0) & (np.diff(columns[order]) == 0)
    later = np.diff(known[order]) > AGAIN_AFTER_S
    pairs = np.flatnonzero(same & later)
    if pairs.size < FEWEST_PLACES:
        return None
    differences = altitude_m[known[order][pairs + 1]] - altitude_m[known[order][pairs]]
    return float(np.median(np.abs(differences))) * 1.4826 / math.sqrt(2)


def _second_difference(altitude_m: FloatArray, lag: int) -> float | None:
    """Standard deviation of the single value that would give second differences as large as these."""
    if altitude_m.size <= 2 * lag:
        return None
    bends = altitude_m[2 * lag :] - 2 * altitude_m[lag:-lag] + altitude_m[: -2 * lag]
    sizes = np.abs(bends[np.isfinite(bends)])
    if sizes.size < SHORTEST_S:
        return None
    return float(np.minimum(sizes, np.percentile(sizes, 95)).mean()) * math.sqrt(math.pi / 2) / math.sqrt(6)
