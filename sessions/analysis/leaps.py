"""Jumps of the distance: moved while the timer stood, caught up by the watch after a loss, or never run at all."""

from dataclasses import dataclass, replace

import numpy as np

from sessions.analysis.arrays import BoolArray, FloatArray, runs_of
from sessions.analysis.best_efforts import world_record_cap
from sessions.analysis.limits import CleaningLimits
from sessions.analysis.sampling import hole_limit_s

__all__ = ["Leaps", "fastest_half_minute", "judged_leaps", "without_stopped"]

# A watch that lost its position catches up in one jump: up to this length the metres were run, but not in that second.
CATCH_UP_M = 100.0
# Below this share of the usual speed the counter stood still: the watch had lost its position.
STALLED_SHARE, LONGEST_STALL_S, STALL_MARGIN = 0.6, 1200.0, 1.5
# A mean speed is the runner's own up to so much above the fastest half minute.
OWN_SPEED_MARGIN = 1.10
SHORTEST_CAP_M = 400.0
PACE_SUPPORT_S = 30.0
# Up to this many metres in a pause are drift.
SAME_INSTANT_S, DRIFT_IN_PAUSE_M = 1e-6, 10.0
STANDING_MPS = 0.5


@dataclass(frozen=True, slots=True)
class Leaps:
    """Distances in metres, shape (m,), with every jump judged, and the findings at the steps, shape (m - 1,).

    jumped: not run, left out. caught_up: counted, but not in that second; doubted_m says how much
    of each step is more than the runner's usual. bridged_count: stretches without a fix that were run all the same;
    unsupported are those faster than this runner was otherwise: counted, but no pace and no best.
    """

    distance_m: FloatArray
    jumped: BoolArray
    caught_up: BoolArray
    doubted_m: FloatArray
    unsupported: BoolArray
    removed_m: float
    bridged_count: int


def without_stopped(
    distance_m: FloatArray, time_s: FloatArray, timer_s: FloatArray
) -> tuple[FloatArray, float]:
    """The distance without what was moved while the timer stood, and how many metres that were.

    A step with a pause inside keeps what the runner's usual speed makes of its time on the timer; a few metres of a
    pause are drift, or the watch's rounding of when it stopped, and stay.
    """
    steps, elapsed, on_timer = np.diff(distance_m), np.diff(time_s), np.diff(timer_s)
    paused = on_timer < elapsed - SAME_INSTANT_S
    if not paused.any():
        return distance_m, 0.0
    own = OWN_SPEED_MARGIN * _high_speed(steps, on_timer, ~paused) * on_timer
    kept = steps.copy()
    for first, end in runs_of(paused):
        extra = np.maximum(steps[first:end] - own[first:end], 0.0)
        if float(extra.sum()) > DRIFT_IN_PAUSE_M:
            kept[first:end] -= extra
    return np.concatenate(([0.0], np.cumsum(kept))), float((steps - kept).sum())


def _high_speed(steps: FloatArray, seconds: FloatArray, where: BoolArray) -> float:
    """A speed that few steps exceed, m/s."""
    speeds = steps[where & (seconds > 0)] / seconds[where & (seconds > 0)]
    return float(np.percentile(speeds, 95)) if speeds.size else 0.0


def judged_leaps(
    distance_m: FloatArray, time_s: FloatArray, timer_s: FloatArray, limits: CleaningLimits
) -> Leaps:
    """Judge the steps that are faster than anybody."""
    steps, seconds = np.diff(distance_m), np.diff(time_s)
    too_fast = steps > limits.max_speed_mps * seconds
    unsupported = np.zeros(steps.shape, dtype=np.bool_)
    if not too_fast.any():
        return Leaps(distance_m, unsupported, unsupported, np.zeros(steps.shape), unsupported, 0.0, 0)
    usual = _usual_speed(steps, seconds, ~too_fast)
    own = OWN_SPEED_MARGIN * fastest_half_minute(distance_m, time_s, too_fast)
    spread, bridged = distance_m.copy(), 0
    for first, end in runs_of(too_fast):
        metres = float(steps[first:end].sum())
        needed_s = metres / usual if usual > 0 else 0.0
        stretch = _stalled_stretch(steps < STALLED_SHARE * usual * seconds, seconds, (first, end), needed_s)
        speed = _mean_speed(distance_m, time_s, stretch)
        if speed > max(own, world_record_cap(max(metres, SHORTEST_CAP_M)) if limits.is_on_foot else 0.0):
            continue
        at = slice(stretch[0], stretch[1] + 1)
        ends = [stretch[0], stretch[1]]
        spread[at] = np.interp(time_s[at], time_s[ends], spread[ends])
        too_fast[first:end] = False
        unsupported[stretch[0] : stretch[1]] = speed > own
        bridged += 1
    left = _left_over(spread, seconds, timer_s, too_fast, usual, limits)
    return replace(left, unsupported=unsupported, bridged_count=bridged)


def _usual_speed(steps: FloatArray, seconds: FloatArray, where: BoolArray) -> float:
    speeds = steps[where] / seconds[where]
    moving = speeds[speeds > STANDING_MPS]
    return float(np.median(moving)) if moving.size else 0.0


def fastest_half_minute(distance_m: FloatArray, time_s: FloatArray, left_out: BoolArray) -> float:
    """The fastest mean speed over half a minute, m/s, of the way without the steps that are left out."""
    if distance_m.size < 2:
        return 0.0
    steps, seconds = np.diff(distance_m)[~left_out], np.diff(time_s)[~left_out]
    metres, times = np.concatenate(([0.0], np.cumsum(steps))), np.concatenate(([0.0], np.cumsum(seconds)))
    if times[-1] <= PACE_SUPPORT_S:
        return float(metres[-1] / times[-1]) if times[-1] > 0 else 0.0
    starts = times[times <= times[-1] - PACE_SUPPORT_S]
    gone = np.interp(starts + PACE_SUPPORT_S, times, metres) - np.interp(starts, times, metres)
    return float(gone.max()) / PACE_SUPPORT_S


def _stalled_stretch(
    slow: BoolArray, seconds: FloatArray, leap: tuple[int, int], needed_s: float
) -> tuple[int, int]:
    """From record to record: the jump with the stall before it, or the stall after it, no longer than needed."""
    longest_s = min(STALL_MARGIN * needed_s, LONGEST_STALL_S)
    (begin, end), stalled_s = leap, 0.0
    while begin > 0 and slow[begin - 1] and stalled_s < longest_s:
        begin -= 1
        stalled_s += float(seconds[begin])
    while begin == leap[0] and end < slow.size and slow[end] and stalled_s < longest_s:
        stalled_s += float(seconds[end])
        end += 1
    return begin, end


def _mean_speed(distance_m: FloatArray, time_s: FloatArray, stretch: tuple[int, int]) -> float:
    seconds = float(time_s[stretch[1]] - time_s[stretch[0]])
    return float(distance_m[stretch[1]] - distance_m[stretch[0]]) / seconds if seconds > 0 else float("inf")


def _left_over(
    distance_m: FloatArray,
    seconds: FloatArray,
    timer_s: FloatArray,
    too_fast: BoolArray,
    usual: float,
    limits: CleaningLimits,
) -> Leaps:
    """Which steps to leave out; jumps outside gaps that are short enough for a watch catching up stay."""
    steps = np.diff(distance_m)
    run = np.cumsum(np.diff(too_fast, prepend=False))
    metres_of_run = np.bincount(run, weights=np.where(too_fast, steps, 0.0))[run]
    is_short = np.diff(timer_s) <= hole_limit_s(timer_s, limits.gap_s)
    caught_up = too_fast & (metres_of_run <= CATCH_UP_M) & is_short
    jumped = too_fast & ~caught_up
    kept = np.where(jumped, 0.0, steps)
    return Leaps(
        distance_m=np.concatenate(([0.0], np.cumsum(kept))),
        jumped=jumped,
        caught_up=caught_up,
        doubted_m=np.where(caught_up, np.maximum(steps - usual * seconds, 0.0), 0.0),
        unsupported=np.zeros(steps.shape, dtype=np.bool_),
        removed_m=float(steps[jumped].sum()),
        bridged_count=0,
    )
