"""As known on that day: what stood for an athlete at the end of each day, written down when it stood.

A standing is no derived figure: later uploads, decisions and formulas change the history, never what was shown then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Sum

from runlab_site.mongo.fields import derived_id
from runlab_site.mongo.upsert import upsert
from runners.models import CriticalSpeedRecord, Runner, RunnerHistory, RunnerStanding
from runners.stored.alerts import DAYS_FOR_ALERTS, alerts_of_rows
from runners.stored.formula_inputs import critical_speed_in_force

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runners.physiology.alert_rules import Alert

__all__ = [
    "DayFacts",
    "facts_of_day",
    "known_since",
    "record_standing",
    "standing_before",
    "standing_known_on",
]

State = CriticalSpeedRecord.State
_FORECAST_FIELDS = ("distance_m", "time_s", "time_low_s", "time_high_s", "sd_log")


@dataclass(frozen=True, slots=True)
class DayFacts:
    """A day as it looks now: its row, the Critical Speed in force on it, the alerts that follow, the runs up to it."""

    row: RunnerHistory | None
    critical_speed: CriticalSpeedRecord | None
    alerts: tuple[Alert, ...]
    sessions_count: int


def record_standing(runner: Runner, day: date) -> RunnerStanding:
    """Write down what stands for the athlete on their day; the last word of a day is the one that is kept."""
    facts = facts_of_day(runner, day)
    row, speed = facts.row, facts.critical_speed
    standing = RunnerStanding(
        pk=derived_id(runner.pk, day.isoformat(), "standing"),
        runner=runner,
        day=day,
        recorded_at=datetime.now(UTC),
        sessions_count=facts.sessions_count,
        max_heart_rate_bpm=runner.heart_rate_zones[-1]["to_bpm"] if runner.heart_rate_zones else None,
        alerts=[_alert_document(one) for one in facts.alerts],
        forecasts=_ranges(runner.forecasts),
        formula_versions=_versions(runner, row, speed),
    )
    if row is not None:
        standing.ctl, standing.atl, standing.tsb = row.ctl, row.atl, row.tsb
        standing.ramp_rate, standing.estimated_percent = row.ramp_rate, row.estimated_percent
    if speed is not None:
        standing.critical_speed_mps, standing.w_prime_m = speed.critical_speed_mps, speed.w_prime_m
        standing.critical_speed_low_mps, standing.critical_speed_high_mps = speed.low_mps, speed.high_mps
        standing.critical_speed_valid_from = speed.valid_from
    upsert(standing)
    return standing


def facts_of_day(runner: Runner, day: date) -> DayFacts:
    """The day by what is stored now."""
    rows = list(
        reversed(RunnerHistory.objects.filter(runner=runner, day__lte=day).order_by("-day")[:DAYS_FOR_ALERTS])
    )
    speed = critical_speed_in_force(runner, day)
    counted = RunnerHistory.objects.filter(runner=runner, day__lte=day).aggregate(runs=Sum("sessions_count"))
    return DayFacts(
        row=rows[-1] if rows and rows[-1].day == day else None,
        critical_speed=speed,
        alerts=alerts_of_rows(rows, speed),
        sessions_count=counted["runs"] or 0,
    )


def standing_known_on(runner: Runner, day: date) -> RunnerStanding | None:
    """What stood on that day: its own standing, else the last one before it; None when Runlab knew nothing yet."""
    return RunnerStanding.objects.filter(runner=runner, day__lte=day).order_by("-day").first()


def known_since(runner: Runner) -> date | None:
    """The first day of which a standing is kept; None when there is none."""
    return RunnerStanding.objects.filter(runner=runner).order_by("day").values_list("day", flat=True).first()


def standing_before(runner: Runner, day: date) -> RunnerStanding | None:
    """The last standing of an earlier day: what was forecast before a race of that day."""
    return RunnerStanding.objects.filter(runner=runner, day__lt=day).order_by("-day").first()


def _alert_document(alert: Alert) -> dict[str, Any]:
    """With the English text, which stays readable whatever becomes of codes."""
    return {"code": alert.code, "level": alert.level, "values": dict(alert.values), "text": alert.text}


def _ranges(forecasts: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    stored = (forecasts or {}).get("forecasts", ())
    return [
        {name: one[name] for name in _FORECAST_FIELDS}
        for one in stored
        if one["time_s"] is not None and "sd_log" in one
    ]


def _versions(
    runner: Runner, row: RunnerHistory | None, speed: CriticalSpeedRecord | None
) -> dict[str, str | None]:
    stored = [one.get("formula") for one in (runner.forecasts or {}).get("forecasts", ())]
    return {
        "history": row.formula_version if row else None,
        "critical_speed": speed.formula_version if speed else None,
        "forecasts": next(filter(None, stored), None),
    }
