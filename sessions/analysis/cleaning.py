"""From the recording to streams one can trust: what was changed is counted and said."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sessions.analysis.arrays import BoolArray, FloatArray
from sessions.analysis.best_efforts import Track
from sessions.analysis.elevation import gradient, smoothed_altitude
from sessions.analysis.graded_pace import graded_speed
from sessions.analysis.grid import Grid, grid_of
from sessions.analysis.limits import DEFAULT_LIMITS, CleaningLimits
from sessions.analysis.motion import Motion, motion_of
from sessions.analysis.positions import believed_positions
from sessions.analysis.recording_order import OrderReport, in_order
from sessions.analysis.streams import NO_TOTALS, DeviceTotals, RawStreams, SportKind
from sessions.analysis.timer import Timer

__all__ = ["CleanStream", "Cleaned", "CleaningReport", "clean"]

# Outside these a sensor is wrong, whoever wears it: (lowest, highest), both believed.
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
# A few metres drift by while the watch stands in a pause; more were travelled off the timer.
DRIFT_IN_PAUSE_M = 10.0
PACE_SUPPORT_S = 30
PAUSE_MATCH_S, PAUSE_MATCH_SHARE = 10.0, 0.10


@dataclass(frozen=True, slots=True)
class CleaningReport:
    """What was changed, so that it can be shown. Counts are of records unless the name says otherwise."""

    records_count: int
    order: OrderReport
    speed_spikes_count: int
    position_spikes_count: int
    heart_rate_rejected_count: int
    other_rejected_count: int
    distance_restarts_count: int
    distance_falls_count: int
    distance_jumps_count: int
    distance_catch_ups_count: int
    distance_removed_m: float
    distance_over_gaps_m: float
    gaps_count: int
    gap_s: float
    pauses_count: int
    paused_s: float
    pauses_are_inferred: bool
    distance_source: str
    speed_source: str

    def sentences(self) -> tuple[str, ...]:
        """What was changed, in plain English; empty when nothing was."""
        order = self.order
        said = (
            (order.stray_count, "{} with a clock more than a day off left out"),
            (order.run_back_count, "{} left out because the clock ran back"),
            (order.moved_count, "{} put back in the order of time"),
            (order.merged_count, "{} merged with another of the same second"),
            (self.speed_spikes_count, "{} with an impossible speed masked"),
            (self.position_spikes_count, "{} with an impossible position masked"),
            (self.heart_rate_rejected_count, "{} with an impossible heart rate masked"),
            (self.other_rejected_count, "{} with another impossible value masked"),
        )
        records = [text.format(_records(count)) for count, text in said if count]
        return (*records, *self._stretches())

    def _stretches(self) -> list[str]:
        said: list[str] = []
        if self.distance_jumps_count:
            jumps = "1 jump" if self.distance_jumps_count == 1 else f"{self.distance_jumps_count} jumps"
            said.append(f"{jumps} of the distance taken out ({self.distance_removed_m:.0f} m)")
        if self.distance_catch_ups_count:
            leaps = (
                "1 leap" if self.distance_catch_ups_count == 1 else f"{self.distance_catch_ups_count} leaps"
            )
            said.append(f"{leaps} of a watch catching up counted in the distance, not in the pace")
        if self.distance_restarts_count:
            times = "once" if self.distance_restarts_count == 1 else f"{self.distance_restarts_count} times"
            said.append(f"the distance counter restarted {times} and was joined")
        if self.gaps_count:
            gaps = "1 gap" if self.gaps_count == 1 else f"{self.gaps_count} gaps"
            said.append(f"{gaps} without data, {self.gap_s:.0f} s in all, left out of every mean")
        if self.pauses_are_inferred:
            said.append("the pauses were read from the gaps: the file does not mark them")
        return said


@dataclass(frozen=True, slots=True)
class CleanStream:
    """Aligned columns, one sample a second, shape (n,); NaN where there is no data.

    Sample k stands for the second that ends at time_s[k]; weight_s says how much of it was on the timer.
    covered_m is the distance carried across gaps (never NaN if there is any), distance_m leaves gaps open.
    speed_mps is NaN off the timer; step_m is what the second adds on the elapsed clock, NaN where that is not to be
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
    """The clean stream, the exact track for best efforts, the timer, and what was changed on the way."""

    stream: CleanStream
    track: Track
    timer: Timer
    report: CleaningReport
    has_distance: bool


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
    grid = grid_of(time_s, timer)
    motion = motion_of(ordered, time_s, grid.record_timer_s, limits)
    path = _path(motion, grid, limits)
    stream = _stream(ordered, kind, limits, grid, path)
    report = CleaningReport(
        records_count=int(raw.timestamp_s.size),
        order=order,
        speed_spikes_count=motion.speed_spikes_count,
        position_spikes_count=lost_positions,
        heart_rate_rejected_count=rejected["heart_rate_bpm"],
        other_rejected_count=sum(rejected.values()) - rejected["heart_rate_bpm"],
        distance_restarts_count=motion.restarts_count,
        distance_falls_count=motion.falls_count,
        distance_jumps_count=int(motion.jumped.sum()),
        distance_catch_ups_count=int(motion.caught_up.sum()),
        distance_removed_m=motion.removed_m,
        distance_over_gaps_m=path.over_gaps_m,
        gaps_count=path.gaps_count,
        gap_s=float(stream.weight_s[stream.has_gap].sum()),
        pauses_count=len(timer.pauses_s),
        paused_s=timer.paused_s,
        pauses_are_inferred=inferred,
        distance_source=motion.distance_source,
        speed_source="recorded" if np.isfinite(motion.speed_mps).any() else motion.distance_source,
    )
    return Cleaned(stream, path.track, timer, report, has_distance=motion.is_believed)


def _records(count: int) -> str:
    return "1 record" if count == 1 else f"{count} records"


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
    kept["distance_m"] = np.where(np.isfinite(raw.distance_m), raw.distance_m, np.nan)
    return raw.with_columns(kept), rejected


def _timer(
    raw: RawStreams, time_s: FloatArray, totals: DeviceTotals, limits: CleaningLimits
) -> tuple[Timer, bool]:
    """The timer by the marked pauses; without any, by the gaps that the device's own timer time leaves out."""
    elapsed = float(time_s[-1])
    start = float(raw.timestamp_s[0])
    if raw.pauses_s:
        return Timer.of(elapsed, [(stop - start, go - start) for stop, go in raw.pauses_s]), False
    holes = np.flatnonzero(np.diff(time_s) > limits.gap_s)
    # The record after a pause ends the first second of running.
    gaps = [(float(time_s[i]), float(time_s[i + 1]) - 1) for i in holes]
    paused = math.fsum(go - stop for stop, go in gaps)
    expected = 0.0 if totals.timer_time_s is None else elapsed - totals.timer_time_s
    tolerance = max(PAUSE_MATCH_S, PAUSE_MATCH_SHARE * expected)
    if holes.size and expected > limits.gap_s and abs(paused - expected) <= tolerance:
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


@dataclass(frozen=True, slots=True)
class _Path:
    """The way on the grid. is_broken marks seconds whose distance is not to be trusted, has_gap those of gaps."""

    covered_m: FloatArray
    step_m: FloatArray
    speed_mps: FloatArray
    has_gap: BoolArray
    is_broken: BoolArray
    track: Track
    gaps_count: int
    over_gaps_m: float


def _path(motion: Motion, grid: Grid, limits: CleaningLimits) -> _Path:
    times, timers = grid.record_time_s[motion.at], grid.record_timer_s[motion.at]
    steps, elapsed, on_timer = np.diff(motion.distance_m), np.diff(times), np.diff(timers)
    gap = on_timer > limits.gap_s
    leapt = (steps > limits.max_speed_mps * on_timer + DRIFT_IN_PAUSE_M) & (on_timer < elapsed)
    covered = _covered(motion, grid, times, timers)
    has_gap = grid.in_steps(gap, times) | _outside(grid, times)
    is_broken = grid.in_steps(motion.jumped | leapt, times)
    caught_up = grid.in_steps(motion.caught_up, times)
    speed = _speed(motion, grid, covered, has_gap | is_broken, caught_up, limits)
    unsupported = gap & (steps > _fastest_supported(speed, grid) * on_timer)
    is_broken |= grid.in_steps(unsupported, times)
    step = np.where(caught_up, speed, np.diff(covered, prepend=covered[:1]))
    return _Path(
        covered_m=covered,
        step_m=np.where(is_broken, np.nan, step),
        speed_mps=speed,
        has_gap=has_gap,
        is_broken=is_broken,
        track=Track(
            time_s=times,
            distance_m=motion.distance_m,
            breaks=motion.jumped | leapt | unsupported,
            doubted_m=np.where(motion.caught_up, steps, 0.0),
        ),
        gaps_count=int(gap.sum()),
        over_gaps_m=float(steps[gap].sum()),
    )


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
    if known.size < PACE_SUPPORT_S:
        return float(known.mean()) if known.size else 0.0
    sums = np.concatenate(([0.0], np.cumsum(known)))
    return float((sums[PACE_SUPPORT_S:] - sums[:-PACE_SUPPORT_S]).max()) / PACE_SUPPORT_S


def _stream(raw: RawStreams, kind: SportKind, limits: CleaningLimits, grid: Grid, path: _Path) -> CleanStream:
    altitude = smoothed_altitude(grid.linear(raw.altitude_m, limits.gap_s), has_barometer=raw.has_barometer)
    grade = _grade(path, altitude, kind)
    open_gap = path.has_gap & ~np.isin(grid.time_s, grid.record_time_s)
    return CleanStream(
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
        heart_rate_bpm=grid.linear(raw.heart_rate_bpm, limits.gap_s),
        latitude_deg=grid.linear(raw.latitude_deg, limits.gap_s),
        longitude_deg=_longitude(raw.longitude_deg, grid, limits),
        temperature_c=grid.linear(raw.temperature_c, limits.gap_s),
        extra={n: grid.held(v, limits.hold_s) for n, v in raw.extra.items()},
        **{name: grid.held(getattr(raw, name), limits.hold_s) for name in (*HELD_COLUMNS, *STEP_COLUMNS)},
    )


def _grade(path: _Path, altitude_m: FloatArray, kind: SportKind) -> FloatArray:
    """The gradient of each second; NaN where there is none to know: indoors, or without an altitude."""
    if kind.is_treadmill or not kind.is_running or not np.isfinite(path.covered_m).any():
        return np.full(altitude_m.shape, np.nan)
    unknown = path.has_gap | path.is_broken
    return gradient(path.covered_m, altitude_m, np.diff(unknown, prepend=unknown[:1]))


def _longitude(longitude_deg: FloatArray, grid: Grid, limits: CleaningLimits) -> FloatArray:
    """Longitudes on the grid, the short way round at the date line."""
    known = np.isfinite(longitude_deg)
    unwrapped = longitude_deg.copy()
    unwrapped[known] = np.unwrap(longitude_deg[known], period=360.0)
    return np.asarray((grid.linear(unwrapped, limits.gap_s) + 180.0) % 360.0 - 180.0, dtype=np.float64)
