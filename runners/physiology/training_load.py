"""Load over days: fitness (CTL), fatigue (ATL) and form (TSB), one row a calendar date.

An exponential average with a true time constant, y <- y + a (w - y), a = 1 - e^(-1/days) (as GoldenCheetah and
intervals.icu; Banister's constants mean the same). Form is the morning's: yesterday's CTL - ATL.

A changed day is recomputed from the rows before it, and equals the full run bit for bit: every value is made by the
same operations in the same order, whatever the length of the run.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import numpy as np

from runners.physiology.checks import FloatArray, daily_loads, not_negative, positive
from runners.physiology.errors import InvalidInputError, NotEnoughDataError

__all__ = [
    "ATL_DAYS",
    "CTL_DAYS",
    "GREATEST_DAY_LOAD",
    "LOAD_FORMULA",
    "MONTH_DAYS",
    "RAMP_DAYS",
    "SETTLED_DAYS",
    "WARMING_UP_DAYS",
    "WEEK_DAYS",
    "DayLoad",
    "Monotony",
    "SessionLoad",
    "acute_chronic_ratio",
    "day_loads",
    "exponential_average",
    "monotony",
    "ramp_rate",
    "smoothing_factor",
    "trailing_sum",
    "training_stress_balance",
    "weekly_monotony",
]

LOAD_FORMULA = "training_load@1"

CTL_DAYS, ATL_DAYS = 42.0, 7.0
RAMP_DAYS = 7
WEEK_DAYS = 7
MONTH_DAYS = 28
WARMING_UP_DAYS, SETTLED_DAYS = 42, 126  # one and three time constants

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
class Monotony:
    """Mean over standard deviation of a week's daily loads (at most 10), and strain: the week's sum times it."""

    monotony: float
    strain: float


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
    values, strains = weekly_monotony(week)
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


def trailing_sum(values: FloatArray, days: int) -> FloatArray:
    """The sum of each day and the days - 1 before it, shape (n - days + 1,).

    Whole arrays are added one day at a time, so that each sum is made in one order whatever the length: a running or
    a pairwise sum would differ in the last bit between a full and an incremental run.
    """
    length = values.size - days + 1
    total = np.zeros(length)
    for offset in range(days):
        total = total + values[offset : offset + length]
    return total


def weekly_monotony(loads: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Monotony and strain of each seven days that end inside loads, both of shape (n - 6,)."""
    sums = trailing_sum(loads, WEEK_DAYS)
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


def _require_days(loads: Sequence[float] | FloatArray, days: int, figure: str) -> FloatArray:
    daily = daily_loads(loads)
    if daily.size < days:
        raise NotEnoughDataError(figure, f"the loads of {days} days, there are {daily.size}")
    return daily
