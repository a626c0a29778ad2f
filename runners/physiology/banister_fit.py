"""Fitting the impulse-response model to an athlete's own performances, and refusing to.

Performance is VDOT of races and verified time trials: times fall as fitness rises, so seconds are never fitted. Without
bounds and priors the fit runs along a ridge (tau1 -> tau2, k -> infinity) and looks perfect without meaning anything, so
few performances move few parameters, and none are kept that do not foretell better than "as last time".
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

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
from runners.physiology.checks import FloatArray, finite_array, positive
from runners.physiology.errors import FitRefusedError, InvalidInputError, NotEnoughDataError

__all__ = [
    "BOOTSTRAPS",
    "FEWEST_PERFORMANCES",
    "FixedTimesFit",
    "ImpulseResponseFit",
    "Performance",
    "PerformanceForecast",
    "fit_fixed_times",
    "fit_impulse_response",
    "forecast_performance",
]

FEWEST_FOR_THREE = 3

# How many performances move how many parameters (after Hellard 2006, J Sports Sci 24:509, on how little they identify).
FEWEST_PERFORMANCES = 5
FULL_FIT_PERFORMANCES, FULL_FIT_SPAN_DAYS = 15, 120

TAU1_BOUNDS_DAYS = (20.0, 80.0)
TAU2_BOUNDS_DAYS = (3.0, 25.0)
LEAST_TAU_RATIO = 1.5
K_RATIO_BOUNDS = (1.0, 5.0)
P0_BOUNDS = (1.0, 100.0)

# Priors, as standard deviations of logarithms (ours). k1 is centred where the mean load is worth 5 VDOT net:
# k1 w (tau1 - 2 tau2) = 15 k1 w = 5.
SD_LN_K, SD_LN_TAU = 0.5, 0.3
MEAN_LOAD_WORTH_VDOT = 5.0
LN_K1_REACH = 3.0  # six prior SDs: a bound only for the search
DEFAULT_K_RATIO = DEFAULT_MODEL.k2 / DEFAULT_MODEL.k1
RACE_NOISE_VDOT = 1.0  # about 1.5 % of race time (ours); weighs performances against priors

STARTS = 20
BOOTSTRAPS = 200
RANDOM_SEED = 20_091
LEAD_DAYS = 90  # 2 tau1 of load before the first performance; with less the start is taken as a steady state
SEED_DAYS = 42
AT_BOUND = 1e-3
NORMAL_90, NORMAL_97_5 = 1.2815515655446004, 1.959963984540054
SCALES = np.array([5.0, SD_LN_K, SD_LN_K, SD_LN_TAU, SD_LN_TAU])


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


@dataclass(frozen=True, slots=True)
class PerformanceForecast:
    """Modelled VDOT of a day with its 80 % and 95 % range: the bootstrap's spread and the residuals' together."""

    vdot: float
    range_80: tuple[float, float]
    range_95: tuple[float, float]
    sd: float


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
    daily = finite_array("Daily loads", loads)
    used, outside = _usable(performances, first_day, daily.size)
    flags = ("performances_outside_history",) if outside else ()
    if len(used) < FEWEST_PERFORMANCES:
        return _refused(
            f"The model needs {FEWEST_PERFORMANCES} races or tests, there {_count(len(used))}.", used, flags
        )
    if not daily.any():
        return _refused("The model needs loads: there are none in this history.", used, flags)
    days = np.array([(one.day - first_day).days for one in used])
    before, seed_flag = _start_load(daily, int(days[0]), start_load)
    problem = _Problem(daily, days, np.array([one.vdot for one in used]), before)
    return _judged(problem, flags + seed_flag, bootstraps)


def forecast_performance(
    fit: ImpulseResponseFit, loads: Sequence[float] | FloatArray, day_index: int
) -> PerformanceForecast:
    """VDOT on the morning of a day (index from 0, loads of the days before it done or planned).

    Raises FitRefusedError when the fit is not kept: the default model has no units.
    """
    if not fit.is_kept or fit.residual_sd is None:
        raise FitRefusedError("not_kept", f"No performance is forecast. {fit.reason}")
    daily = finite_array("Daily loads", loads)
    if not 0 <= day_index <= daily.size:
        raise InvalidInputError(f"Day {day_index} does not follow the {daily.size} days of load.")
    past = daily[:day_index]
    centre = _performance_after(past, fit.start_load, fit.model)
    spread = float(
        np.std([_performance_after(past, fit.start_load, _from_row(row)) for row in fit.bootstraps])
    )
    sd = math.hypot(spread, fit.residual_sd)
    return PerformanceForecast(centre, _around(centre, NORMAL_90 * sd), _around(centre, NORMAL_97_5 * sd), sd)


class _Problem:
    """Loads, the days of performances (ascending, unique, from 1 on) and what they were."""

    def __init__(
        self, loads: FloatArray, days: npt.NDArray[np.int64], vdots: FloatArray, start_load: float
    ) -> None:
        self.loads, self.days, self.vdots, self.start_load = loads, days, vdots, start_load
        self.is_full = vdots.size >= FULL_FIT_PERFORMANCES and int(np.ptp(days)) >= FULL_FIT_SPAN_DAYS
        mean_load = float(loads[: days[-1]].mean())
        net_days = DEFAULT_MODEL.tau1_days - DEFAULT_K_RATIO * DEFAULT_MODEL.tau2_days
        self.ln_k1_centre = math.log(MEAN_LOAD_WORTH_VDOT / (net_days * max(mean_load, 1e-6)))
        self._starts = np.concatenate([[0], days[:-1]])
        self._gaps = np.diff(np.concatenate([[0], days])).astype(np.float64)
        self._days_to_end = np.repeat(days, np.diff(np.concatenate([[0], days]))) - np.arange(
            days[-1], dtype=np.float64
        )
        self._known: dict[float, tuple[FloatArray, FloatArray]] = {}

    @property
    def size(self) -> int:
        """How many parameters are free."""
        return 5 if self.is_full else 3

    def states(self, tau: float) -> tuple[FloatArray, FloatArray]:
        """The exponential state on the morning of each performance, and its derivative by tau, both of shape (n,).

        Each stretch between performances is summed at once, and only the performances are walked: the same value as
        the daily recursion, some fifty times sooner.
        """
        kept = self._days_to_end / -tau
        weighted = self.loads[: self.days[-1]] * np.exp(kept)
        sums = np.add.reduceat(weighted, self._starts)
        slopes = np.add.reduceat(weighted * self._days_to_end, self._starts) / tau**2
        decays = np.exp(-self._gaps / tau)
        state, slope = steady_state(self.start_load, tau), _steady_slope(self.start_load, tau)
        states, derivatives = [], []
        for gap, decay, added, added_slope in zip(
            self._gaps.tolist(), decays.tolist(), sums.tolist(), slopes.tolist(), strict=True
        ):
            slope = decay * (slope + state * gap / tau**2) + added_slope
            state = decay * state + added
            states.append(state)
            derivatives.append(slope)
        return np.array(states), np.array(derivatives)

    def default_states(self, tau: float) -> tuple[FloatArray, FloatArray]:
        """The states of a time constant that stays, computed once."""
        if tau not in self._known:
            self._known[tau] = self.states(tau)
        return self._known[tau]

    def bounds(self) -> tuple[FloatArray, FloatArray]:
        """Lower and upper bounds of the free parameters: p0, ln k1, ln(k2/k1), ln tau1, and tau2's place in its range."""
        low = [
            P0_BOUNDS[0],
            self.ln_k1_centre - LN_K1_REACH,
            math.log(K_RATIO_BOUNDS[0]),
            math.log(TAU1_BOUNDS_DAYS[0]),
        ]
        high = [
            P0_BOUNDS[1],
            self.ln_k1_centre + LN_K1_REACH,
            math.log(K_RATIO_BOUNDS[1]),
            math.log(TAU1_BOUNDS_DAYS[1]),
        ]
        return np.array([*low, 0.0])[: self.size], np.array([*high, 1.0])[: self.size]

    def centre(self) -> FloatArray:
        """Where the priors point, with the p0 that meets the mean performance."""
        tau1, tau2 = DEFAULT_MODEL.tau1_days, DEFAULT_MODEL.tau2_days
        place = math.log(tau2 / TAU2_BOUNDS_DAYS[0]) / _tau2_reach(tau1)
        free = np.array([0.0, self.ln_k1_centre, math.log(DEFAULT_K_RATIO), math.log(tau1), place])[
            : self.size
        ]
        return self.with_mean_met(free)

    def with_mean_met(self, free: FloatArray) -> FloatArray:
        """The same parameters with the p0 that meets the mean performance."""
        met = free.copy()
        met[0] = 0.0
        met[0] = np.clip(float(self.vdots.mean() - self.modelled(met)[0].mean()), *P0_BOUNDS)
        return met

    def modelled(self, free: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Performances of shape (n,) and their derivatives by the free parameters, shape (n, size)."""
        k1 = math.exp(free[1])
        k2 = k1 * math.exp(free[2])
        tau1, tau2, moved = _times(free)
        look_up = self.states if self.is_full else self.default_states
        (fitness, fitness_slope), (fatigue, fatigue_slope) = look_up(tau1), look_up(tau2)
        gained, lost = k1 * fitness, k2 * fatigue
        columns = [np.ones_like(gained), gained - lost, -lost]
        if self.is_full:
            by_ln_tau2 = -k2 * tau2 * fatigue_slope
            columns += [k1 * tau1 * fitness_slope + moved[0] * by_ln_tau2, moved[1] * by_ln_tau2]
        return free[0] + gained - lost, np.column_stack(columns)

    def misses(
        self, free: FloatArray, vdots: FloatArray, rows: npt.NDArray[np.int64]
    ) -> tuple[FloatArray, FloatArray]:
        """Weighted residuals of the chosen performances and of the priors, with their derivatives."""
        modelled, slopes = self.modelled(free)
        residuals = (modelled[rows] - vdots[rows]) / RACE_NOISE_VDOT
        prior = [(free[1] - self.ln_k1_centre) / SD_LN_K, (free[2] - math.log(DEFAULT_K_RATIO)) / SD_LN_K]
        prior_slopes = np.zeros((self.size - 1, self.size))
        prior_slopes[0, 1] = prior_slopes[1, 2] = 1 / SD_LN_K
        if self.is_full:
            tau1, tau2, moved = _times(free)
            prior.append(math.log(tau1 / DEFAULT_MODEL.tau1_days) / SD_LN_TAU)
            prior.append(math.log(tau2 / DEFAULT_MODEL.tau2_days) / SD_LN_TAU)
            prior_slopes[2, 3] = 1 / SD_LN_TAU
            prior_slopes[3, 3:] = np.array(moved) / SD_LN_TAU
        return np.concatenate([residuals, prior]), np.vstack([slopes[rows] / RACE_NOISE_VDOT, prior_slopes])

    def solved(
        self, start: FloatArray, vdots: FloatArray, rows: npt.NDArray[np.int64], *, rough: bool = False
    ) -> Any:
        """One local search from a start, SciPy's result; rough stops once parameters move by less than a thousandth."""
        from scipy.optimize import least_squares

        low, high = self.bounds()
        inside = np.clip(start, low + 1e-6, high - 1e-6)
        at: list[tuple[FloatArray, tuple[FloatArray, FloatArray]]] = []

        def misses(free: FloatArray) -> FloatArray:
            at[:] = [(free.copy(), self.misses(free, vdots, rows))]
            return at[0][1][0]

        def slopes(free: FloatArray) -> FloatArray:
            known = at[0][1] if np.array_equal(at[0][0], free) else self.misses(free, vdots, rows)
            return known[1]

        tolerance = 1e-4 if rough else 1e-9
        return least_squares(
            misses,
            inside,
            jac=slopes,
            bounds=(low, high),
            x_scale=SCALES[: self.size],
            loss="soft_l1",
            xtol=tolerance,
            ftol=tolerance,
            gtol=tolerance,
            max_nfev=50 if rough else 300,
        )

    def best(self) -> FloatArray:
        """The best of twenty local searches: from where the priors point, and from random places inside the bounds."""
        low, high = self.bounds()
        rows = np.arange(self.vdots.size)
        random = np.random.default_rng(RANDOM_SEED)
        places = [self.centre()]
        places += [
            self.with_mean_met(low + random.random(self.size) * (high - low)) for _ in range(STARTS - 1)
        ]
        found = [self.solved(place, self.vdots, rows) for place in places]
        best: FloatArray = min(found, key=lambda one: float(one.cost)).x
        return best


def _judged(problem: _Problem, flags: tuple[str, ...], bootstraps: int) -> ImpulseResponseFit:
    best = problem.best()
    fitted = _model(best, is_calibrated=True)
    residuals = problem.vdots - problem.modelled(best)[0]
    residual_sd = math.sqrt(float(residuals @ residuals) / max(problem.vdots.size - problem.size, 1))
    loo_rmse, last_rmse = _leave_one_out(problem, best), _last_vdot_rmse(problem.vdots)
    is_kept = loo_rmse < last_rmse
    sample = _bootstrap(problem, best, residuals, bootstraps)
    return ImpulseResponseFit(
        model=fitted if is_kept else DEFAULT_MODEL,
        fitted=fitted,
        is_kept=is_kept,
        reason=_verdict(loo_rmse, last_rmse, is_kept=is_kept),
        method="all_parameters" if problem.is_full else "default_times",
        performances=problem.vdots.size,
        residual_sd=residual_sd,
        loo_rmse=loo_rmse,
        last_vdot_rmse=last_rmse,
        bands=_bands(sample),
        times=response_times(fitted if is_kept else DEFAULT_MODEL),
        flags=flags + _bounds_met(fitted, is_full=problem.is_full),
        start_load=problem.start_load,
        bootstraps=sample,
    )


def _refused(reason: str, used: list[Performance], flags: tuple[str, ...]) -> ImpulseResponseFit:
    return ImpulseResponseFit(
        model=DEFAULT_MODEL,
        fitted=None,
        is_kept=False,
        reason=f"{reason} Until then the default model shows the shape only, without units.",
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


def _count(number: int) -> str:
    return {0: "is none", 1: "is one"}.get(number, f"are {number}")


def _usable(
    performances: Sequence[Performance], first_day: date, days: int
) -> tuple[list[Performance], bool]:
    """One performance a day, the best, within the loads and with at least one day of load before it; by day."""
    best: dict[date, Performance] = {}
    for one in sorted(
        performances, key=lambda one: (one.day, -positive("VDOT", one.vdot), one.session_id or "")
    ):
        best.setdefault(one.day, one)
    inside = [one for one in best.values() if 1 <= (one.day - first_day).days < days]
    return inside, len(inside) < len(best)


def _start_load(daily: FloatArray, first_test: int, stated: float | None) -> tuple[float, tuple[str, ...]]:
    """The daily load before the history: stated, or the mean of its first six weeks when it begins too late."""
    if stated is not None:
        return stated, ()
    if first_test >= LEAD_DAYS:
        return 0.0, ()
    return float(daily[:SEED_DAYS].mean()), ("start_is_steady_state",)


def _tau2_reach(tau1: float) -> float:
    """The logarithm of the longest over the shortest tau2 that goes with a tau1."""
    return math.log(min(TAU2_BOUNDS_DAYS[1], tau1 / LEAST_TAU_RATIO) / TAU2_BOUNDS_DAYS[0])


def _times(free: FloatArray) -> tuple[float, float, tuple[float, float]]:
    """tau1, tau2, and how ln tau2 moves with the two free time parameters; the defaults when these are not free.

    tau2 is its place, 0 to 1, between 3 days and the shorter of 25 days and tau1/1.5, in logarithms: so the search
    keeps to both bounds and the ratio.
    """
    if free.size == FEWEST_FOR_THREE:
        return DEFAULT_MODEL.tau1_days, DEFAULT_MODEL.tau2_days, (0.0, 0.0)
    tau1, place = math.exp(free[3]), float(free[4])
    reach = _tau2_reach(tau1)
    tau2 = TAU2_BOUNDS_DAYS[0] * math.exp(place * reach)
    follows = place if tau1 / LEAST_TAU_RATIO < TAU2_BOUNDS_DAYS[1] else 0.0
    return tau1, tau2, (follows, reach)


def _model(free: FloatArray, *, is_calibrated: bool) -> ImpulseResponse:
    tau1, tau2, _ = _times(free)
    k1 = math.exp(free[1])
    return ImpulseResponse(float(free[0]), k1, k1 * math.exp(free[2]), tau1, tau2, is_calibrated)


def _as_row(model: ImpulseResponse) -> FloatArray:
    return np.array([model.p0, model.k1, model.k2, model.tau1_days, model.tau2_days])


def _from_row(row: FloatArray) -> ImpulseResponse:
    p0, k1, k2, tau1, tau2 = (float(value) for value in row)
    return ImpulseResponse(p0, k1, k2, tau1, tau2, is_calibrated=True)


def _leave_one_out(problem: _Problem, best: FloatArray) -> float:
    """Root mean square of each performance but the first, foretold by a fit without it."""
    everything = np.arange(problem.vdots.size)
    errors = []
    for left_out in everything[1:]:
        found = problem.solved(best, problem.vdots, np.delete(everything, left_out), rough=True)
        errors.append(float(problem.modelled(found.x)[0][left_out] - problem.vdots[left_out]))
    return math.sqrt(math.fsum(error**2 for error in errors) / len(errors))


def _last_vdot_rmse(vdots: FloatArray) -> float:
    return math.sqrt(float(np.mean(np.diff(vdots) ** 2)))


def _bootstrap(problem: _Problem, best: FloatArray, residuals: FloatArray, count: int) -> FloatArray:
    """Parameters of refits to the fitted values plus residuals drawn anew, shape (count, 5)."""
    random = np.random.default_rng(RANDOM_SEED)
    modelled, centred = problem.modelled(best)[0], residuals - residuals.mean()
    rows = np.arange(residuals.size)
    models = []
    for _ in range(count):
        drawn = modelled + random.choice(centred, residuals.size)
        models.append(_model(problem.solved(best, drawn, rows, rough=True).x, is_calibrated=True))
    return np.array([_as_row(model) for model in models]).reshape(count, 5)


def _bands(sample: FloatArray) -> dict[str, tuple[float, float]]:
    """95 % of the bootstrap of each parameter and of the two times before a race (where every refit has them)."""
    if not sample.size:
        return {}
    names = ("p0", "k1", "k2", "tau1_days", "tau2_days")
    bands = {name: _percentiles(sample[:, column]) for column, name in enumerate(names)}
    times = [response_times(_from_row(row)) for row in sample]
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


def _verdict(loo_rmse: float, last_rmse: float, *, is_kept: bool) -> str:
    compared = f"left out one by one, performances are foretold within {loo_rmse:.2f} VDOT, by the last one {last_rmse:.2f}"
    return (
        f"Kept: {compared}." if is_kept else f"Not kept: {compared}. The default model shows the shape only."
    )


def _performance_after(past: FloatArray, start_load: float, model: ImpulseResponse) -> float:
    """Performance on the morning after the days of load given."""
    days_ago = np.arange(past.size, 0, -1)
    fitness, fatigue = (
        float(past @ np.exp(-days_ago / tau)) + steady_state(start_load, tau) * math.exp(-past.size / tau)
        for tau in (model.tau1_days, model.tau2_days)
    )
    return model.p0 + model.k1 * fitness - model.k2 * fatigue


def _steady_slope(load: float, tau: float) -> float:
    """Derivative of the steady state by tau."""
    return load * math.exp(1 / tau) / (tau * math.expm1(1 / tau)) ** 2


def _around(centre: float, reach: float) -> tuple[float, float]:
    return centre - reach, centre + reach
