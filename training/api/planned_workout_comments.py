"""planned-workouts/{id}/comments/: what is written about a planned workout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from runners.api.comments import ThreadViewSet
from training.selectors import comments_subject, visible_planned_workouts

if TYPE_CHECKING:
    from runners.comments.selectors import CommentSubject

__all__ = ["PlannedWorkoutCommentsViewSet"]


class PlannedWorkoutCommentsViewSet(ThreadViewSet):
    """The comments on a planned workout, by its id within the plan."""

    scope = "plans"

    def subject(self) -> CommentSubject:
        """The workout in the address. Raises Http404."""
        workouts = visible_planned_workouts(self.request.user)
        return comments_subject(get_object_or_404(workouts, planned_id=self.kwargs["planned_workout_id"]))
