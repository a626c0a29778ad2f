"""Intervals between heart beats (RR), and which of them are artefacts."""

from dataclasses import dataclass

import numpy as np

from sessions.analysis.arrays import BoolArray, FloatArray

__all__ = ["NO_BEATS", "BeatIntervals", "artefacts", "corrected"]

# 240 and 30 beats a minute.
SHORTEST_S, LONGEST_S = 0.25, 2.0
# Malik M et al. 1989 (Am J Cardiol 63:1-5) removes an interval more than 20 % off the one before; here the median of the
# neighbours is used instead, so that one artefact does not also remove the beat after it.
MOST_OFF_SHARE = 0.20
NEIGHBOURS_EACH_SIDE = 5


@dataclass(frozen=True, slots=True)
class BeatIntervals:
    """RR intervals in the order they were measured, shape (n,). time_s is Unix seconds UTC of the beat that ends each."""

    time_s: FloatArray
    interval_s: FloatArray

    def between(self, from_s: float, to_s: float) -> "BeatIntervals":
        """Those whose beat lies from from_s to to_s, both included."""
        keep = (self.time_s >= from_s) & (self.time_s <= to_s)
        return BeatIntervals(self.time_s[keep], self.interval_s[keep])

    def shifted(self, by_s: float) -> "BeatIntervals":
        """The same on a clock that is by_s ahead."""
        return BeatIntervals(self.time_s + by_s, self.interval_s)


NO_BEATS = BeatIntervals(np.empty(0), np.empty(0))


def artefacts(interval_s: FloatArray) -> BoolArray:
    """Which intervals are not normal beats: outside 30 to 240 bpm, or more than 20 % off the median of five beats on each side."""
    if not interval_s.size:
        return np.zeros(0, dtype=np.bool_)
    impossible = ~((interval_s >= SHORTEST_S) & (interval_s <= LONGEST_S))
    known = np.where(impossible, np.nan, interval_s)
    padded = np.pad(known, NEIGHBOURS_EACH_SIDE, constant_values=np.nan)
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * NEIGHBOURS_EACH_SIDE + 1)
    has_any = np.isfinite(around).any(axis=1)
    median = np.full(interval_s.shape, np.nan)
    median[has_any] = np.nanmedian(around[has_any], axis=1)
    with np.errstate(invalid="ignore"):
        far_off = np.abs(known - median) > MOST_OFF_SHARE * median
    return np.asarray(impossible | far_off, dtype=np.bool_)


def corrected(interval_s: FloatArray, is_artefact: BoolArray) -> FloatArray:
    """Intervals with each artefact replaced by the line between the sound beats around it."""
    if is_artefact.all():
        return interval_s
    beats = np.arange(interval_s.size)
    return np.asarray(np.interp(beats, beats[~is_artefact], interval_s[~is_artefact]), dtype=np.float64)
