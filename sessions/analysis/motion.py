"""Distance and speed of each record, from whichever of distance, speed and position the file has."""

from dataclasses import dataclass

import numpy as np

from sessions.analysis.arrays import BoolArray, FloatArray, IntArray
from sessions.analysis.limits import CleaningLimits
from sessions.analysis.positions import haversine_m
from sessions.analysis.streams import RawStreams

__all__ = ["Motion", "believed_speed", "motion_of"]

# A fall of the distance smaller than this is a rounding of the watch, never a restart of its counter.
SMALL_FALL_M = 10.0
RECORDS_THAT_CONFIRM_A_FALL = 5
# Recorded speed and recorded distance that differ by more do not belong together; the distance is believed.
SPEED_DISTANCE_TOLERANCE = 0.10
# A counter that stands still while the speed says otherwise counts nothing.
STUCK_COUNTER_M = 100.0
# A watch that lost its way catches up in one leap: as far as this the metres were run, only not in that second.
CATCH_UP_M = 100.0


@dataclass(frozen=True, slots=True)
class Motion:
    """Where the runner was at the records that know it.

    at are the indexes of those records, distance_m the metres since the first, never falling, both of shape (m,).
    Steps too fast to be true, shape (m - 1,): jumped ones are left out (removed_m), caught_up ones count in the total.
    speed_mps, shape (n,), is the recorded speed of every record where it is believed, else NaN.
    """

    at: IntArray
    distance_m: FloatArray
    jumped: BoolArray
    caught_up: BoolArray
    removed_m: float
    speed_mps: FloatArray
    distance_source: str
    speed_spikes_count: int
    restarts_count: int
    falls_count: int

    @property
    def is_believed(self) -> bool:
        """Whether there is a distance: not when the counter stood still or every step was too fast to be true."""
        too_fast = self.jumped | self.caught_up
        return self.at.size > 1 and not bool(too_fast.all()) and float(self.distance_m[-1]) > 0


def motion_of(raw: RawStreams, time_s: FloatArray, timer_s: FloatArray, limits: CleaningLimits) -> Motion:
    """The motion of n ordered records at offsets time_s, of which timer_s were on the timer, shapes (n,)."""
    speed, spikes = believed_speed(raw.speed_mps, time_s, limits)
    recorded, falls, restarts = _unbroken(raw.distance_m, time_s, limits)
    steps = _steps_without_distance(raw, speed, timer_s, limits)
    source = "recorded"
    if np.isfinite(recorded).sum() < 2 or _is_stuck(recorded, speed, timer_s):
        source = "speed" if np.isfinite(speed).any() else "positions"
        distance = _summed(steps)
    else:
        distance = _filled(recorded, steps)
    at = np.flatnonzero(np.isfinite(distance))
    jumped, caught_up = _too_fast(distance[at], time_s[at], timer_s[at], limits)
    believed, removed = _without(jumped, distance[at])
    return Motion(
        at=at,
        distance_m=believed,
        jumped=jumped,
        caught_up=caught_up,
        removed_m=removed,
        speed_mps=_agreeing(speed, at, believed, jumped | caught_up, timer_s),
        distance_source=source if at.size > 1 else "none",
        speed_spikes_count=spikes,
        restarts_count=restarts,
        falls_count=falls,
    )


def believed_speed(speed: FloatArray, time_s: FloatArray, limits: CleaningLimits) -> tuple[FloatArray, int]:
    """The recorded speed without what no body does, NaN in its place; and how many values that were."""
    with np.errstate(invalid="ignore"):
        possible = (speed >= 0) & (speed <= limits.max_speed_mps)
        kept = np.where(possible, speed, np.nan)
        if kept.size > 2:
            acceleration = np.diff(kept) / np.diff(time_s)
            sharp = np.abs(acceleration) > limits.max_acceleration_mps2
            there_and_back = sharp[:-1] & sharp[1:] & (acceleration[:-1] * acceleration[1:] < 0)
            kept[1:-1][there_and_back] = np.nan
    return kept, int((np.isfinite(speed) & ~np.isfinite(kept)).sum())


def _unbroken(
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
    """The known records but those that leap ahead and fall back at once."""
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


def _is_stuck(recorded: FloatArray, speed: FloatArray, timer_s: FloatArray) -> bool:
    counted = float(np.nanmax(recorded))
    return counted == 0 and float(np.nansum(speed[1:] * np.diff(timer_s))) > STUCK_COUNTER_M


def _steps_without_distance(
    raw: RawStreams, speed: FloatArray, timer_s: FloatArray, limits: CleaningLimits
) -> FloatArray:
    """Metres of each step, shape (n - 1,), from the speed at its end, else between positions; NaN if neither."""
    seconds = np.diff(timer_s)
    by_speed = np.where(seconds <= limits.gap_s, speed[1:] * seconds, np.nan)
    if np.isfinite(by_speed).all():
        return by_speed
    lat, lon = raw.latitude_deg, raw.longitude_deg
    between = haversine_m(lat[:-1], lon[:-1], lat[1:], lon[1:])
    return np.where(np.isfinite(by_speed), by_speed, between)


def _summed(steps: FloatArray) -> FloatArray:
    """Cumulative distance, shape (n,), NaN at records that no known step touches."""
    if not steps.size:
        return np.full(steps.size + 1, np.nan)
    known = np.isfinite(steps)
    touched = np.concatenate((known, [False])) | np.concatenate(([False], known))
    return np.where(touched, np.concatenate(([0.0], np.cumsum(np.nan_to_num(steps)))), np.nan)


def _filled(recorded: FloatArray, steps: FloatArray) -> FloatArray:
    """The recorded distance, its missing values in the proportions of the steps, and carried on at both ends."""
    missing = ~np.isfinite(recorded)
    if not missing.any():
        return recorded
    path = np.concatenate(([0.0], np.cumsum(np.nan_to_num(steps))))
    at = np.flatnonzero(~missing)
    inside = np.interp(path, path[at], recorded[at])
    before = recorded[at[0]] - (path[at[0]] - path)
    after = recorded[at[-1]] + (path - path[at[-1]])
    index = np.arange(recorded.size)
    carried = np.where(index < at[0], before, np.where(index > at[-1], after, inside))
    fillable = np.isfinite(_summed(steps))
    filled = np.where(missing & fillable, carried, recorded)
    return np.asarray(filled - np.nanmin(filled), dtype=np.float64)


def _too_fast(
    distance: FloatArray, time_s: FloatArray, timer_s: FloatArray, limits: CleaningLimits
) -> tuple[BoolArray, BoolArray]:
    """Which steps no runner makes: false ones, and leaps outside gaps short enough to be a watch catching up."""
    steps = np.diff(distance)
    too_fast = steps > limits.max_speed_mps * np.diff(time_s)
    run = np.cumsum(np.diff(too_fast, prepend=False))
    metres_of_run = np.bincount(run, weights=np.where(too_fast, steps, 0.0))[run] if run.size else steps
    caught_up = too_fast & (metres_of_run <= CATCH_UP_M) & (np.diff(timer_s) <= limits.gap_s)
    return too_fast & ~caught_up, caught_up


def _without(jumped: BoolArray, distance: FloatArray) -> tuple[FloatArray, float]:
    """Distances from 0 without the metres of these steps, and how many metres those were."""
    if not distance.size:
        return distance, 0.0
    steps = np.diff(distance)
    removed = float(steps[jumped].sum())
    return np.concatenate(([0.0], np.cumsum(np.where(jumped, 0.0, steps)))), removed


def _agreeing(
    speed: FloatArray, at: IntArray, distance: FloatArray, too_fast: BoolArray, timer_s: FloatArray
) -> FloatArray:
    """The recorded speed, or all NaN where it contradicts the distance over the steps that have both."""
    travelled = np.diff(distance)
    by_speed = speed[at][1:] * np.diff(timer_s[at])
    both = np.isfinite(by_speed) & ~too_fast
    metres, metres_by_speed = float(travelled[both].sum()), float(by_speed[both].sum())
    if abs(metres_by_speed - metres) <= SPEED_DISTANCE_TOLERANCE * max(metres, metres_by_speed):
        return speed
    return np.full(speed.shape, np.nan)
