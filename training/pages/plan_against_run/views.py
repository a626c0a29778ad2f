"""Plan against run: one planned workout beside what was run, step by step. A coach corrects the pair; either says why it was missed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from sessions.selectors import visible_sessions
from training.pages.base import PlanPageMixin
from training.pages.planned_workouts import PlannedWorkout, planned_workout, step_result_rows
from training.selectors import shown_plan
from training.services.plan_service import PlanRefused
from training.services.session_matching import MISSED_REASONS, give_missed_reason, pair_by_hand

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from sessions.models import SessionStatistics

__all__ = ["PlanAgainstRunView"]

NEAR = timedelta(days=3)


class PlanAgainstRunView(PlanPageMixin, TemplateView):
    """How a workout was followed. A coach corrects the pair; either says why it was missed."""

    template_name = "training/plan_against_run/plan_against_run.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The workout, what was run, and sessions nearby to choose from."""
        planned = self.planned
        followed = planned.compliance
        return super().get_context_data(**kwargs) | {
            "plan": self.existing_plan,
            "planned": planned,
            "followed": followed,
            "steps": step_result_rows(followed),
            "nearby": self._nearby(planned.day),
            "missed_reasons": MISSED_REASONS.items(),
        }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """A refusal is shown on the page."""
        del kwargs
        try:
            self._change(request)
        except PlanRefused as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("Kept."))
        return redirect(request.path)

    def _change(self, request: HttpRequest) -> None:
        workout_id = self.planned.workout.id
        if "missed_reason" in request.POST:
            reason = request.POST["missed_reason"]
            give_missed_reason(self.existing_plan, workout_id, reason if reason in MISSED_REASONS else "")
            return
        paired, unpaired = request.POST.get("session"), request.POST.get("not_session")
        if not paired and not unpaired:
            raise PlanRefused(_("Nothing was chosen."))
        if not self.may_plan:
            raise PermissionDenied
        session = get_object_or_404(self._sessions(), pk=paired or unpaired)
        pair_by_hand(session, workout_id if paired else "", str(self.person.pk))

    @property
    def planned(self) -> PlannedWorkout:
        """The workout in the address, as the person may see it. Raises Http404."""
        plan = shown_plan(self.existing_plan, self.person)
        found = planned_workout(plan, self.kwargs["planned_id"], self.today)
        if found is None:
            raise Http404
        return found

    def _sessions(self) -> QuerySet[SessionStatistics]:
        return visible_sessions(self.person).filter(runner=self.runner)

    def _nearby(self, day: date) -> list[SessionStatistics]:
        return list(self._sessions().filter(day__gte=day - NEAR, day__lte=day + NEAR).order_by("start_time"))
