"""The impulse-response model of a runner: fitted to races passed down and daily loads, and stored."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from statistics import fmean
from typing import TYPE_CHECKING, Any

from runners import defaults
from runners.physiology.banister_fit import ImpulseResponseFit, Performance, fit_impulse_response
from runners.physiology.banister_forecast import outlook
from runners.physiology.sentences import stored_sentences
from runners.physiology.vdot import VDOT_LONGEST_S, VDOT_SHORTEST_S, vdot

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from runners.models import Runner
    from runners.physiology.banister import ImpulseResponse
    from runners.services.forecasts import RaceResult

__all__ = ["fit_model", "store_model"]

OUTLOOK_DAYS = 120
USUAL_LOAD_DAYS = 28


def fit_model(
    runner: Runner, results: Iterable[RaceResult], daily_loads: Sequence[tuple[date, float]]
) -> bool:
    """Fit the impulse-response model to the runner's own races, or say why not; whether the model in use changed.

    daily_loads: day and load (rTSS) of each day from the first session to today. Nothing is stored: `store_model`
    does that, once the history has been made by the model, so that one cut off between the two is made again.
    """
    performances = [
        Performance(one.day, vdot(one.distance_m, one.time_s), one.session_id)
        for one in results
        if VDOT_SHORTEST_S <= one.time_s <= VDOT_LONGEST_S
    ]
    if not daily_loads:
        return False
    stated = runner.usual_weekly_load_rtss
    fit = fit_impulse_response(
        [load for _, load in daily_loads],
        daily_loads[0][0],
        performances,
        start_load=None if stated is None else stated / 7,
    )
    before = runner.banister
    runner.banister = _model_document(fit.model, is_default=not fit.is_kept)
    runner.banister_fit = _fit_document(fit, performances) | {"outlook": _outlook_document(fit, daily_loads)}
    return bool(runner.banister != before)


def store_model(runner: Runner) -> None:
    """Write the model that was fitted."""
    runner.save(update_fields=["banister", "banister_fit", "updated_at"])


def _outlook_document(fit: ImpulseResponseFit, rows: Sequence[tuple[date, float]]) -> dict[str, Any] | None:
    """VDOT of the coming mornings with its 80 % range, the mean load of four weeks going on; None unless kept."""
    if not fit.is_kept:
        return None
    loads = [load for _, load in rows]
    usual = fmean(loads[-USUAL_LOAD_DAYS:])
    days = outlook(fit, loads, usual, OUTLOOK_DAYS)
    return {
        "first_day": (rows[-1][0] + timedelta(days=1)).isoformat(),
        "daily_load_rtss": usual,
        "vdot": [one.vdot for one in days],
        "low_80": [one.range_80[0] for one in days],
        "high_80": [one.range_80[1] for one in days],
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
        "sentences": stored_sentences([fit.reason]),
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
