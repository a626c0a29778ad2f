"""The page on which a coach, or an athlete without one, asks for a new plan."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect
from django.views.generic import FormView

from training import training_plan_generator
from training.pages.base import PlannerPageMixin
from training.pages.plan_new.forms import PlanForm
from training.planning.problems import PlanProblem

if TYPE_CHECKING:
    from django.http import HttpResponse


__all__ = ["PlanNewView"]


class PlanNewView(PlannerPageMixin, FormView):  # type: ignore[type-arg]
    """The form that has a plan made."""

    template_name = "training/plan_new/plan_new.html"
    form_class = PlanForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """The runner whose time it is."""
        return super().get_form_kwargs() | {"runner": self.runner}

    def get_initial(self) -> dict[str, Any]:
        """From next Monday on, for eighteen weeks."""
        start = self.today + timedelta(days=7 - self.today.weekday())
        return {
            "start_day": start,
            "goal_day": start + timedelta(weeks=18, days=-1),
            "experience": self.runner.experience,
            "long_run_weekday": self._long_day(),
        }

    def _long_day(self) -> str:
        day = self.runner.availability.get("long_run_weekday")
        return "" if day is None else str(day)

    def form_valid(self, form: PlanForm) -> HttpResponse:
        """Ask for it, and watch; an impossible wish is refused at once."""
        try:
            job = training_plan_generator.generate(self.runner, form.wish(), user_id=str(self.person.pk))
        except PlanProblem as problem:
            form.add_error(None, problem.text)
            return self.form_invalid(form)
        return redirect("plan_job", self.runner.pk, job.pk)
