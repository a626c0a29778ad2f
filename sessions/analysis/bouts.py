"""Work and rest bouts, from what the laps say or from speed against Critical Speed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from runners.physiology.texts import distance_text, duration_text
from sessions.analysis.arrays import BoolArray, FloatArray, centred_mean, stretches_of, weighted_mean
from sessions.analysis.cleaning import CleanStream
from sessions.analysis.laps import LapFigures

__all__ = ["Bout", "Intervals", "find_intervals", "hard_bouts"]

# Ours: work begins above 92 % of Critical Speed, in the Tempo zone, and ends below 87 %, where the zone does.
WORK_BEGINS, WORK_ENDS = 0.92, 0.87
SMOOTHING_S = 9
# Ours: without a Critical Speed, bouts of a test are found relative to the best mean over six minutes.
REFERENCE_S, SHORTEST_HARD_S = 360, 120
EDGE_REACH_S = 20
SHORTEST_WORK_S = 15
SHORTEST_REST_S = 10
WORK_WORDS = frozenset({"active", "interval"})
REST_WORDS = frozenset({"rest", "recovery"})
# Repetitions are alike when their times or distances are within this share of their median.
ALIKE = 0.10
ROUND_TIMES_S, ROUND_DISTANCES_M = 5, 50


@dataclass(frozen=True, slots=True)
class Bout:
    """One stretch of work or rest, by elapsed offsets. cs_share: graded speed over Critical Speed."""

    is_work: bool
    start_offset_s: float
    end_offset_s: float
    time_s: float
    distance_m: float | None
    avg_speed_mps: float | None
    graded_speed_mps: float | None
    cs_share: float | None
    avg_heart_rate_bpm: float | None
    max_heart_rate_bpm: float | None


@dataclass(frozen=True, slots=True)
class Intervals:
    """The bouts in order, from "laps" or "speed"; summary is how a coach writes the work: "10 × 3:00".

    kind groups sessions that can be compared: the same summary, whatever found it.
    """

    source: str
    bouts: tuple[Bout, ...]
    summary: str | None

    @property
    def work(self) -> tuple[Bout, ...]:
        """The work bouts alone."""
        return tuple(bout for bout in self.bouts if bout.is_work)


def find_intervals(stream: CleanStream, laps: Sequence[LapFigures], cs_mps: float | None) -> Intervals | None:
    """Bouts by the laps where these name work and rest, else by speed; None without laps, speed or CS.

    A session without at least two work bouts (a steady run, a race) has none either.
    """
    by_laps = _lap_bouts(laps)
    if by_laps:
        edges, source = by_laps, "laps"
    elif cs_mps and np.isfinite(stream.graded_speed_mps).any():
        edges, source = _speed_bouts(stream, cs_mps), "speed"
    else:
        return None
    if sum(is_work for is_work, _, _ in edges) < 2:
        return None
    bouts = tuple(_bout(stream, cs_mps, *edge) for edge in edges)
    return Intervals(source, bouts, _summary([bout for bout in bouts if bout.is_work]))


def hard_bouts(stream: CleanStream, laps: Sequence[LapFigures]) -> tuple[Bout, ...]:
    """Bouts of work of at least 2 minutes, found from the recording alone, as tests and time trials need.

    Critical Speed rests on them, so they must not rest on Critical Speed.
    """
    edges = _lap_bouts(laps)
    if not edges and np.isfinite(stream.graded_speed_mps).any():
        edges = _speed_bouts(stream, _reference_speed(stream))
    bouts = (_bout(stream, None, *edge) for edge in edges if edge[0])
    return tuple(bout for bout in bouts if bout.time_s >= SHORTEST_HARD_S)


def _reference_speed(stream: CleanStream) -> float:
    """The best mean graded speed over six minutes, or over the whole of a shorter recording; 1 m/s at least."""
    speed = np.where(stream.weight_s > 0, np.nan_to_num(stream.graded_speed_mps), 0.0)
    width = min(REFERENCE_S, speed.size)
    sums = np.concatenate(([0.0], np.cumsum(speed)))
    return max(float((sums[width:] - sums[:-width]).max()) / width, 1.0)


def _lap_bouts(laps: Sequence[LapFigures]) -> list[tuple[bool, float, float]]:
    """The laps that are work or rest, if the watch marked at least one of each."""
    words = {lap.intensity for lap in laps}
    if not (words & WORK_WORDS and words & REST_WORDS):
        return []
    marked = [lap for lap in laps if lap.intensity in WORK_WORDS | REST_WORDS]
    return [(lap.intensity in WORK_WORDS, lap.start_offset_s, lap.end_offset_s) for lap in marked]


def _speed_bouts(stream: CleanStream, cs_mps: float) -> list[tuple[bool, float, float]]:
    """Work bouts and the rests between them; what is before the first and after the last is neither."""
    speed = np.where(stream.weight_s > 0, np.nan_to_num(stream.graded_speed_mps), 0.0)
    smooth = centred_mean(speed, SMOOTHING_S // 2, stretches_of(np.zeros(speed.shape, dtype=np.bool_)))
    working = _between_thresholds(smooth / cs_mps)
    spans = _joined(_runs(working), SHORTEST_REST_S)
    spans = [
        (_edge(smooth, begin), _edge(smooth, end)) for begin, end in spans if end - begin >= SHORTEST_WORK_S
    ]
    times = stream.time_s
    edges: list[tuple[bool, float, float]] = []
    for position, (begin, end) in enumerate(spans):
        if position:
            edges.append((False, edges[-1][2], float(times[max(begin - 1, 0)])))
        edges.append((True, float(times[max(begin - 1, 0)]), float(times[end - 1])))
    return edges


def _between_thresholds(share: FloatArray) -> BoolArray:
    """True from where the share rises above the upper threshold until it falls below the lower one."""
    decided = np.where(share >= WORK_BEGINS, 1, np.where(share < WORK_ENDS, 0, -1))
    at = np.where(decided >= 0, np.arange(share.size), 0)
    return np.asarray(decided[np.maximum.accumulate(at)] == 1, dtype=np.bool_)


def _edge(smooth: FloatArray, near: int) -> int:
    """The second in which the speed is half way between what it was before and what it is after.

    A centred mean crosses that level where the speed itself jumped; the thresholds are crossed later or earlier.
    """
    before, after = smooth[max(near - EDGE_REACH_S, 0) : near], smooth[near : near + EDGE_REACH_S]
    if not before.size or not after.size:
        return near
    slow, fast = float(before[: before.size // 2 + 1].mean()), float(after[after.size // 2 :].mean())
    around = slice(max(near - SMOOTHING_S, 0), near + SMOOTHING_S)
    beyond = (smooth[around] >= (slow + fast) / 2) == (fast > slow)
    return around.start + int(beyond.argmax()) if beyond.any() else near


def _runs(mask: BoolArray) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    return [(int(begin), int(end)) for begin, end in zip(edges[::2], edges[1::2], strict=True)]


def _joined(runs: list[tuple[int, int]], shortest_break: int) -> list[tuple[int, int]]:
    """Runs with breaks shorter than shortest_break closed."""
    joined: list[tuple[int, int]] = []
    for begin, end in runs:
        if joined and begin - joined[-1][1] < shortest_break:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((begin, end))
    return joined


def _bout(stream: CleanStream, cs_mps: float | None, is_work: bool, begin_s: float, end_s: float) -> Bout:  # noqa: FBT001 - one of three columns of an edge
    inside = slice(*np.searchsorted(stream.time_s, [begin_s, end_s], side="right").tolist())
    weights, rates = stream.weight_s[inside], stream.heart_rate_bpm[inside]
    graded = weighted_mean(stream.graded_speed_mps[inside], weights)
    begin_m, end_m = np.interp([begin_s, end_s], stream.time_s, stream.covered_m).tolist()
    known = rates[np.isfinite(rates)]
    metres = end_m - begin_m
    return Bout(
        is_work=is_work,
        start_offset_s=begin_s,
        end_offset_s=end_s,
        time_s=end_s - begin_s,
        distance_m=metres if np.isfinite(metres) else None,
        avg_speed_mps=weighted_mean(stream.speed_mps[inside], weights),
        graded_speed_mps=graded,
        cs_share=graded / cs_mps if graded is not None and cs_mps else None,
        avg_heart_rate_bpm=weighted_mean(rates, weights),
        max_heart_rate_bpm=float(known.max()) if known.size else None,
    )


def _summary(work: list[Bout]) -> str | None:
    """As a coach writes it: "5 × 1000 m" or "10 × 3:00"; None for bouts that are not alike."""
    times = np.array([bout.time_s for bout in work])
    metres = np.array([np.nan if bout.distance_m is None else bout.distance_m for bout in work])
    spread_s, spread_m = _spread(times), _spread(metres)
    if min(spread_s, spread_m) > ALIKE:
        return None
    if spread_m < spread_s:
        return f"{len(work)} × {distance_text(_rounded(float(np.median(metres)), ROUND_DISTANCES_M))}"
    return f"{len(work)} × {duration_text(_rounded(float(np.median(times)), ROUND_TIMES_S))}"


def _spread(values: FloatArray) -> float:
    """The largest distance from the median, as a share of it; infinite where something is unknown."""
    middle = float(np.median(values))
    if not middle > 0:
        return float("inf")
    return float(np.abs(values - middle).max()) / middle


def _rounded(value: float, step: float) -> float:
    return max(round(value / step), 1) * step
