"""Judges a measured session by its athlete's settings: load, zones, W' balance, intervals; redone for a new Critical Speed."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from runners.physiology.zones import (
    HeartRateZoneSeconds,
    PaceZoneSeconds,
    time_in_heart_rate_zones,
    time_in_pace_zones,
)
from sessions.analysis.arrays import FloatArray, stretches_of, trailing_mean
from sessions.analysis.bouts import Intervals, find_intervals
from sessions.analysis.cleaning import CleanStream
from sessions.analysis.context import AthleteContext
from sessions.analysis.load import Load, LoadInputs, load_figures, load_of
from sessions.analysis.measured import Measured
from sessions.analysis.provenance import Figure, Input, Points, figure, missing_figure
from sessions.analysis.training_stress import trimp_banister, trimp_edwards, trimp_lucia
from sessions.analysis.w_prime_balance import SMOOTHING_S, balance
from sessions.analysis.words import WORDS
from sessions.analysis.zone_figures import heart_rate_zone_figures, pace_zone_figures

__all__ = ["BalanceCurve", "Judged", "judge"]

# A balance below this share of W' means that Critical Speed or W' is set too low.
IMPOSSIBLE_BALANCE_SHARE = -0.10
# Ours: a run this much faster than Critical Speed allows for its time means that Critical Speed is too low.
IMPOSSIBLE_SPEED_SHARE, SHORTEST_WHOLE_S = 1.05, 1200.0
CS_DURATION_S, SPEED_EXPONENT = 2400.0, 0.0566


@dataclass(frozen=True, slots=True)
class BalanceCurve:
    """W' balance at the stream's seconds, shape (n,) in metres, and the place where it was lowest: an estimate."""

    remaining_m: FloatArray
    lowest_m: float
    lowest_share: float
    lowest_offset_s: float
    lowest_distance_m: float | None
    latitude_deg: float | None
    longitude_deg: float | None


@dataclass(frozen=True, slots=True)
class Judged:
    """What follows from the athlete's settings of that day. Zones and curves are None where settings are missing."""

    load: Load
    load_inputs: LoadInputs
    figures: Mapping[str, Figure]
    heart_rate_zones: HeartRateZoneSeconds | None
    pace_zones: PaceZoneSeconds | None
    w_prime_balance: BalanceCurve | None
    intervals: Intervals | None
    warnings: tuple[str, ...]


def judge(measured: Measured, context: AthleteContext) -> Judged:
    """Load, zones, W' balance and intervals of a measured session, by the athlete's settings of that day."""
    stream = measured.stream
    curve = _balance_curve(stream, context) if measured.kind.is_running else None
    trimps = _trimp_figures(stream, context)
    inputs = _load_inputs(
        measured, context, trimps[0].value, contradicts_cs=_contradicts(measured, context, curve)
    )
    heart, pace = _heart_rate_zones(stream, context), _pace_zones(measured, context)
    figures = [
        *load_figures(inputs, context),
        *trimps,
        *_balance_figures(curve, context),
        *heart_rate_zone_figures(heart, context),
        *(pace_zone_figures(pace, context) if measured.kind.is_running else ()),
    ]
    return Judged(
        load=load_of(inputs, context),
        load_inputs=inputs,
        figures={one.name: one for one in figures},
        heart_rate_zones=heart,
        pace_zones=pace,
        w_prime_balance=curve,
        intervals=find_intervals(stream, measured.laps, context.cs_mps) if measured.kind.is_running else None,
        warnings=_warnings(curve),
    )


def _contradicts(measured: Measured, context: AthleteContext, curve: BalanceCurve | None) -> bool:
    """Whether the run was faster than its Critical Speed allows: more than all of W', or longer than such a speed lasts.

    The second needs no W': it compares the normalised speed with Riegel's speed for that time, from 20 minutes on.
    """
    if curve is not None and _is_impossible(curve):
        return True
    pace, cs = measured.graded_pace, context.cs_mps
    if pace is None or not cs or pace.data_s < SHORTEST_WHOLE_S:
        return False
    allowed = cs * (pace.data_s / CS_DURATION_S) ** -SPEED_EXPONENT
    return bool(pace.normalised_mps > IMPOSSIBLE_SPEED_SHARE * allowed)


def _load_inputs(
    measured: Measured, context: AthleteContext, trimp: float | None, *, contradicts_cs: bool
) -> LoadInputs:
    pace, timer = measured.graded_pace, measured.figures["timer_time_s"].value
    rates = measured.stream.heart_rate_bpm
    timer_seconds = measured.stream.timer_total_s
    with_rate = float(measured.stream.weight_s[np.isfinite(rates)].sum())
    mean_speed = measured.figures["avg_speed_mps"].value if context.is_typed else None
    return LoadInputs(
        kind=measured.kind,
        timer_time_s=timer,
        ngp_mps=mean_speed if pace is None else pace.normalised_mps,
        pace_s=(timer if mean_speed is not None else None) if pace is None else pace.data_s,
        trimp=trimp,
        heart_rate_coverage=with_rate / timer_seconds if timer_seconds > 0 else 0.0,
        is_typed=context.is_typed,
        distance_is_corrected=context.corrected_distance_m is not None,
        contradicts_cs=contradicts_cs,
    )


def _heart_rate_zones(stream: CleanStream, context: AthleteContext) -> HeartRateZoneSeconds | None:
    bounds = context.zones
    if bounds is None or not np.isfinite(stream.heart_rate_bpm).any():
        return None
    return time_in_heart_rate_zones(stream.heart_rate_bpm, stream.weight_s, bounds)


def _pace_zones(measured: Measured, context: AthleteContext) -> PaceZoneSeconds | None:
    if not context.cs_mps or measured.graded_pace is None or not measured.kind.is_running:
        return None
    return time_in_pace_zones(measured.stream.graded_speed_mps, measured.stream.weight_s, context.cs_mps)


def _trimp_figures(stream: CleanStream, context: AthleteContext) -> list[Figure]:
    """Banister's, Edwards' and Lucia's sums, in this order."""
    counted = np.isfinite(stream.heart_rate_bpm) & (stream.weight_s > 0)
    rates, seconds = stream.heart_rate_bpm[counted], stream.weight_s[counted]
    missing = _missing_for_trimp(rates, context)
    return [
        _trimp(rates, seconds, context, missing),
        _edwards(rates, seconds, context, missing),
        _lucia(rates, seconds, context),
    ]


def _missing_for_trimp(rates: FloatArray, context: AthleteContext) -> str | None:
    if not rates.size:
        return WORDS.say("need_heart_rate")
    return None if context.hr_max_bpm else WORDS.say("need_max_heart_rate")


def _trimp(rates: FloatArray, seconds: FloatArray, context: AthleteContext, missing: str | None) -> Figure:
    maximum = context.hr_max_bpm
    if missing or maximum is None:
        return missing_figure("trimp", "", "trimp", missing or WORDS.say("need_max_heart_rate"))
    return figure(
        "trimp",
        trimp_banister(rates, seconds, context.rest_bpm, maximum, context.sex),
        "",
        "trimp",
        inputs=(
            Input("Resting heart rate", context.rest_bpm, "bpm"),
            Input("Maximum heart rate", maximum, "bpm"),
            Input("Sex", context.sex or "unspecified"),
            Input("Seconds with a heart rate", float(seconds.sum()), "s"),
        ),
        clock="timer",
        flags=context.heart_rate_flags[:-1] if context.hr_threshold_bpm is None else context.heart_rate_flags,
    )


def _edwards(rates: FloatArray, seconds: FloatArray, context: AthleteContext, missing: str | None) -> Figure:
    maximum = context.hr_max_bpm
    if missing or maximum is None:
        return missing_figure(
            "trimp_edwards", "", "trimp_edwards", missing or WORDS.say("need_max_heart_rate")
        )
    value = trimp_edwards(rates, seconds, maximum)
    put_in = (Input("Maximum heart rate", maximum, "bpm"),)
    return figure("trimp_edwards", value, "", "trimp_edwards", inputs=put_in, clock="timer")


def _lucia(rates: FloatArray, seconds: FloatArray, context: AthleteContext) -> Figure:
    first, second = context.hr_vt1_bpm, context.hr_vt2_bpm
    if not rates.size or first is None or second is None:
        missing = WORDS.say("need_ventilatory_thresholds") if rates.size else WORDS.say("need_heart_rate")
        return missing_figure("trimp_lucia", "", "trimp_lucia", missing)
    put_in = (Input("First threshold", first, "bpm"), Input("Second threshold", second, "bpm"))
    value = trimp_lucia(rates, seconds, first, second)
    return figure("trimp_lucia", value, "", "trimp_lucia", inputs=put_in, clock="timer")


def _balance_curve(stream: CleanStream, context: AthleteContext) -> BalanceCurve | None:
    """The balance through the session: a pause recovers at a standstill, a gap neither spends nor recovers."""
    cs, w_prime = context.cs_mps, context.w_prime_m
    if not cs or not w_prime or stream.time_s.size < 2 or not np.isfinite(stream.graded_speed_mps).any():
        return None
    seconds = np.diff(stream.time_s, prepend=stream.time_s[:1])
    left = balance(_smoothed_speed(stream, cs), seconds, cs, w_prime)
    at = int(left.remaining_m.argmin())
    return BalanceCurve(
        remaining_m=left.remaining_m,
        lowest_m=left.lowest_m,
        lowest_share=left.lowest_m / w_prime,
        lowest_offset_s=float(stream.time_s[at]),
        lowest_distance_m=_known(stream.covered_m[at]),
        latitude_deg=_known(stream.latitude_deg[at]),
        longitude_deg=_known(stream.longitude_deg[at]),
    )


def _smoothed_speed(stream: CleanStream, cs_mps: float) -> FloatArray:
    """Graded speed over every elapsed second, its 10 s mean where there is data, CS where there is none."""
    paused = stream.weight_s <= 0
    known = np.isfinite(stream.graded_speed_mps) & ~paused
    at = np.flatnonzero(known)
    speed = np.where(paused, 0.0, cs_mps)
    begins = np.diff(at, prepend=at[0]) > 1
    speed[at] = trailing_mean(stream.graded_speed_mps[at], SMOOTHING_S, stretches_of(begins))
    return speed


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _balance_figures(curve: BalanceCurve | None, context: AthleteContext) -> list[Figure]:
    if curve is None:
        missing = (
            WORDS.say("need_speed")
            if context.cs_mps and context.w_prime_m
            else WORDS.say("need_critical_speed_and_w_prime")
        )
        return [
            missing_figure("w_prime_balance_min_m", "m", "w_prime_balance", missing),
            missing_figure("w_prime_balance_min_percent", "%", "w_prime_balance", missing),
        ]
    put_in = (
        Input("Critical Speed", context.cs_mps, "m/s", "critical-speed", context.cs_reference),
        Input("W'", context.w_prime_m, "m", "critical-speed", context.cs_reference),
    )
    place = Points(curve.lowest_offset_s, curve.lowest_offset_s, 1)
    flags = ("estimate", *(("inputs_too_low",) if _is_impossible(curve) else ()))
    return [
        figure(
            name, value, unit, "w_prime_balance", inputs=put_in, points=place, clock="elapsed", flags=flags
        )
        for name, value, unit in (
            ("w_prime_balance_min_m", curve.lowest_m, "m"),
            ("w_prime_balance_min_percent", 100 * curve.lowest_share, "%"),
        )
    ]


def _is_impossible(curve: BalanceCurve) -> bool:
    return curve.lowest_share < IMPOSSIBLE_BALANCE_SHARE


def _warnings(curve: BalanceCurve | None) -> tuple[str, ...]:
    if curve is None or not _is_impossible(curve):
        return ()
    return (WORDS.say("w_prime_overspent"),)
