"""Heart rates that are possible for a moment and not for minutes: a sensor that hangs or counts something else."""

import numpy as np

from sessions.analysis.arrays import BoolArray, FloatArray

__all__ = ["without_sustained_extremes"]

# No heart beats above this on average over five minutes; there, what is above the lower bound belongs to the error.
HIGHEST_MEAN_BPM, OVER_S, PART_OF_IT_BPM = 210.0, 300.0, 200.0


def without_sustained_extremes(timestamp_s: FloatArray, rates_bpm: FloatArray) -> tuple[FloatArray, int]:
    """The rates of n records, shapes (n,), with NaN where they stay beyond any heart, and how many those are."""
    known = np.flatnonzero(np.isfinite(rates_bpm) & np.isfinite(timestamp_s))
    if not known.size or float(rates_bpm[known].max()) <= HIGHEST_MEAN_BPM:
        return rates_bpm, 0
    at = known[np.argsort(timestamp_s[known], kind="stable")]
    impossible = at[_in_high_windows(timestamp_s[at], rates_bpm[at]) & (rates_bpm[at] > PART_OF_IT_BPM)]
    kept = rates_bpm.copy()
    kept[impossible] = np.nan
    return kept, int(impossible.size)


def _in_high_windows(times: FloatArray, rates: FloatArray) -> BoolArray:
    """Which of the rates, at rising times, lie in five minutes whose mean is too high."""
    sums = np.concatenate(([0.0], np.cumsum(rates)))
    first = np.flatnonzero(times <= times[-1] - OVER_S)
    end = np.searchsorted(times, times[first] + OVER_S, side="right")
    high = (sums[end] - sums[first]) > HIGHEST_MEAN_BPM * (end - first)
    marks = np.zeros(times.size + 1, dtype=np.int64)
    np.add.at(marks, first[high], 1)
    np.add.at(marks, end[high], -1)
    return np.asarray(np.cumsum(marks[:-1]) > 0, dtype=np.bool_)
