"""The timer of a FIT file by its events: its pauses, and the records written while it had not begun or was over."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sessions.analysis.arrays import BoolArray, FloatArray

__all__ = ["TimerMark", "off_timer", "pauses_of"]

# Records so near to the first start or the last stop belong to the recording all the same.
AT_THE_EDGE_S = 10.0
# The watch's own timer time tells which records it counted, when it agrees with them so well.
SAME_S, SAME_SHARE = 10.0, 0.02


class TimerMark(NamedTuple):
    """The timer was stopped or started at a moment (Unix seconds)."""

    time_s: float
    is_stop: bool


def pauses_of(marks: Iterable[TimerMark]) -> tuple[tuple[float, float], ...]:
    """From each stop of the timer to its next start; the last stop ends the recording and is none."""
    pauses: list[tuple[float, float]] = []
    stopped: float | None = None
    for time_s, is_stop in sorted(marks, key=lambda mark: mark.time_s):
        if is_stop:
            stopped = time_s if stopped is None else stopped
        elif stopped is not None:
            pauses.append((stopped, time_s))
            stopped = None
    return tuple((stop, start) for stop, start in pauses if start > stop)


def off_timer(record_time_s: FloatArray, marks: Sequence[TimerMark], timer_s: float | None) -> BoolArray:
    """Which records, shape (n,), were written before the timer was first started or after it was stopped for good.

    Only where timer_s, what the watch says its timer ran, is their time without those: marks alone are often missing.
    """
    nothing = np.zeros(record_time_s.shape, dtype=np.bool_)
    known = record_time_s[np.isfinite(record_time_s)]
    if timer_s is None or not marks or not known.size:
        return nothing
    first_s, last_s = float(known.min()), float(known.max())
    begin_s, end_s = _running_from_to(marks, first_s, last_s)
    paused_s = math.fsum(max(min(start, end_s) - max(stop, begin_s), 0.0) for stop, start in pauses_of(marks))
    ran_s = end_s - begin_s - paused_s
    left_out_s = (begin_s - first_s) + (last_s - end_s)
    if left_out_s <= 0 or ran_s <= 0 or abs(timer_s - ran_s) > max(SAME_S, SAME_SHARE * timer_s):
        return nothing
    if abs(timer_s - ran_s - left_out_s) <= abs(timer_s - ran_s):
        return nothing
    return np.asarray((record_time_s < begin_s) | (record_time_s > end_s), dtype=np.bool_)


def _running_from_to(marks: Sequence[TimerMark], first_s: float, last_s: float) -> tuple[float, float]:
    """The first start and the last stop, as far as they lie well inside the records; else the records' ends."""
    begin = marks[0].time_s if not marks[0].is_stop else first_s
    starts = [mark.time_s for mark in marks if not mark.is_stop]
    end = next(
        (mark.time_s for mark in marks if mark.is_stop and mark.time_s >= max(starts, default=first_s)),
        last_s,
    )
    return (
        begin if first_s + AT_THE_EDGE_S < begin < last_s else first_s,
        end if first_s < end < last_s - AT_THE_EDGE_S else last_s,
    )
