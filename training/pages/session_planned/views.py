"""The planned workout that a session did, for the session's own page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.views.generic import TemplateView

from sessions.pages.base import SessionPageMixin
from training.pages.planned_workouts import PlannedWorkout, step_result_rows, workout_done_by
from training.selectors import shown_plan, visible_plans

if TYPE_CHECKING:
    from django.http import HttpRequest

    from training.models import TrainingPlanSchema

__all__ = ["SessionPlannedView"]


class SessionPlannedView(SessionPageMixin, TemplateView):
    """The card of the workout a session did; nothing (204) where it did none."""

    template_name = "training/session_planned/session_planned.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Find the workout in the plans that hold the session's day."""
        del request, args, kwargs
        found = self._workout()
        if found is None:
            return HttpResponse(status=204)
        plan, planned = found
        followed = planned.compliance or {}
        context = {
            "runner": self.session.runner,
            "plan": plan,
            "planned": planned,
            "followed": followed,
            "steps": step_result_rows(followed),
        }
        return self.render_to_response(self.get_context_data(**context))

    def _workout(self) -> tuple[TrainingPlanSchema, PlannedWorkout] | None:
        session = self.session
        plans = visible_plans(self.person).filter(
            runner_id=session.runner_id, start_date__lte=session.day, race_date__gte=session.day
        )
        for plan in plans.filter(status="published"):
            planned = workout_done_by(shown_plan(plan, self.person), str(session.pk), session.day)
            if planned is not None:
                return plan, planned
        return None
