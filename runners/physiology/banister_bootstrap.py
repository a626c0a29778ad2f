"""How far a fitted impulse-response model can be trusted: leave-one-out error, bootstrap bands, bounds met."""

import math

import numpy as np

from runners.physiology.banister import (
    ImpulseResponse,
    response_times,
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
from runners.physiology.checks import FloatArray

__all__ = ["bands", "bootstrap", "bounds_met", "last_vdot_rmse", "leave_one_out"]

AT_BOUND = 1e-3


def as_row(model: ImpulseResponse) -> FloatArray:
    return np.array([model.p0, model.k1, model.k2, model.tau1_days, model.tau2_days])


def from_row(row: FloatArray) -> ImpulseResponse:
    p0, k1, k2, tau1, tau2 = (float(value) for value in row)
    return ImpulseResponse(p0, k1, k2, tau1, tau2, is_calibrated=True)


def leave_one_out(search: ResponseSearch, best: FloatArray) -> float:
    """Root mean square of each performance but the first, foretold by a fit without it."""
    everything = np.arange(search.vdots.size)
    errors = []
    for left_out in everything[1:]:
        found = search.solved(best, search.vdots, np.delete(everything, left_out), rough=True)
        errors.append(float(search.modelled(found.x)[0][left_out] - search.vdots[left_out]))
    return math.sqrt(math.fsum(error**2 for error in errors) / len(errors))


def last_vdot_rmse(vdots: FloatArray) -> float:
    """The error (VDOT) of taking each performance to be the one before it."""
    return math.sqrt(float(np.mean(np.diff(vdots) ** 2)))


def bootstrap(search: ResponseSearch, best: FloatArray, residuals: FloatArray, count: int) -> FloatArray:
    """Parameters of refits to the fitted values plus residuals drawn anew, shape (count, 5)."""
    random = np.random.default_rng(RANDOM_SEED)
    modelled, centred = search.modelled(best)[0], residuals - residuals.mean()
    rows = np.arange(residuals.size)
    models = []
    for _ in range(count):
        drawn = modelled + random.choice(centred, residuals.size)
        models.append(model_of(search.solved(best, drawn, rows, rough=True).x))
    return np.array([as_row(model) for model in models]).reshape(count, 5)


def bands(sample: FloatArray) -> dict[str, tuple[float, float]]:
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


def bounds_met(model: ImpulseResponse, *, is_full: bool) -> tuple[str, ...]:
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
