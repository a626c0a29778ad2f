"""The distance at each second of a recording, and the exact track for best efforts."""

from dataclasses import dataclass

import numpy as np

from sessions.analysis.arrays import BoolArray, FloatArray
from sessions.analysis.best_efforts import Track
from sessions.analysis.grid import Grid
from sessions.analysis.leaps import OWN_SPEED_MARGIN, PACE_SUPPORT_S
from sessions.analysis.limits import CleaningLimits
from sessions.analysis.motion import Motion
from sessions.analysis.sampling import hole_limit_s, interval_s
from sessions.analysis.streams import DeviceTotals

__all__ = ["Path", "path_of"]

# The last record may be so much short of the session's end: steps, and metres.
MOST_STEPS_SHORT, MOST_SHORT_M = 2.5, 60.0
LAST_STRETCH_S = 60.0
SLOWEST_SHARE, FASTEST_SHARE = 0.4, 1.6


@dataclass(frozen=True, slots=True)
class Path:
    """The distance on the grid. is_broken marks seconds whose distance is not to be trusted, has_gap those of gaps."""

    covered_m: FloatArray
    step_m: FloatArray
    speed_mps: FloatArray
    has_gap: BoolArray
    is_broken: BoolArray
    track: Track
    gaps_count: int
    over_gaps_m: float


def path_of(motion: Motion, grid: Grid, limits: CleaningLimits, totals: DeviceTotals) -> Path:
    """The way of a motion on the grid of its recording."""
    times, timers = grid.record_time_s[motion.at], grid.record_timer_s[motion.at]
    steps, on_timer = np.diff(motion.distance_m), np.diff(timers)
    gap = on_timer > hole_limit_s(timers, limits.gap_s)
    covered = _covered(motion, grid, times, timers)
    has_gap = grid.in_steps(gap, times) | _outside(grid, times)
    is_broken = grid.in_steps(motion.jumped | motion.unsupported, times)
    caught_up = grid.in_steps(motion.caught_up, times)
    speed = _speed(motion, grid, covered, has_gap | is_broken, caught_up, limits)
    too_fast = steps > OWN_SPEED_MARGIN * _fastest_supported(speed, grid) * on_timer
    unsupported = (gap & too_fast) | motion.unsupported
    is_broken |= grid.in_steps(unsupported, times)
    step = np.where(caught_up, speed, np.diff(covered, prepend=covered[:1]))
    # A window may span a jump: its metres are left out but its time counts, so no best is too fast.
    track = Track(times, motion.distance_m, unsupported, motion.doubted_m)
    return Path(
        covered_m=covered,
        step_m=np.where(is_broken, np.nan, step),
        speed_mps=speed,
        has_gap=has_gap,
        is_broken=is_broken,
        track=_finished(track, totals) if motion.is_believed else track,
        gaps_count=int(gap.sum()),
        over_gaps_m=float(steps[gap].sum()),
    )


def _finished(track: Track, totals: DeviceTotals) -> Track:
    """The track to the end of the session: the last record may stand a second before the round distance."""
    total_m, elapsed_s = totals.distance_m, totals.elapsed_time_s
    missing_m = 0.0 if total_m is None else total_m - track.length_m
    usual_mps = _last_speed(track)
    most_s = MOST_STEPS_SHORT * interval_s(track.time_s)
    if usual_mps <= 0 or not 0 < missing_m <= min(MOST_SHORT_M, FASTEST_SHARE * usual_mps * most_s):
        return track
    missing_s = 0.0 if elapsed_s is None else elapsed_s - float(track.time_s[-1])
    slowest_s, fastest_s = missing_m / (SLOWEST_SHARE * usual_mps), missing_m / (FASTEST_SHARE * usual_mps)
    if not fastest_s <= missing_s <= slowest_s:
        missing_s = missing_m / usual_mps
    return Track(
        np.append(track.time_s, track.time_s[-1] + missing_s),
        np.append(track.distance_m, track.distance_m[-1] + missing_m),
        np.append(track.breaks, False),
        np.append(track.doubted_m, 0.0),
    )


def _last_speed(track: Track) -> float:
    """Mean speed of the last minute, m/s."""
    end = float(track.time_s[-1])
    begin = max(end - LAST_STRETCH_S, float(track.time_s[0]))
    metres = track.distance_m[-1] - np.interp(begin, track.time_s, track.distance_m)
    return float(metres) / (end - begin) if end > begin else 0.0


def _covered(motion: Motion, grid: Grid, times: FloatArray, timers: FloatArray) -> FloatArray:
    """Distance on the grid: straight between records, over a pause by the timer's clock."""
    if not times.size:
        return np.full(grid.time_s.shape, np.nan)
    straight = np.interp(grid.time_s, times, motion.distance_m)
    elapsed, on_timer = np.diff(times), np.diff(timers)
    for step in np.flatnonzero((on_timer < elapsed) & (on_timer > 0)):
        inside = slice(*np.searchsorted(grid.time_s, times[step : step + 2]))
        straight[inside] = np.interp(
            grid.timer_s[inside], timers[step : step + 2], motion.distance_m[step : step + 2]
        )
    return np.asarray(straight, dtype=np.float64)


def _outside(grid: Grid, times: FloatArray) -> BoolArray:
    """Seconds before the first and after the last record that knows the distance."""
    if times.size < 2:
        return np.ones(grid.time_s.shape, dtype=np.bool_)
    return np.asarray((grid.time_s <= times[0]) | (grid.time_s > times[-1]), dtype=np.bool_)


def _speed(
    motion: Motion,
    grid: Grid,
    covered_m: FloatArray,
    unknown: BoolArray,
    caught_up: BoolArray,
    limits: CleaningLimits,
) -> FloatArray:
    """Speed of each second on the timer: as recorded at that second, else the distance covered in it."""
    travelled = np.diff(covered_m, prepend=covered_m[:1])
    counts = (grid.weight_s > 0) & ~unknown & motion.is_believed
    moved = counts & ~caught_up
    derived = np.divide(travelled, grid.weight_s, out=np.full(travelled.shape, np.nan), where=moved)
    recorded = grid.linear(motion.speed_mps, 0.0)
    speed = np.where(np.isfinite(recorded) & counts, recorded, derived)
    with np.errstate(invalid="ignore"):
        return np.where(speed <= limits.max_speed_mps, speed, np.nan)


def _fastest_supported(speed_mps: FloatArray, grid: Grid) -> float:
    """The fastest half minute outside gaps: what a distance across a gap may not exceed."""
    known = speed_mps[np.isfinite(speed_mps) & (grid.weight_s > 0)]
    width = int(PACE_SUPPORT_S)
    if known.size < width:
        return float(known.mean()) if known.size else 0.0
    sums = np.concatenate(([0.0], np.cumsum(known)))
    return float((sums[width:] - sums[:-width]).max()) / width
