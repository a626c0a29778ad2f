"""Weeks, months, seasons and years of a runner: what was done, and where fitness stood at their end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runners.physiology.summaries import Period, PeriodSummary, SessionTotal, summaries
from runners.selectors import history_rows
from runners.stored.history_days import stored_days
from sessions.models import SessionStatistics

if TYPE_CHECKING:
    from runners.models import Runner

__all__ = ["PERIODS", "summaries_of"]

PERIODS = {
    Period.WEEK: "Weeks",
    Period.MONTH: "Months",
    Period.SEASON: "Seasons",
    Period.YEAR: "Years",
}
_TOTALS = ("day", "distance_m", "moving_time_s", "ascent_m")


def summaries_of(runner: Runner, period: Period) -> list[PeriodSummary]:
    """The periods with a day of history, the newest first."""
    days = stored_days(history_rows(runner))
    rows = SessionStatistics.objects.filter(runner=runner).order_by("start_time", "pk")
    totals = [SessionTotal(*row) for row in rows.values_list(*_TOTALS)]
    return list(reversed(summaries(days, totals, period)))
