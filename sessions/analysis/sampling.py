"""How often a recording was written, which decides what counts as a hole (docs/science.md)."""

import numpy as np

from sessions.analysis.arrays import FloatArray

__all__ = ["column_limit_s", "hole_limit_s", "interval_s"]

INTERVALS_IN_A_HOLE = 2.5
# Smart recording leaves out up to a minute where nothing changes; battery-saving modes leave out more.
SMART_HOLE_S, SLOW_INTERVALS_IN_A_HOLE = 60.0, 1.5
# Smart recording: this share of the time lies in steps longer than 1.5 times the usual one that are no breaks.
UNUSUAL_STEP, SMART_SHARE = 1.5, 0.30
FEWEST_STEPS = 3


def interval_s(times_s: FloatArray) -> float:
    """The usual step between rising times in seconds; 1 without a step."""
    steps = np.diff(times_s)
    steps = steps[steps > 0]
    return float(np.median(steps)) if steps.size else 1.0


def hole_limit_s(times_s: FloatArray, shortest_s: float) -> float:
    """The longest hole between rising times that is bridged, shortest_s at least.

    2.5 usual steps, at most a minute; a minute when the steps vary as a smart recording's do; for one that writes
    less often than that, a step and a half.
    """
    steps = np.diff(times_s)
    steps = steps[steps > 0]
    if steps.size >= FEWEST_STEPS and _is_smart(steps, float(np.median(steps))):
        return max(shortest_s, SMART_HOLE_S)
    return _regular_limit_s(steps, shortest_s)


def column_limit_s(column_times_s: FloatArray, record_times_s: FloatArray, shortest_s: float) -> float:
    """The same for one column of the records, which may be written less often: a strap's dropouts make none smart."""
    steps = np.diff(column_times_s)
    return _regular_limit_s(steps[steps > 0], hole_limit_s(record_times_s, shortest_s))


def _regular_limit_s(steps: FloatArray, shortest_s: float) -> float:
    if steps.size < FEWEST_STEPS:
        return shortest_s
    usual = float(np.median(steps))
    most = max(SMART_HOLE_S, SLOW_INTERVALS_IN_A_HOLE * usual)
    return max(shortest_s, min(INTERVALS_IN_A_HOLE * usual, most))


def _is_smart(steps: FloatArray, usual: float) -> bool:
    counted = steps[steps <= SMART_HOLE_S]
    unusual = counted[(counted > UNUSUAL_STEP * usual) | (counted < usual / UNUSUAL_STEP)]
    return float(unusual.sum()) > SMART_SHARE * float(counted.sum())
