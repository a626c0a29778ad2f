"""The timer's clock: the elapsed clock with the pauses cut out."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from sessions.analysis.arrays import FloatArray

__all__ = ["Timer"]


@dataclass(frozen=True, slots=True)
class Timer:
    """Elapsed seconds to timer seconds. pauses_s are (stop, start) offsets, in order and apart from each other."""

    elapsed_s: float
    pauses_s: tuple[tuple[float, float], ...]

    @classmethod
    def of(cls, elapsed_s: float, pauses_s: Iterable[tuple[float, float]]) -> "Timer":
        """A timer from pauses in any order, overlapping or reaching outside the recording."""
        return cls(elapsed_s, _merged(_inside(pauses_s, elapsed_s)))

    @property
    def paused_s(self) -> float:
        """Seconds the timer stood still."""
        return math.fsum(start - stop for stop, start in self.pauses_s)

    @property
    def timer_s(self) -> float:
        """Seconds the timer ran."""
        return self.elapsed_s - self.paused_s

    def at(self, offsets_s: FloatArray) -> FloatArray:
        """Timer seconds at each elapsed offset, shape as given."""
        if not self.pauses_s:
            return offsets_s
        edges = np.array(self.pauses_s).ravel()
        paused = np.repeat(np.cumsum([0.0, *(start - stop for stop, start in self.pauses_s)]), 2)[1:-1]
        return np.asarray(offsets_s - np.interp(offsets_s, edges, paused), dtype=np.float64)


def _inside(pauses_s: Iterable[tuple[float, float]], elapsed_s: float) -> list[tuple[float, float]]:
    finite = (pause for pause in pauses_s if all(map(math.isfinite, pause)))
    clipped = ((max(stop, 0.0), min(start, elapsed_s)) for stop, start in finite)
    return sorted((stop, start) for stop, start in clipped if start > stop)


def _merged(pauses_s: list[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    merged: list[tuple[float, float]] = []
    for stop, start in pauses_s:
        if merged and stop <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], start))
        else:
            merged.append((stop, start))
    return tuple(merged)
