"""A runner's heart rate zones: typed, computed again when what they rest on changes, and the highest rate seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from runners.physiology.heart_rate_calculator import (
    heart_rate_zones,
    zone_bounds_problems,
)
from runners.physiology.local_days import local_day
from runners.selectors import decisions_of
from runners.services.analysis_requests import request_analysis
from runners.services.profile_problems import RunnerProblem
from runners.services.runner_decisions import Kind, decide
from runners.stored.physiology_of_day import physiology_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from runlab_site.accounts.models import User
    from runners.models import Runner

__all__ = [
    "ObservedRate",
    "follow_threshold",
    "refresh_zones",
    "set_heart_rate_zones",
    "update_observed_max",
    "zone_rows",
]


@dataclass(frozen=True, slots=True)
class ObservedRate:
    """The highest 5 s median of the heart rate (bpm) in a session of that day."""

    bpm: float
    day: date
    session_id: str


def set_heart_rate_zones(
    runner: Runner,
    uppers_bpm: Sequence[float] | None,
    *,
    floor_bpm: float | None = None,
    decided_by: User | None = None,
    effective_day: date | None = None,
) -> Runner:
    """Type the five upper bounds (bpm) from a day on; None goes back to computed zones. Raises RunnerProblem."""
    from_day = effective_day or local_day(datetime.now(UTC), runner.time_zone)
    value: dict[str, Any] = {}
    if uppers_bpm is not None:
        floor = floor_bpm if floor_bpm is not None else uppers_bpm[0] - 20
        problems = zone_bounds_problems(uppers_bpm, floor)
        if problems:
            raise RunnerProblem({"heart_rate": " ".join(problems)})
        value = {"uppers_bpm": [float(bound) for bound in uppers_bpm], "floor_bpm": float(floor)}
    decide(runner, Kind.HEART_RATE_ZONES, value, from_day, decided_by)
    refresh_zones(runner)
    request_analysis(runner.pk, from_day, user_id=decided_by.pk if decided_by else None)
    return runner


def refresh_zones(runner: Runner) -> None:
    """Store the zones and heart rates in force today."""
    decisions = decisions_of(runner)
    figures = physiology_on(runner, local_day(datetime.now(UTC), runner.time_zone), decisions)
    runner.heart_rate_zones = zone_rows(figures)
    measured = figures.max_heart_rate.source == "measured"
    runner.max_heart_rate_bpm = figures.max_heart_rate.bpm if measured else None
    runner.resting_heart_rate_bpm = None if figures.resting_is_default else figures.resting_heart_rate_bpm
    runner.threshold_heart_rate_bpm = figures.threshold_heart_rate_bpm
    runner.save(
        update_fields=[
            "heart_rate_zones",
            "max_heart_rate_bpm",
            "resting_heart_rate_bpm",
            "threshold_heart_rate_bpm",
            "updated_at",
        ]
    )


def follow_threshold(runner: Runner) -> bool:
    """Move zones stored before they followed a typed threshold; what rests on them is computed again. Whether they moved."""
    if runner.threshold_heart_rate_bpm is None:
        return False
    decisions = decisions_of(runner)
    figures = physiology_on(runner, local_day(datetime.now(UTC), runner.time_zone), decisions)
    if zone_rows(figures) == runner.heart_rate_zones:
        return False
    refresh_zones(runner)
    days = [one.effective_day for one in decisions if one.kind == Kind.THRESHOLD_HEART_RATE]
    request_analysis(runner.pk, min(days))
    return True


def update_observed_max(runner: Runner, observed: Iterable[ObservedRate]) -> None:
    """Keep the highest heart rate seen, to be shown beside the maximum in force; it never replaces that by itself."""
    highest = max(observed, key=lambda one: (one.bpm, -one.day.toordinal(), one.session_id), default=None)
    runner.observed_max_heart_rate = (
        None
        if highest is None
        else {"bpm": highest.bpm, "day": highest.day.isoformat(), "session": highest.session_id}
    )
    runner.save(update_fields=["observed_max_heart_rate", "updated_at"])


def zone_rows(figures: Any) -> list[dict[str, Any]]:
    """The zones as they are stored and shown: number, name, bounds (bpm), and where they come from."""
    return [
        {
            "zone": zone.number,
            "name": zone.name,
            "from_bpm": round(zone.lower_bpm, 1),
            "to_bpm": round(zone.upper_bpm, 1),
            "source": figures.zones_source,
        }
        for zone in heart_rate_zones(figures.heart_rate_bounds)
    ]
