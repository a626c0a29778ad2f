"""Weeks, months, seasons and years of a fitness history."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from runners.physiology.fitness_records import FitnessDay

__all__ = ["Period", "PeriodSummary", "SessionTotal", "first_day_of", "last_day_of", "summaries"]

_MONTHS = {"month": 1, "season": 3, "year": 12}


class Period(StrEnum):
    """How days are grouped: weeks from Monday, calendar months and years, seasons from December, March, June, September."""

    WEEK = "week"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class SessionTotal:
    """A session's totals on its local day; None where unknown."""

    local_day: date
    distance_m: float | None
    moving_time_s: float | None
    ascent_m: float | None


@dataclass(frozen=True, slots=True)
class PeriodSummary:
    """One period. Sums skip what is unknown, and are None where nothing of it is known; is_whole: every day of it has a row."""

    first_day: date
    last_day: date
    days: int
    is_whole: bool
    load: float
    estimated_load: float
    sessions: int
    unknown_sessions: int
    rest_days: int
    distance_m: float | None
    moving_time_s: float | None
    ascent_m: float | None
    longest_m: float | None
    sessions_without_distance: int
    ctl: float
    ctl_change: float | None
    lowest_tsb: float
    highest_tsb: float


def first_day_of(period: Period, day: date, week_start: int = 0) -> date:
    """The first day of the period that a day lies in; weeks begin on weekday `week_start`, 0 is Monday."""
    if period is Period.WEEK:
        return day - timedelta(days=(day.weekday() - week_start) % 7)
    shift = 1 if period is Period.SEASON else 0  # seasons are counted from December, all else from January
    months = _months(day)
    return _month(months - (months + shift) % _MONTHS[period])


def last_day_of(period: Period, first_day: date) -> date:
    """The last day of the period that begins on a day."""
    if period is Period.WEEK:
        return first_day + timedelta(days=6)
    return _month(_months(first_day) + _MONTHS[period]) - timedelta(days=1)


def summaries(
    days: Sequence[FitnessDay],
    sessions: Iterable[SessionTotal],
    period: Period,
    ctl_before: float | None = None,
    week_start: int = 0,
) -> tuple[PeriodSummary, ...]:
    """One summary for each period that has a day's row, oldest first. Sessions on days without a row are left out.

    ctl_change is CTL at the period's end less CTL before it; for the first period that is `ctl_before`, None where
    it is not known.
    """
    with_row = {one.day for one in days}
    totals: dict[date, list[SessionTotal]] = defaultdict(list)
    for session in sessions:
        if session.local_day in with_row:
            totals[first_day_of(period, session.local_day, week_start)].append(session)
    rows: list[PeriodSummary] = []
    for first_day, of_period in groupby(days, key=lambda one: first_day_of(period, one.day, week_start)):
        before = rows[-1].ctl if rows else ctl_before
        rows.append(
            _summary(first_day, last_day_of(period, first_day), list(of_period), totals[first_day], before)
        )
    return tuple(rows)


def _summary(
    first_day: date,
    last_day: date,
    days: Sequence[FitnessDay],
    sessions: Sequence[SessionTotal],
    ctl_before: float | None,
) -> PeriodSummary:
    distances = [one.distance_m for one in sessions]
    ctl = days[-1].ctl
    return PeriodSummary(
        first_day=first_day,
        last_day=last_day,
        days=len(days),
        is_whole=len(days) == (last_day - first_day).days + 1,
        load=float(sum(one.load for one in days)),
        estimated_load=float(sum(one.estimated_load for one in days)),
        sessions=sum(one.sessions for one in days),
        unknown_sessions=sum(one.unknown_sessions for one in days),
        rest_days=sum(one.sessions == 0 for one in days),
        distance_m=_known_sum(distances),
        moving_time_s=_known_sum([one.moving_time_s for one in sessions]),
        ascent_m=_known_sum([one.ascent_m for one in sessions]),
        longest_m=max((one for one in distances if one is not None), default=None),
        sessions_without_distance=distances.count(None),
        ctl=ctl,
        ctl_change=None if ctl_before is None else ctl - ctl_before,
        lowest_tsb=min(one.tsb for one in days),
        highest_tsb=max(one.tsb for one in days),
    )


def _known_sum(values: Sequence[float | None]) -> float | None:
    """The sum of the known values: 0 without any session, None when every session's value is unknown."""
    known = [value for value in values if value is not None]
    return None if values and not known else float(sum(known))


def _months(day: date) -> int:
    """Months since the beginning of the calendar."""
    return 12 * day.year + day.month - 1


def _month(months: int) -> date:
    """The first day of a month by its number since the beginning of the calendar."""
    return date(months // 12, months % 12 + 1, 1)
