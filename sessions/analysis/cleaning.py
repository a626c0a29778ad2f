"""Cleans a recording into streams that can be trusted; every change is counted and reported."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sessions.analysis.altitude import QUIET, AltitudeNoise, grade_noise, noise_of, repaired_altitude
from sessions.analysis.arrays import BoolArray, FloatArray
from sessions.analysis.best_efforts import Track
from sessions.analysis.cleaning_report import CleaningReport
from sessions.analysis.elevation import (
    BAROMETER_HYSTERESIS_M,
    GPS_HYSTERESIS_M,
    Climb,
    ClimbCurve,
    climb_curve,
    gradient,
    smoothed_altitude,
    trusted_gradient,
)
from sessions.analysis.graded_pace import graded_speed
from sessions.analysis.grid import Grid, grid_of
from sessions.analysis.limits import DEFAULT_LIMITS, CleaningLimits
from sessions.analysis.lying_still import still_stretches, without_wander
from sessions.analysis.motion import Motion, motion_of
from sessions.analysis.path import Path, path_of
from sessions.analysis.positions import believed_positions
from sessions.analysis.recording_order import in_order
from sessions.analysis.sampling import column_limit_s, hole_limit_s, interval_s
from sessions.analysis.streams import NO_TOTALS, DeviceTotals, RawStreams, SportKind
from sessions.analysis.timer import Timer

__all__ = ["CleanStream", "Cleaned", "CleaningReport", "clean"]

# Values outside these bounds are sensor errors: (lowest, highest), both still believed.
BELIEVABLE = {
    "altitude_m": (-500.0, 9000.0),
    "cadence_spm": (0.0, 300.0),
    "power_w": (0.0, 2500.0),
    "temperature_c": (-50.0, 70.0),
    "vertical_oscillation_mm": (10.0, 300.0),
    "ground_contact_ms": (50.0, 1000.0),
    "ground_contact_balance_percent": (20.0, 80.0),
    "step_length_mm": (100.0, 3500.0),
}
HELD_COLUMNS = ("cadence_spm", "power_w")
STEP_COLUMNS = (
    "vertical_oscillation_mm",
    "ground_contact_ms",
    "ground_contact_balance_percent",
    "step_length_mm",
)
# With a larger share of impossible heart rates than this, none of them is believed.
MOST_REFUSED_RATES = 0.5
# From this many standard deviations of the noise on, a climb is believed in a noisy altitude.
NOISY_HYSTERESIS = 3.0
PAUSE_MATCH_S, PAUSE_MATCH_SHARE = 10.0, 0.10


@dataclass(frozen=True, slots=True)
class CleanStream:
    """Aligned columns, one sample a second, shape (n,); NaN where there is no data.

    Sample k stands for the second that ends at time_s[k]; weight_s says how much of it was on the timer.
    covered_m is the distance carried across gaps (never NaN if there is any), distance_m leaves gaps open.
    speed_mps is NaN off the timer; climbed is what was gained and lost so far; step_m is what the second adds on the elapsed clock, NaN where that is not to be
    trusted. altitude_m is smoothed. has_gap marks seconds in a hole of the recording.
    """

    start_timestamp_s: float
    time_s: FloatArray
    timer_s: FloatArray
    weight_s: FloatArray
    has_gap: BoolArray
    covered_m: FloatArray
    step_m: FloatArray
    distance_m: FloatArray
    speed_mps: FloatArray
    graded_speed_mps: FloatArray
    grade: FloatArray
    altitude_m: FloatArray
    climbed: ClimbCurve
    heart_rate_bpm: FloatArray
    cadence_spm: FloatArray
    power_w: FloatArray
    latitude_deg: FloatArray
    longitude_deg: FloatArray
    temperature_c: FloatArray
    vertical_oscillation_mm: FloatArray
    ground_contact_ms: FloatArray
    ground_contact_balance_percent: FloatArray
    step_length_mm: FloatArray
    extra: Mapping[str, FloatArray]

    @property
    def timer_total_s(self) -> float:
        """Seconds on the timer."""
        return float(self.weight_s.sum())


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The clean stream, the exact track for best efforts, the timer, and what was changed on the way.

    climb is what the records alone say of the whole; stream.climbed may be brought to the total that is shown.
    """

    stream: CleanStream
    track: Track
    timer: Timer
    report: CleaningReport
    has_distance: bool
    climb: Climb


def clean(
    raw: RawStreams,
    kind: SportKind,
    totals: DeviceTotals = NO_TOTALS,
    limits: CleaningLimits = DEFAULT_LIMITS,
) -> Cleaned:
    """Clean a recording of at least one record with a time.

    Raises InvalidStreamsError when no session can have such records.
    """
    limits = limits.for_sport(kind)
    believed, rejected = _believed(raw, limits)
    ordered, order = in_order(believed)
    if not ordered.timestamp_s.size:
        ordered = RawStreams.of(np.zeros(1))
    time_s = ordered.timestamp_s - ordered.timestamp_s[0]
    timer, inferred = _timer(ordered, time_s, totals, limits)
    ordered, lost_positions = _with_believed_positions(ordered, time_s, limits)
    still = still_stretches(ordered, time_s) if limits.is_on_foot and not kind.is_treadmill else ()
    ordered = without_wander(ordered, time_s, still) if still else ordered
    ordered, lost_altitudes = _with_believed_altitude(ordered, time_s, limits)
    run = _without_rides(ordered, time_s, timer, kind, limits, totals)
    grid = grid_of(time_s, run.timer)
    path = path_of(run.motion, grid, limits, totals)
    stream, noise = _stream(ordered, kind, limits, grid, path)
    report = CleaningReport(
        records_count=int(raw.timestamp_s.size),
        order=order,
        position_spikes_count=lost_positions,
        altitude_rejected_count=rejected["altitude_m"] + lost_altitudes,
        altitude_noise_m=noise.spread_m,
        pauses_are_inferred=inferred,
        gap_s=float(stream.weight_s[stream.has_gap].sum()),
        still_s=math.fsum(one.end_s - one.start_s for one in still),
        distance_still_m=math.fsum(one.gathered_m for one in still),
        **_refusals(rejected, believed),
        **_counts_of_way(run, path),
    )
    return Cleaned(
        stream=stream,
        track=path.track,
        timer=run.timer,
        report=report,
        has_distance=run.motion.is_believed,
        climb=stream.climbed.total,
    )


@dataclass(frozen=True, slots=True)
class _Run:
    """The motion of what was run: rides are pauses of its timer."""

    motion: Motion
    timer: Timer
    stopped_m: float
    ridden_m: float
    rides_s: tuple[tuple[float, float], ...]


def _without_rides(
    raw: RawStreams,
    time_s: FloatArray,
    timer: Timer,
    kind: SportKind,
    limits: CleaningLimits,
    totals: DeviceTotals,
) -> _Run:
    whole = motion_of(raw, time_s, timer.at(time_s), limits, totals.distance_m)
    if kind.is_treadmill or not whole.rides_s:
        return _Run(whole, timer, whole.stopped_m, 0.0, ())
    rested = Timer.of(timer.elapsed_s, (*timer.pauses_s, *whole.rides_s))
    motion = motion_of(raw, time_s, rested.at(time_s), limits, totals.distance_m)
    ridden_m = max(motion.stopped_m - whole.stopped_m, 0.0)
    return _Run(motion, rested, whole.stopped_m, ridden_m, whole.rides_s)


def _refusals(rejected: Mapping[str, int], believed: RawStreams) -> dict[str, Any]:
    """The part of the report about values that neither a person nor a working sensor gives."""
    rates = rejected["heart_rate_bpm"]
    return {
        "heart_rate_rejected_count": rates,
        "heart_rate_is_refused": rates > 0 and not np.isfinite(believed.heart_rate_bpm).any(),
        "other_rejected_count": sum(rejected.values()) - rates - rejected["altitude_m"],
    }


def _counts_of_way(run: _Run, path: Path) -> dict[str, Any]:
    """The part of the report about distance, speed and pauses."""
    motion, timer = run.motion, run.timer
    is_recorded = bool(np.isfinite(motion.speed_mps).any())
    return {
        "speed_spikes_count": motion.speed_spikes_count,
        "distance_restarts_count": motion.restarts_count,
        "distance_falls_count": motion.falls_count,
        "distance_jumps_count": int(motion.jumped.sum()),
        "distance_catch_ups_count": int(motion.caught_up.sum()),
        "distance_removed_m": motion.removed_m,
        "distance_over_gaps_m": path.over_gaps_m,
        "distance_stopped_m": run.stopped_m,
        "distance_ridden_m": run.ridden_m,
        "distance_bridged_count": motion.bridged_count,
        "distance_source": motion.distance_source,
        "speed_source": "recorded" if is_recorded else motion.distance_source,
        "counter_is_wrong": motion.counter_is_wrong,
        "speed_excess": motion.speed_excess,
        "gaps_count": path.gaps_count,
        "pauses_count": len(timer.pauses_s),
        "paused_s": timer.paused_s,
        "rides_s": run.rides_s,
    }


def _believed(raw: RawStreams, limits: CleaningLimits) -> tuple[RawStreams, dict[str, int]]:
    """The streams with impossible values masked, and how many in each column."""
    bounds = BELIEVABLE | {"heart_rate_bpm": (limits.min_heart_rate_bpm, limits.max_heart_rate_bpm)}
    kept: dict[str, FloatArray] = {}
    rejected: dict[str, int] = {}
    for name, (lowest, highest) in bounds.items():
        values = getattr(raw, name)
        if name in STEP_COLUMNS:
            values = np.where(values == 0, np.nan, values)  # standing: there is no step to measure
        possible = (values >= lowest) & (values <= highest)
        kept[name] = np.where(possible, values, np.nan)
        rejected[name] = int((~np.isnan(values) & ~possible).sum())
    # A strap writes zero when it has lost contact: no rate, and no reason to doubt the others.
    lost = int((raw.heart_rate_bpm == 0).sum())
    kept["distance_m"] = np.where(np.isfinite(raw.distance_m), raw.distance_m, np.nan)
    rates = kept["heart_rate_bpm"]
    written = int((~np.isnan(raw.heart_rate_bpm)).sum()) - lost
    if rejected["heart_rate_bpm"] - lost > MOST_REFUSED_RATES * written:
        kept["heart_rate_bpm"] = np.full(rates.shape, np.nan)
    return raw.with_columns(kept), rejected


def _timer(
    raw: RawStreams, time_s: FloatArray, totals: DeviceTotals, limits: CleaningLimits
) -> tuple[Timer, bool]:
    """The timer by the marked pauses; without any, by the gaps that the device's own timer time leaves out."""
    elapsed = float(time_s[-1])
    start = float(raw.timestamp_s[0])
    if raw.pauses_s:
        return Timer.of(elapsed, [(stop - start, go - start) for stop, go in raw.pauses_s]), False
    longest_s = hole_limit_s(time_s, limits.gap_s)
    holes = np.flatnonzero(np.diff(time_s) > longest_s)
    # The record after a pause ends the first second of running.
    gaps = [(float(time_s[i]), float(time_s[i + 1]) - 1) for i in holes]
    paused = math.fsum(go - stop for stop, go in gaps)
    expected = 0.0 if totals.timer_time_s is None else elapsed - totals.timer_time_s
    tolerance = max(PAUSE_MATCH_S, PAUSE_MATCH_SHARE * expected)
    if holes.size and expected > longest_s and abs(paused - expected) <= tolerance:
        return Timer.of(elapsed, gaps), True
    return Timer.of(elapsed, ()), False


def _with_believed_positions(
    raw: RawStreams, time_s: FloatArray, limits: CleaningLimits
) -> tuple[RawStreams, int]:
    lat, lon = raw.latitude_deg, raw.longitude_deg
    believed = believed_positions(time_s, lat, lon, limits.max_speed_mps)
    lost = int((np.isfinite(lat) & np.isfinite(lon) & ~believed).sum())
    masked = raw.with_columns(
        {"latitude_deg": np.where(believed, lat, np.nan), "longitude_deg": np.where(believed, lon, np.nan)}
    )
    return masked, lost


def _with_believed_altitude(
    raw: RawStreams, time_s: FloatArray, limits: CleaningLimits
) -> tuple[RawStreams, int]:
    repaired = repaired_altitude(raw.altitude_m, time_s, is_on_foot=limits.is_on_foot)
    lost = int((np.isfinite(raw.altitude_m) & ~np.isfinite(repaired)).sum())
    return raw.with_columns({"altitude_m": repaired}), lost


def _stream(
    raw: RawStreams, kind: SportKind, limits: CleaningLimits, grid: Grid, path: Path
) -> tuple[CleanStream, AltitudeNoise]:
    altitude, noise = _altitude(raw, limits, grid, path)
    grade = trusted_gradient(_grade(path, altitude, kind), grade_noise(noise, altitude))
    open_gap = path.has_gap & ~np.isin(grid.time_s, grid.record_time_s)
    linear = {
        name: _bridged(grid, getattr(raw, name), limits)
        for name in ("heart_rate_bpm", "latitude_deg", "temperature_c")
    }
    held = {name: grid.held(getattr(raw, name), limits.hold_s) for name in (*HELD_COLUMNS, *STEP_COLUMNS)}
    stream = CleanStream(
        start_timestamp_s=float(raw.timestamp_s[0]),
        time_s=grid.time_s,
        timer_s=grid.timer_s,
        weight_s=grid.weight_s,
        has_gap=path.has_gap,
        covered_m=path.covered_m,
        step_m=path.step_m,
        distance_m=np.where(open_gap, np.nan, path.covered_m),
        speed_mps=path.speed_mps,
        graded_speed_mps=graded_speed(path.speed_mps, np.nan_to_num(grade)),
        grade=grade,
        altitude_m=altitude,
        climbed=climb_curve(altitude, _hysteresis_m(raw, noise)),
        longitude_deg=_longitude(raw.longitude_deg, grid, limits),
        extra={name: grid.held(values, limits.hold_s) for name, values in raw.extra.items()},
        **linear,
        **held,
    )
    return stream, noise


def _bridged(grid: Grid, values: FloatArray, limits: CleaningLimits) -> FloatArray:
    """A column on the grid, interpolated across steps that are no hole by the column's own recording interval."""
    known = np.isfinite(values)
    longest_s = column_limit_s(grid.record_timer_s[known], grid.record_timer_s, limits.gap_s)
    return grid.linear(values, longest_s)


def _altitude(
    raw: RawStreams, limits: CleaningLimits, grid: Grid, path: Path
) -> tuple[FloatArray, AltitudeNoise]:
    """The altitude, smoothed as much as its noise requires."""
    known = np.isfinite(raw.altitude_m)
    recorded = _bridged(grid, raw.altitude_m, limits)
    moving = path.speed_mps[path.speed_mps > limits.moving_speed_mps]
    noise = QUIET
    if limits.is_on_foot and moving.size and known.any():
        noise = noise_of(
            recorded,
            interval_s(grid.record_time_s[known]),
            float(np.median(moving)),
            has_barometer=raw.has_barometer,
            place=(
                _bridged(grid, raw.latitude_deg, limits),
                _longitude(raw.longitude_deg, grid, limits),
            ),
        )
    smooth = smoothed_altitude(recorded, has_barometer=raw.has_barometer, smoothing_s=noise.smoothing_s)
    return smooth, noise


def _hysteresis_m(raw: RawStreams, noise: AltitudeNoise) -> float:
    usual = BAROMETER_HYSTERESIS_M if raw.has_barometer else GPS_HYSTERESIS_M
    return max(usual, NOISY_HYSTERESIS * noise.height_m)


def _grade(path: Path, altitude_m: FloatArray, kind: SportKind) -> FloatArray:
    """The gradient of each second; NaN where it is unknown: indoors, or without an altitude."""
    if kind.is_treadmill or not kind.is_running or not np.isfinite(path.covered_m).any():
        return np.full(altitude_m.shape, np.nan)
    unknown = path.has_gap | path.is_broken
    return gradient(path.covered_m, altitude_m, np.diff(unknown, prepend=unknown[:1]))


def _longitude(longitude_deg: FloatArray, grid: Grid, limits: CleaningLimits) -> FloatArray:
    """Longitudes on the grid, the short way round at the date line."""
    known = np.isfinite(longitude_deg)
    unwrapped = longitude_deg.copy()
    unwrapped[known] = np.unwrap(longitude_deg[known], period=360.0)
    return np.asarray((_bridged(grid, unwrapped, limits) + 180.0) % 360.0 - 180.0, dtype=np.float64)
