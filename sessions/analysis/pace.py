"""Graded pace, normalised graded pace, efficiency and drift, from a clean stream."""

from dataclasses import dataclass, replace

import numpy as np

from sessions.analysis.arrays import BoolArray, FloatArray, weighted_mean
from sessions.analysis.cleaning import CleanStream
from sessions.analysis.graded_pace import normalised_speed
from sessions.analysis.running_form import decoupling
from sessions.analysis.words import WORDS

__all__ = ["Drift", "GradedPace", "drift_of", "graded_pace_of", "ungraded"]

# Friel's rule needs a long steady run (ours: how long, how steady, how complete).
DRIFT_SKIPPED_S = 600.0
DRIFT_SHORTEST_S = 2400.0
DRIFT_MOST_VARIATION = 0.15
DRIFT_LEAST_COVERAGE = 0.90


@dataclass(frozen=True, slots=True)
class GradedPace:
    """Mean and normalised graded speed in m/s; the timer's seconds with data, and the share of them with a grade."""

    graded_mps: float
    normalised_mps: float
    data_s: float
    graded_share: float


@dataclass(frozen=True, slots=True)
class Drift:
    """Decoupling in percent from an elapsed offset on, or what is missing for it."""

    percent: float | None
    missing: str | None
    start_offset_s: float = 0.0


def graded_pace_of(stream: CleanStream) -> GradedPace | None:
    """Graded pace on the timer's clock; None without a second of speed."""
    on_timer = stream.weight_s > 0
    has_speed = on_timer & np.isfinite(stream.graded_speed_mps)
    graded = weighted_mean(stream.graded_speed_mps, stream.weight_s)
    weights = stream.weight_s[has_speed]
    normalised = normalised_speed(
        stream.graded_speed_mps[has_speed], weights, _after_gap(has_speed[on_timer])
    )
    if graded is None or normalised is None:
        return None
    data_s = float(weights.sum())
    with_grade = float(stream.weight_s[has_speed & np.isfinite(stream.grade)].sum())
    return GradedPace(graded, normalised, data_s, with_grade / data_s)


def ungraded(stream: CleanStream) -> CleanStream:
    """The stream as if all of it had been level."""
    level = np.full(stream.grade.shape, np.nan)
    return replace(stream, grade=level, graded_speed_mps=stream.speed_mps)


def _after_gap(has_data: BoolArray) -> BoolArray:
    """For each second with data, whether the timer's second before it had none."""
    before = np.concatenate(([False], has_data[:-1]))
    return np.asarray(~before[has_data], dtype=np.bool_)


def drift_of(stream: CleanStream) -> Drift:
    """Aerobic decoupling between the halves of the timer time that is left after the first 10 minutes."""
    counted = (stream.weight_s > 0) & (stream.timer_s > DRIFT_SKIPPED_S)
    seconds = stream.weight_s * counted
    total = float(seconds.sum())
    if total < DRIFT_SHORTEST_S:
        return Drift(None, WORDS.say("need_long_run"))
    both = counted & np.isfinite(stream.graded_speed_mps) & np.isfinite(stream.heart_rate_bpm)
    if float(stream.weight_s[both].sum()) < DRIFT_LEAST_COVERAGE * total:
        return Drift(None, WORDS.say("need_covered_run"))
    if _variation(stream.graded_speed_mps[both], stream.weight_s[both]) >= DRIFT_MOST_VARIATION:
        return Drift(None, WORDS.say("need_steady_pace"))
    middle = DRIFT_SKIPPED_S + total / 2
    first = both & (stream.timer_s <= middle)
    second = both & ~first
    halves = [_means(stream, half) for half in (first, second)]
    (speed1, rate1), (speed2, rate2) = halves
    begin = float(stream.time_s[max(int(np.argmax(counted)) - 1, 0)])
    return Drift(decoupling(speed1, rate1, speed2, rate2), None, begin)


def _means(stream: CleanStream, part: BoolArray) -> tuple[float, float]:
    weights = stream.weight_s[part]
    total = float(weights.sum())
    speed = float(stream.graded_speed_mps[part] @ weights) / total
    return speed, float(stream.heart_rate_bpm[part] @ weights) / total


def _variation(values: FloatArray, weights: FloatArray) -> float:
    """Standard deviation over mean; infinite for a mean of zero."""
    mean = float(np.average(values, weights=weights))
    if mean <= 0:
        return float("inf")
    return float(np.sqrt(np.average((values - mean) ** 2, weights=weights))) / mean
