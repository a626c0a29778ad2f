"""Chooses the load of a session, with the reason against each way not taken (docs/science.md, Session figures)."""

from dataclasses import dataclass

from runners.physiology.texts import duration_text
from sessions.analysis.context import AthleteContext
from sessions.analysis.provenance import Figure, Input, figure, missing_figure
from sessions.analysis.streams import SportKind
from sessions.analysis.training_stress import (
    RPE_POINTS_PER_100,
    TYPED_INTENSITY,
    hrtss_of_trimp,
    intensity_factor,
    load_by_duration,
    load_by_rpe,
    rtss,
    session_rpe,
)
from sessions.analysis.words import WORDS

__all__ = ["LEAST_HEART_RATE_COVERAGE", "Load", "LoadInputs", "Rejected", "load_figures", "load_of"]

LEAST_HEART_RATE_COVERAGE = 0.80
PACE_NOT_TRUSTED = "pace_not_trusted"
CONTRADICTED = "critical_speed_contradicted"


@dataclass(frozen=True, slots=True)
class LoadInputs:
    """What the load of a session is computed from; small enough to store, so that a new Critical Speed needs no stream.

    pace_s: seconds on the timer with a speed. trimp: of the seconds with a heart rate, which are
    heart_rate_coverage (0 to 1) of timer_time_s. contradicts_cs: the run was faster than the Critical Speed in use allows.
    """

    kind: SportKind
    timer_time_s: float | None
    ngp_mps: float | None
    pace_s: float | None
    trimp: float | None
    heart_rate_coverage: float
    is_typed: bool = False
    distance_is_corrected: bool = False
    contradicts_cs: bool = False


@dataclass(frozen=True, slots=True)
class Rejected:
    """A method for the load that was not used, with its reason."""

    method: str
    reason: str


@dataclass(frozen=True, slots=True)
class Load:
    """The load of a session: value on the scale of rTSS, method ("rtss", "hrtss", "rpe", "duration"), or None of both.

    coverage: share of the timer time the method had data for. cs_mps is the Critical Speed used, if any.
    """

    value: float | None
    method: str | None
    coverage: float | None
    standard_error: float | None
    cs_mps: float | None
    flags: tuple[str, ...]
    rejected: tuple[Rejected, ...]

    @property
    def is_estimated(self) -> bool:
        """Whether the value is a guess: from minutes alone, a typed distance, one race, or for want of a Critical Speed."""
        return "estimated" in self.flags


def load_of(inputs: LoadInputs, context: AthleteContext) -> Load:
    """The first of pace, heart rate, perceived exertion and minutes that can be trusted.

    A pace not to be trusted (treadmill without a pod, trail) still comes before minutes alone, flagged.
    """
    figures = {one.name: one for one in load_figures(inputs, context)}
    refusals = _refusals(inputs, context, figures)
    order = ("rtss", "hrtss", "load_by_rpe", "untrusted_rtss", "load_by_duration")
    rejected: list[Rejected] = []
    for way in order:
        reason = refusals[way]
        if reason is None:
            return _chosen(way, figures, inputs, tuple(rejected))
        if way != "untrusted_rtss":
            rejected.append(Rejected(_method(way), reason))
    return Load(None, None, None, None, None, (), tuple(rejected))


def load_figures(inputs: LoadInputs, context: AthleteContext) -> list[Figure]:
    """Every load that can be computed, trusted or not; what is missing for the others."""
    return [
        *_pace_figures(inputs, context),
        _hrtss_figure(inputs, context),
        *_rpe_figures(inputs, context),
        _duration_figure(inputs),
    ]


def _refusals(
    inputs: LoadInputs, context: AthleteContext, figures: dict[str, Figure]
) -> dict[str, str | None]:
    """The reason against each method for the load, None where there is none."""
    missing = {name: _needs(figures[name]) for name in ("rtss", "hrtss", "load_by_rpe", "load_by_duration")}
    return {
        **missing,
        "rtss": missing["rtss"] or _distrust_of_pace(inputs),
        "hrtss": missing["hrtss"] or _distrust_of_heart_rate(inputs),
        "untrusted_rtss": missing["rtss"],
        "load_by_duration": missing["load_by_duration"] or _distrust_of_minutes(inputs, context),
    }


def _needs(one: Figure) -> str | None:
    return None if one.value is not None else WORDS.say("needs", what=one.missing)


def _distrust_of_pace(inputs: LoadInputs) -> str | None:
    kind = inputs.kind
    if inputs.contradicts_cs:
        return WORDS.say("faster_than_allowed")
    if kind.is_treadmill and not (kind.has_foot_pod or inputs.distance_is_corrected):
        return WORDS.say("treadmill_guess")
    if kind.is_trail:
        return WORDS.say("trail")
    return None


def _distrust_of_heart_rate(inputs: LoadInputs) -> str | None:
    if inputs.heart_rate_coverage >= LEAST_HEART_RATE_COVERAGE:
        return None
    return WORDS.say("little_heart_rate", coverage=inputs.heart_rate_coverage)


def _distrust_of_minutes(inputs: LoadInputs, context: AthleteContext) -> str | None:
    if inputs.kind.is_running:
        return None
    return WORDS.say("other_sport", sport=context.kind.sport.replace("_", " "))


def _method(way: str) -> str:
    return {"load_by_rpe": "rpe", "load_by_duration": "duration", "untrusted_rtss": "rtss"}.get(way, way)


def _chosen(way: str, figures: dict[str, Figure], inputs: LoadInputs, rejected: tuple[Rejected, ...]) -> Load:
    name = "rtss" if way == "untrusted_rtss" else way
    used = figures[name]
    unknown_cs = inputs.kind.is_running and figures["rtss"].value is None and inputs.ngp_mps is not None
    estimated = way == "load_by_duration" or unknown_cs or (name == "rtss" and _is_guess(inputs))
    return Load(
        value=used.value,
        method=_method(way),
        coverage=used.coverage,
        standard_error=used.standard_error,
        cs_mps=_input_value(used, "Critical Speed"),
        flags=tuple(dict.fromkeys((*used.flags, *(("estimated",) if estimated else ())))),
        rejected=rejected,
    )


def _is_guess(inputs: LoadInputs) -> bool:
    return inputs.is_typed or inputs.contradicts_cs


def _input_value(one: Figure, name: str) -> float | None:
    found = next((item.value for item in one.inputs if item.name == name), None)
    return found if isinstance(found, float) else None


def _critical_speed_input(context: AthleteContext) -> Input:
    return Input("Critical Speed", context.cs_mps, "m/s", "critical-speed", context.cs_reference)


def _pace_figures(inputs: LoadInputs, context: AthleteContext) -> list[Figure]:
    missing = _missing_for_pace(inputs, context)
    if missing:
        return [
            missing_figure("rtss", "rTSS", "rtss", missing),
            missing_figure("intensity_factor", "", "intensity_factor", missing),
        ]
    return _pace_load(
        inputs, context, *map(float, (inputs.pace_s or 0, inputs.ngp_mps or 0, context.cs_mps or 0))
    )


def _missing_for_pace(inputs: LoadInputs, context: AthleteContext) -> str | None:
    if not inputs.kind.is_running:
        return WORDS.say("need_run")
    if inputs.ngp_mps is None or not inputs.pace_s:
        return WORDS.say("need_distance")
    return None if context.cs_mps else WORDS.say("need_critical_speed")


def _pace_load(
    inputs: LoadInputs, context: AthleteContext, seconds: float, ngp_mps: float, cs_mps: float
) -> list[Figure]:
    intensity, value = intensity_factor(ngp_mps, cs_mps), rtss(seconds, ngp_mps, cs_mps)
    doubt = None if context.cs_standard_error_mps is None else context.cs_standard_error_mps / cs_mps
    distrust = (
        (CONTRADICTED if inputs.contradicts_cs else PACE_NOT_TRUSTED,) if _distrust_of_pace(inputs) else ()
    )
    flags = (*context.cs_flags, *distrust)
    shared = (Input("Normalised graded speed", ngp_mps, "m/s"), _critical_speed_input(context))
    coverage = seconds / inputs.timer_time_s if inputs.timer_time_s else None
    return [
        figure(
            "rtss",
            value,
            "rTSS",
            "rtss",
            inputs=(Input("Seconds with data", seconds, "s"), *shared, Input("Intensity", intensity)),
            clock="timer",
            coverage=None if coverage is None else min(coverage, 1.0),
            standard_error=None if doubt is None else 2 * doubt * value,
            flags=flags,
            sentence=f"{value:.0f}: {duration_text(seconds)} at {intensity:.0%} of Critical Speed",
        ),
        figure(
            "intensity_factor",
            intensity,
            "",
            "intensity_factor",
            inputs=shared,
            clock="timer",
            standard_error=None if doubt is None else doubt * intensity,
            flags=flags,
        ),
    ]


def _hrtss_figure(inputs: LoadInputs, context: AthleteContext) -> Figure:
    maximum, threshold = context.hr_max_bpm, context.threshold_bpm
    if inputs.trimp is None or maximum is None or threshold is None:
        missing = WORDS.say("need_heart_rate") if inputs.trimp is None else WORDS.say("need_max_heart_rate")
        return missing_figure("hrtss", "hrTSS", "hrtss", missing)
    value = hrtss_of_trimp(inputs.trimp, context.rest_bpm, maximum, context.sex, threshold)
    return figure(
        "hrtss",
        value,
        "hrTSS",
        "hrtss",
        inputs=(
            Input("TRIMP", inputs.trimp),
            Input("Threshold heart rate", threshold, "bpm"),
            Input("Resting heart rate", context.rest_bpm, "bpm"),
            Input("Maximum heart rate", maximum, "bpm"),
            Input("Sex", context.sex or "unspecified"),
        ),
        clock="timer",
        coverage=inputs.heart_rate_coverage,
        flags=context.heart_rate_flags,
    )


def _rpe_figures(inputs: LoadInputs, context: AthleteContext) -> list[Figure]:
    if context.rpe is None or not inputs.timer_time_s:
        missing = WORDS.say("need_exertion") if context.rpe is None else WORDS.say("need_timer_time")
        return [
            missing_figure("session_rpe", "", "session_rpe", missing),
            missing_figure("load_by_rpe", "rTSS", "load_by_rpe", missing),
        ]
    ratio = context.rpe_points_per_100 or RPE_POINTS_PER_100
    put_in = (Input("Perceived exertion", context.rpe), Input("Timer time", inputs.timer_time_s, "s"))
    flags = () if context.rpe_points_per_100 else ("default_rpe_ratio",)
    points = session_rpe(context.rpe, inputs.timer_time_s)
    value = load_by_rpe(context.rpe, inputs.timer_time_s, ratio)
    return [
        figure("session_rpe", points, "", "session_rpe", inputs=put_in, clock="timer"),
        figure(
            "load_by_rpe",
            value,
            "rTSS",
            "load_by_rpe",
            inputs=(*put_in, Input("Points that stand for 100", ratio)),
            clock="timer",
            coverage=1.0,
            flags=flags,
            sentence=f"{value:.0f}: {duration_text(inputs.timer_time_s)} felt as {context.rpe:g} of 10",
        ),
    ]


def _duration_figure(inputs: LoadInputs) -> Figure:
    if not inputs.timer_time_s:
        return missing_figure("load_by_duration", "rTSS", "load_by_duration", WORDS.say("need_timer_time"))
    value = load_by_duration(inputs.timer_time_s)
    put_in = (Input("Timer time", inputs.timer_time_s, "s"), Input("Intensity", TYPED_INTENSITY))
    sentence = f"{value:.0f}: {duration_text(inputs.timer_time_s)} at a usual intensity, for want of more"
    return figure(
        "load_by_duration",
        value,
        "rTSS",
        "load_by_duration",
        inputs=put_in,
        clock="timer",
        flags=("estimated",),
        sentence=sentence,
    )
