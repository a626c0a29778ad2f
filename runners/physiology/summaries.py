"""Weeks, months, seasons and years of a fitness history, tabulated with pandas (imported when called)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from runners.physiology.fitness_records import FitnessDay

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Period", "PeriodSummary", "SessionTotal", "summaries"]


class Period(StrEnum):
    """How days are grouped: weeks from Monday, calendar months and years, seasons from December, March, June, September."""

    WEEK = "week"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"


PANDAS_FREQUENCIES = {Period.WEEK: "W-SUN", Period.MONTH: "M", Period.SEASON: "Q-NOV", Period.YEAR: "Y"}


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


def summaries(
    days: Sequence[FitnessDay], sessions: Iterable[SessionTotal], period: Period
) -> tuple[PeriodSummary, ...]:
    """One summary for each period that has a day's row, oldest first. Sessions on days without a row are left out.

    ctl_change is CTL at the period's end less CTL before it; None for the first period, where that is not known.
    """
    if not days:
        return ()
    table = _days_table(days, period)
    totals = _session_table(sessions, period, table)
    rows: list[PeriodSummary] = []
    for group, of_period in table.groupby("period", sort=True):
        known = totals.loc[totals["period"] == group]
        before = rows[-1].ctl if rows else None
        rows.append(_summary(group, of_period, known, before))
    return tuple(rows)


def _days_table(days: Sequence[FitnessDay], period: Period) -> "pd.DataFrame":
    import pandas as pd

    columns = ("load", "estimated_load", "sessions", "unknown_sessions", "ctl", "tsb")
    index = pd.DatetimeIndex([one.day for one in days])
    table = pd.DataFrame({name: [getattr(one, name) for one in days] for name in columns}, index=index)
    return table.assign(period=index.to_period(PANDAS_FREQUENCIES[period]))


def _session_table(sessions: Iterable[SessionTotal], period: Period, days: "pd.DataFrame") -> "pd.DataFrame":
    import pandas as pd

    listed = list(sessions)
    columns = ("distance_m", "moving_time_s", "ascent_m")
    index = pd.DatetimeIndex([one.local_day for one in listed])
    table = pd.DataFrame(
        {name: [getattr(one, name) for one in listed] for name in columns}, index=index, dtype=float
    )
    table = table.assign(period=index.to_period(PANDAS_FREQUENCIES[period]))
    return table.loc[table.index.isin(days.index)]


def _summary(
    period: Any, days: "pd.DataFrame", sessions: "pd.DataFrame", ctl_before: float | None
) -> PeriodSummary:
    first, last = period.start_time.date(), period.end_time.date()
    distances = sessions["distance_m"]
    ctl = float(days["ctl"].iloc[-1])
    return PeriodSummary(
        first_day=first,
        last_day=last,
        days=len(days),
        is_whole=len(days) == (last - first).days + 1,
        load=float(days["load"].sum()),
        estimated_load=float(days["estimated_load"].sum()),
        sessions=int(days["sessions"].sum()),
        unknown_sessions=int(days["unknown_sessions"].sum()),
        rest_days=int((days["sessions"] == 0).sum()),
        distance_m=_known_sum(distances),
        moving_time_s=_known_sum(sessions["moving_time_s"]),
        ascent_m=_known_sum(sessions["ascent_m"]),
        longest_m=float(distances.max()) if distances.notna().any() else None,
        sessions_without_distance=int(distances.isna().sum()),
        ctl=ctl,
        ctl_change=None if ctl_before is None else ctl - ctl_before,
        lowest_tsb=float(days["tsb"].min()),
        highest_tsb=float(days["tsb"].max()),
    )


def _known_sum(values: "pd.Series[float]") -> float | None:
    """The sum of the known values: 0 without any session, None when every session's value is unknown."""
    return None if len(values) and values.isna().all() else float(values.sum())
