"""Why a figure is what it is: the sentence, what went in, the formula with its numbers, how sure it is, the source.

The functions below put an athlete's numbers into the formulas of the catalogue, in the order a person asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from runners.physiology.critical_speed import CriticalSpeed, band_of_day
from runners.physiology.explanation_parts import Explanation, Given, percents_text, to_threshold_text
from runners.physiology.heart_rate_calculator import (
    HeartRateBounds,
    HeartRateZoneMethod,
    MaxHeartRate,
    heart_rate_zones,
)
from runners.physiology.race_prediction import METHOD_NAMES, Race, RaceForecast
from runners.physiology.runner_formulas import RUNNER_FORMULAS
from runners.physiology.texts import day_text, distance_text, duration_text, pace_text
from runners.physiology.vdot import vdot
from runners.physiology.zones import pace_zones

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runners.physiology.banister_fit import ImpulseResponseFit
    from runners.physiology.trial_records import LeftOut
    from runners.physiology.trials import Effort

__all__ = [
    "explain_best",
    "explain_critical_speed",
    "explain_forecast",
    "explain_heart_rate_zones",
    "explain_impulse_response",
    "explain_max_heart_rate",
    "explain_pace_zones",
    "explain_vdot",
]


def explain_critical_speed(
    value: CriticalSpeed, left_out: Sequence[LeftOut] = ()
) -> tuple[Explanation, Explanation]:
    """Critical Speed and W', with the trials used, those left out and why, and the errors."""
    inputs = tuple(_trial(trial) for trial in value.trials)
    outside = tuple(
        Given(f"{distance_text(left.effort.distance_m)} of {day_text(left.effort.day)}", left.why)
        for left in left_out
    )
    return (
        Explanation(
            RUNNER_FORMULAS["critical_speed"],
            value.cs_mps,
            _speed_sentence(value),
            inputs,
            outside,
            _line_text(value),
            _speed_bands(value),
            value.flags,
        ),
        Explanation(
            RUNNER_FORMULAS["w_prime"],
            value.w_prime_m,
            "Not known: it takes a fit." if value.w_prime_m is None else f"W' is {value.w_prime_m:.0f} m.",
            inputs,
            outside,
            _line_text(value),
            _band_text(value.w_prime_band_m, "m", 0),
            value.flags,
        ),
    )


def explain_max_heart_rate(value: MaxHeartRate, age_years: float | None) -> Explanation:
    """The maximum heart rate in use, the observed one beside it."""
    observed = (
        () if value.observed_bpm is None else (Given("Highest seen for 5 s", value.observed_bpm, "bpm"),)
    )
    if value.source == "measured":
        said = f"{value.bpm:.0f} bpm, as measured and confirmed."
        return Explanation(
            RUNNER_FORMULAS["max_heart_rate"], value.bpm, said, observed, (), "as measured", None, value.flags
        )
    error = value.high_bpm - value.bpm
    return Explanation(
        RUNNER_FORMULAS["max_heart_rate"],
        value.bpm,
        f"{value.bpm:.0f} bpm from the age; two people in three lie within ± {error:.0f}.",
        (Given("Age", age_years, "years"), *observed),
        (),
        f"211 - 0.64 * {age_years:g} = {value.bpm:.1f}" if age_years is not None else "211 - 0.64 * age",
        f"± {error:.0f} bpm",
        value.flags,
    )


def explain_heart_rate_zones(
    bounds: HeartRateBounds, maximum: MaxHeartRate, rest_bpm: float, threshold_bpm: float | None
) -> Explanation:
    """The five zones in force: typed, by the threshold, or percentages of the maximum. There is no one value."""
    zones = heart_rate_zones(bounds)
    edges = ", ".join(f"{zone.name.lower()} to {zone.upper_bpm:.0f}" for zone in zones)
    limits = tuple(Given(f"{zone.name} ends", zone.upper_bpm, "bpm") for zone in zones)
    highest = Given("Maximum heart rate", maximum.bpm, "bpm")
    is_typed = bounds.method is HeartRateZoneMethod.TYPED
    inputs, formula = (highest, *limits), percents_text(bounds, maximum)
    if is_typed:
        inputs, formula = limits, "as typed"
    elif bounds.method is HeartRateZoneMethod.THRESHOLD and threshold_bpm is not None:
        threshold = Given("Threshold heart rate", threshold_bpm, "bpm")
        inputs = (threshold, Given("Resting heart rate", rest_bpm, "bpm"), highest, *limits)
        formula = to_threshold_text(bounds, rest_bpm, threshold_bpm)
    return Explanation(
        RUNNER_FORMULAS["heart_rate_zones"],
        None,
        f"{'As typed' if is_typed else 'Computed'}: {edges} bpm, from {zones[0].lower_bpm:.0f}.",
        inputs,
        (),
        formula,
        None if is_typed or maximum.source == "measured" else "as uncertain as the estimated maximum",
        () if is_typed else maximum.flags,
    )


def explain_pace_zones(cs_mps: float, standard_error_mps: float | None) -> Explanation:
    """The zones by speed and the Critical Speed they follow."""
    zones = pace_zones(cs_mps)
    edges = [zone.upper_mps for zone in zones if zone.upper_mps is not None]
    return Explanation(
        RUNNER_FORMULAS["pace_zones"],
        None,
        f"Bounds at {', '.join(pace_text(edge) for edge in edges)} on graded speed.",
        (Given("Critical Speed", cs_mps, "m/s"),),
        (),
        ", ".join(f"{edge / cs_mps:.2f} * {cs_mps:.3f} = {edge:.3f}" for edge in edges),
        None if standard_error_mps is None else f"each bound ± {100 * standard_error_mps / cs_mps:.1f} %",
    )


def explain_best(best: Effort, source: str, contradiction: str | None = None) -> Explanation:
    """A personal best: computed in a session, typed, or a default that stands for none."""
    whose = {
        "computed": f"Run on {day_text(best.day)}, inside the run it links to.",
        "typed": f"Typed, of {day_text(best.day)}; there is no recording.",
        "default": "No best yet: a placeholder of VDOT 30 that enters no fit.",
    }[source]
    given = Given(
        distance_text(best.distance_m), best.time_s, "s", _resource(best.session_id), best.session_id
    )
    excluded = (
        (Given(f"{distance_text(best.distance_m)} in {duration_text(best.time_s)}", best.excluded_because),)
        if best.excluded_because
        else ()
    )
    return Explanation(
        RUNNER_FORMULAS["best"],
        best.time_s,
        f"{duration_text(best.time_s)} over {distance_text(best.distance_m)}. {contradiction or whose}",
        () if excluded else (given,),
        excluded,
        f"{best.distance_m:.0f} m / {best.time_s:.1f} s = {best.speed_mps:.2f} m/s",
        None,
        ("default",) if source == "default" else (),
    )


def explain_vdot(race: Race) -> Explanation:
    """VDOT of one race."""
    value, minutes = vdot(race.distance_m, race.time_s), race.time_s / 60
    return Explanation(
        RUNNER_FORMULAS["vdot"],
        value,
        f"VDOT {value:.1f} by {distance_text(race.distance_m)} in {duration_text(race.time_s)} on {day_text(race.day)}.",
        (
            Given("Distance", race.distance_m, "m", _resource(race.session_id), race.session_id),
            Given("Time", race.time_s, "s"),
        ),
        (),
        f"v = {race.distance_m / minutes:.1f} m/min, t = {minutes:.2f} min: (-4.60 + 0.182258 v + 0.000104 v²) / "
        "(0.8 + 0.1894393 e^(-0.012778 t) + 0.2989558 e^(-0.1932605 t))",
        None,
    )


def explain_forecast(forecast: RaceForecast) -> Explanation:
    """A race forecast: its methods, those that cannot be used, and its 80 % range first."""
    low, high = forecast.range_80_s
    spoken = [method for method in forecast.methods if method.time_s is not None]
    silent = [method for method in forecast.methods if method.time_s is None]
    races = (
        Given(distance_text(race.distance_m), race.time_s, "s", "sessions", race.session_id)
        for race in forecast.races
    )
    return Explanation(
        RUNNER_FORMULAS["race_time"],
        forecast.time_s,
        f"{duration_text(low)} to {duration_text(high)}, most likely {duration_text(forecast.time_s)}. {forecast.why}",
        (*races, *(Given(METHOD_NAMES[method.method], method.time_s, "s") for method in spoken)),
        tuple(Given(METHOD_NAMES[method.method], method.note) for method in silent),
        f"middle of {', '.join(duration_text(method.time_s) for method in spoken if method.time_s is not None)}",
        f"eight races in ten between {duration_text(low)} and {duration_text(high)}",
        forecast.flags,
    )


def explain_impulse_response(fit: ImpulseResponseFit) -> Explanation:
    """The model in use, whether it was fitted to the athlete, and how well."""
    model = fit.model
    parameters = (
        Given("p0", model.p0, "VDOT"),
        Given("k1", model.k1),
        Given("k2", model.k2),
        Given("tau1", model.tau1_days, "days"),
        Given("tau2", model.tau2_days, "days"),
        Given("Races and tests", fit.performances),
    )
    bands = ", ".join(f"{name} {low:.3g} to {high:.3g}" for name, (low, high) in fit.bands.items())
    return Explanation(
        RUNNER_FORMULAS["impulse_response"],
        None,
        fit.reason,
        parameters,
        (),
        f"{model.p0:.1f} + {model.k1:.4g} * G({model.tau1_days:.1f} d) - {model.k2:.4g} * H({model.tau2_days:.1f} d)",
        f"95 %: {bands}" if bands else None,
        fit.flags,
    )


def _trial(trial: Effort) -> Given:
    name = f"{distance_text(trial.distance_m)} on {day_text(trial.day)}"
    return Given(name, trial.time_s, "s", "sessions" if trial.session_id else None, trial.session_id)


def _speed_sentence(value: CriticalSpeed) -> str:
    pace = pace_text(value.cs_mps)
    return {
        "fit": f"{pace} from {len(value.trials)} all-out efforts of 2 to 20 minutes.",
        "provisional": f"{pace}, provisional, ± 5 %: the line through the two bouts of a test.",
        "race": f"{pace}, estimated, ± 5 %: one race's speed carried to 40 minutes by Riegel's rule.",
        "typed_race": f"{pace}, ± 5 %: a typed race's speed carried to 40 minutes by Riegel's rule.",
        "typed": f"{pace}, as typed on {day_text(value.day)}.",
    }[value.source]


def _line_text(value: CriticalSpeed) -> str:
    if value.w_prime_m is None:
        return f"CS = {value.cs_mps:.3f} m/s"
    quality = "" if value.r_squared is None else f", R2 {value.r_squared:.4f}"
    return f"distance = {value.w_prime_m:.0f} m + {value.cs_mps:.3f} m/s * time{quality}"


def _band_text(band: tuple[float, float] | None, unit: str, places: int) -> str | None:
    return None if band is None else f"95 %: {band[0]:.{places}f} to {band[1]:.{places}f} {unit}"


def _speed_bands(value: CriticalSpeed) -> str | None:
    """Of the line, and of a day: form moves while efforts are collected."""
    line = _band_text(value.cs_band_mps, "m/s", 2)
    if line is None or value.source != "fit":
        return line
    return f"{line} for the line; on any one day, {_band_text(band_of_day(value), 'm/s', 2)}"


def _resource(session_id: str | None) -> str | None:
    return "sessions" if session_id else None
