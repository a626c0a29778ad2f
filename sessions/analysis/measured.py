"""Measures a session: every figure that needs neither Critical Speed nor heart rate settings."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from runners.physiology.sentences import Sentence
from sessions.analysis.arrays import FloatArray
from sessions.analysis.believed_totals import believed_totals
from sessions.analysis.best_efforts import MeanMaxCurve, curve_durations, mean_max_curve
from sessions.analysis.bouts import Bout, hard_bouts
from sessions.analysis.cleaning import Cleaned, CleaningReport, CleanStream, clean
from sessions.analysis.efforts import BestEffort, best_efforts
from sessions.analysis.heart_rate_variability import Variability, variability_figures, variability_of
from sessions.analysis.laps import (
    METRES_PER_KM,
    METRES_PER_MILE,
    LapFigures,
    automatic_splits,
    recorded_laps,
)
from sessions.analysis.limits import DEFAULT_LIMITS, CleaningLimits
from sessions.analysis.motion_figures import motion_figures
from sessions.analysis.pace import GradedPace, graded_pace_of, ungraded
from sessions.analysis.provenance import Clock, Figure
from sessions.analysis.recording import Recording
from sessions.analysis.saved_distance import saved_distance_m, scaled_laps, witnessed_distance_m
from sessions.analysis.sensor_figures import sensor_figures
from sessions.analysis.streams import (
    NO_TOTALS,
    DeviceTotals,
    RawStreams,
    RecordedLap,
    SportKind,
    scale_distance,
)
from sessions.analysis.totals import DIFFERS
from sessions.analysis.words import WORDS

__all__ = ["Curves", "Measured", "measure"]

# The least difference between the device and its records that is worth a sentence, above the 3 % that are flagged.
WORTH_SAYING = {
    "distance_m": 20.0,
    "elapsed_time_s": 10.0,
    "timer_time_s": 10.0,
    "ascent_m": 20.0,
    "descent_m": 20.0,
    "avg_heart_rate_bpm": 3.0,
    "max_heart_rate_bpm": 3.0,
}


@dataclass(frozen=True, slots=True)
class Curves:
    """The mean-maximal curves; None where the session has no such stream."""

    speed: MeanMaxCurve | None
    heart_rate: MeanMaxCurve | None
    power: MeanMaxCurve | None


@dataclass(frozen=True, slots=True)
class Measured:
    """The measurements of one session.

    stream is for storage, maps and charts (NaN in gaps); everything else holds no NaN. figures by name. A session
    that was typed in has a stream of one empty sample.
    """

    kind: SportKind
    stream: CleanStream
    cleaning: CleaningReport
    figures: Mapping[str, Figure]
    laps: tuple[LapFigures, ...]
    splits_km: tuple[LapFigures, ...]
    splits_mile: tuple[LapFigures, ...]
    best_efforts: tuple[BestEffort, ...]
    curves: Curves
    graded_pace: GradedPace | None
    warnings: tuple[str, ...]
    variability: Variability | None = None
    hard_bouts: tuple[Bout, ...] = ()


def measure(
    raw: RawStreams,
    totals: DeviceTotals = NO_TOTALS,
    laps: tuple[RecordedLap, ...] = (),
    kind: SportKind | None = None,
    *,
    totals_are_trusted: bool = True,
    corrected_distance_m: float | None = None,
    counts_gradient: bool = True,
    limits: CleaningLimits = DEFAULT_LIMITS,
) -> Measured:
    """Clean and measure one session. Raises InvalidStreamsError for records no session can have.

    Without any record the totals are all there is (a session typed in, or a file without records). With a corrected
    distance the stream is stretched to it, and what the device wrote is used no more. counts_gradient: False when the
    gradient makes an effort of it that nobody could have made.
    """
    sport = kind or SportKind()
    told = totals if totals_are_trusted else NO_TOTALS
    source = _believed(raw, told, laps, sport, corrected_distance_m, limits)
    cleaned, said = source.cleaned, source.said
    if not counts_gradient:
        cleaned = replace(cleaned, stream=ungraded(cleaned.stream))
        said = (*said, WORDS.say("not_graded"))
    recording = Recording(
        raw=raw,
        cleaned=cleaned,
        kind=sport,
        totals=source.totals,
        limits=limits,
        graded_pace=graded_pace_of(cleaned.stream),
        corrected_distance_m=corrected_distance_m,
    )
    return _measured(recording, source.laps, (*said, *source.doubts))


@dataclass(frozen=True, slots=True)
class _Believed:
    """A cleaned recording, the sentences about its distance, and the doubts about the device's totals."""

    cleaned: Cleaned
    totals: DeviceTotals
    laps: tuple[RecordedLap, ...]
    said: tuple[str, ...]
    doubts: tuple[str, ...]


def _believed(
    raw: RawStreams,
    totals: DeviceTotals,
    laps: tuple[RecordedLap, ...],
    sport: SportKind,
    corrected_m: float | None,
    limits: CleaningLimits,
) -> _Believed:
    """Cleaned, stretched to the distance that is known to be true, without the totals that cannot be."""
    cleaned = clean(raw, sport, totals, limits)
    saved_m = saved_distance_m(raw, sport, totals, cleaned)
    true_m = corrected_m or saved_m or witnessed_distance_m(raw, sport, totals, cleaned)
    said: tuple[str, ...] = ()
    if true_m is not None and cleaned.has_distance:
        laps = scaled_laps(laps, true_m)
        cleaned = _stretched(cleaned, raw, sport, totals, true_m, limits)
        ratio = 1 / cleaned.report.distance_scale
        code = "saved_distance" if saved_m else "witnessed_distance"
        said = () if corrected_m else (WORDS.say(code, distance_m=true_m, recorded_ratio=ratio),)
    if corrected_m is not None:
        totals = _totals_beside_correction(totals, cleaned)
    totals, doubts = believed_totals(totals, cleaned, limits.for_sport(sport))
    return _Believed(_with_one_climb(cleaned, totals), totals, laps, said, doubts)


def _measured(recording: Recording, laps: tuple[RecordedLap, ...], said: tuple[str, ...]) -> Measured:
    cleaned, sport = recording.cleaned, recording.kind
    variability = variability_of(recording.raw.beats, cleaned.stream.start_timestamp_s)
    of_beats = variability_figures(variability, recording)
    figures = {one.name: one for one in (*motion_figures(recording), *sensor_figures(recording), *of_beats)}
    laps_measured = recorded_laps(laps, cleaned)
    return Measured(
        kind=sport,
        stream=cleaned.stream,
        cleaning=cleaned.report,
        figures=figures,
        laps=laps_measured,
        splits_km=automatic_splits(METRES_PER_KM, cleaned),
        splits_mile=automatic_splits(METRES_PER_MILE, cleaned),
        best_efforts=best_efforts(cleaned.track, cleaned.stream, sport) if sport.is_running else (),
        curves=_curves(cleaned.stream),
        graded_pace=recording.graded_pace,
        warnings=(*said, *_warnings(figures), *cleaned.report.sentences()),
        variability=variability,
        hard_bouts=hard_bouts(cleaned.stream, laps_measured) if sport.is_running else (),
    )


def _stretched(
    cleaned: Cleaned,
    raw: RawStreams,
    kind: SportKind,
    totals: DeviceTotals,
    true_m: float,
    limits: CleaningLimits,
) -> Cleaned:
    """The recording stretched to the distance that is known to be true."""
    length_m = cleaned.track.length_m
    known = replace(totals, distance_m=true_m) if totals.distance_m is not None else totals
    stretched = clean(scale_distance(raw, length_m, true_m), kind, known, limits)
    return replace(stretched, report=replace(stretched.report, distance_scale=true_m / length_m))


def _with_one_climb(cleaned: Cleaned, totals: DeviceTotals) -> Cleaned:
    """The climb through the session ends at the total that is shown: the whole, its laps and any stretch agree."""
    climbed = cleaned.stream.climbed.scaled(totals.ascent_m, totals.descent_m)
    return replace(cleaned, stream=replace(cleaned.stream, climbed=climbed))


def _totals_beside_correction(totals: DeviceTotals, cleaned: Cleaned) -> DeviceTotals:
    """Nothing the device wrote once the distance is corrected; its times where they are all there is."""
    if cleaned.stream.time_s.size > 1:
        return NO_TOTALS
    return replace(totals, distance_m=None, avg_speed_mps=None, max_speed_mps=None)


def _curves(stream: CleanStream) -> Curves:
    """Speed on the elapsed clock (a pause is slow), heart rate and power on the timer's (a pause has none)."""
    on_timer = stream.weight_s > 0
    return Curves(
        speed=_curve(stream.step_m[1:], stream.time_s[:-1], "m/s", "elapsed"),
        heart_rate=_curve(stream.heart_rate_bpm[on_timer], stream.time_s[on_timer] - 1, "bpm", "timer"),
        power=_curve(stream.power_w[on_timer], stream.time_s[on_timer] - 1, "W", "timer"),
    )


def _curve(values: FloatArray, offsets_s: FloatArray, unit: str, clock: Clock) -> MeanMaxCurve | None:
    if not np.isfinite(values).any():
        return None
    return mean_max_curve(values, offsets_s, curve_durations(values.size), unit=unit, clock=clock)


def _warnings(figures: Mapping[str, Figure]) -> list[Sentence]:
    """Where the device and its own records disagree."""
    differing = (figures[name] for name in WORTH_SAYING if DIFFERS in figures[name].flags)
    return [
        WORDS.say(
            "watch_differs", figure=_plain(one.name), value=one.value, unit=one.unit, computed=one.computed
        )
        for one in differing
        if one.value is not None
        and one.computed is not None
        and abs(one.value - one.computed) >= WORTH_SAYING[one.name]
    ]


def _plain(name: str) -> str:
    words = name.split("_")
    return " ".join({"avg": "average", "max": "highest"}.get(word, word) for word in words[:-1])
