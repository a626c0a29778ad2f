"""A session's best efforts, and why some of them cannot be personal bests."""

from dataclasses import dataclass

import numpy as np

from sessions.analysis.arrays import weighted_mean
from sessions.analysis.best_efforts import (
    EFFORT_DISTANCES_M,
    Stretch,
    Track,
    best_effort,
    world_record_cap,
)
from sessions.analysis.cleaning import CleanStream
from sessions.analysis.effort_signs import ending_change, repeat_share, slowest_share
from sessions.analysis.streams import SportKind

__all__ = ["NET_DROP_SHARE", "BestEffort", "best_efforts"]

NET_DROP_SHARE = 0.02  # ours: a course that falls more than this helps too much


@dataclass(frozen=True, slots=True)
class BestEffort:
    """The fastest stretch over a distance. time_s is elapsed: a pause inside counts.

    flags say why it cannot be a personal best: "treadmill", "net_drop", "beyond_world_record". gap_s: seconds of it
    without data, bridged because the distance across them is no faster than the rest. net_drop_m is None without an
    altitude at both ends. The last three say whether it may have been all-out (effort_signs).
    """

    distance_m: float
    time_s: float
    start_offset_s: float
    end_offset_s: float
    avg_heart_rate_bpm: float | None
    net_drop_m: float | None
    gap_s: float
    flags: tuple[str, ...]
    ending_change: float | None = None
    repeat_share: float | None = None
    slowest_share: float | None = None


def best_efforts(track: Track, stream: CleanStream, kind: SportKind) -> tuple[BestEffort, ...]:
    """The efforts over the distances of the book, as far as the session reaches, shortest first."""
    found = (best_effort(track, distance) for distance in EFFORT_DISTANCES_M)
    return tuple(_effort(stretch, track, stream, kind) for stretch in found if stretch is not None)


def _effort(stretch: Stretch, track: Track, stream: CleanStream, kind: SportKind) -> BestEffort:
    inside = slice(
        int(np.searchsorted(stream.time_s, stretch.start_offset_s, side="right")),
        int(np.searchsorted(stream.time_s, stretch.end_offset_s, side="right")),
    )
    weights = stream.weight_s[inside]
    drop = _net_drop(stretch, stream)
    return BestEffort(
        distance_m=stretch.distance_m,
        time_s=stretch.time_s,
        start_offset_s=stretch.start_offset_s,
        end_offset_s=stretch.end_offset_s,
        avg_heart_rate_bpm=weighted_mean(stream.heart_rate_bpm[inside], weights),
        net_drop_m=drop,
        gap_s=float(weights[stream.has_gap[inside]].sum()),
        flags=_flags(stretch, track, drop, kind),
        ending_change=ending_change(stream, stretch.start_offset_s, stretch.end_offset_s),
        repeat_share=repeat_share(stream, stretch.start_offset_s, stretch.end_offset_s),
        slowest_share=slowest_share(stream, stretch.start_offset_s, stretch.end_offset_s),
    )


def _net_drop(stretch: Stretch, stream: CleanStream) -> float | None:
    ends = np.array([stretch.start_offset_s, stretch.end_offset_s])
    known = np.isfinite(stream.altitude_m)
    nearest = np.minimum(np.searchsorted(stream.time_s, ends), known.size - 1)
    if not known[nearest].all():
        return None
    start, end = np.interp(ends, stream.time_s[known], stream.altitude_m[known])
    return float(start - end)


def _flags(stretch: Stretch, track: Track, net_drop_m: float | None, kind: SportKind) -> tuple[str, ...]:
    reasons = (
        ("treadmill", kind.is_treadmill),
        ("net_drop", net_drop_m is not None and net_drop_m > NET_DROP_SHARE * stretch.distance_m),
        ("beyond_world_record", _beats_a_record(stretch, track)),
    )
    return tuple(reason for reason, holds in reasons if holds)


def _beats_a_record(stretch: Stretch, track: Track) -> bool:
    """Whether the whole, or any stretch inside it, is faster than anybody ran that distance."""
    inside = track.between(stretch.start_offset_s, stretch.end_offset_s)
    shorter = (distance for distance in EFFORT_DISTANCES_M if distance < stretch.distance_m)
    inner = (best_effort(inside, distance) for distance in shorter)
    return any(_is_too_fast(one) for one in (stretch, *inner) if one is not None)


def _is_too_fast(stretch: Stretch) -> bool:
    return stretch.distance_m > world_record_cap(stretch.distance_m) * stretch.time_s
