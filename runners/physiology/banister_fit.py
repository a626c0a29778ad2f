"""Fitting the impulse-response model to an athlete's own performances, and refusing to.

Performance is VDOT of races and verified time trials: times fall as fitness rises, so seconds are never fitted. Without
bounds and priors the fit runs along a ridge (tau1 -> tau2, k -> infinity) and looks perfect without meaning anything, so
few performances move few parameters, and none are kept that do not foretell better than "as last time".
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from runners.physiology.banister import (
    DEFAULT_MODEL,
    IMPULSE_RESPONSE_FORMULA,
    ImpulseResponse,
    ResponseTimes,
    response_times,
    steady_state,
)
from runners.physiology.banister_bootstrap import bands, bootstrap, bounds_met, last_vdot_rmse, leave_one_out
from runners.physiology.banister_search import (
    ResponseSearch,
    model_of,
)
from runners.physiology.checks import FloatArray, daily_loads, positive
from runners.physiology.sentences import Sentence
from runners.physiology.words import WORDS

__all__ = ["BOOTSTRAPS", "FEWEST_PERFORMANCES", "ImpulseResponseFit", "Performance", "fit_impulse_response"]

FEWEST_PERFORMANCES = 5  # with fewer nothing is fitted
BOOTSTRAPS = 200
LEAD_DAYS = 90  # 2 tau1 of load before the first performance; with less the start is taken as a steady state
SEED_DAYS = 42


@dataclass(frozen=True, slots=True)
class Performance:
    """VDOT of a race, time trial or test on its local day."""

    day: date
    vdot: float
    session_id: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ImpulseResponseFit:
    """What the performances made of the model.

    model is the one to use: the fitted one when kept, else the default, whose p is a shape without units. fitted is
    shown beside it. Errors and residuals are in VDOT; bands are 95 % of the bootstrap, whose parameters are rows of
    bootstraps, shape (n, 5): p0, k1, k2, tau1, tau2.
    """

    model: ImpulseResponse
    fitted: ImpulseResponse | None
    is_kept: bool
    reason: str
    method: str
    performances: int
    residual_sd: float | None
    loo_rmse: float | None
    last_vdot_rmse: float | None
    bands: dict[str, tuple[float, float]]
    times: ResponseTimes
    flags: tuple[str, ...]
    start_load: float
    bootstraps: FloatArray
    formula: str = IMPULSE_RESPONSE_FORMULA


def fit_impulse_response(
    loads: Sequence[float] | FloatArray,
    first_day: date,
    performances: Sequence[Performance],
    *,
    start_load: float | None = None,
    bootstraps: int = BOOTSTRAPS,
) -> ImpulseResponseFit:
    """Fit the model to daily loads of shape (n,) from first_day on and the performances among those days.

    Below 5 performances nothing is fitted; to 14, or within 120 days, p0, k1 and k2 with the default times; from 15 on
    all five. start_load: the usual daily load before first_day, when known. The same input gives the same result:
    random steps have a fixed seed. Raises InvalidInputError for loads or VDOTs that cannot be.
    """
    daily = daily_loads(loads)
    used, outside = _usable(performances, first_day, daily.size)
    flags = ("performances_outside_history",) if outside else ()
    if len(used) < FEWEST_PERFORMANCES:
        return _refused(_too_few(len(used)), used, flags)
    if not daily.any():
        return _refused(WORDS.say("model_needs_loads"), used, flags)
    days = np.array([(one.day - first_day).days for one in used])
    before, seed_flag = _start_load(daily, int(days[0]), start_load)
    search = ResponseSearch(daily, days, np.array([one.vdot for one in used]), before)
    return _judged(search, flags + seed_flag, bootstraps)


def _judged(search: ResponseSearch, flags: tuple[str, ...], bootstraps: int) -> ImpulseResponseFit:
    best = search.best()
    fitted = model_of(best)
    residuals = search.vdots - search.modelled(best)[0]
    residual_sd = math.sqrt(float(residuals @ residuals) / max(search.vdots.size - search.size, 1))
    loo_rmse, last_rmse = leave_one_out(search, best), last_vdot_rmse(search.vdots)
    is_kept = loo_rmse < last_rmse
    sample = bootstrap(search, best, residuals, bootstraps)
    return ImpulseResponseFit(
        model=fitted if is_kept else DEFAULT_MODEL,
        fitted=fitted,
        is_kept=is_kept,
        reason=_verdict(loo_rmse, last_rmse, is_kept=is_kept),
        method="all_parameters" if search.is_full else "default_times",
        performances=search.vdots.size,
        residual_sd=residual_sd,
        loo_rmse=loo_rmse,
        last_vdot_rmse=last_rmse,
        bands=bands(sample),
        times=response_times(fitted if is_kept else DEFAULT_MODEL),
        flags=flags + bounds_met(fitted, is_full=search.is_full),
        start_load=search.start_load,
        bootstraps=sample,
    )


def _refused(reason: Sentence, used: list[Performance], flags: tuple[str, ...]) -> ImpulseResponseFit:
    return ImpulseResponseFit(
        model=DEFAULT_MODEL,
        fitted=None,
        is_kept=False,
        reason=reason,
        method="default",
        performances=len(used),
        residual_sd=None,
        loo_rmse=None,
        last_vdot_rmse=None,
        bands={},
        times=response_times(DEFAULT_MODEL),
        flags=flags,
        start_load=0.0,
        bootstraps=np.empty((0, 5)),
    )


def _too_few(found: int) -> Sentence:
    code = {0: "model_needs_races_none", 1: "model_needs_races_one"}.get(found, "model_needs_races")
    return WORDS.say(code, needed_count=FEWEST_PERFORMANCES, found_count=found)


def _usable(
    performances: Sequence[Performance], first_day: date, days: int
) -> tuple[list[Performance], bool]:
    """One performance a day, the best, with every load before it known and at least one; by day."""
    best: dict[date, Performance] = {}
    for one in sorted(
        performances, key=lambda one: (one.day, -positive("VDOT", one.vdot), one.session_id or "")
    ):
        best.setdefault(one.day, one)
    inside = [one for one in best.values() if 1 <= (one.day - first_day).days <= days]
    return inside, len(inside) < len(best)


def _start_load(daily: FloatArray, first_test: int, stated: float | None) -> tuple[float, tuple[str, ...]]:
    """The daily load before the history: stated, or the mean of its first six weeks when it begins too late."""
    if stated is not None:
        return stated, ()
    if first_test >= LEAD_DAYS:
        return 0.0, ()
    return float(daily[:SEED_DAYS].mean()), ("start_is_steady_state",)


def _verdict(loo_rmse: float, last_rmse: float, *, is_kept: bool) -> Sentence:
    code = "model_kept" if is_kept else "model_not_kept"
    return WORDS.say(code, loo_rmse_vdot=loo_rmse, last_rmse_vdot=last_rmse)


def performance_after(past: FloatArray, start_load: float, model: ImpulseResponse) -> float:
    """Performance on the morning after the days of load given."""
    fitness, fatigue = (state_after(past, start_load, tau) for tau in (model.tau1_days, model.tau2_days))
    return model.p0 + model.k1 * fitness - model.k2 * fatigue


def state_after(past: FloatArray, start_load: float, tau_days: float) -> float:
    days_ago = np.arange(past.size, 0, -1)
    begun = steady_state(start_load, tau_days) * math.exp(-past.size / tau_days)
    return float(past @ np.exp(-days_ago / tau_days)) + begun
