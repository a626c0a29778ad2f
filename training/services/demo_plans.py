"""The demonstration's plans: a race ahead of each made-up athlete, and the coach's published plan that leads there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from runners.calendar.services import create_entry
from runners.models import CalendarEntry
from training.models import TrainingPlanSchema
from training.services.plan_service import publish_plan
from training.services.session_matching import match_sessions

if TYPE_CHECKING:
    from runlab_site.accounts.models import User
    from runners.models import Runner

__all__ = ["publish_drafts", "wish_for"]

SUNDAY = 6


@dataclass(frozen=True, slots=True)
class _Goal:
    """A race so many weeks ahead, m and s."""

    title: str
    distance_m: float
    weeks_ahead: int
    target_s: float | None = None


# Each in turn for the athletes of the squad.
GOALS = (
    _Goal("Spring 10 km", 10_000.0, 11),
    _Goal("Lakeside half marathon", 21_097.5, 12),
    _Goal("City marathon", 42_195.0, 16),
    _Goal("Club 5 km", 5_000.0, 9),
)


def wish_for(runner: Runner, coach: User, number: int, today: date) -> dict[str, Any] | None:
    """The race of the squad's athlete `number` written down, and the wish for a plan to it begun with last week.

    None where there is a plan already.
    """
    if TrainingPlanSchema.objects.filter(runner=runner).exists():
        return None
    goal = GOALS[number % len(GOALS)]
    start = today - timedelta(days=today.weekday() + 7)
    race_day = start + timedelta(weeks=goal.weeks_ahead, days=SUNDAY)
    create_entry(
        {
            "runner": runner,
            "kind": CalendarEntry.Kind.RACE,
            "day": race_day,
            "last_day": race_day,
            "title": goal.title,
            "distance_m": goal.distance_m,
            "priority": CalendarEntry.Priority.A,
        },
        coach,
    )
    return {
        "start_day": start.isoformat(),
        "goal_day": race_day.isoformat(),
        "goal_distance_m": goal.distance_m,
    }


def publish_drafts(runners: list[Runner], coach: User) -> int:
    """Publish what was made for them and pair it with what was run; returns how many plans."""
    drafts = TrainingPlanSchema.objects.filter(
        runner_id__in=[runner.pk for runner in runners], status=TrainingPlanSchema.Status.DRAFT
    )
    found = list(drafts)
    for plan in found:
        publish_plan(plan, str(coach.pk))
        match_sessions(str(plan.runner_id))
    return len(found)
