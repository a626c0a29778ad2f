"""The alerts of runners as of a day, made from what is stored: the one place the fitness and squad pages read."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from runners.physiology.alert_rules import Alert, DayFigures, alerts_of_day
from runners.selectors import critical_speeds_in_force

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runners.models import CriticalSpeedRecord, RunnerHistory

__all__ = ["DAYS_FOR_ALERTS", "alerts_of_rows", "alerts_of_runners"]

DAYS_FOR_ALERTS = 15


def alerts_of_rows(
    rows: Sequence[RunnerHistory], critical_speed: CriticalSpeedRecord | None
) -> tuple[Alert, ...]:
    """The alerts of the last of a runner's days (in order), with the Critical Speed in force on it."""
    days = [
        DayFigures(row.day, row.day_number, row.ctl, row.tsb, row.ramp_rate, row.estimated_percent)
        for row in rows[-DAYS_FOR_ALERTS:]
    ]
    return alerts_of_day(days, _newest_effort(critical_speed))


def alerts_of_runners(
    rows_by_runner: Mapping[str, Sequence[RunnerHistory]],
) -> dict[str, tuple[Alert, ...]]:
    """The alerts of several runners by id, each as of the last of their days, in one query for Critical Speeds."""
    speeds: dict[str, list[CriticalSpeedRecord]] = defaultdict(list)
    for speed in critical_speeds_in_force(list(rows_by_runner)):
        speeds[str(speed.runner_id)].append(speed)
    return {
        runner_id: alerts_of_rows(rows, _in_force(speeds[runner_id], rows[-1].day))
        for runner_id, rows in rows_by_runner.items()
        if rows
    }


def _in_force(speeds: Sequence[CriticalSpeedRecord], day: date) -> CriticalSpeedRecord | None:
    return next((speed for speed in reversed(speeds) if speed.valid_from <= day), None)


def _newest_effort(speed: CriticalSpeedRecord | None) -> date | None:
    used = [point["day"] for point in speed.points if point["used"]] if speed else []
    return date.fromisoformat(max(used)) if used else None
