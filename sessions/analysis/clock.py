"""The clock of a recording: records of a stray clock are put right or left out (docs/science.md, How a recording is judged).

A watch writes its records one after another. So where the clock leaps although nothing stood still, the clock was set,
and the time it shows afterwards is the right one: the records before are moved up to it. What stays of an earlier
recording, or of a clock that lost itself for a moment, is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from runners.physiology.sentences import Sentence
from sessions.analysis.arrays import FloatArray, IntArray
from sessions.analysis.recording_order import distance_falls, is_marked_break
from sessions.analysis.words import WORDS

__all__ = ["Clock", "Shift", "settled_clock"]

DAY_S, HOUR_S = 86_400.0, 3600.0
# A leap shorter than this is a hole of the recording, not a clock that was set, unless the device's own total tells it.
SHORTEST_LEAP_S, SHORTEST_TOLD_LEAP_S = 600.0, 60.0
LONGEST_HOLE = 10.0  # in usual steps
# A clock that ran back by less is records written out of turn; so is one by less than a minute that nothing else tells.
SHORTEST_FALL_S, SHORTEST_SILENT_FALL_S = 10.0, 60.0
# Within this two spans of time are the same, a leap is one of whole hours, an event belongs to a record.
SAME_S, SAME_HOUR_S, SAME_EVENT_S = 5.0, 2.0, 2.0
# The last clock counts from so many records, or that share, on; fewer at the end are a clock that lost itself.
FEWEST_RECORDS, SMALLEST_SHARE = 120, 0.05
FARTHEST_OFF_M, FASTEST_ON_FOOT_MPS, SLOWEST_GOING_MPS = 10.0, 12.0, 0.5


@dataclass(frozen=True, slots=True)
class Shift:
    """Records whose clock showed first_s to last_s are by shift_s later; with None they were left out."""

    first_s: float
    last_s: float
    shift_s: float | None
    count: int


@dataclass(frozen=True, slots=True)
class Clock:
    """What became of the clock. time_s: shape (n,), in file order, NaN where a record was left out."""

    time_s: FloatArray
    shifts: tuple[Shift, ...] = ()
    true_first_s: float = float("-inf")
    true_last_s: float = float("inf")

    def at(self, moment_s: float) -> float:
        """When a moment of the file's clock was, for events, laps and sessions."""
        for shift in self.shifts:
            if abs(moment_s - shift.first_s) <= SAME_EVENT_S:
                return self._moved(moment_s, shift)
        if not self.shifts or self.true_first_s <= moment_s <= self.true_last_s:
            return moment_s
        inside = [shift for shift in self.shifts if shift.first_s <= moment_s <= shift.last_s + SAME_EVENT_S]
        return self._moved(moment_s, inside[0]) if inside else moment_s

    def _moved(self, moment_s: float, shift: Shift) -> float:
        if shift.shift_s is not None:
            return moment_s + shift.shift_s
        return float(np.clip(moment_s, self.true_first_s, self.true_last_s))

    def sentences(self) -> tuple[Sentence, ...]:
        """What was done, in plain English; empty when nothing was."""
        moved = sum(shift.count for shift in self.shifts if shift.shift_s is not None)
        dropped = sum(shift.count for shift in self.shifts if shift.shift_s is None)
        said = {"clock_set": moved, "other_time": dropped}
        return tuple(WORDS.say(code, records_count=count) for code, count in said.items() if count)


@dataclass(frozen=True, slots=True)
class _Run:
    """Records one after another by one clock: their indexes in file order."""

    at: IntArray
    first_s: float
    last_s: float


def settled_clock(
    time_s: FloatArray,
    distance_m: FloatArray,
    pauses_s: Sequence[tuple[float, float]] = (),
    elapsed_s: float | None = None,
    timer_s: float | None = None,
) -> Clock:
    """The clock of n records in file order (Unix seconds, metres; NaN where unknown).

    pauses_s: the marked pauses as (stop, start); elapsed_s and timer_s: what the device wrote for the whole.
    """
    known = np.flatnonzero(np.isfinite(time_s))
    steps = np.diff(time_s[known])
    if known.size < 2 or not bool(((steps <= -SHORTEST_FALL_S) | (steps > SHORTEST_TOLD_LEAP_S)).any()):
        return Clock(time_s)
    order = _in_true_order(time_s[known], distance_m[known], known)
    runs = _runs(order, time_s, distance_m, pauses_s, elapsed_s)
    if len(runs) == 1:
        return Clock(time_s)
    return _settled(runs, time_s, distance_m, timer_s)


def _in_true_order(times: FloatArray, distances: FloatArray, known: IntArray) -> IntArray:
    """Records written out of turn are sorted; where the clock itself ran back, the file's order is the true one."""
    if (np.diff(times) >= 0).all():
        return known
    by_time = np.argsort(times, kind="stable")
    sorted_falls, falls = distance_falls(distances[by_time]), distance_falls(distances)
    if sorted_falls < falls:
        return known[by_time]
    is_clock = sorted_falls > falls or bool((np.diff(times) < -SHORTEST_SILENT_FALL_S).any())
    return known if is_clock else known[by_time]


def _runs(
    order: IntArray,
    time_s: FloatArray,
    distance_m: FloatArray,
    pauses_s: Sequence[tuple[float, float]],
    elapsed_s: float | None,
) -> list[_Run]:
    times = time_s[order]
    steps = np.diff(times)
    interval = _interval(steps)
    span = float(times.max() - times.min())
    back = np.flatnonzero(steps <= -SHORTEST_FALL_S).tolist()
    forward = [
        k
        for k in np.flatnonzero(steps > SHORTEST_TOLD_LEAP_S).tolist()
        if _is_set_forward(
            times[k : k + 2], distance_m[order[k : k + 2]], interval, span, pauses_s, elapsed_s
        )
    ]
    cuts = [k + 1 for k in sorted(back + forward)]
    parts = np.split(order, cuts)
    return [_Run(part, float(time_s[part[0]]), float(time_s[part[-1]])) for part in parts]


def _interval(steps: FloatArray) -> float:
    forward = steps[(steps > 0) & (steps <= SHORTEST_LEAP_S)]
    return float(np.median(forward)) if forward.size else 1.0


def _is_set_forward(
    times: FloatArray,
    metres: FloatArray,
    interval_s: float,
    span_s: float,
    pauses_s: Sequence[tuple[float, float]],
    elapsed_s: float | None,
) -> bool:
    """Whether a leap forward is the clock's and no break: longer than a day, or what the watch's own clock leaves out."""
    step_s, middle_s = float(times[1] - times[0]), float(times.mean())
    if step_s > DAY_S:
        return not is_marked_break(float(times[0]), float(times[1]), pauses_s)
    if any(stop <= middle_s <= start for stop, start in pauses_s):
        return False
    if step_s <= LONGEST_HOLE * interval_s:
        return False
    if elapsed_s is not None and abs(span_s - step_s + interval_s - elapsed_s) <= SAME_S + interval_s:
        return True
    went_on = SLOWEST_GOING_MPS * interval_s < float(np.diff(metres)[0]) <= FASTEST_ON_FOOT_MPS * interval_s
    odd_s = (step_s - interval_s + HOUR_S / 2) % HOUR_S - HOUR_S / 2
    return step_s > SHORTEST_LEAP_S and went_on and abs(odd_s) <= SAME_HOUR_S


class _Settling:
    """The times of all records, filled in run by run."""

    def __init__(self, time_s: FloatArray, distance_m: FloatArray, interval_s: float) -> None:
        self._recorded_s, self._distance_m, self._interval_s = time_s, distance_m, interval_s
        self._settled_s = np.full(time_s.shape, np.nan)
        self._shifts: list[Shift] = []

    def keep(self, run: _Run) -> None:
        """Believe the run's own clock."""
        self._settled_s[run.at] = self._recorded_s[run.at]

    def place_before(self, run: _Run, follower: _Run, timer_s: float | None) -> None:
        """Move a run up to what is settled already, if it is a part of it."""
        known = self._settled_s[np.isfinite(self._settled_s)]
        kept_s, run_s = float(np.ptp(known)), run.last_s - run.first_s + self._interval_s
        belongs = _goes_on(run, follower, self._distance_m) and _is_counted(run_s, kept_s, timer_s)
        self._place(run, float(known.min()) - self._interval_s - run.last_s if belongs else None)

    def place_after(self, run: _Run, before: _Run, after: _Run | None) -> None:
        """Let a run follow another, if it is a part of the recording and there is room for it."""
        room_s = np.inf if after is None else after.first_s - before.last_s
        belongs = (
            run.last_s - run.first_s + self._interval_s < room_s
            and _goes_on(before, run, self._distance_m)
            and (after is None or _goes_on(run, after, self._distance_m))
        )
        self._place(run, before.last_s + self._interval_s - run.first_s if belongs else None)

    def _place(self, run: _Run, shift_s: float | None) -> None:
        self._shifts.append(Shift(run.first_s, run.last_s, shift_s, int(run.at.size)))
        if shift_s is not None:
            self._settled_s[run.at] = self._recorded_s[run.at] + shift_s

    def clock(self, true: Sequence[_Run]) -> Clock:
        """What came out."""
        return Clock(self._settled_s, tuple(self._shifts), true[0].first_s, true[-1].last_s)


def _settled(runs: list[_Run], time_s: FloatArray, distance_m: FloatArray, timer_s: float | None) -> Clock:
    true = _of_true_clock(runs)
    settling = _Settling(time_s, distance_m, _interval(np.diff(time_s[np.isfinite(time_s)])))
    for index in true:
        settling.keep(runs[index])
    for index in range(true[0] - 1, -1, -1):
        settling.place_before(runs[index], runs[index + 1], timer_s)
    for index in sorted(set(range(true[0], len(runs))) - set(true)):
        after = next((k for k in true if k > index), None)
        before = runs[max(k for k in true if k < index)]
        settling.place_after(runs[index], before, None if after is None else runs[after])
    return settling.clock([runs[index] for index in true])


def _of_true_clock(runs: list[_Run]) -> list[int]:
    """The runs by the clock that is believed: the last one that holds, and every run that goes on by it."""
    groups: list[list[int]] = []
    for index in range(len(runs)):
        home = next((group for group in reversed(groups) if _returns(runs, group[-1], index)), None)
        if home is None:
            groups.append([index])
        else:
            home.append(index)
    counts = [sum(runs[k].at.size for k in group) for group in groups]
    enough = min(FEWEST_RECORDS, SMALLEST_SHARE * sum(counts))
    lasting = [group for group, count in zip(groups, counts, strict=True) if count >= enough]
    return max(lasting, key=lambda group: group[-1])


def _returns(runs: list[_Run], before: int, after: int) -> bool:
    """Whether a run goes on by the clock of an earlier one, as long as what lies between took; never by the last one's."""
    if after - before < 2:
        return False
    between_s = sum(run.last_s - run.first_s for run in runs[before + 1 : after])
    return 0 <= runs[after].first_s - runs[before].last_s <= 2 * between_s + SHORTEST_LEAP_S


def _goes_on(run: _Run, follower: _Run, distance_m: FloatArray) -> bool:
    """Whether the distance of one run goes on in the next: then they are one recording."""
    one, other = distance_m[run.at], distance_m[follower.at]
    if not np.isfinite(one).any() or not np.isfinite(other).any():
        return True
    last, first = float(np.nanmax(one)), float(other[np.isfinite(other)][0])
    return -FARTHEST_OFF_M <= first - last <= FASTEST_ON_FOOT_MPS * SHORTEST_SILENT_FALL_S


def _is_counted(run_s: float, kept_s: float, timer_s: float | None) -> bool:
    """Whether the device's own timer counted these seconds too, as far as it tells."""
    if timer_s is None or timer_s > 2 * (kept_s + run_s):
        return True
    return abs(timer_s - kept_s - run_s) <= abs(timer_s - kept_s)
