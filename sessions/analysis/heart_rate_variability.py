"""Heart-rate variability from the intervals between beats: RMSSD at rest, DFA alpha-1 in a run (docs/science.md)."""

from dataclasses import dataclass

import numpy as np

from sessions.analysis.arrays import BoolArray, FloatArray
from sessions.analysis.beat_intervals import BeatIntervals, artefacts, corrected
from sessions.analysis.provenance import Figure, Input, Points, figure, missing_figure
from sessions.analysis.recording import Recording
from sessions.analysis.words import WORDS

__all__ = ["Variability", "dfa_alpha1", "rmssd_s", "variability_figures", "variability_of"]

# Rogers B et al. 2021 (Front Physiol 11:596567): boxes of 4 to 16 beats, windows of 2 min made anew every 5 s.
BOX_BEATS = range(4, 17)
WINDOW_S, EVERY_S = 120.0, 5.0
MOST_WINDOWS = 720
# Rogers B et al. 2021 (Sensors 21:821): up to 5 % of artefacts hardly change alpha-1.
MOST_ARTEFACTS_SHARE = 0.05
# Where beats cover less of a window than this share, the sensor had lost contact.
LEAST_COVERED_SHARE = 0.9
LEAST_BEATS = 4 * BOX_BEATS[-1]
# A beat this much later than its interval allows does not follow the one before.
LOST_CONTACT_S = 3.0
# Task Force 1996 (Circulation 93:1043-1065): five minutes lying; ultra-short recordings of one minute agree for RMSSD.
LEAST_RESTING_S = 60.0
HIGHEST_RESTING_BPM = 100.0
LONGEST_RESTING_M = 100.0
MS_PER_S = 1000.0
# Smaller fluctuations are the rounding of equal intervals.
ROUNDING_SHARE = 1e-9
_LOG_BEATS = np.log(np.array(BOX_BEATS)) - np.log(np.array(BOX_BEATS)).mean()
# The slope of a line over log n is this weighted sum.
LOG_WEIGHTS = _LOG_BEATS / (_LOG_BEATS @ _LOG_BEATS)


@dataclass(frozen=True, slots=True)
class Variability:
    """The beats of a recording and their variability. alpha1 at time_s (s from the recording's start, the end of each window), same length."""

    beats_count: int
    artefacts_share: float
    mean_interval_s: float
    recorded_s: float
    rmssd_s: float | None
    time_s: tuple[float, ...]
    alpha1: tuple[float, ...]


def rmssd_s(interval_s: FloatArray, is_artefact: BoolArray, follows: BoolArray) -> float | None:
    """Root mean square of successive differences (s), over pairs of sound beats of which the second `follows` the first.

    follows, shape (n,), says of each interval whether the one before it ends where it begins. Task Force 1996.
    """
    sound = ~is_artefact[1:] & ~is_artefact[:-1] & follows[1:]
    differences = np.diff(interval_s)[sound]
    return float(np.sqrt(np.mean(differences**2))) if differences.size > 1 else None


def dfa_alpha1(interval_s: FloatArray) -> float | None:
    """Short-term scaling exponent of detrended fluctuation analysis over boxes of 4 to 16 beats.

    The integrated series is cut into boxes of n beats, each loses its least-squares line, F(n) is the root mean square
    of what is left; alpha-1 is the slope of log F over log n. None without fluctuation or with too few beats.
    Peng C-K et al. 1995, Chaos 5:82-87.
    """
    if interval_s.size < BOX_BEATS[-1]:
        return None
    profile = np.cumsum(interval_s - interval_s.mean())
    fluctuation = np.array([_fluctuation(profile, beats) for beats in BOX_BEATS])
    if not np.all(fluctuation > ROUNDING_SHARE * interval_s.mean()):
        return None
    return float(LOG_WEIGHTS @ np.log(fluctuation))


def _fluctuation(profile: FloatArray, beats: int) -> float:
    boxes = profile[: profile.size // beats * beats].reshape(-1, beats)
    place = np.arange(beats) - (beats - 1) / 2
    level = boxes - boxes.mean(axis=1, keepdims=True)
    along = level @ place
    # The sum of squares along each box's fitted line is subtracted.
    left = np.einsum("ij,ij->", level, level) - along @ along / (place @ place)
    return float(np.sqrt(max(left, 0.0) / boxes.size))


def variability_of(beats: BeatIntervals, start_s: float) -> Variability | None:
    """The variability of a recording that began at start_s (Unix seconds); None without beats."""
    if not beats.interval_s.size:
        return None
    wrong = artefacts(beats.interval_s)
    repaired = corrected(beats.interval_s, wrong)
    time_s, alpha1 = _alpha1_over_time(beats.time_s - start_s, repaired, wrong)
    return Variability(
        beats_count=int(beats.interval_s.size),
        artefacts_share=float(wrong.mean()),
        mean_interval_s=float(repaired.mean()),
        recorded_s=float(repaired.sum()),
        rmssd_s=rmssd_s(beats.interval_s, wrong, _follows(beats)),
        time_s=time_s,
        alpha1=alpha1,
    )


def _follows(beats: BeatIntervals) -> BoolArray:
    late_s = np.diff(beats.time_s, prepend=beats.time_s[0]) - beats.interval_s
    return np.asarray(late_s < LOST_CONTACT_S, dtype=np.bool_)


def _alpha1_over_time(
    time_s: FloatArray, interval_s: FloatArray, wrong: BoolArray
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Alpha-1 of each window with few artefacts and no lost contact, at the window's end."""
    span_s = float(time_s[-1] - time_s[0])
    every_s = max(EVERY_S, span_s / MOST_WINDOWS)
    ends = np.arange(time_s[0] + WINDOW_S, time_s[-1] + every_s / 2, every_s)
    firsts = np.searchsorted(time_s, ends - WINDOW_S, side="right")
    lasts = np.searchsorted(time_s, ends, side="right")
    found = [
        (float(end), value)
        for end, first, last in zip(ends, firsts, lasts, strict=True)
        if _is_sound(interval_s[first:last], wrong[first:last])
        and (value := dfa_alpha1(interval_s[first:last])) is not None
    ]
    return tuple(end for end, _ in found), tuple(value for _, value in found)


def _is_sound(interval_s: FloatArray, wrong: BoolArray) -> bool:
    return bool(
        interval_s.size >= LEAST_BEATS
        and wrong.mean() <= MOST_ARTEFACTS_SHARE
        and interval_s.sum() >= LEAST_COVERED_SHARE * WINDOW_S
    )


def variability_figures(variability: Variability | None, recording: Recording) -> list[Figure]:
    """RMSSD of a recording at rest, alpha-1, and the share of artefacts; none where the watch recorded no beats."""
    if variability is None:
        return []
    inputs = (
        Input("Beats", variability.beats_count),
        Input("Artefacts", 100 * variability.artefacts_share, "%"),
    )
    share = figure(
        "rr_artefacts_percent", 100 * variability.artefacts_share, "%", "rr_artefacts", inputs=inputs[:1]
    )
    return [_rmssd_figure(variability, recording, inputs), _alpha1_figure(variability, inputs), share]


def _rmssd_figure(variability: Variability, recording: Recording, inputs: tuple[Input, ...]) -> Figure:
    if not _is_at_rest(variability, recording):
        missing = WORDS.say("need_rest")
        return missing_figure("rmssd_ms", "ms", "rmssd", missing, inputs)
    if variability.rmssd_s is None or variability.artefacts_share > MOST_ARTEFACTS_SHARE:
        return missing_figure("rmssd_ms", "ms", "rmssd", WORDS.say("need_clean_beats"), inputs)
    return figure("rmssd_ms", MS_PER_S * variability.rmssd_s, "ms", "rmssd", inputs=inputs)


def _is_at_rest(variability: Variability, recording: Recording) -> bool:
    moved_m = recording.cleaned.track.length_m if recording.cleaned.has_distance else 0.0
    return (
        variability.recorded_s >= LEAST_RESTING_S
        and 60.0 / variability.mean_interval_s < HIGHEST_RESTING_BPM
        and moved_m < LONGEST_RESTING_M
    )


def _alpha1_figure(variability: Variability, inputs: tuple[Input, ...]) -> Figure:
    if not variability.alpha1:
        missing = WORDS.say("need_two_minutes_of_beats")
        return missing_figure("dfa_alpha1", "", "dfa_alpha1", missing, inputs)
    count = len(variability.alpha1)
    points = Points(max(variability.time_s[0] - WINDOW_S, 0.0), variability.time_s[-1], count)
    return figure(
        "dfa_alpha1",
        float(np.median(variability.alpha1)),
        "",
        "dfa_alpha1",
        inputs=(*inputs, Input("Windows of 2 min", count)),
        points=points,
        clock="elapsed",
    )
