"""Resamples streams to whole seconds: short holes are interpolated or held, longer ones stay missing."""

import math
from dataclasses import dataclass

import numpy as np

from sessions.analysis.arrays import BoolArray, FloatArray
from sessions.analysis.timer import Timer

__all__ = ["Grid", "grid_of"]

SAME_INSTANT_S = 1e-6


@dataclass(frozen=True, slots=True)
class Grid:
    """The seconds of a recording. Sample k stands for the second that ends at time_s[k]; sample 0 for none.

    time_s: elapsed offsets 0, 1, 2 ... and the end, shape (n,). timer_s: the timer at each. weight_s: how much of
    the sample's second was on the timer; the weights sum to the timer time.
    """

    time_s: FloatArray
    timer_s: FloatArray
    weight_s: FloatArray
    record_time_s: FloatArray
    record_timer_s: FloatArray

    def linear(self, values: FloatArray, longest_hole_s: float) -> FloatArray:
        """Values of the records on the grid, by straight lines across holes up to longest_hole_s of timer.

        NaN in longer holes, in holes with a pause inside, and before the first and after the last value.
        """
        known = np.isfinite(values)
        if known.all() and self._is_recorded_every_second():
            return values.copy()
        if not known.any():
            return np.full(self.time_s.shape, np.nan)
        times, timers = self.record_time_s[known], self.record_timer_s[known]
        right = np.searchsorted(times, self.time_s - SAME_INSTANT_S)
        after = np.minimum(right, times.size - 1)
        before = np.maximum(right - 1, 0)
        recorded = np.abs(times[after] - self.time_s) <= SAME_INSTANT_S
        hole = timers[after] - timers[before]
        unbroken = (times[after] - times[before]) - hole <= SAME_INSTANT_S
        bridged = (right > 0) & (right < times.size) & (hole <= longest_hole_s) & unbroken
        return np.where(recorded | bridged, np.interp(self.time_s, times, values[known]), np.nan)

    def held(self, values: FloatArray, longest_hold_s: float) -> FloatArray:
        """Values of the records on the grid, the newest one held up to longest_hold_s but not over a pause."""
        known = np.isfinite(values)
        if known.all() and self._is_recorded_every_second():
            return values.copy()
        if not known.any():
            return np.full(self.time_s.shape, np.nan)
        times, timers = self.record_time_s[known], self.record_timer_s[known]
        newest = np.searchsorted(times, self.time_s + SAME_INSTANT_S) - 1
        before = np.maximum(newest, 0)
        age = self.time_s - times[before]
        unbroken = age - (self.timer_s - timers[before]) <= SAME_INSTANT_S
        fresh = (newest >= 0) & (age <= longest_hold_s + SAME_INSTANT_S) & unbroken
        return np.where(fresh, values[known][before], np.nan)

    def in_steps(self, marked: BoolArray, step_ends: FloatArray) -> BoolArray:
        """Which seconds touch a marked step between consecutive times in step_ends (m marks, m + 1 ends)."""
        touched = np.zeros(self.time_s.shape, dtype=np.int64)
        first = np.searchsorted(self.time_s, step_ends[:-1][marked] + SAME_INSTANT_S)
        last = np.searchsorted(self.time_s, step_ends[1:][marked] - SAME_INSTANT_S)
        np.add.at(touched, np.minimum(first, touched.size - 1), 1)
        past = last + 1
        np.add.at(touched, past[past < touched.size], -1)
        return np.asarray(np.cumsum(touched) > 0, dtype=np.bool_)

    def _is_recorded_every_second(self) -> bool:
        return self.time_s.size == self.record_time_s.size and bool(
            (np.abs(self.time_s - self.record_time_s) <= SAME_INSTANT_S).all()
        )


def grid_of(record_time_s: FloatArray, timer: Timer) -> Grid:
    """The grid of records at rising offsets from 0, shape (m,), m >= 1."""
    whole = math.floor(timer.elapsed_s + SAME_INSTANT_S)
    time_s = np.arange(whole + 1, dtype=np.float64)
    if timer.elapsed_s - whole > SAME_INSTANT_S:
        time_s = np.append(time_s, timer.elapsed_s)
    timer_s = timer.at(time_s)
    return Grid(
        time_s=time_s,
        timer_s=timer_s,
        weight_s=np.diff(timer_s, prepend=timer_s[:1]),
        record_time_s=record_time_s,
        record_timer_s=timer.at(record_time_s),
    )
