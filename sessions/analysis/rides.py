"""Stretches within a run that were not run: a car home, a train, a bicycle (docs/science.md).

Where even a part of it beats the world record for its distance, the whole stretch that is much faster than the
runner's usual was a ride. It counts as a pause.
"""

import numpy as np

from sessions.analysis.arrays import BoolArray, FloatArray, runs_of
from sessions.analysis.best_efforts import world_record_cap

__all__ = ["rides_of"]

WINDOWS_M = (400.0, 1000.0, 2000.0, 3000.0, 5000.0, 10_000.0, 21_097.5, 42_195.0)
# A ride reaches as far as the half minute's mean stays above these: metres a second, and a multiple of the usual.
RIDE_MPS, RIDE_TIMES_USUAL = 5.0, 1.4
SMOOTHING_S, EDGE_S, SHORTEST_RIDE_S = 30.0, 4.0, 20.0
# Traffic lights: stops that do not end a ride, and any other interruption.
LONGEST_STOP_S, LONGEST_BREAK_S, STOPPED_MPS = 180.0, 60.0, 1.5
# Without a step, faster than the usual by this and for a minute: wheels.
STEPLESS_MPS, STEPLESS_TIMES_USUAL, SHORTEST_STEPLESS_S = 3.5, 1.3, 60.0
STEPPING_SPM, LEAST_STEPPING_SHARE = 60.0, 0.2
# A leap within seconds is an error of the recording, no ride.
LONGEST_LEAP_S = 15.0
STANDING_MPS, USUAL_MPS, LEAST_USUAL_S = 0.5, 3.5, 60.0


def rides_of(
    time_s: FloatArray, distance_m: FloatArray, cadence_spm: FloatArray, max_speed_mps: float
) -> list[tuple[float, float]]:
    """The rides as (start, end) on the elapsed clock, in order, of a track of m points on foot, shapes (m,)."""
    if time_s.size < 2:
        return []
    way = _without_leaps(time_s, distance_m, max_speed_mps)
    marked = _beyond_records(time_s, way)
    smooth = _smooth_speed(time_s, way)
    usual = _usual_speed(time_s, way, marked)
    stepless = _stepless(time_s, cadence_spm, smooth > max(STEPLESS_MPS, STEPLESS_TIMES_USUAL * usual))
    if not (marked.any() or stepless.any()):
        return []
    least_mps = max(RIDE_MPS, RIDE_TIMES_USUAL * usual)
    found = [(first, end) for first, end in runs_of(smooth > least_mps) if marked[first:end].any()]
    sharp = _smooth_speed(time_s, way, EDGE_S) > least_mps
    trimmed = [_trimmed(first, end, sharp) for first, end in found]
    spans = [
        (float(time_s[first]), float(time_s[end - 1])) for first, end in sorted(trimmed + runs_of(stepless))
    ]
    joined = _joined(spans, time_s, way)
    return [(start, end) for start, end in joined if end - start >= SHORTEST_RIDE_S]


def _without_leaps(time_s: FloatArray, distance_m: FloatArray, max_speed_mps: float) -> FloatArray:
    steps, seconds = np.diff(distance_m), np.diff(time_s)
    too_fast = steps > max_speed_mps * seconds
    for first, end in runs_of(too_fast):
        if float(seconds[first:end].sum()) < LONGEST_LEAP_S:
            steps[first:end] = 0.0
    return np.concatenate(([0.0], np.cumsum(steps)))


def _beyond_records(time_s: FloatArray, way_m: FloatArray) -> BoolArray:
    """Which points lie in a stretch faster than the world record for its distance."""
    marks = np.zeros(time_s.size + 1, dtype=np.int64)
    for metres in WINDOWS_M:
        if way_m[-1] < metres:
            break
        first = np.arange(np.searchsorted(way_m, way_m[-1] - metres, side="right"))
        end = np.minimum(np.searchsorted(way_m, way_m[first] + metres), way_m.size - 1)
        # The last point before the goal is a little short of the distance and takes less time, which does not matter here.
        fast = way_m[end] - way_m[first] > world_record_cap(metres) * (time_s[end] - time_s[first])
        np.add.at(marks, first[fast], 1)
        np.add.at(marks, end[fast] + 1, -1)
    return np.asarray(np.cumsum(marks[:-1]) > 0, dtype=np.bool_)


def _trimmed(first: int, end: int, sharp: BoolArray) -> tuple[int, int]:
    """The ride without the running at its ends that the half-minute mean had included."""
    fast = np.flatnonzero(sharp[first:end])
    return (first + int(fast[0]), first + int(fast[-1]) + 1) if fast.size else (first, end)


def _smooth_speed(time_s: FloatArray, way_m: FloatArray, seconds: float = SMOOTHING_S) -> FloatArray:
    """Mean speed of so many seconds around each point, of what there is of them at the ends."""
    before = np.maximum(time_s - seconds / 2, time_s[0])
    after = np.minimum(time_s + seconds / 2, time_s[-1])
    metres = np.interp(after, time_s, way_m) - np.interp(before, time_s, way_m)
    return np.asarray(metres / np.maximum(after - before, 1e-9), dtype=np.float64)


def _usual_speed(time_s: FloatArray, way_m: FloatArray, marked: BoolArray) -> float:
    """The middle speed while moving outside the marked points; where that is too little, that of any runner."""
    seconds, steps = np.diff(time_s), np.diff(way_m)
    counts = ~marked[1:] & (steps > STANDING_MPS * seconds)
    if float(seconds[counts].sum()) < LEAST_USUAL_S:
        return USUAL_MPS
    return float(np.median(steps[counts] / seconds[counts]))


def _stepless(time_s: FloatArray, cadence_spm: FloatArray, fast: BoolArray) -> BoolArray:
    """Which points lie in a fast minute without a step, of a recording that counts steps elsewhere."""
    found = np.zeros(fast.shape, dtype=np.bool_)
    if float((cadence_spm >= STEPPING_SPM).mean()) < LEAST_STEPPING_SHARE:
        return found
    for first, end in runs_of(fast & (cadence_spm == 0)):
        # The steps into and out of the ride belong to it too.
        found[max(first - 1, 0) : end + 1] |= time_s[end - 1] - time_s[first] >= SHORTEST_STEPLESS_S
    return found


def _joined(
    spans: list[tuple[float, float]], time_s: FloatArray, way_m: FloatArray
) -> list[tuple[float, float]]:
    """Joins rides with no running between them, as when a car stops at traffic lights."""
    joined: list[tuple[float, float]] = []
    for start, end in spans:
        if joined and _is_one_ride(joined[-1][1], start, time_s, way_m):
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _is_one_ride(end_s: float, start_s: float, time_s: FloatArray, way_m: FloatArray) -> bool:
    between_s = start_s - end_s
    metres = float(np.diff(np.interp([end_s, start_s], time_s, way_m))[0])
    is_stop = between_s <= LONGEST_STOP_S and metres <= STOPPED_MPS * between_s
    return between_s <= LONGEST_BREAK_S or is_stop
