"""What is to go with an athlete's plans and workouts when the account is deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.models import TrainingPlanSchema, Workout

if TYPE_CHECKING:
    from runlab_site.personal_data import Subject

__all__ = ["delete_plans_and_workouts"]


def delete_plans_and_workouts(subject: Subject) -> None:
    """Delete plans and own workouts through Django, which takes versions and proposals along."""
    Workout.objects.filter(owner_id=subject.user_id).delete()
    if subject.runner_id is not None:
        TrainingPlanSchema.objects.filter(runner_id=subject.runner_id).delete()
