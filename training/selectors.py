"""What may be read of plans and workouts. Every queryset starts from the runners a person may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from runners.selectors import visible_runner_ids
from training.models import CalendarEntry, PlanVersion, TrainingPlan, TrainingPlanSchema, Workout

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from runlab_site.accounts.models import User

__all__ = [
    "current_plan",
    "is_coaching",
    "shown_document",
    "visible_entries",
    "visible_plan_versions",
    "visible_planned_workouts",
    "visible_plans",
    "visible_workouts",
]

Status = TrainingPlanSchema.Status


def is_coaching(user: User | Any) -> bool:
    """Whether a person coaches or administers: such a person sees drafts."""
    return bool(getattr(user, "is_authenticated", False) and (user.is_coach or user.is_superuser))


def visible_plans(user: User | Any) -> QuerySet[TrainingPlanSchema]:
    """The plans of the runners a person may see; an athlete's only once they are published."""
    plans = _of_visible_runners(TrainingPlanSchema.objects.all(), user)
    return plans if is_coaching(user) else plans.filter(published_at__isnull=False)


def shown_document(plan: TrainingPlanSchema, user: User | Any) -> dict[str, Any]:
    """The nested plan for a person: a coach sees the working one, an athlete what is published."""
    document: dict[str, Any] = plan.document
    return document if is_coaching(user) or plan.published is None else plan.published


def current_plan(user: User | Any, runner_id: str) -> TrainingPlanSchema | None:
    """The plan an athlete follows now, or the last one published; for a coach without one the latest draft."""
    plans = visible_plans(user).filter(runner_id=runner_id)
    published = plans.filter(status=Status.PUBLISHED).order_by("-race_date").first()
    return published or plans.filter(status=Status.DRAFT).order_by("-created_at").first()


def visible_planned_workouts(user: User | Any) -> QuerySet[TrainingPlan]:
    """The planned workouts of the runners a person may see; an athlete's only of published plans."""
    rows = _of_visible_runners(TrainingPlan.objects.all(), user)
    if is_coaching(user):
        return rows
    ids = [str(pk) for pk in visible_plans(user).values_list("pk", flat=True)]
    return rows.filter(plan_id__in=ids) if ids else rows.none()


def visible_plan_versions(user: User | Any) -> QuerySet[PlanVersion]:
    """The changes of the plans a coach may see."""
    if not is_coaching(user):
        return PlanVersion.objects.none()
    ids = [str(pk) for pk in visible_plans(user).values_list("pk", flat=True)]
    return PlanVersion.objects.filter(plan_id__in=ids) if ids else PlanVersion.objects.none()


def visible_entries(user: User | Any) -> QuerySet[CalendarEntry]:
    """The calendar entries of the runners a person may see."""
    return _of_visible_runners(CalendarEntry.objects.all(), user)


def visible_workouts(user: User | Any) -> QuerySet[Workout]:
    """The shared library and one's own."""
    if not getattr(user, "is_authenticated", False):
        return Workout.objects.none()
    if user.is_superuser:
        return Workout.objects.all()
    return Workout.objects.filter(Q(owner=user) | Q(owner__isnull=True))


def _of_visible_runners(rows: QuerySet[Any], user: User | Any) -> QuerySet[Any]:
    if not getattr(user, "is_authenticated", False):
        return rows.none()
    ids = visible_runner_ids(user)
    if ids is None:
        return rows
    return rows.filter(runner_id__in=ids) if ids else rows.none()
