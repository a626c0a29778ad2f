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
    impulse_states,
    response_times,
    steady_state,
    tests_of,
)
from runners.physiology.banister_search import (
    K_RATIO_BOUNDS,
    LEAST_TAU_RATIO,
    RANDOM_SEED,
    TAU1_BOUNDS_DAYS,
    TAU2_BOUNDS_DAYS,
    ResponseSearch,
    model_of,
)
from runners.physiology.checks import FloatArray, daily_loads, positive
from runners.physiology.errors import FitRefusedError, NotEnoughDataError
from runners.physiology.sentences import Sentence
from runners.physiology.words import WORDS

__all__ = [
    "BOOTSTRAPS",
    "FEWEST_PERFORMANCES",
    "FixedTimesFit",
    "ImpulseResponseFit",
    "Performance",
    "fit_fixed_times",
    "fit_impulse_response",
]

FEWEST_FOR_THREE = 3  # unknowns of the plain least squares
FEWEST_PERFORMANCES = 5  # with fewer nothing is fitted
BOOTSTRAPS = 200
LEAD_DAYS = 90  # 2 tau1 of load before the first performance; with less the start is taken as a steady state
SEED_DAYS = 42
AT_BOUND = 1e-3


@dataclass(frozen=True, slots=True)
class FixedTimesFit:
    """p0, k1 and k2 by plain least squares with both time constants given, and the sum of squared residuals."""

    p0: float
    k1: float
    k2: float
    squared_error: float


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


def fit_fixed_times(
    loads: Sequence[float] | FloatArray,
    tests: Sequence[tuple[int, float]],
    tau1_days: float,
    tau2_days: float,
    *,
    same_day: bool = False,
) -> FixedTimesFit:
    """Ordinary least squares for p0, k1, k2; tests are (day counted from 1, value).

    Raises NotEnoughDataError below three tests, FitRefusedError when they cannot tell fitness from fatigue.
    """
    fitness = impulse_states(loads, tau1_days, same_day=same_day)
    fatigue = impulse_states(loads, tau2_days, same_day=same_day)
    days, values = tests_of(tests, fitness.size)
    if len(days) < FEWEST_FOR_THREE:
        raise NotEnoughDataError(
            "the impulse-response fit", f"{FEWEST_FOR_THREE} tests, there are {len(days)}"
        )
    design = np.column_stack([np.ones(len(days)), fitness[days], -fatigue[days]])
    solution, _, rank, _ = np.linalg.lstsq(design, values)
    if rank < design.shape[1]:
        raise FitRefusedError(
            "indistinct", "The tests cannot tell fitness from fatigue: they follow the same loads."
        )
    residuals = values - design @ solution
    p0, k1, k2 = (float(value) for value in solution)
    return FixedTimesFit(p0, k1, k2, float(residuals @ residuals))


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
    loo_rmse, last_rmse = _leave_one_out(search, best), _last_vdot_rmse(search.vdots)
    is_kept = loo_rmse < last_rmse
    sample = _bootstrap(search, best, residuals, bootstraps)
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
        bands=_bands(sample),
        times=response_times(fitted if is_kept else DEFAULT_MODEL),
        flags=flags + _bounds_met(fitted, is_full=search.is_full),
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


def as_row(model: ImpulseResponse) -> FloatArray:
    return np.array([model.p0, model.k1, model.k2, model.tau1_days, model.tau2_days])


def from_row(row: FloatArray) -> ImpulseResponse:
    p0, k1, k2, tau1, tau2 = (float(value) for value in row)
    return ImpulseResponse(p0, k1, k2, tau1, tau2, is_calibrated=True)


def _leave_one_out(search: ResponseSearch, best: FloatArray) -> float:
    """Root mean square of each performance but the first, foretold by a fit without it."""
    everything = np.arange(search.vdots.size)
    errors = []
    for left_out in everything[1:]:
        found = search.solved(best, search.vdots, np.delete(everything, left_out), rough=True)
        errors.append(float(search.modelled(found.x)[0][left_out] - search.vdots[left_out]))
    return math.sqrt(math.fsum(error**2 for error in errors) / len(errors))


def _last_vdot_rmse(vdots: FloatArray) -> float:
    return math.sqrt(float(np.mean(np.diff(vdots) ** 2)))


def _bootstrap(search: ResponseSearch, best: FloatArray, residuals: FloatArray, count: int) -> FloatArray:
    """Parameters of refits to the fitted values plus residuals drawn anew, shape (count, 5)."""
    random = np.random.default_rng(RANDOM_SEED)
    modelled, centred = search.modelled(best)[0], residuals - residuals.mean()
    rows = np.arange(residuals.size)
    models = []
    for _ in range(count):
        drawn = modelled + random.choice(centred, residuals.size)
        models.append(model_of(search.solved(best, drawn, rows, rough=True).x))
    return np.array([as_row(model) for model in models]).reshape(count, 5)


def _bands(sample: FloatArray) -> dict[str, tuple[float, float]]:
    """95 % of the bootstrap of each parameter and of the two times before a race (where every refit has them)."""
    if not sample.size:
        return {}
    names = ("p0", "k1", "k2", "tau1_days", "tau2_days")
    bands = {name: _percentiles(sample[:, column]) for column, name in enumerate(names)}
    times = [response_times(from_row(row)) for row in sample]
    harmful = [one.harmful_days for one in times if one.harmful_days is not None]
    best = [one.best_days for one in times if one.best_days is not None]
    for name, values in (("harmful_days", harmful), ("best_days", best)):
        if len(values) == len(times):
            bands[name] = _percentiles(np.array(values))
    return bands


def _percentiles(values: FloatArray) -> tuple[float, float]:
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


def _bounds_met(model: ImpulseResponse, *, is_full: bool) -> tuple[str, ...]:
    """Which bounds the search stopped at: there the performances do not say where the parameter lies."""
    limits = {"k2_over_k1": (model.k2 / model.k1, *K_RATIO_BOUNDS)}
    if is_full:
        limits["tau1"] = (model.tau1_days, *TAU1_BOUNDS_DAYS)
        limits["tau2"] = (model.tau2_days, *TAU2_BOUNDS_DAYS)
        limits["tau1_over_tau2"] = (model.tau1_days / model.tau2_days, LEAST_TAU_RATIO, math.inf)
    return tuple(
        f"{name}_at_bound"
        for name, (value, low, high) in limits.items()
        if value <= low * (1 + AT_BOUND) or value >= high * (1 - AT_BOUND)
    )


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
