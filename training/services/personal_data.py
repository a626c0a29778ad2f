"""What is to go with an athlete's plans when the account is deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.models import TrainingPlanSchema

if TYPE_CHECKING:
    from runlab_site.personal_data import Subject

__all__ = ["delete_plans"]


def delete_plans(subject: Subject) -> None:
    """Delete the plans through Django, which takes their versions and proposals along."""
    if subject.runner_id is not None:
        TrainingPlanSchema.objects.filter(runner_id=subject.runner_id).delete()
