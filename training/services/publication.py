"""What publishing a plan does to it, to other plans of the same days, and what undoing gives back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from training.models import PlanVersion, TrainingPlanSchema
from training.planning.projection import with_projection
from training.planning.records import Plan, Workout
from training.services.plan_versions import (
    PlanRefused,
    write_plan,
)

if TYPE_CHECKING:
    from datetime import date


__all__ = [
    "Status",
    "archive_others",
    "as_published",
    "require_not_archived",
    "restore_published",
    "with_past_of",
]

Status = TrainingPlanSchema.Status

KEPT_STATES = ("done", "missed")


def with_past_of(plan: Plan, current: Plan, today: date) -> Plan:
    """A plan with the days before today, and those already run, of another."""
    past = {
        day.date: day.workouts
        for day in current.days
        if day.date < today or any(workout.state in KEPT_STATES for workout in day.workouts)
    }
    return with_projection(plan.with_workouts(past))


def require_not_archived(plan: TrainingPlanSchema) -> None:
    """Raises PlanRefused for a plan that nobody follows any more."""
    if plan.status == Status.ARCHIVED:
        raise PlanRefused(_("This plan is archived."))


def archive_others(plan: TrainingPlanSchema) -> None:
    """An athlete follows one plan a day."""
    others = TrainingPlanSchema.objects.filter(
        runner_id=plan.runner_id,
        status=Status.PUBLISHED,
        start_date__lte=plan.race_date,
        race_date__gte=plan.start_date,
    ).exclude(pk=plan.pk)
    for other in others:
        other.status = Status.ARCHIVED
        write_plan(other, Plan.from_document(other.document))


def as_published(plan: Plan) -> Plan:
    """Every workout to come as published; what a person edited stays known as made by hand."""
    return plan.with_workouts({day.date: tuple(map(_published_workout, day.workouts)) for day in plan.days})


def _published_workout(workout: Workout) -> Workout:
    by_hand = True if workout.state == "edited" else workout.by_hand
    state = workout.state if workout.state in KEPT_STATES else "published"
    return replace(workout, by_hand=by_hand, state=state)


def restore_published(plan: TrainingPlanSchema, working: Plan, before: PlanVersion, today: date) -> None:
    """What the athlete saw then; nothing, if that was before the first publication."""
    if before.published_version is None:
        plan.published, plan.published_at, plan.status = None, None, Status.DRAFT
        return
    seen = PlanVersion.objects.get(plan=plan, version=before.published_version).document
    now = Plan.from_document(plan.published) if plan.published else working
    shown = with_past_of(Plan.from_document(seen), now, today)
    shown = replace(shown, version=before.published_version, status=str(Status.PUBLISHED))
    plan.published = shown.to_document()
    plan.status = Status.PUBLISHED
