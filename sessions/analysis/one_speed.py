"""Compares the speed column with the distance column and decides which is right, so that all figures use one speed."""

import numpy as np

from sessions.analysis.arrays import BoolArray, FloatArray, IntArray
from sessions.analysis.positions import haversine_m
from sessions.analysis.streams import RawStreams

__all__ = ["agreeing_speed", "speed_excess", "speed_is_right", "total_is_right"]

# Over five minutes the two agree to this share, or the speed is put right by the distance. Over one minute a GPS
# alone differs by several percent, which a factor would only amplify.
MINUTE_S, NEIGHBOURS, SAME_SHARE = 60.0, 2, 0.02
LEAST_KNOWN_S = 20.0
# If they differ by more than this, a factor cannot correct it.
SMALLEST_FACTOR, LARGEST_FACTOR, MOST_DIFFERENCE = 0.5, 2.0, 0.10
# The right column agrees with the third source to within the first share; the other differs by more than the second.
RIGHT_SHARE, WRONG_SHARE = 0.02, 0.04
# Below this speed GPS drift adds to the distance.
SLOWEST_WITNESS_MPS = 1.5
FIX_EVERY_S, LEAST_COVERED = 5.0, 0.8


def agreeing_speed(
    speed: FloatArray, at: IntArray, distance_m: FloatArray, left_out: BoolArray, timer_s: FloatArray
) -> FloatArray:
    """The recorded speed, shape (n,), put right where it differs from the distance of `at` over minutes.

    NaN where it contradicts it altogether: then the distance tells the speed. left_out: steps without a true
    distance, shape (m - 1,).
    """
    if at.size < 2:
        return speed
    travelled, seconds = np.diff(distance_m), np.diff(timer_s[at])
    by_speed = speed[at][1:] * seconds
    both = np.isfinite(by_speed) & ~left_out
    if not both.any():
        return speed
    total, total_by_speed = float(travelled[both].sum()), float(by_speed[both].sum())
    if abs(total_by_speed - total) > MOST_DIFFERENCE * max(total, total_by_speed):
        return np.full(speed.shape, np.nan)
    minute = (timer_s // MINUTE_S).astype(np.int64)
    factors = _factors(minute[at][1:], travelled, by_speed, seconds, both, int(minute[-1]) + 1)
    return np.asarray(speed * factors[minute], dtype=np.float64)


def speed_excess(
    speed: FloatArray, at: IntArray, distance_m: FloatArray, left_out: BoolArray, timer_s: FloatArray
) -> float:
    """By how much the recorded speed runs ahead of the distance in all, as a share; 0 where they agree."""
    if at.size < 2:
        return 0.0
    by_speed = speed[at][1:] * np.diff(timer_s[at])
    both = np.isfinite(by_speed) & ~left_out
    metres = float(np.diff(distance_m)[both].sum())
    share = float(by_speed[both].sum()) / metres - 1 if metres > 0 else 0.0
    return share if abs(share) > SAME_SHARE else 0.0


def _factors(
    minute: IntArray,
    travelled: FloatArray,
    by_speed: FloatArray,
    seconds: FloatArray,
    both: BoolArray,
    count: int,
) -> FloatArray:
    """What the speed of each minute is multiplied by: 1 where it agrees, NaN where nothing helps."""

    def summed(values: FloatArray) -> FloatArray:
        by_minute = np.bincount(minute[both], weights=values[both], minlength=count)
        return np.convolve(by_minute, np.ones(2 * NEIGHBOURS + 1), "full")[NEIGHBOURS:-NEIGHBOURS]

    metres, metres_by_speed = summed(travelled), summed(by_speed)
    known = (summed(seconds) >= LEAST_KNOWN_S) & (metres_by_speed > 0)
    factors = np.divide(metres, metres_by_speed, out=np.ones(count), where=known)
    factors[(factors < SMALLEST_FACTOR) | (factors > LARGEST_FACTOR)] = np.nan
    factors[np.abs(factors - 1) <= SAME_SHARE] = 1.0
    return factors


def speed_is_right(
    counted_m: FloatArray, walked_m: FloatArray, raw: RawStreams, time_s: FloatArray, total_m: float | None
) -> bool:
    """Whether the speed column gives the true distance and the distance counter is wrong.

    counted_m and walked_m: metres by the counter and by the speeds, shape (n,). The positions are asked first, then
    the device's total.
    """
    both = np.flatnonzero(np.isfinite(counted_m) & np.isfinite(walked_m))
    if both.size < 2:
        return False
    counted, walked = (float(np.ptp(values[both])) for values in (counted_m, walked_m))
    witness = _by_positions(raw, time_s)
    witness = total_m if witness is None else witness
    if not witness or not walked:
        return False
    return abs(walked / witness - 1) <= RIGHT_SHARE and abs(counted / witness - 1) > WRONG_SHARE


def total_is_right(counted_m: float, total_m: float, raw: RawStreams, time_s: FloatArray) -> bool:
    """Whether the positions agree with the device's total and the records' distance is wrong, as of a foot pod."""
    witness = _by_positions(raw, time_s)
    if not witness or not total_m:
        return False
    return abs(total_m / witness - 1) <= RIGHT_SHARE and abs(counted_m / witness - 1) > WRONG_SHARE


def _by_positions(raw: RawStreams, time_s: FloatArray) -> float | None:
    """The way between fixes some seconds apart; None where they do not cover the recording."""
    placed = np.flatnonzero(np.isfinite(raw.latitude_deg) & np.isfinite(raw.longitude_deg))
    if placed.size < 2 or np.ptp(time_s[placed]) < LEAST_COVERED * np.ptp(time_s):
        return None
    if placed.size < LEAST_COVERED * time_s.size and np.diff(time_s[placed]).max() > MINUTE_S:
        return None
    speeds = raw.speed_mps[np.isfinite(raw.speed_mps)]
    if not speeds.size or float(np.median(speeds)) < SLOWEST_WITNESS_MPS:
        return None
    bins = np.unique((time_s[placed] // FIX_EVERY_S).astype(np.int64), return_index=True)[1]
    at = placed[bins]
    lat, lon = raw.latitude_deg[at], raw.longitude_deg[at]
    return float(haversine_m(lat[:-1], lon[:-1], lat[1:], lon[1:]).sum())
