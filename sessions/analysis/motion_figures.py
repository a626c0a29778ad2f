"""Times, distance, pace, climb, graded pace, efficiency and drift of a recording, as figures."""

from dataclasses import replace

import numpy as np

from sessions.analysis.arrays import centred_mean, stretches_of, weighted_mean
from sessions.analysis.best_efforts import mean_max
from sessions.analysis.cleaning import CleanStream
from sessions.analysis.pace import drift_of
from sessions.analysis.provenance import Figure, Input, Points, figure, missing_figure
from sessions.analysis.recording import Recording
from sessions.analysis.running_form import efficiency_factor
from sessions.analysis.totals import shown
from sessions.analysis.words import WORDS

__all__ = ["motion_figures"]

MOVING_WINDOW_S = 5
BEST_PACE_WINDOW_S = 5
MOSTLY_GRADED = 0.9
NO_RECORDS = WORDS.say("need_two_records")
NO_DISTANCE = WORDS.say("need_distance")


def motion_figures(recording: Recording) -> list[Figure]:
    """Every figure of time and way, in the order a coach reads them."""
    totals = recording.totals
    distance = _shown_distance(recording)
    timer = shown(_timer_time(recording), totals.timer_time_s)
    moving = shown(_moving_time(recording), totals.moving_time_s, comparable=False)
    mean_speed = _over("avg_speed_mps", distance, timer)
    return [
        distance,
        shown(_elapsed_time(recording), totals.elapsed_time_s),
        timer,
        moving,
        _gap_time(recording),
        shown(mean_speed, totals.avg_speed_mps, comparable=False),
        _over("moving_speed_mps", distance, moving),
        shown(_best_speed(recording), totals.max_speed_mps, comparable=False),
        *_climb_figures(recording),
        *_graded_figures(recording),
        _efficiency(recording),
        _decoupling(recording),
    ]


def _shown_distance(recording: Recording) -> Figure:
    ours, corrected = _distance(recording), recording.corrected_distance_m
    if corrected is None:
        return shown(ours, recording.totals.distance_m)
    return figure("distance_m", corrected, "m", "corrected_distance", flags=("corrected",))


def _elapsed_time(recording: Recording) -> Figure:
    if not recording.has_time:
        return missing_figure("elapsed_time_s", "s", "elapsed_time", NO_RECORDS)
    elapsed = recording.cleaned.timer.elapsed_s
    return figure("elapsed_time_s", elapsed, "s", "elapsed_time", points=recording.whole, clock="elapsed")


def _timer_time(recording: Recording) -> Figure:
    if not recording.has_time:
        return missing_figure("timer_time_s", "s", "timer_time", NO_RECORDS)
    timer, report = recording.cleaned.timer, recording.cleaned.report
    pauses = Input("Pauses", float(report.pauses_count), "")
    paused = Input("Paused", timer.paused_s, "s")
    return figure(
        "timer_time_s",
        timer.timer_s,
        "s",
        "timer_time",
        inputs=(Input("Elapsed", timer.elapsed_s, "s"), pauses, paused),
        points=recording.whole,
        clock="timer",
        flags=("pauses_inferred",) if report.pauses_are_inferred else (),
    )


def _moving_time(recording: Recording) -> Figure:
    stream = recording.stream
    if not np.isfinite(stream.speed_mps).any():
        return missing_figure("moving_time_s", "s", "moving_time", NO_DISTANCE)
    return figure(
        "moving_time_s",
        _moving_seconds(stream, recording.limits.moving_speed_mps),
        "s",
        "moving_time",
        inputs=(Input("Slowest moving speed", recording.limits.moving_speed_mps, "m/s"),),
        points=recording.points_of(stream.speed_mps),
        clock="timer",
        coverage=recording.coverage(stream.speed_mps),
    )


def _moving_seconds(stream: CleanStream, slowest_mps: float) -> float:
    """Seconds whose centred 5 s mean of speed is above slowest_mps; the mean does not reach over a pause or gap."""
    at = np.flatnonzero(np.isfinite(stream.speed_mps) & (stream.weight_s > 0))
    begins = np.diff(at, prepend=at[0]) > 1
    means = centred_mean(stream.speed_mps[at], MOVING_WINDOW_S // 2, stretches_of(begins))
    return float(stream.weight_s[at[means > slowest_mps]].sum())


def _gap_time(recording: Recording) -> Figure:
    report = recording.cleaned.report
    if not recording.has_time:
        return missing_figure("gap_s", "s", "gap_time", NO_RECORDS)
    gaps = Input("Gaps", float(report.gaps_count), "")
    return figure(
        "gap_s", report.gap_s, "s", "gap_time", inputs=(gaps,), points=recording.whole, clock="timer"
    )


def _distance(recording: Recording) -> Figure:
    cleaned, report = recording.cleaned, recording.cleaned.report
    if not cleaned.has_distance:
        return missing_figure("distance_m", "m", "distance", _missing_distance(recording))
    return figure(
        "distance_m",
        cleaned.track.length_m,
        "m",
        "distance",
        inputs=(
            Input("Read from", report.distance_source),
            Input("Taken out as jumps", report.distance_removed_m, "m"),
            Input("Across gaps", report.distance_over_gaps_m, "m"),
        ),
        points=Points(
            float(cleaned.track.time_s[0]), float(cleaned.track.time_s[-1]), int(cleaned.track.time_s.size)
        ),
        clock="elapsed",
    )


def _missing_distance(recording: Recording) -> str:
    report = recording.cleaned.report
    if report.distance_jumps_count or report.distance_catch_ups_count:
        limit = recording.limits.for_sport(recording.kind).max_speed_mps
        return WORDS.say("need_slower_step", limit_mps=limit)
    return NO_DISTANCE if report.distance_source == "none" else WORDS.say("need_moving_counter")


def _over(name: str, distance: Figure, time: Figure) -> Figure:
    """Distance over time, as shown."""
    if distance.value is None or not time.value:
        return missing_figure(
            name, "m/s", "mean_speed", distance.missing or time.missing or WORDS.say("need_time")
        )
    inputs = (Input("Distance", distance.value, "m"), Input("Time", time.value, "s"))
    return figure(
        name,
        distance.value / time.value,
        "m/s",
        "mean_speed",
        inputs=inputs,
        points=time.points,
        clock="timer",
    )


def _best_speed(recording: Recording) -> Figure:
    """The best 5 s: one second alone is noise."""
    speeds = recording.stream.speed_mps
    best, at = mean_max(speeds, [BEST_PACE_WINDOW_S])
    if not np.isfinite(best[0]):
        return missing_figure("max_speed_mps", "m/s", "best_mean", f"{BEST_PACE_WINDOW_S} s of speed")
    start = float(recording.stream.time_s[max(int(at[0]) - 1, 0)])
    return figure(
        "max_speed_mps",
        best[0],
        "m/s",
        "best_mean",
        inputs=(Input("Duration", float(BEST_PACE_WINDOW_S), "s"),),
        points=Points(start, start + BEST_PACE_WINDOW_S, BEST_PACE_WINDOW_S),
        clock="elapsed",
    )


def _climb_figures(recording: Recording) -> list[Figure]:
    up, down = _climb(recording)
    totals = recording.totals
    return [
        shown(up, totals.ascent_m),
        shown(down, totals.descent_m),
    ]


def _climb(recording: Recording) -> list[Figure]:
    altitude = recording.stream.altitude_m
    if not np.isfinite(altitude).any() or not recording.has_time:
        return [
            missing_figure(name, "m", "climb", WORDS.say("need_altitude"))
            for name in ("ascent_m", "descent_m")
        ]
    total = recording.cleaned.climb
    inputs = (
        Input("Altitude from", "barometer" if recording.raw.has_barometer else "GPS"),
        Input("Noise of the altitude", recording.cleaned.report.altitude_noise_m, "m"),
    )
    points = Points(0.0, float(recording.stream.time_s[-1]), int(np.isfinite(altitude).sum()))
    return [
        figure(name, value, "m", "climb", inputs=inputs, points=points, clock="elapsed")
        for name, value in (("ascent_m", total.gain_m), ("descent_m", total.loss_m))
    ]


def _graded_figures(recording: Recording) -> list[Figure]:
    pace = recording.graded_pace
    if pace is None:
        return [
            missing_figure("graded_speed_mps", "m/s", "graded_speed", NO_DISTANCE),
            missing_figure("normalized_graded_speed_mps", "m/s", "normalized_speed", NO_DISTANCE),
        ]
    flags = _grading_flags(pace.graded_share)
    speeds = recording.stream.graded_speed_mps
    inputs = (
        Input("Seconds with data", pace.data_s, "s"),
        Input("Share with a gradient", pace.graded_share, ""),
    )
    ours = figure(
        "graded_speed_mps",
        pace.graded_mps,
        "m/s",
        "graded_speed",
        inputs=inputs,
        points=recording.points_of(speeds),
        clock="timer",
        coverage=recording.coverage(speeds),
        flags=flags,
    )
    normalised = figure(
        "normalized_graded_speed_mps",
        pace.normalised_mps,
        "m/s",
        "normalized_speed",
        inputs=inputs,
        points=ours.points,
        clock="timer",
        coverage=ours.coverage,
        flags=flags,
    )
    return [ours, normalised]


def _grading_flags(graded_share: float) -> tuple[str, ...]:
    if graded_share >= MOSTLY_GRADED:
        return ()
    return ("not_graded",) if graded_share == 0 else ("partly_graded",)


def _efficiency(recording: Recording) -> Figure:
    stream, pace = recording.stream, recording.graded_pace
    with_speed = np.where(np.isfinite(stream.graded_speed_mps), stream.heart_rate_bpm, np.nan)
    rate = weighted_mean(with_speed, stream.weight_s)
    if pace is None or not rate:
        missing = NO_DISTANCE if pace is None else WORDS.say("need_heart_rate")
        return missing_figure("efficiency", "m/min per bpm", "efficiency_factor", missing)
    return figure(
        "efficiency",
        efficiency_factor(pace.normalised_mps, rate),
        "m/min per bpm",
        "efficiency_factor",
        inputs=(
            Input("Normalised graded speed", pace.normalised_mps, "m/s"),
            Input("Mean heart rate", rate, "bpm"),
        ),
        points=recording.points_of(with_speed),
        clock="timer",
        coverage=recording.coverage(with_speed),
    )


def _decoupling(recording: Recording) -> Figure:
    drift = drift_of(recording.stream)
    if drift.percent is None:
        return missing_figure("decoupling_percent", "%", "decoupling", drift.missing or "")
    points = replace(recording.whole, start_offset_s=drift.start_offset_s)
    return figure("decoupling_percent", drift.percent, "%", "decoupling", points=points, clock="timer")
