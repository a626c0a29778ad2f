"""Distance and speed of each record, from the distance, speed and positions that the file has."""

from dataclasses import dataclass

import numpy as np

from sessions.analysis.arrays import BoolArray, FloatArray, IntArray
from sessions.analysis.distances import counted_distance, filled_distance, is_stuck, travelled_distance
from sessions.analysis.leaps import judged_leaps, without_stopped
from sessions.analysis.limits import CleaningLimits
from sessions.analysis.one_speed import agreeing_speed, speed_excess, speed_is_right
from sessions.analysis.rides import rides_of
from sessions.analysis.streams import RawStreams

__all__ = ["Motion", "believed_speed", "motion_of"]


@dataclass(frozen=True, slots=True)
class Motion:
    """The distance at the records where it is known.

    at are the indexes of those records, distance_m the metres since the first, never falling, both of shape (m,).
    Steps too fast to be true, shape (m - 1,): jumped ones are left out (removed_m), caught_up ones count in the total,
    and doubted_m of each may not have been run in its time; unsupported ones count, but are no pace of this runner. stopped_m was moved while the timer stood and is left out.
    speed_mps, shape (n,), is the recorded speed of every record where it is believed, else NaN. rides_s: stretches on
    the elapsed clock that nobody ran. counter_is_wrong: the recorded distance gave way to the speed; speed_excess: by how much the recorded speed ran ahead
    of the distance, as a share, 0 where they agree.
    """

    at: IntArray
    distance_m: FloatArray
    jumped: BoolArray
    caught_up: BoolArray
    doubted_m: FloatArray
    unsupported: BoolArray
    removed_m: float
    stopped_m: float
    bridged_count: int
    speed_mps: FloatArray
    speed_excess: float
    distance_source: str
    counter_is_wrong: bool
    speed_spikes_count: int
    restarts_count: int
    falls_count: int
    rides_s: tuple[tuple[float, float], ...]

    @property
    def is_believed(self) -> bool:
        """Whether there is a distance: not when the counter stood still or every step was too fast to be true."""
        too_fast = self.jumped | self.caught_up
        return self.at.size > 1 and not bool(too_fast.all()) and float(self.distance_m[-1]) > 0


@dataclass(frozen=True, slots=True)
class _Way:
    """Metres at each record, NaN where unknown, and where they were read from."""

    distance_m: FloatArray
    source: str
    counter_is_wrong: bool
    falls_count: int
    restarts_count: int


def motion_of(
    raw: RawStreams,
    time_s: FloatArray,
    timer_s: FloatArray,
    limits: CleaningLimits,
    total_m: float | None = None,
) -> Motion:
    """The motion of n ordered records at offsets time_s, of which timer_s were on the timer, shapes (n,).

    total_m: the distance the device wrote for the whole.
    """
    speed, spikes = believed_speed(raw.speed_mps, time_s, limits)
    way = _way(raw, speed, time_s, timer_s, limits, total_m)
    at = np.flatnonzero(np.isfinite(way.distance_m))
    times, timers = time_s[at], timer_s[at]
    moved, stopped_m = without_stopped(way.distance_m[at], times, timers)
    leaps = judged_leaps(moved, times, timers, limits)
    on_foot = limits.is_on_foot
    left_out = leaps.jumped | leaps.caught_up | leaps.unsupported
    return Motion(
        at=at,
        distance_m=leaps.distance_m,
        jumped=leaps.jumped,
        caught_up=leaps.caught_up,
        doubted_m=leaps.doubted_m,
        unsupported=leaps.unsupported,
        removed_m=leaps.removed_m,
        stopped_m=stopped_m,
        bridged_count=leaps.bridged_count,
        speed_mps=agreeing_speed(speed, at, leaps.distance_m, left_out, timer_s),
        speed_excess=speed_excess(speed, at, leaps.distance_m, left_out, timer_s),
        distance_source=way.source if at.size > 1 else "none",
        counter_is_wrong=way.counter_is_wrong,
        speed_spikes_count=spikes,
        restarts_count=way.restarts_count,
        falls_count=way.falls_count,
        rides_s=tuple(rides_of(times, moved, raw.cadence_spm[at], limits.max_speed_mps)) if on_foot else (),
    )


def _way(
    raw: RawStreams,
    speed: FloatArray,
    time_s: FloatArray,
    timer_s: FloatArray,
    limits: CleaningLimits,
    total_m: float | None,
) -> _Way:
    recorded, falls, restarts = counted_distance(raw.distance_m, time_s, limits)
    walked, source = travelled_distance(raw, speed, timer_s, limits)
    if np.isfinite(recorded).sum() < 2 or is_stuck(recorded, walked):
        return _Way(walked, source, counter_is_wrong=False, falls_count=falls, restarts_count=restarts)
    wrong = source == "speed" and speed_is_right(recorded, walked, raw, time_s, total_m)
    distance = walked if wrong else filled_distance(recorded, walked)
    return _Way(
        distance,
        source if wrong else "recorded",
        counter_is_wrong=wrong,
        falls_count=falls,
        restarts_count=restarts,
    )


def believed_speed(speed: FloatArray, time_s: FloatArray, limits: CleaningLimits) -> tuple[FloatArray, int]:
    """The recorded speed with impossible values replaced by NaN, and how many there were."""
    with np.errstate(invalid="ignore"):
        possible = (speed >= 0) & (speed <= limits.max_speed_mps)
        kept = np.where(possible, speed, np.nan)
        if kept.size > 2:
            acceleration = np.diff(kept) / np.diff(time_s)
            sharp = np.abs(acceleration) > limits.max_acceleration_mps2
            there_and_back = sharp[:-1] & sharp[1:] & (acceleration[:-1] * acceleration[1:] < 0)
            kept[1:-1][there_and_back] = np.nan
    return kept, int((np.isfinite(speed) & ~np.isfinite(kept)).sum())
