"""What has changed since a plan was made, gathered from sessions, calendar and Critical Speed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from runners.calendar.selectors import entries_between
from runners.models import CalendarEntry
from sessions.models import SessionStatistics
from training.planning.circumstances import Circumstances, DoneRun, days_of_recovery
from training.planning.records import Plan

if TYPE_CHECKING:
    from runners.models import Runner
    from training.models import TrainingPlanSchema

__all__ = ["circumstances_of"]

RUNNING = "running"
ILL_KINDS = (CalendarEntry.Kind.ILLNESS, CalendarEntry.Kind.INJURY)

REMEMBERED = timedelta(days=28)  # an illness that ended longer ago asks for nothing any more


def circumstances_of(
    plan: TrainingPlanSchema,
    today: date,
    *,
    race_day: date | None = None,
    released_from: date | None = None,
) -> Circumstances:
    """What has changed for the runner since a plan was made: sessions, illness and injury of the calendar, Critical Speed."""
    closed, no_quality = _recovery(plan.runner, plan, today)
    return Circumstances(
        today=today,
        done=_done(plan, today),
        closed=closed,
        no_quality=no_quality,
        released_from=released_from,
        race_day=race_day,
        cs_mps=plan.runner.critical_speed_mps,
        d_prime_m=plan.runner.w_prime_m,
    )


def _done(plan: TrainingPlanSchema, today: date) -> tuple[DoneRun, ...]:
    """Every session since the plan's start with its load; only runs have a distance that counts."""
    rows = SessionStatistics.objects.filter(
        runner_id=plan.runner_id, day__gte=plan.start_date, day__lte=today
    ).order_by("day", "pk")
    did = _planned_of_sessions(Plan.from_document(plan.document))
    return tuple(
        DoneRun(
            row.day,
            (row.distance_m or 0.0) if row.sport == RUNNING else 0.0,
            row.timer_time_s or 0.0,
            row.rtss or 0.0,
            did.get(str(row.pk)),
        )
        for row in rows
    )


def _planned_of_sessions(plan: Plan) -> dict[str, str]:
    """Session id -> id of the workout that it did."""
    return {
        session: workout.id
        for week in plan.weeks
        for workout in week.workouts
        for session in (workout.extra.get("compliance") or {}).get("sessions", ())
    }


def _recovery(
    runner: Runner, plan: TrainingPlanSchema, today: date
) -> tuple[frozenset[date], frozenset[date]]:
    closed: frozenset[date] = frozenset()
    no_quality: frozenset[date] = frozenset()
    constraints = Plan.from_document(plan.document).constraints
    already = {*(constraints.blackout_dates or ()), *(constraints.no_quality or ())}
    for entry in entries_between(runner, today - REMEMBERED, today, ILL_KINDS):
        ill, quiet = days_of_recovery(entry.day, entry.last_day, today)
        closed |= ill
        no_quality |= quiet
    return closed - already, no_quality - already
