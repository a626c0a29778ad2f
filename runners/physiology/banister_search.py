"""The search behind the impulse-response fit: parameters kept to their bounds, drawn to their priors.

Free parameters are p0, ln k1, ln(k2/k1), ln tau1, and tau2's place between its bounds; the last two only with enough
performances. Residuals and slopes are written out, since a fit is repeated hundreds of times for its bands.
"""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from runners.physiology.banister import DEFAULT_MODEL, ImpulseResponse, steady_state
from runners.physiology.checks import FloatArray

__all__ = [
    "K_RATIO_BOUNDS",
    "LEAST_TAU_RATIO",
    "RANDOM_SEED",
    "TAU1_BOUNDS_DAYS",
    "TAU2_BOUNDS_DAYS",
    "ResponseSearch",
    "model_of",
]

# How many performances free the time constants (after Hellard 2006, J Sports Sci 24:509, on how little they identify).
FULL_FIT_PERFORMANCES, FULL_FIT_SPAN_DAYS = 15, 120
PARAMETERS, PARAMETERS_WITHOUT_TIMES = 5, 3

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
SCALES = np.array([5.0, SD_LN_K, SD_LN_K, SD_LN_TAU, SD_LN_TAU])

STARTS = 20
RANDOM_SEED = 20_091


class ResponseSearch:
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
        return PARAMETERS if self.is_full else PARAMETERS_WITHOUT_TIMES

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


def model_of(free: FloatArray) -> ImpulseResponse:
    """The model of a set of free parameters."""
    tau1, tau2, _ = _times(free)
    k1 = math.exp(free[1])
    return ImpulseResponse(float(free[0]), k1, k1 * math.exp(free[2]), tau1, tau2, is_calibrated=True)


def _tau2_reach(tau1: float) -> float:
    """The logarithm of the longest over the shortest tau2 that goes with a tau1."""
    return math.log(min(TAU2_BOUNDS_DAYS[1], tau1 / LEAST_TAU_RATIO) / TAU2_BOUNDS_DAYS[0])


def _times(free: FloatArray) -> tuple[float, float, tuple[float, float]]:
    """tau1, tau2, and how ln tau2 moves with the two free time parameters; the defaults when these are not free.

    tau2 is its place, 0 to 1, between 3 days and the shorter of 25 days and tau1/1.5, in logarithms: so the search
    keeps to both bounds and the ratio.
    """
    if free.size == PARAMETERS_WITHOUT_TIMES:
        return DEFAULT_MODEL.tau1_days, DEFAULT_MODEL.tau2_days, (0.0, 0.0)
    tau1, place = math.exp(free[3]), float(free[4])
    reach = _tau2_reach(tau1)
    tau2 = TAU2_BOUNDS_DAYS[0] * math.exp(place * reach)
    follows = place if tau1 / LEAST_TAU_RATIO < TAU2_BOUNDS_DAYS[1] else 0.0
    return tau1, tau2, (follows, reach)


def _steady_slope(load: float, tau: float) -> float:
    """Derivative of the steady state by tau."""
    return load * math.exp(1 / tau) / (tau * math.expm1(1 / tau)) ** 2
