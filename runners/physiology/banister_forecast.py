"""Performance to come by a fitted impulse-response model: forecasts of a morning and of a race time, with their bands."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from runners.physiology.banister import (
    ImpulseResponse,
    impulse_states,
)
from runners.physiology.banister_bootstrap import as_row, from_row
from runners.physiology.banister_fit import ImpulseResponseFit, performance_after, state_after
from runners.physiology.checks import FloatArray, daily_loads, not_negative
from runners.physiology.errors import FitRefusedError, InvalidInputError, NotEnoughDataError
from runners.physiology.vdot import vdot_time

__all__ = [
    "PerformanceForecast",
    "RaceTimeForecast",
    "forecast_performance",
    "forecast_race_time",
    "modelled_change",
    "outlook",
]

NORMAL_90, NORMAL_97_5 = 1.2815515655446004, 1.959963984540054


@dataclass(frozen=True, slots=True)
class PerformanceForecast:
    """Modelled VDOT of a day with its 80 % and 95 % range: the bootstrap's spread and the residuals' together."""

    vdot: float
    range_80: tuple[float, float]
    range_95: tuple[float, float]
    sd: float


@dataclass(frozen=True, slots=True)
class RaceTimeForecast:
    """The time (s) of the modelled VDOT over a distance, with its 80 % and 95 % range: fast end first."""

    distance_m: float
    time_s: float
    range_80_s: tuple[float, float]
    range_95_s: tuple[float, float]
    performance: PerformanceForecast


def forecast_performance(
    fit: ImpulseResponseFit, loads: Sequence[float] | FloatArray, day_index: int
) -> PerformanceForecast:
    """VDOT on the morning of a day (index from 0, loads of the days before it done or planned).

    Raises FitRefusedError when the fit is not kept (the default model has no units), NotEnoughDataError when it was
    made without bootstraps.
    """
    past = _loads_before(fit, loads, day_index)
    if not fit.bootstraps.size:
        raise NotEnoughDataError("the range of a forecast", "a fit with bootstraps")
    centre = performance_after(past, fit.start_load, fit.model)
    spread = float(np.std([performance_after(past, fit.start_load, from_row(row)) for row in fit.bootstraps]))
    sd = math.hypot(spread, fit.residual_sd or 0.0)
    return PerformanceForecast(centre, _around(centre, NORMAL_90 * sd), _around(centre, NORMAL_97_5 * sd), sd)


def outlook(
    fit: ImpulseResponseFit, loads: Sequence[float] | FloatArray, daily_load: float, days: int
) -> tuple[PerformanceForecast, ...]:
    """VDOT of each of the mornings after the loads of shape (n,) known, the same daily_load done on each day until then.

    The first is the morning after the last known day. Raises as forecast_performance does.
    """
    past = _loads_before(fit, loads, len(loads))
    if not fit.bootstraps.size:
        raise NotEnoughDataError("the range of a forecast", "a fit with bootstraps")
    models = np.vstack([as_row(fit.model), fit.bootstraps])
    ahead = np.full(days, not_negative("Daily load", daily_load))
    mornings = np.array([_mornings_after(past, ahead, fit.start_load, from_row(row)) for row in models])
    spreads = np.hypot(mornings[1:].std(axis=0), fit.residual_sd or 0.0)
    return tuple(
        PerformanceForecast(centre, _around(centre, NORMAL_90 * sd), _around(centre, NORMAL_97_5 * sd), sd)
        for centre, sd in zip(mornings[0].tolist(), spreads.tolist(), strict=True)
    )


def forecast_race_time(
    fit: ImpulseResponseFit, loads: Sequence[float] | FloatArray, day_index: int, distance_m: float
) -> RaceTimeForecast:
    """Time over a distance on the morning of a day, from the modelled VDOT and its ranges.

    Raises FitRefusedError when the fit is not kept, InvalidInputError when a range reaches no running speed.
    """
    performance = forecast_performance(fit, loads, day_index)
    return RaceTimeForecast(
        distance_m=distance_m,
        time_s=vdot_time(performance.vdot, distance_m),
        range_80_s=_times_of(performance.range_80, distance_m),
        range_95_s=_times_of(performance.range_95, distance_m),
        performance=performance,
    )


def modelled_change(
    fit: ImpulseResponseFit, loads: Sequence[float] | FloatArray, from_index: int, to_index: int
) -> float:
    """How much VDOT the model adds from one morning to another: what a race of the first day lacks on the second.

    Raises FitRefusedError when the fit is not kept.
    """
    then, now = _loads_before(fit, loads, from_index), _loads_before(fit, loads, to_index)
    before = performance_after(then, fit.start_load, fit.model)
    return performance_after(now, fit.start_load, fit.model) - before


def _loads_before(fit: ImpulseResponseFit, loads: Sequence[float] | FloatArray, day_index: int) -> FloatArray:
    """The loads of the days before a day, for a fit that may be asked."""
    if not fit.is_kept:
        raise FitRefusedError("not_kept", f"No performance is forecast. {fit.reason}")
    daily = daily_loads(loads)
    if not 0 <= day_index <= daily.size:
        raise InvalidInputError(f"Day {day_index} does not follow the {daily.size} days of load.")
    return daily[:day_index]


def _mornings_after(
    past: FloatArray, ahead: FloatArray, start_load: float, model: ImpulseResponse
) -> FloatArray:
    """Performance on each morning after the past, of shape (len(ahead),): the first has no load of `ahead` yet."""
    fitness, fatigue = (
        impulse_states(ahead, tau, state_after(past, start_load, tau))
        for tau in (model.tau1_days, model.tau2_days)
    )
    return model.p0 + model.k1 * fitness - model.k2 * fatigue


def _times_of(vdots: tuple[float, float], distance_m: float) -> tuple[float, float]:
    """The times of a range of VDOT, fast end first."""
    low, high = vdots
    return vdot_time(high, distance_m), vdot_time(low, distance_m)


def _around(centre: float, reach: float) -> tuple[float, float]:
    return centre - reach, centre + reach
