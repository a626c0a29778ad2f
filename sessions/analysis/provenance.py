"""A figure that can answer "why": its value with the formula, what went in, what was left out, and the source."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sessions.analysis.arrays import finite_or_none
from sessions.analysis.errors import AnalysisError

__all__ = ["FORMULAS", "Clock", "Figure", "Formula", "Input", "Points", "figure", "missing_figure"]

Clock = Literal["elapsed", "timer", "none"]


@dataclass(frozen=True, slots=True)
class Formula:
    """One version of a formula: in words, as an expression, with its source and what would change its result."""

    id: str
    version: int
    words: str
    expression: str
    source: str
    would_change: str


@dataclass(frozen=True, slots=True)
class Input:
    """One value put into a formula; resource and id name the stored thing it was read from."""

    name: str
    value: float | str | None
    unit: str = ""
    resource: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Points:
    """The stretch of the stream the figure stands on, and how many seconds of it had data."""

    start_offset_s: float
    end_offset_s: float
    count: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A value and where it comes from. value is None exactly when `missing` says what is missing.

    computed is the value of our records where the device's own total is shown. coverage: share of the clock's
    seconds that had data, 0 to 1. flags are stable words for doubts; sentence is for people.
    """

    name: str
    value: float | None
    unit: str
    formula: str
    formula_version: int
    expression: str
    source_reference: str
    inputs: tuple[Input, ...] = ()
    points: Points | None = None
    clock: Clock = "none"
    coverage: float | None = None
    computed: float | None = None
    standard_error: float | None = None
    flags: tuple[str, ...] = ()
    missing: str | None = None
    sentence: str | None = None


def figure(  # noqa: PLR0913 - a figure has that many sides, and all but four go by keyword
    name: str,
    value: float,
    unit: str,
    formula: str,
    *,
    inputs: Iterable[Input] = (),
    points: Points | None = None,
    clock: Clock = "none",
    coverage: float | None = None,
    computed: float | None = None,
    standard_error: float | None = None,
    flags: tuple[str, ...] = (),
    sentence: str | None = None,
) -> Figure:
    """A figure with a finite value. Raises AnalysisError for NaN and infinity: those are bugs, not data."""
    if not math.isfinite(value):
        raise AnalysisError(f"{name} came out as {value}, which is no figure.")
    used = FORMULAS[formula]
    return Figure(
        name=name,
        value=float(value),
        unit=unit,
        formula=used.id,
        formula_version=used.version,
        expression=used.expression,
        source_reference=used.source,
        inputs=tuple(inputs),
        points=points,
        clock=clock,
        coverage=finite_or_none(coverage),
        computed=finite_or_none(computed),
        standard_error=finite_or_none(standard_error),
        flags=flags,
        sentence=sentence,
    )


def missing_figure(name: str, unit: str, formula: str, missing: str, inputs: Iterable[Input] = ()) -> Figure:
    """A figure that cannot be known, and what is missing for it."""
    used = FORMULAS[formula]
    return Figure(
        name=name,
        value=None,
        unit=unit,
        formula=used.id,
        formula_version=used.version,
        expression=used.expression,
        source_reference=used.source,
        inputs=tuple(inputs),
        missing=missing,
    )


OURS = "Runlab's own convention (docs/science.md)"
MINETTI = "Minetti AE et al. 2002, J Appl Physiol 93:1039-1046"
RECORDING = "a better recording"
CS_OR_SPEED = "a new Critical Speed, a corrected distance"
HEART_SETTINGS = "a new maximum, resting or threshold heart rate"

FORMULAS = {
    formula.id: formula
    for formula in (
        Formula(
            "device_total",
            1,
            "What the watch wrote as the session's total; ours from the records stands beside it.",
            "the device's own",
            "FIT session message",
            "cropping, splitting or correcting the session: then ours is shown",
        ),
        Formula("elapsed_time", 1, "From the first to the last record.", "last - first", OURS, RECORDING),
        Formula(
            "timer_time", 1, "Elapsed time less the pauses.", "elapsed - Σ pauses", OURS, "the marked pauses"
        ),
        Formula(
            "moving_time",
            1,
            "Seconds on the timer whose mean speed over 5 s is above 0.5 m/s.",
            "Σ s where mean5(v) > 0.5",
            OURS,
            RECORDING,
        ),
        Formula(
            "gap_time",
            1,
            "Seconds on the timer inside holes of the recording longer than 10 s.",
            "Σ holes > 10 s",
            OURS,
            RECORDING,
        ),
        Formula(
            "distance",
            1,
            "The recorded distance, made to never fall, without jumps no runner makes.",
            "Σ steps",
            OURS,
            "a corrected distance",
        ),
        Formula(
            "corrected_distance",
            1,
            "What the athlete says the distance was.",
            "as typed",
            "the athlete",
            "another correction",
        ),
        Formula(
            "mean_speed", 1, "Distance over time.", "distance / time", OURS, "a corrected distance or pause"
        ),
        Formula("best_mean", 1, "The best mean over the duration.", "max mean(v, duration)", OURS, RECORDING),
        Formula("mean", 1, "Mean over the seconds that have data.", "Σ x·s / Σ s", OURS, RECORDING),
        Formula("highest", 1, "The highest believed value.", "max x", OURS, RECORDING),
        Formula(
            "stepping_mean",
            1,
            "Mean over the seconds with at least 120 steps a minute: walking and standing are left out.",
            "Σ x·s / Σ s where spm ≥ 120",
            OURS,
            RECORDING,
        ),
        Formula(
            "step_length",
            1,
            "Metres a step: mean speed over steps a second.",
            "v / (spm / 60)",
            "Definition (Garmin's stride length)",
            RECORDING,
        ),
        Formula(
            "vertical_ratio",
            1,
            "Vertical oscillation in percent of the step length.",
            "100 * oscillation / step length",
            "Definition (Garmin)",
            RECORDING,
        ),
        Formula(
            "climb",
            1,
            "Smoothed altitude, legs between turning points that reach 2 m (barometer) or 5 m (GPS).",
            "Σ legs ≥ h",
            OURS,
            "an altitude from a barometer",
        ),
        Formula(
            "graded_speed",
            1,
            "Mean of the speed on the level that costs as much as the one run.",
            "mean(v * C(i) / C(0))",
            MINETTI,
            "a better altitude, a corrected distance",
        ),
        Formula(
            "normalized_speed",
            1,
            "Fourth-power mean of the 30 s mean of graded speed: hard minutes weigh more.",
            "(mean(mean30(v_g)^4))^(1/4)",
            "After Coggan's normalised power, on graded speed",
            "a corrected distance",
        ),
        Formula(
            "intensity_factor",
            1,
            "Normalised graded speed over Critical Speed.",
            "NGP / CS",
            "TrainingPeaks' definition, on Critical Speed",
            CS_OR_SPEED,
        ),
        Formula(
            "rtss",
            1,
            "An hour at Critical Speed is 100; load grows with the square of intensity.",
            "s * NGP * IF / (CS * 3600) * 100",
            "TrainingPeaks' rTSS definition, on Critical Speed",
            CS_OR_SPEED,
        ),
        Formula(
            "trimp",
            1,
            "Minutes, each weighted by the share of heart rate reserve, more than in proportion.",
            "Σ min * x * a * e^(b x)",
            "Banister EW 1991, Modeling elite athletic performance",
            HEART_SETTINGS,
        ),
        Formula(
            "hrtss",
            1,
            "TRIMP in percent of an hour at threshold heart rate.",
            "100 * TRIMP / TRIMP(1 h at threshold)",
            "Banister EW 1991, scaled as rTSS",
            HEART_SETTINGS,
        ),
        Formula(
            "trimp_edwards",
            1,
            "Minutes times the number of the zone.",
            "Σ min * zone",
            "Edwards S 1993, The Heart Rate Monitor Book",
            "a new maximum heart rate",
        ),
        Formula(
            "trimp_lucia",
            1,
            "Minutes times 1, 2 or 3 by the ventilatory thresholds.",
            "Σ min * (1, 2, 3)",
            "Lucia A et al. 2003, Med Sci Sports Exerc 35:872-878",
            "new ventilatory thresholds",
        ),
        Formula(
            "session_rpe",
            1,
            "Perceived exertion times minutes.",
            "RPE * min",
            "Foster C et al. 2001, J Strength Cond Res 15:109-115",
            "another rating",
        ),
        Formula(
            "load_by_rpe",
            1,
            "Session RPE scaled so that an hour at 7 is 100, or by the athlete's own ratio.",
            "RPE * min * 100 / ratio",
            "Foster C et al. 2001; scale ours",
            "another rating, ten sessions with both",
        ),
        Formula(
            "load_by_duration",
            1,
            "Minutes at a usual intensity of 0.7: an estimate.",
            "h * 0.7² * 100",
            OURS,
            "a perceived exertion, a heart rate, a distance",
        ),
        Formula(
            "efficiency_factor",
            1,
            "Metres a minute of normalised graded speed for each beat a minute.",
            "NGP * 60 / mean heart rate",
            "Friel J, efficiency factor",
            RECORDING,
        ),
        Formula(
            "decoupling",
            1,
            "How much speed a beat was lost from the first half to the second, the first 10 min left out.",
            "100 * (e1 - e2) / e1",
            "Friel J, aerobic decoupling",
            RECORDING,
        ),
        Formula(
            "heart_rate_zones",
            1,
            "Seconds on the timer with a heart rate in the zone; its upper bound belongs to it.",
            "Σ s where lower < bpm ≤ upper",
            "Zones: specification; maximum: Nes BM et al. 2013, Scand J Med Sci Sports 23:697-704",
            "a new maximum heart rate, other bounds",
        ),
        Formula(
            "pace_zones",
            1,
            "Seconds on the timer with a graded speed in the zone: below 78, 87, 95, 102 % of Critical Speed, above.",
            "Σ s where lower ≤ v_g / CS < upper",
            OURS,
            CS_OR_SPEED,
        ),
        Formula(
            "best_effort",
            2,
            "The least elapsed time over the distance: a pause inside counts; both ends are interpolated.",
            "min(t(d + D) - t(d))",
            OURS,
            "a better recording, a corrected distance",
        ),
        Formula(
            "mean_max",
            1,
            "The best mean over each duration, never rising with duration.",
            "max mean(x, duration)",
            OURS,
            RECORDING,
        ),
        Formula(
            "recorded_laps",
            1,
            "As the watch wrote them; what it left out is ours, from the records between the lap's ends.",
            "the watch's own, else Σ and means from start to end",
            "FIT lap messages",
            "cropping or splitting the session",
        ),
        Formula(
            "automatic_splits",
            1,
            "Cut where the distance reaches each whole kilometre or mile, to the metre; pace is over the timer's time.",
            "t(k·D) - t((k-1)·D)",
            OURS,
            "a corrected distance",
        ),
        Formula(
            "bouts",
            1,
            "Work and rest as the watch's laps name them; else work begins above 92 % of Critical Speed, ends below 87 %.",
            "mean9(v_g) / CS crosses 0.92 up, 0.87 down; edges half way between both speeds",
            OURS,
            CS_OR_SPEED,
        ),
        Formula(
            "cleaning",
            1,
            "What was masked, merged, bridged or left out before anything was computed.",
            "counts of records",
            OURS,
            RECORDING,
        ),
        Formula(
            "w_prime_balance",
            1,
            "W' spent above Critical Speed, recovered below it; graded speed smoothed over 10 s.",
            "dB/dt = -(v - CS) above; (CS - v)(W' - B) / W' below",
            "Skiba PF et al. 2015, Eur J Appl Physiol 115:703-713",
            "a new Critical Speed or W'",
        ),
    )
}
