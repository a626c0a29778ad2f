"""Fitness, fatigue and form day by day: one row a day from the loads of sessions, arrays inside."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np

from runners.physiology.banister import DEFAULT_MODEL, ImpulseResponse, decay, impulse_states, steady_state
from runners.physiology.checks import FloatArray, not_negative
from runners.physiology.errors import InvalidInputError, NotEnoughDataError
from runners.physiology.fitness_records import FitnessDay, FitnessHistory
from runners.physiology.local_days import calendar_days
from runners.physiology.training_load import (
    ATL_DAYS,
    CTL_DAYS,
    MONTH_DAYS,
    RAMP_DAYS,
    WEEK_DAYS,
    DayLoad,
    exponential_average,
    trailing_sum,
    weekly_monotony,
)

__all__ = ["ROWS_NEEDED_BEFORE", "fitness_history"]

ROWS_NEEDED_BEFORE = (
    MONTH_DAYS - 1
)  # the rows of the days before that a recomputation needs, or all there are


def fitness_history(
    loads: Mapping[date, DayLoad],
    first_day: date,
    last_day: date,
    *,
    before: Sequence[FitnessDay] = (),
    seed: float = 0.0,
    model: ImpulseResponse = DEFAULT_MODEL,
) -> FitnessHistory:
    """A row for every date from first_day to last_day; a date without a session is load 0.

    before: the rows that end on the day before first_day, at least ROWS_NEEDED_BEFORE of them or all there are; empty
    at the start of a history, where CTL and ATL begin at the seed (usual weekly load / 7, when the athlete states
    it). Raises InvalidInputError when they do not join first_day, or last_day lies before it.
    """
    _require_joined(before, first_day, last_day)
    seed = not_negative("Seed", seed)
    known = [loads.get(day, _NO_SESSION) for day in calendar_days(first_day, last_day)]
    return _columns(first_day, tuple(before[-ROWS_NEEDED_BEFORE:]), known, seed, model)


_NO_SESSION = DayLoad(0.0, sessions=0)


def _columns(
    first_day: date,
    before: tuple[FitnessDay, ...],
    days: Sequence[DayLoad],
    seed: float,
    model: ImpulseResponse,
) -> FitnessHistory:
    loads = np.array([day.load for day in days])
    estimated = np.array([day.estimated for day in days])
    unknown = np.array([float(day.unknown_sessions) for day in days])
    numbers = _numbers(before, len(days))
    ctl = exponential_average(loads, CTL_DAYS, before[-1].ctl if before else seed)
    atl = exponential_average(loads, ATL_DAYS, before[-1].atl if before else seed)
    ctl_with_past = _with_past([row.ctl for row in before], ctl, seed)
    atl_with_past = _with_past([row.atl for row in before], atl, seed)
    loads_with_past = _with_past([row.load for row in before], loads)
    whole_week = np.array(numbers) >= WEEK_DAYS
    monotonies, strains = weekly_monotony(loads_with_past)
    fitness, fatigue = _impulse_states(before, loads, seed, model)
    return FitnessHistory(
        first_day=first_day,
        day_numbers=numbers,
        loads=loads,
        estimated_loads=estimated,
        sessions=np.array([float(day.sessions) for day in days]),
        unknown_sessions=unknown,
        ctl=ctl,
        atl=atl,
        tsb=(ctl_with_past - atl_with_past)[ROWS_NEEDED_BEFORE - 1 : -1],
        ramp=np.where(whole_week, ctl - ctl_with_past[ROWS_NEEDED_BEFORE - RAMP_DAYS : -RAMP_DAYS], np.nan),
        monotony=np.where(whole_week, monotonies[-len(days) :], np.nan),
        strain=np.where(whole_week, strains[-len(days) :], np.nan),
        estimated_share=_share(
            _with_past([row.estimated_load for row in before], estimated), loads_with_past
        ),
        unknown_sessions_28d=trailing_sum(
            _with_past([row.unknown_sessions for row in before], unknown), MONTH_DAYS
        ),
        response_fitness=fitness,
        response_fatigue=fatigue,
        performance=model.p0 + model.k1 * fitness - model.k2 * fatigue,
    )


def _numbers(before: Sequence[FitnessDay], days: int) -> range:
    first = before[-1].day_number + 1 if before else 1
    return range(first, first + days)


def _with_past(past: Sequence[float], values: FloatArray, earlier: float = 0.0) -> FloatArray:
    """The 27 values before the first one, then the values; what lies before the history is `earlier`."""
    whole = np.full(ROWS_NEEDED_BEFORE + values.size, earlier)
    whole[ROWS_NEEDED_BEFORE - len(past) : ROWS_NEEDED_BEFORE] = past
    whole[ROWS_NEEDED_BEFORE:] = values
    return whole


def _impulse_states(
    before: Sequence[FitnessDay], loads: FloatArray, seed: float, model: ImpulseResponse
) -> tuple[FloatArray, FloatArray]:
    if before:
        last = before[-1]
        fitness = (last.response_fitness + last.load) * decay(model.tau1_days)
        fatigue = (last.response_fatigue + last.load) * decay(model.tau2_days)
    else:
        fitness, fatigue = steady_state(seed, model.tau1_days), steady_state(seed, model.tau2_days)
    return impulse_states(loads, model.tau1_days, fitness), impulse_states(loads, model.tau2_days, fatigue)


def _share(parts: FloatArray, wholes: FloatArray) -> FloatArray:
    part, whole = trailing_sum(parts, MONTH_DAYS), trailing_sum(wholes, MONTH_DAYS)
    shares: FloatArray = np.divide(part, whole, out=np.full(whole.size, np.nan), where=whole > 0)
    return shares


def _require_joined(before: Sequence[FitnessDay], first_day: date, last_day: date) -> None:
    if last_day < first_day:
        raise InvalidInputError(
            f"A history cannot end on {last_day.isoformat()}, before {first_day.isoformat()}."
        )
    if before and before[-1].day + timedelta(days=1) != first_day:
        raise InvalidInputError(
            f"The rows before end on {before[-1].day.isoformat()}, not the day before {first_day}."
        )
    if before and len(before) < min(before[-1].day_number, ROWS_NEEDED_BEFORE):
        raise NotEnoughDataError(
            "a recomputation", f"the {ROWS_NEEDED_BEFORE} rows before {first_day.isoformat()}"
        )
