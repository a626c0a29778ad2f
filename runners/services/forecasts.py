"""Race forecasts and the fitted model: one stored figure each, made from races passed down and stored loads."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from runners import defaults
from runners.models import CriticalSpeedRecord, Runner, RunnerHistory
from runners.physiology.banister_fit import ImpulseResponseFit, Performance, fit_impulse_response
from runners.physiology.critical_speed import CriticalSpeed
from runners.physiology.errors import NotEnoughDataError
from runners.physiology.forecast_scoring import ForecastScore, forecast_record, score, stored
from runners.physiology.race_prediction import Race, RaceForecast, predict
from runners.physiology.vdot import VDOT_LONGEST_S, VDOT_SHORTEST_S, vdot

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from runners.physiology.banister import ImpulseResponse

__all__ = ["FORECAST_DISTANCES_M", "RaceResult", "forecast_race", "update_forecasts", "update_model"]

FORECAST_DISTANCES_M = (5000.0, 10_000.0, 21_097.5, 42_195.0)
_RACE = "race"


@dataclass(frozen=True, slots=True)
class RaceResult:
    """A race or a verified time trial: its whole distance in m and time in s, on its local day."""

    session_id: str
    distance_m: float
    time_s: float
    day: date
    kind: str


def update_model(runner: Runner, results: Iterable[RaceResult]) -> bool:
    """Fit the impulse-response model to the runner's own races, or say why not; whether the model in use changed."""
    rows = list(RunnerHistory.objects.filter(runner=runner).order_by("day").values_list("day", "load_rtss"))
    performances = [
        Performance(one.day, vdot(one.distance_m, one.time_s), one.session_id)
        for one in results
        if VDOT_SHORTEST_S <= one.time_s <= VDOT_LONGEST_S
    ]
    if not rows:
        return False
    stated = runner.usual_weekly_load_rtss
    fit = fit_impulse_response(
        [load for _, load in rows],
        rows[0][0],
        performances,
        start_load=None if stated is None else stated / 7,
    )
    before = runner.banister
    runner.banister = _model_document(fit.model, is_default=not fit.is_kept)
    runner.banister_fit = _fit_document(fit, performances)
    runner.save(update_fields=["banister", "banister_fit", "updated_at"])
    return bool(runner.banister != before)


def update_forecasts(runner: Runner, results: Sequence[RaceResult], today: date) -> None:
    """Store today's forecasts, and score the one that could be made before each race that was run."""
    runner.race_results = [asdict(one) | {"day": one.day.isoformat()} for one in results]
    forecasts = [
        _forecast_document(runner, distance_m, results, today) for distance_m in FORECAST_DISTANCES_M
    ]
    scores = [one for result in results if (one := _score(runner, result, results)) is not None]
    runner.forecasts = {
        "day": today.isoformat(),
        "forecasts": forecasts,
        "scores": [_score_document(one) for one in scores],
        "record": asdict(forecast_record(scores)),
    }
    runner.save(update_fields=["race_results", "forecasts", "updated_at"])


def forecast_race(runner: Runner, distance_m: float, day: date) -> RaceForecast:
    """A forecast from what was known on that day. Raises NotEnoughDataError, InvalidInputError."""
    races = [
        RaceResult(
            one["session_id"], one["distance_m"], one["time_s"], date.fromisoformat(one["day"]), one["kind"]
        )
        for one in runner.race_results
    ]
    return _predict(runner, distance_m, races, day)


def _predict(runner: Runner, distance_m: float, results: Iterable[RaceResult], day: date) -> RaceForecast:
    races = [Race(one.distance_m, one.time_s, one.day, one.session_id) for one in results if one.day <= day]
    return predict(distance_m, races, day, _critical_speed(runner, day))


def _critical_speed(runner: Runner, day: date) -> CriticalSpeed | None:
    found = (
        CriticalSpeedRecord.objects.filter(
            runner=runner, state=CriticalSpeedRecord.State.IN_FORCE, valid_from__lte=day
        )
        .order_by("-valid_from", "-pk")
        .first()
    )
    if found is None or found.critical_speed_mps is None:
        return None
    return CriticalSpeed(
        cs_mps=found.critical_speed_mps,
        w_prime_m=found.w_prime_m,
        se_cs_mps=found.standard_error_mps,
        se_w_prime_m=found.w_prime_standard_error_m,
        cs_band_mps=None,
        w_prime_band_m=None,
        r_squared=found.r2,
        source=found.source,
        day=found.valid_from,
        flags=tuple(found.flags),
    )


def _forecast_document(
    runner: Runner, distance_m: float, results: Sequence[RaceResult], today: date
) -> dict[str, Any]:
    try:
        forecast = _predict(runner, distance_m, results, today)
    except NotEnoughDataError as error:
        return {"distance_m": distance_m, "time_s": None, "missing": str(error)}
    return {
        "distance_m": distance_m,
        "time_s": forecast.time_s,
        "time_low_s": forecast.range_80_s[0],
        "time_high_s": forecast.range_80_s[1],
        "methods": [asdict(method) for method in forecast.methods],
        "recommended": forecast.recommended,
        "why": forecast.why,
        "flags": list(forecast.flags),
        "formula": forecast.formula,
        "missing": None,
    }


def _score(runner: Runner, result: RaceResult, results: Sequence[RaceResult]) -> ForecastScore | None:
    """The forecast of the day before a race beside its time; None where none could be made."""
    if result.kind != _RACE:
        return None
    eve = date.fromordinal(result.day.toordinal() - 1)
    try:
        forecast = _predict(runner, result.distance_m, results, eve)
    except NotEnoughDataError:
        return None
    return score(stored(forecast, result.day, eve), result.time_s)


def _score_document(one: ForecastScore) -> dict[str, Any]:
    return {
        "race_day": one.forecast.race_day.isoformat(),
        "distance_m": one.forecast.distance_m,
        "forecast_s": one.forecast.time_s,
        "low_s": one.forecast.range_80_s[0],
        "high_s": one.forecast.range_80_s[1],
        "actual_s": one.actual_s,
        "error_percent": one.error_percent,
        "is_inside_80": one.is_inside_80,
    }


def _model_document(model: ImpulseResponse, *, is_default: bool) -> dict[str, Any]:
    return {
        "p0": defaults.IMPULSE_RESPONSE.p0 if is_default else model.p0,
        "k1": model.k1,
        "k2": model.k2,
        "tau1_days": model.tau1_days,
        "tau2_days": model.tau2_days,
        "is_default": is_default,
    }


def _fit_document(fit: ImpulseResponseFit, performances: Sequence[Performance]) -> dict[str, Any]:
    return {
        "is_kept": fit.is_kept,
        "reason": fit.reason,
        "method": fit.method,
        "performances": [
            {"day": one.day.isoformat(), "vdot": one.vdot, "session": one.session_id} for one in performances
        ],
        "residual_sd": fit.residual_sd,
        "loo_rmse": fit.loo_rmse,
        "last_vdot_rmse": fit.last_vdot_rmse,
        "bands": {name: list(band) for name, band in fit.bands.items()},
        "fitted": asdict(fit.fitted) if fit.fitted else None,
        "times": asdict(fit.times),
        "flags": list(fit.flags),
        "formula": fit.formula,
    }
