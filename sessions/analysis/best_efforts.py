"""The fastest stretch over a distance or a time, and the mean-maximal curve (docs/science.md, Session figures)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sessions.analysis.arrays import BoolArray, FloatArray, IntArray
from sessions.analysis.errors import InvalidStreamsError

__all__ = [
    "EFFORT_DISTANCES_M",
    "NAMED_DURATIONS_S",
    "MeanMaxCurve",
    "Stretch",
    "Track",
    "best_distance",
    "best_effort",
    "curve_durations",
    "mean_max",
    "mean_max_curve",
    "world_record_cap",
]

EFFORT_DISTANCES_M = (
    400.0,
    800.0,
    1000.0,
    1609.344,
    3000.0,
    5000.0,
    10_000.0,
    15_000.0,
    21_097.5,
    30_000.0,
    42_195.0,
)
NAMED_DURATIONS_S = (
    90,
    120,
    180,
    240,
    300,
    360,
    480,
    600,
    720,
    900,
    1200,
    1800,
    2400,
    3600,
    5400,
    7200,
    10_800,
)
EVERY_SECOND_UP_TO_S = 60
LOG_SPACED_COUNT = 150
# A micrometre, a microsecond: rounding errors of floating-point sums, far below what a watch records.
ROUNDING = 1e-6
MOST_DOUBTED_SHARE = 0.015
# Ours, a little faster than the world records of men: (distance in m, mean speed in m/s), log-linear between.
WORLD_RECORD_CAPS = ((400.0, 9.4), (1000.0, 7.6), (5000.0, 6.7), (42_195.0, 5.9))


@dataclass(frozen=True, slots=True)
class Track:
    """A piecewise linear track: cumulative metres at elapsed seconds, both of shape (n,) and never falling.

    breaks, shape (n - 1,), marks the steps that no window may span. doubted_m are the metres of each step beyond the
    runner's usual (a watch catching up): without them the time would be longer by their share, so a window may hold as
    many as 1.5 % of its length.
    """

    time_s: FloatArray
    distance_m: FloatArray
    breaks: BoolArray
    doubted_m: FloatArray

    @classmethod
    def of(cls, time_s: Sequence[float] | FloatArray, distance_m: Sequence[float] | FloatArray) -> "Track":
        """An unbroken track. Raises InvalidStreamsError when the points do not run forward."""
        times, distances = np.asarray(time_s, dtype=np.float64), np.asarray(distance_m, dtype=np.float64)
        if times.shape != distances.shape or times.ndim != 1:
            raise InvalidStreamsError("A track needs one distance for each time.")
        if not (np.isfinite(times).all() and np.isfinite(distances).all()):
            raise InvalidStreamsError("A track needs finite times and distances.")
        if (np.diff(times) <= 0).any() or (np.diff(distances) < 0).any():
            raise InvalidStreamsError("The times of a track must rise and its distances must not fall.")
        steps = max(times.size - 1, 0)
        return cls(times, distances, np.zeros(steps, dtype=np.bool_), np.zeros(steps))

    def are_whole(self, first: IntArray, last: IntArray, distance_m: FloatArray | float) -> BoolArray:
        """Whether the windows from vertex `first` to `last` span no break and few doubted metres."""
        broken = np.concatenate(([0], np.cumsum(self.breaks)))
        doubted = np.concatenate(([0.0], np.cumsum(self.doubted_m)))
        few = doubted[last] - doubted[first] <= MOST_DOUBTED_SHARE * np.asarray(distance_m) + ROUNDING
        return np.asarray((broken[last] == broken[first]) & few, dtype=np.bool_)

    def between(self, start_s: float, end_s: float) -> "Track":
        """The part from start_s to end_s, both inside the track."""
        inner = (self.time_s > start_s + ROUNDING) & (self.time_s < end_s - ROUNDING)
        times = np.concatenate(([start_s], self.time_s[inner], [end_s]))
        step = np.searchsorted(self.time_s, times[1:] - ROUNDING) - 1
        steps = step.clip(0, self.breaks.size - 1)
        distances = np.interp(times, self.time_s, self.distance_m)
        return Track(times, distances, self.breaks[steps], self.doubted_m[steps])

    @property
    def length_m(self) -> float:
        """Metres from the first to the last point."""
        return float(self.distance_m[-1] - self.distance_m[0]) if self.distance_m.size else 0.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the track, by its elapsed offsets, and how far it goes."""

    start_offset_s: float
    end_offset_s: float
    distance_m: float

    @property
    def time_s(self) -> float:
        """Elapsed seconds: pauses inside count."""
        return self.end_offset_s - self.start_offset_s


def best_effort(track: Track, distance_m: float) -> Stretch | None:
    """The stretch of distance_m that took the least elapsed time; None when no unbroken one is that long.

    The fastest stretch starts or ends at a recorded point: each is tried as start (the end interpolated, the earliest
    time at its distance) and as end (the start interpolated, the latest time at its distance).
    """
    if not distance_m > 0:
        raise InvalidStreamsError("A best effort needs a distance above zero.")
    if track.length_m < distance_m - ROUNDING:
        return None
    starts, ends = _windows_by_distance(track, distance_m)
    if not starts.size:
        return None
    best = int(np.argmin(ends - starts))
    return Stretch(float(starts[best]), float(ends[best]), distance_m)


def _windows_by_distance(track: Track, distance_m: float) -> tuple[FloatArray, FloatArray]:
    t, d = track.time_s, track.distance_m
    first = np.arange(np.searchsorted(d, d[-1] - distance_m + ROUNDING, side="right"))
    goal = d[first] + distance_m
    end = np.minimum(np.searchsorted(d, goal - ROUNDING), d.size - 1)
    end_s = _between(t, d, end, np.minimum(goal, d[end]))
    whole = track.are_whole(first, end, distance_m)
    starts, ends = t[first][whole], end_s[whole]

    last = np.arange(np.searchsorted(d, d[0] + distance_m - ROUNDING), d.size)
    goal = d[last] - distance_m
    start = np.maximum(np.searchsorted(d, goal + ROUNDING, side="right") - 1, 0)
    after = np.minimum(start + 1, d.size - 1)
    start_s = _between(t, d, after, np.maximum(goal, d[start]))
    whole = track.are_whole(start, last, distance_m)
    return np.concatenate((starts, start_s[whole])), np.concatenate((ends, t[last][whole]))


def _between(y: FloatArray, x: FloatArray, end: IntArray, at: FloatArray) -> FloatArray:
    """What y is at `at`, on the straight piece of (x, y) that ends at index `end`."""
    begin = np.maximum(end - 1, 0)
    width = x[end] - x[begin]
    share = np.divide(at - x[begin], width, out=np.ones_like(width), where=width > 0)
    return np.asarray(y[begin] + share * (y[end] - y[begin]), dtype=np.float64)


def best_distance(track: Track, duration_s: float) -> Stretch | None:
    """The stretch of duration_s (elapsed) that goes farthest; None when no unbroken one lasts that long."""
    if not duration_s > 0:
        raise InvalidStreamsError("A best distance needs a duration above zero.")
    t, d = track.time_s, track.distance_m
    if t.size < 2 or t[-1] - t[0] < duration_s - ROUNDING:
        return None
    starts = np.concatenate(
        (t[t + duration_s <= t[-1] + ROUNDING], t[t - duration_s >= t[0] - ROUNDING] - duration_s)
    )
    ends = starts + duration_s
    first = np.maximum(np.searchsorted(t, starts + ROUNDING, side="right") - 1, 0)
    last = np.minimum(np.searchsorted(t, ends - ROUNDING), t.size - 1)
    metres = np.interp(ends, t, d) - np.interp(starts, t, d)
    metres[~track.are_whole(first, last, metres)] = -np.inf
    best = int(np.argmax(metres))
    if not np.isfinite(metres[best]):
        return None
    return Stretch(float(starts[best]), float(ends[best]), float(metres[best]))


def world_record_cap(distance_m: float) -> float:
    """The mean speed in m/s over a distance that nobody has run; faster is an error of the recording."""
    distances, speeds = zip(*WORLD_RECORD_CAPS, strict=True)
    return float(np.interp(np.log(distance_m), np.log(distances), speeds))


@dataclass(frozen=True, slots=True)
class MeanMaxCurve:
    """The best mean over each duration (whole seconds), never rising with duration, and where it was found."""

    durations_s: tuple[int, ...]
    values: tuple[float, ...]
    start_offsets_s: tuple[float, ...]
    unit: str
    clock: str


def mean_max(values: FloatArray, durations_s: Sequence[int]) -> tuple[FloatArray, IntArray]:
    """The best mean of one-second values over each duration, and the index of the window's first second.

    values: shape (n,), NaN where no window may reach. Durations without a window give NaN and 0.
    """
    missing = ~np.isfinite(values)
    sums = np.concatenate(([0.0], np.cumsum(np.where(missing, 0.0, values))))
    gaps = np.concatenate(([0], np.cumsum(missing))) if missing.any() else None
    best = np.full(len(durations_s), np.nan)
    at = np.zeros(len(durations_s), dtype=np.int64)
    for position, width in enumerate(durations_s):
        if not 0 < width <= values.size:
            continue
        window = sums[width:] - sums[:-width]
        if gaps is not None:
            window[gaps[width:] != gaps[:-width]] = -np.inf
        index = int(window.argmax())
        if window[index] > -np.inf:
            best[position], at[position] = window[index] / width, index
    return best, at


def curve_durations(longest_s: int) -> tuple[int, ...]:
    """Every second to a minute, then about 150 log-spaced and the named ones, as far as longest_s."""
    every = range(1, min(EVERY_SECOND_UP_TO_S, longest_s) + 1)
    named = [duration for duration in NAMED_DURATIONS_S if duration <= longest_s]
    spaced: list[int] = []
    if longest_s > EVERY_SECOND_UP_TO_S:
        spaced = np.geomspace(EVERY_SECOND_UP_TO_S, longest_s, LOG_SPACED_COUNT).round().astype(int).tolist()
    return tuple(sorted({*every, *named, *spaced}))


def mean_max_curve(
    values: FloatArray, offsets_s: FloatArray, durations_s: Sequence[int], *, unit: str, clock: str
) -> MeanMaxCurve | None:
    """The mean-maximal curve of one-second values that begin at offsets_s; None without any window.

    A mean that is held for long can be held for a shorter time too: a running maximum from the long end ensures it.
    """
    best, at = mean_max(values, durations_s)
    known = np.flatnonzero(np.isfinite(best))
    if not known.size:
        return None
    from_long_end = best[known][::-1]
    envelope = np.maximum.accumulate(from_long_end)
    holder = np.maximum.accumulate(np.where(from_long_end >= envelope, np.arange(known.size), 0))
    return MeanMaxCurve(
        durations_s=tuple(int(durations_s[k]) for k in known.tolist()),
        values=tuple(envelope[::-1].tolist()),
        start_offsets_s=tuple(offsets_s[at[known[::-1][holder]]][::-1].tolist()),
        unit=unit,
        clock=clock,
    )
