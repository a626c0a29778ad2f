"""The thread of a planned workout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from runners.pages.base import remember_own
from runners.pages.comments.base import ThreadPage
from training.selectors import comments_subject, visible_planned_workouts

if TYPE_CHECKING:
    from runners.comments.selectors import CommentSubject
    from runners.models import Runner
    from training.models import TrainingPlan

__all__ = ["PlannedWorkoutCommentsView"]


class PlannedWorkoutCommentsView(ThreadPage):
    """The comments on a planned workout."""

    page_key = "plan"

    @cached_property
    def workout(self) -> TrainingPlan:
        """The workout in the address; one that may not be seen is 404."""
        workouts = visible_planned_workouts(self.person).select_related("runner")
        found = get_object_or_404(workouts, planned_id=self.kwargs["planned_id"])
        remember_own(found.runner, self.person)
        return found

    def subject(self) -> CommentSubject:
        """The workout."""
        return comments_subject(self.workout)

    def subject_runner(self) -> Runner:
        """Who is to run it."""
        return self.workout.runner

    def heading(self) -> tuple[str, str]:
        """The workout's name, and the plan it stands in."""
        return self.workout.name, reverse("runner_plan", args=[self.workout.runner_id])
