"""The distance covered at each record: from the distance counter, else from the speed, else from the positions."""

import numpy as np

from sessions.analysis.arrays import BoolArray, FloatArray, IntArray, centred_mean, stretches_of
from sessions.analysis.limits import CleaningLimits
from sessions.analysis.positions import haversine_m
from sessions.analysis.sampling import hole_limit_s
from sessions.analysis.streams import RawStreams

__all__ = ["counted_distance", "filled_distance", "is_stuck", "travelled_distance"]

# A fall of the distance smaller than this is a rounding of the watch, never a restart of its counter.
SMALL_FALL_M = 10.0
RECORDS_THAT_CONFIRM_A_FALL = 5
# A counter that stands still while the speed says otherwise counts nothing.
STUCK_COUNTER_M = 100.0
# Where fewer than this share of the records with a position have a speed, the speeds are not used.
FEWEST_SPEEDS = 0.5
CLOSE_FIXES_S, FIXES_ON_EACH_SIDE = 2.0, 2


def counted_distance(
    distance: FloatArray, time_s: FloatArray, limits: CleaningLimits
) -> tuple[FloatArray, int, int]:
    """The recorded distance without falls: (distances, number of falls, number of restarts among them)."""
    known = _without_peaks(np.flatnonzero(np.isfinite(distance)), distance, time_s, limits)
    values = distance[known]
    unbroken = np.full(distance.shape, np.nan)
    if not known.size:
        return unbroken, 0, 0
    steps = np.diff(values)
    lasting = _lasting_falls(values)
    restarted = lasting & (values[1:] <= limits.max_speed_mps * np.diff(time_s[known]))
    steps[lasting] = 0.0
    steps[restarted] = np.maximum(values[1:][restarted], 0.0)
    unbroken[known] = np.maximum.accumulate(np.concatenate(([0.0], np.cumsum(steps))))
    return unbroken, int((np.diff(values) < 0).sum()), int(restarted.sum())


def _without_peaks(
    known: IntArray, distance: FloatArray, time_s: FloatArray, limits: CleaningLimits
) -> IntArray:
    """The known records, without those that jump ahead and fall back at once."""
    if known.size < 3:
        return known
    steps = np.diff(distance[known])
    too_fast = steps > limits.max_speed_mps * np.diff(time_s[known])
    peak = np.zeros(known.shape, dtype=np.bool_)
    peak[1:-1] = too_fast[:-1] & (steps[1:] < 0)
    return known[~peak]


def _lasting_falls(values: FloatArray) -> BoolArray:
    """Which steps, shape (m - 1,), fall for good: the next records stay below the middle of the fall."""
    steps = np.diff(values)
    lasting = steps < -SMALL_FALL_M
    falls = np.flatnonzero(lasting)
    following = np.minimum(falls[:, None] + 1 + np.arange(RECORDS_THAT_CONFIRM_A_FALL), values.size - 1)
    lasting[falls] = np.median(values[following], axis=1) < values[falls] + steps[falls] / 2
    return lasting


def is_stuck(recorded: FloatArray, walked: FloatArray) -> bool:
    """Whether the counter stood at 0 although speed or positions went on."""
    there = walked[np.isfinite(walked)]
    return float(np.nanmax(recorded)) == 0 and there.size > 0 and float(np.ptp(there)) > STUCK_COUNTER_M


def travelled_distance(
    raw: RawStreams, speed: FloatArray, timer_s: FloatArray, limits: CleaningLimits
) -> tuple[FloatArray, str]:
    """Metres since the first record, shape (n,), by the speeds or else by the positions; and by which.

    NaN at records that have neither; a record with a heart rate alone does not interrupt the track.
    """
    placed = np.isfinite(raw.latitude_deg) & np.isfinite(raw.longitude_deg)
    timed = np.isfinite(speed)
    if timed.sum() >= max(2.0, FEWEST_SPEEDS * placed.sum()):
        at = np.flatnonzero(timed)
        seconds = np.diff(timer_s[at])
        limit_s = hole_limit_s(timer_s[at], limits.gap_s)
        steps = np.where(seconds <= limit_s, speed[at][1:] * seconds, _between(raw, at))
        return _summed(at, steps, timer_s.size), "speed"
    at = np.flatnonzero(placed)
    return _summed(at, _smooth_way(raw, at, limits), timer_s.size), "positions"


def _between(raw: RawStreams, at: IntArray) -> FloatArray:
    lat, lon = raw.latitude_deg[at], raw.longitude_deg[at]
    return haversine_m(lat[:-1], lon[:-1], lat[1:], lon[1:])


def _smooth_way(raw: RawStreams, at: IntArray, limits: CleaningLimits) -> FloatArray:
    """Steps between position fixes, smoothed over five consecutive ones: GPS jitter is not distance."""
    if at.size < 2:
        return _between(raw, at)
    seconds = np.diff(raw.timestamp_s[at])
    breaks = (seconds > CLOSE_FIXES_S) | (_between(raw, at) > limits.max_speed_mps * seconds)
    stretches = stretches_of(np.concatenate(([True], breaks)))
    lat = centred_mean(raw.latitude_deg[at], FIXES_ON_EACH_SIDE, stretches)
    lon = centred_mean(raw.longitude_deg[at], FIXES_ON_EACH_SIDE, stretches)
    return haversine_m(lat[:-1], lon[:-1], lat[1:], lon[1:])


def _summed(at: IntArray, steps: FloatArray, count: int) -> FloatArray:
    """Cumulative distance, shape (count,), NaN at records that no known step touches."""
    summed = np.full(count, np.nan)
    if at.size < 2:
        return summed
    known = np.isfinite(steps)
    touched = np.concatenate((known, [False])) | np.concatenate(([False], known))
    summed[at] = np.where(touched, np.concatenate(([0.0], np.cumsum(np.nan_to_num(steps)))), np.nan)
    return summed


def filled_distance(recorded: FloatArray, walked: FloatArray) -> FloatArray:
    """The recorded distance, with missing values filled in proportion to the track, and extended at both ends."""
    missing = ~np.isfinite(recorded)
    on_way = np.flatnonzero(np.isfinite(walked))
    if not missing.any() or not on_way.size:
        return recorded
    index = np.arange(recorded.size)
    path = np.interp(index, on_way, walked[on_way])
    at = np.flatnonzero(~missing)
    inside = np.interp(path, path[at], recorded[at])
    before = recorded[at[0]] - (path[at[0]] - path)
    after = recorded[at[-1]] + (path - path[at[-1]])
    carried = np.where(index < at[0], before, np.where(index > at[-1], after, inside))
    filled = np.where(missing & np.isfinite(walked), carried, recorded)
    return np.asarray(filled - np.nanmin(filled), dtype=np.float64)
