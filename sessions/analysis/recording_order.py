"""The records in the order of their time, each time once (docs/science.md, Session figures)."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sessions.analysis.arrays import BoolArray, FloatArray, IntArray
from sessions.analysis.errors import InvalidStreamsError
from sessions.analysis.streams import RawStreams

__all__ = ["OrderReport", "distance_falls", "in_order", "is_marked_break"]

# Records more than a day from the rest carry a wrong clock (a watch without a fix starts in 1989), not a long break.
STRAY_AFTER_S = 86_400.0
LONGEST_SESSION_S = 14 * 86_400.0
# Unless the timer was stopped and started so near to its ends: a run that was resumed on another day.
MARKED_WITHIN_S = 60.0


@dataclass(frozen=True, slots=True)
class OrderReport:
    """How many records were moved, merged and dropped to make time run forward."""

    moved_count: int = 0
    merged_count: int = 0
    run_back_count: int = 0
    stray_count: int = 0


def in_order(raw: RawStreams) -> tuple[RawStreams, OrderReport]:
    """The records by rising time, each time once.

    Raises InvalidStreamsError when what is left spans more than two weeks: no session lasts that long.
    """
    if not raw.timestamp_s.size or _rises(raw.timestamp_s):
        return _within_limits(raw), OrderReport()
    near = _near(raw.timestamp_s, raw.pauses_s)
    kept = _take(raw, np.flatnonzero(near))
    ordered, moved, run_back = _sorted(kept)
    merged = _merged(ordered)
    return _within_limits(merged), OrderReport(
        moved_count=moved,
        merged_count=ordered.timestamp_s.size - merged.timestamp_s.size,
        run_back_count=run_back,
        stray_count=int((~near).sum()),
    )


def _rises(times: FloatArray) -> bool:
    steps = np.diff(times)
    return bool(np.isfinite(times).all() and (steps > 0).all() and (steps <= STRAY_AFTER_S).all())


def _within_limits(raw: RawStreams) -> RawStreams:
    times = raw.timestamp_s
    if times.size and times[-1] - times[0] > LONGEST_SESSION_S:
        raise InvalidStreamsError("The records span more than two weeks; no session lasts that long.")
    return raw


def _take(raw: RawStreams, indexes: IntArray) -> RawStreams:
    return raw.mapped(lambda values: values[indexes])


def _near(times: FloatArray, pauses_s: Sequence[tuple[float, float]]) -> BoolArray:
    """Which records belong to the largest group of times that are less than a day, or a marked pause, apart."""
    known = np.flatnonzero(np.isfinite(times))
    near = np.zeros(times.shape, dtype=np.bool_)
    if not known.size:
        return near
    by_time = known[np.argsort(times[known], kind="stable")]
    sorted_times = times[by_time]
    cuts = [
        gap + 1
        for gap in np.flatnonzero(np.diff(sorted_times) > STRAY_AFTER_S).tolist()
        if not is_marked_break(float(sorted_times[gap]), float(sorted_times[gap + 1]), pauses_s)
    ]
    near[max(np.split(by_time, cuts), key=len)] = True
    return near


def is_marked_break(last_s: float, next_s: float, pauses_s: Sequence[tuple[float, float]]) -> bool:
    """Whether the timer was stopped right after one record and started right before the next, at most two weeks later."""
    return next_s - last_s <= LONGEST_SESSION_S and any(
        abs(stop - last_s) <= MARKED_WITHIN_S and abs(start - next_s) <= MARKED_WITHIN_S
        for stop, start in pauses_s
    )


def _sorted(raw: RawStreams) -> tuple[RawStreams, int, int]:
    """The records sorted; and how many had to move, or were dropped because the clock itself ran back.

    Records written out of turn keep their distance when sorted. Where sorting would make the distance run back
    although the file's order does not, the clock is wrong, and the fewest records are dropped instead.
    """
    times = raw.timestamp_s
    backwards = int((np.diff(times) < 0).sum())
    if not backwards:
        return raw, 0, 0
    order = np.argsort(times, kind="stable")
    if distance_falls(raw.distance_m[order]) <= distance_falls(raw.distance_m):
        return _take(raw, order), backwards, 0
    chain = _longest_rising_chain(times)
    return _take(raw, chain), 0, times.size - chain.size


def distance_falls(distances: FloatArray) -> int:
    """How often a distance counter runs back; missing values are passed over."""
    return int((np.diff(distances[np.isfinite(distances)]) < 0).sum())


def _longest_rising_chain(times: FloatArray) -> IntArray:
    """Indexes of a longest subsequence whose times do not fall (patience sorting, O(n log n))."""
    tops: list[float] = []
    top_indexes: list[int] = []
    previous = np.full(times.size, -1)
    for index, time in enumerate(times.tolist()):
        pile = bisect_right(tops, time)
        previous[index] = top_indexes[pile - 1] if pile else -1
        tops[pile : pile + 1] = [time]
        top_indexes[pile : pile + 1] = [index]
    chain = [top_indexes[-1]]
    while previous[chain[-1]] >= 0:
        chain.append(int(previous[chain[-1]]))
    return np.array(chain[::-1])


def _merged(raw: RawStreams) -> RawStreams:
    """Of equal times one record: in every column the last value that is there."""
    times = raw.timestamp_s
    if not times.size:
        return raw
    starts = np.flatnonzero(np.concatenate(([True], np.diff(times) > 0)))
    if starts.size == times.size:
        return raw
    return raw.mapped(lambda values: _last_known(values, starts))


def _last_known(values: FloatArray, starts: IntArray) -> FloatArray:
    indexes = np.where(np.isfinite(values), np.arange(values.size), -1)
    last = np.maximum.reduceat(indexes, starts)
    return np.where(last >= 0, values[last], np.nan)
