"""What may be read of plans and workouts. Every queryset starts from the runners a person may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from runners.selectors import visible_runner_ids
from training.models import TrainingPlan, TrainingPlanSchema, Workout

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from runlab_site.accounts.models import User

__all__ = ["visible_planned_workouts", "visible_plans", "visible_workouts"]


def visible_plans(user: User | Any) -> QuerySet[TrainingPlanSchema]:
    """The plans of the runners a person may see."""
    plans = TrainingPlanSchema.objects.none()
    if not getattr(user, "is_authenticated", False):
        return plans
    ids = visible_runner_ids(user)
    if ids is None:
        return TrainingPlanSchema.objects.all()
    return TrainingPlanSchema.objects.filter(runner_id__in=ids) if ids else plans


def visible_planned_workouts(user: User | Any) -> QuerySet[TrainingPlan]:
    """The planned workouts of the runners a person may see."""
    days = TrainingPlan.objects.none()
    if not getattr(user, "is_authenticated", False):
        return days
    ids = visible_runner_ids(user)
    if ids is None:
        return TrainingPlan.objects.all()
    return TrainingPlan.objects.filter(runner_id__in=ids) if ids else days


def visible_workouts(user: User | Any) -> QuerySet[Workout]:
    """The shared library and one's own."""
    if not getattr(user, "is_authenticated", False):
        return Workout.objects.none()
    if user.is_superuser:
        return Workout.objects.all()
    return Workout.objects.filter(Q(owner=user) | Q(owner__isnull=True))
