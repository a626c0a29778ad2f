"""Load over days: fitness (CTL), fatigue (ATL) and form (TSB), one row a calendar date.

An exponential average with a true time constant, y <- y + a (w - y), a = 1 - e^(-1/days) (as GoldenCheetah and
intervals.icu; Banister's constants mean the same). Form is the morning's: yesterday's CTL - ATL.

A changed day is recomputed from the rows before it, and equals the full run bit for bit: every value is made by the
same operations in the same order, whatever the length of the run.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

import numpy as np

from runners.physiology.banister import DEFAULT_MODEL, ImpulseResponse, decay, impulse_states, steady_state
from runners.physiology.checks import FloatArray, daily_loads, not_negative, positive
from runners.physiology.errors import InvalidInputError, NotEnoughDataError
from runners.physiology.local_days import calendar_days

__all__ = [
    "ATL_DAYS",
    "CTL_DAYS",
    "GREATEST_DAY_LOAD",
    "LOAD_FORMULA",
    "ROWS_NEEDED_BEFORE",
    "DayLoad",
    "FitnessDay",
    "FitnessHistory",
    "Monotony",
    "SessionLoad",
    "acute_chronic_ratio",
    "day_loads",
    "exponential_average",
    "fitness_history",
    "monotony",
    "ramp_rate",
    "smoothing_factor",
    "training_stress_balance",
]

LOAD_FORMULA = "training_load@1"

CTL_DAYS, ATL_DAYS = 42.0, 7.0
RAMP_DAYS = 7
WEEK_DAYS = 7
MONTH_DAYS = 28
WARMING_UP_DAYS, SETTLED_DAYS = 42, 126  # one and three time constants
ROWS_NEEDED_BEFORE = (
    MONTH_DAYS - 1
)  # the rows of the days before that a recomputation needs, or all there are

GREATEST_MONOTONY = 10.0  # as Runalyze; equal days would divide by zero
GREATEST_DAY_LOAD = 2400.0  # 24 hours at Critical Speed, 100 an hour
ACUTE_SPAN_DAYS, CHRONIC_SPAN_DAYS = 7.0, 28.0  # Williams 2017

Convention = Literal["exponential", "inverse", "span"]


@dataclass(frozen=True, slots=True)
class SessionLoad:
    """The load of one session (rTSS or its stand-in; None: unknown) on the athlete's local day of its start."""

    session_id: str
    start_utc: datetime
    local_day: date
    load: float | None
    is_estimated: bool = False


@dataclass(frozen=True, slots=True)
class DayLoad:
    """The load of one date, the part of it that is estimated, and how many sessions have no load at all."""

    load: float
    estimated: float = 0.0
    sessions: int = 1
    unknown_sessions: int = 0


@dataclass(frozen=True, slots=True)
class FitnessDay:
    """One date's row. CTL and ATL are the evening's; TSB and the impulse response are the morning's.

    response_fitness and response_fatigue are G and H of the model, in units of load, before k1 and k2. None where there is no full week yet (ramp, monotony, strain) or no load to take a share of.
    """

    day: date
    day_number: int
    load: float
    estimated_load: float
    sessions: int
    unknown_sessions: int
    ctl: float
    atl: float
    tsb: float
    ramp: float | None
    monotony: float | None
    strain: float | None
    estimated_share: float | None
    unknown_sessions_28d: int
    response_fitness: float
    response_fatigue: float
    performance: float
    state: str


@dataclass(frozen=True, slots=True)
class Monotony:
    """Mean over standard deviation of a week's daily loads (at most 10), and strain: the week's sum times it."""

    monotony: float
    strain: float


@dataclass(frozen=True, slots=True)
class FitnessHistory:
    """Rows of consecutive dates as columns of shape (n,); NaN inside stands for a row's None and never leaves."""

    first_day: date
    day_numbers: range
    loads: FloatArray
    estimated_loads: FloatArray
    sessions: FloatArray
    unknown_sessions: FloatArray
    ctl: FloatArray
    atl: FloatArray
    tsb: FloatArray
    ramp: FloatArray
    monotony: FloatArray
    strain: FloatArray
    estimated_share: FloatArray
    unknown_sessions_28d: FloatArray
    response_fitness: FloatArray
    response_fatigue: FloatArray
    performance: FloatArray

    def __len__(self) -> int:
        return len(self.day_numbers)

    def __iter__(self) -> Iterator[FitnessDay]:
        return self._rows(slice(None))

    def row(self, index: int) -> FitnessDay:
        """The row of the index-th date; negative indices count from the end. Raises IndexError beyond."""
        position = range(len(self))[index]
        return next(self._rows(slice(position, position + 1)))

    def _rows(self, part: slice) -> Iterator[FitnessDay]:
        offsets = range(len(self))[part]
        numbers = self.day_numbers[part]
        return map(
            FitnessDay,
            calendar_days(
                self.first_day + timedelta(days=offsets.start),
                self.first_day + timedelta(days=offsets.stop - 1),
            ),
            numbers,
            self.loads[part].tolist(),
            self.estimated_loads[part].tolist(),
            self.sessions[part].astype(int).tolist(),
            self.unknown_sessions[part].astype(int).tolist(),
            self.ctl[part].tolist(),
            self.atl[part].tolist(),
            self.tsb[part].tolist(),
            _none_for_nan(self.ramp[part]),
            _none_for_nan(self.monotony[part]),
            _none_for_nan(self.strain[part]),
            _none_for_nan(self.estimated_share[part]),
            self.unknown_sessions_28d[part].astype(int).tolist(),
            self.response_fitness[part].tolist(),
            self.response_fatigue[part].tolist(),
            self.performance[part].tolist(),
            map(_state, numbers),
        )


def smoothing_factor(days: float, convention: Convention = "exponential") -> float:
    """The share a of today's load in the average. Ours is 1 - e^(-1/days); "inverse" is 1/days (TrainingPeaks as
    commonly published), "span" 2/(days + 1) (Runalyze): for comparison with other products.
    """
    constant = positive("Time constant", days)
    if convention == "exponential":
        return -math.expm1(-1 / constant)
    if convention == "inverse":
        return 1 / constant
    if convention == "span":
        return 2 / (constant + 1)
    raise InvalidInputError(f"There is no convention {convention!r}: exponential, inverse or span.")


def exponential_average(
    loads: Sequence[float] | FloatArray,
    days: float,
    seed: float = 0.0,
    convention: Convention = "exponential",
) -> FloatArray:
    """The average at the end of each day, of shape (n,), from daily loads of shape (n,) and its value before them."""
    share, average = smoothing_factor(days, convention), not_negative("Seed", seed)
    averages = []
    for load in daily_loads(loads).tolist():
        average += share * (load - average)
        averages.append(average)
    return np.array(averages)


def training_stress_balance(loads: Sequence[float] | FloatArray, seed: float = 0.0) -> float:
    """Form of the last day's morning: CTL - ATL of the day before; 0 on the first day, where both are the seed."""
    before = _require_days(loads, 1, "form")[:-1]
    if not before.size:
        return 0.0
    return float(
        exponential_average(before, CTL_DAYS, seed)[-1] - exponential_average(before, ATL_DAYS, seed)[-1]
    )


def ramp_rate(loads: Sequence[float] | FloatArray, seed: float = 0.0) -> float:
    """CTL of the last day less CTL a week before it: the seed, where the loads begin later than that.

    A history's rows show none before their seventh day. Raises NotEnoughDataError without a day.
    """
    ctl = exponential_average(_require_days(loads, 1, "the ramp rate"), CTL_DAYS, seed)
    return float(ctl[-1] - (ctl[-1 - RAMP_DAYS] if ctl.size > RAMP_DAYS else seed))


def monotony(loads: Sequence[float] | FloatArray) -> Monotony:
    """Monotony and strain of one week's seven daily loads, rest days included (population SD, at most 10; Foster 1998).

    A week of rest has 0 of both. Raises NotEnoughDataError for any other number of days.
    """
    week = daily_loads(loads)
    if week.size != WEEK_DAYS:
        raise NotEnoughDataError("monotony", f"the loads of {WEEK_DAYS} days, there are {week.size}")
    values, strains = _weekly_monotony(week)
    return Monotony(float(values[-1]), float(strains[-1]))


def acute_chronic_ratio(loads: Sequence[float] | FloatArray) -> float | None:
    """Acute over chronic load (Williams 2017: averages with 2/(N+1), 7 and 28 days); None without chronic load.

    Off by default and never a warning: it does not predict injury (Impellizzeri 2020).
    """
    daily = _require_days(loads, 1, "the acute:chronic ratio")
    acute = exponential_average(daily, ACUTE_SPAN_DAYS, convention="span")[-1]
    chronic = exponential_average(daily, CHRONIC_SPAN_DAYS, convention="span")[-1]
    return float(acute / chronic) if chronic > 0 else None


def day_loads(sessions: Iterable[SessionLoad]) -> dict[date, DayLoad]:
    """Each date's load, from sessions in any order. An unknown load counts 0 and marks its day.

    Raises InvalidInputError for a load that is negative, not finite, or a day beyond 24 hours at Critical Speed.
    """
    by_day: dict[date, list[SessionLoad]] = {}
    for session in sorted(sessions, key=lambda one: (one.start_utc, one.session_id)):
        by_day.setdefault(session.local_day, []).append(session)
    return {day: _summed(day, by_day[day]) for day in sorted(by_day)}


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
    monotonies, strains = _weekly_monotony(loads_with_past)
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
        unknown_sessions_28d=_trailing_sum(
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


def _trailing_sum(values: FloatArray, days: int) -> FloatArray:
    """The sum of each day and the days - 1 before it, shape (n - days + 1,).

    Whole arrays are added one day at a time, so that each sum is made in one order whatever the length: a running or
    a pairwise sum would differ in the last bit between a full and an incremental run.
    """
    length = values.size - days + 1
    total = np.zeros(length)
    for offset in range(days):
        total = total + values[offset : offset + length]
    return total


def _weekly_monotony(loads: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Monotony and strain of each seven days that end inside loads, both of shape (n - 6,)."""
    sums = _trailing_sum(loads, WEEK_DAYS)
    means = sums / WEEK_DAYS
    squares = np.zeros(sums.size)
    for offset in range(WEEK_DAYS):
        squares = squares + (loads[offset : offset + sums.size] - means) ** 2
    deviations = np.sqrt(squares / WEEK_DAYS)
    # Below this ratio the cap applies, which also spares the division by zero of equal days.
    varied = deviations > means / GREATEST_MONOTONY
    quotients = np.divide(means, deviations, out=np.full(sums.size, GREATEST_MONOTONY), where=varied)
    values = np.where(sums > 0, quotients, 0.0)
    return values, sums * values


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
    part, whole = _trailing_sum(parts, MONTH_DAYS), _trailing_sum(wholes, MONTH_DAYS)
    shares: FloatArray = np.divide(part, whole, out=np.full(whole.size, np.nan), where=whole > 0)
    return shares


def _summed(day: date, sessions: Sequence[SessionLoad]) -> DayLoad:
    known = [session for session in sessions if session.load is not None]
    for session in known:
        _require_load(session)
    total = math.fsum(session.load or 0.0 for session in known)
    if total > GREATEST_DAY_LOAD:
        raise InvalidInputError(
            f"A load of {total:.0f} on {day.isoformat()} is impossible: "
            f"24 hours at Critical Speed are {GREATEST_DAY_LOAD:.0f}."
        )
    estimated = math.fsum(session.load or 0.0 for session in known if session.is_estimated)
    return DayLoad(total, estimated, len(sessions), len(sessions) - len(known))


def _require_load(session: SessionLoad) -> None:
    load = session.load or 0.0
    if not 0 <= load < math.inf:
        raise InvalidInputError(f"The load of session {session.session_id} cannot be {load:g}.")


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


def _require_days(loads: Sequence[float] | FloatArray, days: int, figure: str) -> FloatArray:
    daily = daily_loads(loads)
    if daily.size < days:
        raise NotEnoughDataError(figure, f"the loads of {days} days, there are {daily.size}")
    return daily


def _none_for_nan(values: FloatArray) -> list[float | None]:
    return [None if math.isnan(value) else value for value in values.tolist()]


def _state(day_number: int) -> str:
    if day_number < WARMING_UP_DAYS:
        return "warming_up"
    return "settling" if day_number < SETTLED_DAYS else "settled"
