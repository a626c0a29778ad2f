"""The squad as a coach scans it in the morning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from runlab_site import figures
from runners.models import RunnerHistory
from runners.pages.fitness import form_word, ramp_state

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from runners.models import Runner

__all__ = ["COLUMNS", "SquadRow", "sorted_rows", "squad_rows"]

TREND_WEEKS = 12


@dataclass(frozen=True, slots=True)
class SquadRow:
    """One athlete as a coach scans the squad."""

    runner: Runner
    last_day: date | None
    week_distance_m: float
    week_time_s: float
    week_load_rtss: float
    ctl: float | None
    ctl_change: float | None
    atl: float | None
    tsb: float | None
    ramp_rate: float | None
    ramp: str
    trend: tuple[float | None, ...]
    days_count: int

    @property
    def alert(self) -> tuple[str, str, str] | None:
        """The worst thing to know, as (kind, icon, words): fast rise, deep fatigue, no data."""
        if self.ramp == "bad":
            return "bad", "circle-alert", f"Ramp {figures.signed(self.ramp_rate, places=1).value}"
        if form_word(self.tsb) == "Deep fatigue":
            return "bad", "circle-alert", f"Form {figures.signed(self.tsb).value}"
        if self.ramp == "warn":
            return "warn", "triangle-alert", f"Ramp {figures.signed(self.ramp_rate, places=1).value}"
        return None


def squad_rows(runners: Iterable[Runner], today: date) -> list[SquadRow]:
    """A row for each runner: one query for all of them, twelve weeks back."""
    athletes = list(runners)
    since = today - timedelta(weeks=TREND_WEEKS)
    by_runner: dict[str, list[RunnerHistory]] = {str(runner.pk): [] for runner in athletes}
    for row in RunnerHistory.objects.filter(runner_id__in=list(by_runner), day__gte=since).order_by("day"):
        by_runner[str(row.runner_id)].append(row)
    return [_squad_row(runner, by_runner[str(runner.pk)], today) for runner in athletes]


def _squad_row(runner: Runner, rows: list[RunnerHistory], today: date) -> SquadRow:
    last = rows[-1] if rows else None
    week = [row for row in rows if row.day > today - timedelta(days=7)]
    days_count = RunnerHistory.objects.filter(runner=runner).count() if last else 0
    return SquadRow(
        runner=runner,
        last_day=max((row.day for row in rows if row.sessions_count), default=None),
        week_distance_m=sum(row.distance_m for row in week),
        week_time_s=sum(row.timer_time_s for row in week),
        week_load_rtss=sum(row.load_rtss for row in week),
        ctl=last.ctl if last else None,
        ctl_change=last.ctl - rows[-8].ctl if last and len(rows) > 7 else None,
        atl=last.atl if last else None,
        tsb=last.tsb if last else None,
        ramp_rate=last.ramp_rate if last else None,
        ramp=ramp_state(last.ramp_rate, days_count) if last else "",
        trend=tuple(row.ctl for row in rows),
        days_count=days_count,
    )


# Columns and sorting

_KIND_ORDER = {"bad": 2, "warn": 1}


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
    Column(
        "alert", "Alerts", lambda row: _KIND_ORDER.get(row.alert[0], 0) if row.alert else 0, is_number=False
    ),
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
