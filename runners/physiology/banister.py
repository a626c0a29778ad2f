"""Impulse and response: each day's load leaves a fitness that fades slowly and a fatigue that fades fast.

p(t) = p0 + k1 * sum w(s) e^(-(t-s)/tau1) - k2 * sum w(s) e^(-(t-s)/tau2) over the days s before t (Banister 1975;
Morton, Fitz-Clarke & Banister 1990, J Appl Physiol 69:1171). The day's own load is left out: a race precedes its own
fatigue. Other software includes it, so parameters do not carry over from there.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from runners.physiology.checks import FloatArray, daily_loads, finite, finite_array, not_negative, positive
from runners.physiology.errors import InvalidInputError, NotEnoughDataError

__all__ = [
    "DEFAULT_MODEL",
    "IMPULSE_RESPONSE_FORMULA",
    "ImpulseResponse",
    "ResponseState",
    "ResponseTimes",
    "decay",
    "impulse_states",
    "influence",
    "influence_curve",
    "performances",
    "response_times",
    "squared_error",
    "state_on_last_day",
    "steady_state",
]

IMPULSE_RESPONSE_FORMULA = "impulse_response@1"


@dataclass(frozen=True, slots=True)
class ImpulseResponse:
    """The five parameters; time constants in days, k per unit of load. Only a calibrated p is in units (VDOT)."""

    p0: float
    k1: float
    k2: float
    tau1_days: float
    tau2_days: float
    is_calibrated: bool = False


# Morton 1990: 45 and 15 days, 1 and 2; then load within 15.6 days of a race harms it, as two-week tapers agree.
# p0 is VDOT 30, the level of every other default. Its p is a shape without units.
DEFAULT_MODEL = ImpulseResponse(p0=30.0, k1=1.0, k2=2.0, tau1_days=45.0, tau2_days=15.0)


@dataclass(frozen=True, slots=True)
class ResponseState:
    """What fitness adds (k1 G), what fatigue takes (k2 H), and the performance they leave: p0 + k1 G - k2 H."""

    fitness: float
    fatigue: float
    performance: float


@dataclass(frozen=True, slots=True)
class ResponseTimes:
    """Days before a race: load nearer than harmful_days costs more than it gives, at best_days it helps most.

    None where the parameters have no such time (Fitz-Clarke, Morton & Banister 1991, J Appl Physiol 71:1151).
    """

    harmful_days: float | None
    best_days: float | None


def decay(tau_days: float) -> float:
    """What remains of a state after one day."""
    return math.exp(-1 / positive("Time constant", tau_days))


def steady_state(load: float, tau_days: float) -> float:
    """The state before the day's load after the same load every day for ever: w / (e^(1/tau) - 1)."""
    return not_negative("Load", load) / math.expm1(1 / positive("Time constant", tau_days))


def impulse_states(
    loads: Sequence[float] | FloatArray, tau_days: float, start: float = 0.0, *, same_day: bool = False
) -> FloatArray:
    """One exponential state a day, shape (n,), from daily loads of shape (n,).

    start: the state on the first morning. same_day adds the day's own load to its state, as other software does.
    """
    kept, state = decay(tau_days), finite("Start", start)
    daily = daily_loads(loads)
    mornings = []
    for load in daily.tolist():
        mornings.append(state)
        state = (state + load) * kept
    return np.array(mornings) + daily if same_day else np.array(mornings)


def performances(
    loads: Sequence[float] | FloatArray, model: ImpulseResponse, *, same_day: bool = False
) -> FloatArray:
    """Modelled performance of each day, shape (n,), from daily loads of shape (n,) since the beginning."""
    fitness = impulse_states(loads, model.tau1_days, same_day=same_day)
    fatigue = impulse_states(loads, model.tau2_days, same_day=same_day)
    return model.p0 + model.k1 * fitness - model.k2 * fatigue


def state_on_last_day(
    loads: Sequence[float] | FloatArray, model: ImpulseResponse, *, same_day: bool = False
) -> ResponseState:
    """Fitness, fatigue and performance on the last day of loads. Raises NotEnoughDataError without a day."""
    if not len(loads):
        raise NotEnoughDataError("the impulse-response state", "at least one day of load")
    fitness = model.k1 * float(impulse_states(loads, model.tau1_days, same_day=same_day)[-1])
    fatigue = model.k2 * float(impulse_states(loads, model.tau2_days, same_day=same_day)[-1])
    return ResponseState(fitness, fatigue, model.p0 + fitness - fatigue)


def response_times(model: ImpulseResponse) -> ResponseTimes:
    """When load stops helping before a race, and when it helps most; None where there is no such day."""
    k1, k2 = positive("k1", model.k1), positive("k2", model.k2)
    tau1, tau2 = positive("tau1", model.tau1_days), positive("tau2", model.tau2_days)
    if tau1 <= tau2:
        return ResponseTimes(None, None)
    scale = tau1 * tau2 / (tau1 - tau2)
    harmful = scale * math.log(k2 / k1) if k2 > k1 else None
    best = scale * math.log(k2 * tau1 / (k1 * tau2)) if k2 * tau1 > k1 * tau2 else None
    return ResponseTimes(harmful, best)


def influence(days_before: float, model: ImpulseResponse) -> float:
    """What one unit of load that many days before adds to performance: k1 e^(-n/tau1) - k2 e^(-n/tau2)."""
    days = not_negative("Days before", days_before)
    gain = model.k1 * math.exp(-days / positive("tau1", model.tau1_days))
    return gain - model.k2 * math.exp(-days / positive("tau2", model.tau2_days))


def influence_curve(days: int, model: ImpulseResponse) -> FloatArray:
    """What one unit of load adds to performance 0, 1, ... days later, shape (days + 1,)."""
    if days < 0:
        raise InvalidInputError(f"A curve cannot end {days} days before it begins.")
    return np.array([influence(float(day), model) for day in range(days + 1)])


def squared_error(
    loads: Sequence[float] | FloatArray,
    tests: Sequence[tuple[int, float]],
    model: ImpulseResponse,
    *,
    same_day: bool = False,
) -> float:
    """Sum of squares of tests less the model; tests are (day counted from 1, value)."""
    modelled = performances(loads, model, same_day=same_day)
    days, values = tests_of(tests, modelled.size)
    return float(np.sum((values - modelled[days]) ** 2))


def tests_of(tests: Sequence[tuple[int, float]], days: int) -> tuple[list[int], FloatArray]:
    """Tests as indices from 0 and values of shape (n,). Raises InvalidInputError for a day outside the loads."""
    for day, _ in tests:
        if not 1 <= day <= days:
            raise InvalidInputError(f"A test on day {day} has no load history: days 1 to {days} are known.")
    return [int(day) - 1 for day, _ in tests], finite_array("Test values", [value for _, value in tests])
