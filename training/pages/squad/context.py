"""The squad as a coach scans it in the morning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Max

from runners.explanations.alert_words import AlertBadge, alert_badge
from runners.models import RunnerHistory
from runners.stored.alerts import alerts_of_runners
from sessions.models import SessionStatistics

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from runners.models import Runner
    from runners.physiology.alerts import Alert

__all__ = ["COLUMNS", "SquadRow", "lead", "sorted_rows", "squad_rows"]

TREND_WEEKS = 12
_LEVEL_ORDER = {"red": 2, "amber": 1}


@dataclass(frozen=True, slots=True)
class SquadRow:
    """One athlete as a coach scans the squad."""

    runner: Runner
    last_day: date | None
    week_distance_m: float
    week_time_s: float
    week_load_rtss: float
    ctl: float | None
    atl: float | None
    tsb: float | None
    ramp_rate: float | None
    trend: tuple[float, ...]
    alerts: tuple[Alert, ...]

    @property
    def badges(self) -> tuple[AlertBadge, ...]:
        """The alerts in a few words each, the worst first."""
        worst_first = sorted(self.alerts, key=lambda alert: -_LEVEL_ORDER[alert.level])
        return tuple(alert_badge(alert) for alert in worst_first)

    @property
    def alert_level(self) -> int:
        """How bad the worst alert is; 0 without any."""
        return max((_LEVEL_ORDER[alert.level] for alert in self.alerts), default=0)


def squad_rows(runners: Iterable[Runner], today: date) -> list[SquadRow]:
    """A row for each runner: four queries for all of them, twelve weeks back."""
    athletes = list(runners)
    ids = [str(runner.pk) for runner in athletes]
    since = today - timedelta(weeks=TREND_WEEKS)
    history = _by_runner(RunnerHistory.objects.filter(runner_id__in=ids, day__gte=since).order_by("day"))
    recent = SessionStatistics.objects.filter(runner_id__in=ids, day__gte=since).order_by("start_time")
    sessions = _by_runner(recent.only("runner_id", "day", "distance_m", "timer_time_s", "rtss"))
    last_days = _last_days(ids)
    alerts = alerts_of_runners(history)
    return [
        _squad_row(
            runner,
            history.get(str(runner.pk), []),
            sessions.get(str(runner.pk), []),
            last_days,
            today,
            alerts.get(str(runner.pk), ()),
        )
        for runner in athletes
    ]


def _last_days(runner_ids: list[str]) -> dict[str, date]:
    """The day of each runner's last session, however long ago."""
    last = (
        SessionStatistics.objects.filter(runner_id__in=runner_ids)
        .values("runner_id")
        .annotate(last=Max("day"))
    )
    return {str(row["runner_id"]): row["last"] for row in last}


def _by_runner(rows: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(str(row.runner_id), []).append(row)
    return found


def _squad_row(
    runner: Runner,
    history: list[RunnerHistory],
    sessions: list[SessionStatistics],
    last_days: Mapping[str, date],
    today: date,
    alerts: tuple[Alert, ...],
) -> SquadRow:
    last = history[-1] if history else None
    week = [session for session in sessions if session.day > today - timedelta(days=7)]
    return SquadRow(
        runner=runner,
        last_day=last_days.get(str(runner.pk)),
        week_distance_m=sum(session.distance_m or 0 for session in week),
        week_time_s=sum(session.timer_time_s or 0 for session in week),
        week_load_rtss=sum(session.rtss or 0 for session in week),
        ctl=last.ctl if last else None,
        atl=last.atl if last else None,
        tsb=last.tsb if last else None,
        ramp_rate=last.ramp_rate if last else None,
        trend=tuple(row.ctl for row in history),
        alerts=alerts,
    )


def lead(rows: list[SquadRow], query: str) -> str:
    """How many there are, and how many need the coach."""
    people = "athlete" if len(rows) == 1 else "athletes"
    if query:
        return f"{len(rows)} {people} found."
    alerted = sum(bool(row.alerts) for row in rows)
    if not alerted:
        return f"{len(rows)} {people}. Nothing needs you." if rows else "Nobody yet."
    return f"{len(rows)} {people}. {alerted} {'needs' if alerted == 1 else 'need'} you."


# Columns and sorting


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its heading, and what it sorts by."""

    key: str
    label: str
    value: Callable[[SquadRow], Any] | None
    is_number: bool = True

    def heading(self, sort: str, query: str) -> dict[str, Any]:
        """The heading with the address that sorts by it: the other way round when it already does."""
        direction = {self.key: "ascending", f"-{self.key}": "descending"}.get(sort, "")
        next_sort = self.key if sort == f"-{self.key}" else f"-{self.key}"
        parameters = {"sort": next_sort} | ({"q": query} if query else {})
        return {
            "label": self.label,
            "is_number": self.is_number,
            "direction": direction,
            "sort_url": f"?{urlencode(parameters)}" if self.value else "",
        }


COLUMNS = (
    Column("name", "Athlete", lambda row: row.runner.name.casefold(), is_number=False),
    Column("alert", "Alerts", lambda row: row.alert_level, is_number=False),
    Column("last", "Last session", lambda row: row.last_day, is_number=False),
    Column("distance", "7 days", lambda row: row.week_distance_m),
    Column("time", "Time", lambda row: row.week_time_s),
    Column("load", "Load", lambda row: row.week_load_rtss),
    Column("ctl", "Fitness", lambda row: row.ctl),
    Column("trend", "12 weeks", None, is_number=False),
    Column("atl", "Fatigue", lambda row: row.atl),
    Column("tsb", "Form", lambda row: row.tsb),
    Column("ramp", "Ramp", lambda row: row.ramp_rate),
    Column("cs", "CS", lambda row: row.runner.critical_speed_mps),
)


def sorted_rows(rows: list[SquadRow], sort: str) -> list[SquadRow]:
    """Rows in the order asked for, unknown values last; by alert when nothing is asked."""
    key = sort.removeprefix("-")
    value = next((column.value for column in COLUMNS if column.key == key and column.value), None)
    if value is None:
        return sorted_rows(rows, "-alert")
    known = [row for row in rows if value(row) is not None]
    unknown = [row for row in rows if value(row) is None]
    return sorted(known, key=value, reverse=sort.startswith("-")) + unknown
