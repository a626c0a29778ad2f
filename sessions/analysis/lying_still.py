"""A watch that lies still: its position drifts and its counter adds metres that were not run (docs/science.md)."""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from sessions.analysis.arrays import BoolArray, FloatArray, IntArray, runs_of
from sessions.analysis.positions import haversine_m
from sessions.analysis.streams import RawStreams

__all__ = ["StillStretch", "still_stretches", "without_wander"]

# For five minutes nine places of ten lie within 30 m of their middle, and from one 10 s mean to the next the movement
# is slower than any walk. A lap of a track is larger, a shuttle run is faster.
BIN_S, WINDOW_BINS = 10.0, 30
RADIUS_M, INSIDE_PERCENT = 30.0, 90.0
SLOWEST_WALK_MPS = 0.6
# The same over five seconds, in which a runner going to and fro does move.
STRIDE_S, SLOWEST_STRIDE_MPS = 5, 1.1
FROZEN_M = 0.02
# At this many steps a minute the runner runs on the spot.
STEPPING_SPM = 20.0
# The mean of ten seconds at the edge of a stretch that has moved on is a part of the run.
LEAVING_MPS = 1.0
LONGEST_HOLE_S, LONGEST_RECORDING_S = 60.0, 4 * 86_400.0
# Less is within what a device's own total may be off (believed_totals), which then stays.
WORTH_TAKING_OUT_M, WORTH_TAKING_OUT_SHARE = 50.0, 0.02


@dataclass(frozen=True, slots=True)
class StillStretch:
    """From start_s to end_s on the elapsed clock the watch lay still; gathered_m is what it counted meanwhile."""

    start_s: float
    end_s: float
    gathered_m: float


def still_stretches(raw: RawStreams, time_s: FloatArray) -> tuple[StillStretch, ...]:
    """The stretches of five minutes and more in which the watch lay still; none where they gathered less than 50 m or 2 %."""
    placed = np.flatnonzero(np.isfinite(raw.latitude_deg) & np.isfinite(raw.longitude_deg))
    if placed.size < WINDOW_BINS or time_s[-1] > LONGEST_RECORDING_S:
        return ()
    north_m, east_m, stride_m = _plane(raw, time_s, placed)
    marked = _still_bins(north_m, east_m, stride_m, _bins_with_holes(time_s[placed], north_m.size))
    marked &= ~_stepping_bins(raw, time_s, marked.size)
    step_m = np.hypot(np.diff(north_m), np.diff(east_m))
    spans = [_trimmed(first, end, step_m) for first, end in runs_of(marked)]
    found = tuple(
        _stretch(raw, time_s, BIN_S * first, BIN_S * end)
        for first, end in spans
        if end - first >= WINDOW_BINS
    )
    least_m = max(WORTH_TAKING_OUT_M, WORTH_TAKING_OUT_SHARE * _gained_m(raw.distance_m))
    return found if sum(one.gathered_m for one in found) >= least_m else ()


def without_wander(raw: RawStreams, time_s: FloatArray, stretches: tuple[StillStretch, ...]) -> RawStreams:
    """The streams with a standing counter, no speed, and positions on a straight line, in these stretches."""
    columns = {
        name: getattr(raw, name).copy()
        for name in ("distance_m", "speed_mps", "latitude_deg", "longitude_deg")
    }
    for one in stretches:
        inside = np.flatnonzero((time_s >= one.start_s) & (time_s <= one.end_s))
        _stand(columns["distance_m"], inside)
        speeds = columns["speed_mps"]
        speeds[inside] = np.where(np.isfinite(speeds[inside]), 0.0, np.nan)
        for name in ("latitude_deg", "longitude_deg"):
            _straighten(columns[name], time_s, inside)
    if not (_gained_m(columns["distance_m"]) > 0 or (columns["speed_mps"] > 0).any()):
        # Nothing else was counted: the places alone say how far it was.
        columns |= {name: np.full(time_s.shape, np.nan) for name in ("distance_m", "speed_mps")}
    return raw.with_columns(columns)


def _gained_m(distance_m: FloatArray) -> float:
    known = distance_m[np.isfinite(distance_m)]
    return float(np.ptp(known)) if known.size else 0.0


def _plane(
    raw: RawStreams, time_s: FloatArray, placed: IntArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Metres north and east of the first fix, and metres from where it was five seconds before: means of ten seconds.

    Running to and fro within ten seconds leaves the mean in place, but not the difference to five seconds before.
    """
    seconds = np.arange(max(time_s[-1] // BIN_S, 1) * BIN_S)
    latitude, longitude = raw.latitude_deg[placed], np.unwrap(raw.longitude_deg[placed], period=360.0)
    per_degree = float(haversine_m(latitude[:1], longitude[:1], latitude[:1] + 1, longitude[:1])[0])
    north = np.interp(seconds, time_s[placed], latitude - latitude[0]) * per_degree
    east = np.interp(seconds, time_s[placed], longitude - longitude[0]) * per_degree
    east *= np.cos(np.radians(latitude[0]))
    before = np.maximum(np.arange(seconds.size) - STRIDE_S, 0)
    moved_m = np.hypot(north - north[before], east - east[before]).reshape(-1, int(BIN_S)).mean(axis=1)
    return north.reshape(-1, int(BIN_S)).mean(axis=1), east.reshape(-1, int(BIN_S)).mean(axis=1), moved_m


def _still_bins(
    north_m: FloatArray, east_m: FloatArray, stride_m: FloatArray, has_hole: BoolArray
) -> BoolArray:
    """Which bins lie in a window of five minutes that did not move on."""
    still = np.zeros(north_m.size, dtype=np.bool_)
    if north_m.size < WINDOW_BINS:
        return still
    north, east = (sliding_window_view(values, WINDOW_BINS) for values in (north_m, east_m))
    off_m = np.hypot(
        north - np.median(north, axis=1, keepdims=True), east - np.median(east, axis=1, keepdims=True)
    )
    steps_m = np.hypot(np.diff(north, axis=1), np.diff(east, axis=1))
    moved_m = steps_m.mean(axis=1)
    # A position that does not change at all is a receiver without a fix: the distance it catches up with was run.
    is_frozen = np.median(steps_m, axis=1) < FROZEN_M
    holds = (np.percentile(off_m, INSIDE_PERCENT, axis=1) <= RADIUS_M) & (moved_m < SLOWEST_WALK_MPS * BIN_S)
    holds &= sliding_window_view(stride_m, WINDOW_BINS).mean(axis=1) < STRIDE_S * SLOWEST_STRIDE_MPS
    holds &= ~is_frozen & ~sliding_window_view(has_hole, WINDOW_BINS).any(axis=1)
    for first in np.flatnonzero(holds):
        still[first : first + WINDOW_BINS] = True
    return still


def _bins_with_holes(fix_s: FloatArray, count: int) -> BoolArray:
    """Which bins lie between two fixes that are too far apart to say where the watch was."""
    found = np.zeros(count, dtype=np.bool_)
    for place in np.flatnonzero(np.diff(fix_s) > LONGEST_HOLE_S):
        found[int(fix_s[place] // BIN_S) : int(fix_s[place + 1] // BIN_S) + 1] = True
    found[: int(fix_s[0] // BIN_S)] = True
    found[int(fix_s[-1] // BIN_S) + 1 :] = True
    return found


def _stepping_bins(raw: RawStreams, time_s: FloatArray, count: int) -> BoolArray:
    """Which bins have steps."""
    known = np.isfinite(raw.cadence_spm)
    bins = np.minimum((time_s[known] // BIN_S).astype(np.int64), count - 1)
    steps = np.bincount(bins, weights=raw.cadence_spm[known], minlength=count)
    return np.asarray(steps > STEPPING_SPM * np.bincount(bins, minlength=count), dtype=np.bool_)


def _trimmed(first: int, end: int, step_m: FloatArray) -> tuple[int, int]:
    """The stretch without the bins at its ends that were on the way."""
    slow = np.flatnonzero(step_m[first : end - 1] < LEAVING_MPS * BIN_S)
    return (first + int(slow[0]), first + int(slow[-1]) + 2) if slow.size else (first, first)


def _stretch(raw: RawStreams, time_s: FloatArray, start_s: float, end_s: float) -> StillStretch:
    inside = np.flatnonzero((time_s >= start_s) & (time_s <= end_s))
    counted = raw.distance_m[inside][np.isfinite(raw.distance_m[inside])]
    speeds = raw.speed_mps[inside]
    if counted.size >= 2 and np.ptp(counted) > 0:
        gathered = float(np.maximum(np.diff(counted), 0.0).sum())
    elif np.isfinite(speeds).sum() >= 2:
        gathered = float(np.nansum(speeds[1:] * np.diff(time_s[inside])))
    else:
        placed = inside[np.isfinite(raw.latitude_deg[inside]) & np.isfinite(raw.longitude_deg[inside])]
        lat, lon = raw.latitude_deg[placed], raw.longitude_deg[placed]
        gathered = float(haversine_m(lat[:-1], lon[:-1], lat[1:], lon[1:]).sum())
    return StillStretch(start_s, min(end_s, float(time_s[-1])), gathered)


def _stand(distance_m: FloatArray, inside: IntArray) -> None:
    """Hold the counter still inside the stretch and continue from there after it."""
    known = inside[np.isfinite(distance_m[inside])]
    if known.size < 2:
        return
    gathered = distance_m[known[-1]] - distance_m[known[0]]
    distance_m[known] = distance_m[known[0]]
    distance_m[known[-1] + 1 :] -= max(gathered, 0.0)


def _straighten(degrees: FloatArray, time_s: FloatArray, inside: IntArray) -> None:
    known = inside[np.isfinite(degrees[inside])]
    if known.size >= 2:
        degrees[known] = np.interp(time_s[known], time_s[known[[0, -1]]], degrees[known[[0, -1]]])
