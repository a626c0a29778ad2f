"""The page on which a coach, or an athlete without one, asks for a new plan."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.views.generic import FormView

from training import training_plan_generator
from training.pages.base import PlannerPageMixin
from training.pages.plan_new.forms import PlanForm
from training.planning.inputs import experience_of
from training.planning.problems import PlanProblem
from training.services.plan_inputs import fitness_before, keep_availability, known_availability

if TYPE_CHECKING:
    from django.http import HttpResponse


__all__ = ["PlanNewView"]


class PlanNewView(PlannerPageMixin, FormView):  # type: ignore[type-arg]
    """The form that has a plan made."""

    template_name = "training/plan_new/plan_new.html"
    form_class = PlanForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """The runner's usual time and level."""
        level = experience_of(fitness_before(self.runner, self._start))
        return super().get_form_kwargs() | {"availability": self._availability, "level": level}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where the minutes come from."""
        origin = "kept" if self.runner.availability.get("max_s_by_weekday") else ""
        if not origin and self._availability.get("max_s_by_weekday"):
            origin = "habit"
        return super().get_context_data(**kwargs) | {"minutes_origin": origin}

    @property
    def _start(self) -> date:
        """Next Monday."""
        return self.today + timedelta(days=7 - self.today.weekday())

    @cached_property
    def _availability(self) -> dict[str, Any]:
        return known_availability(self.runner, self.today)

    def get_initial(self) -> dict[str, Any]:
        """From next Monday on, for eighteen weeks."""
        start = self._start
        return {
            "start_day": start,
            "goal_day": start + timedelta(weeks=18, days=-1),
            "experience": self.runner.experience,
            "long_run_weekday": self._long_day(),
            "other_minutes": self._other_minutes(),
        }

    def _long_day(self) -> str:
        day = self._availability.get("long_run_weekday")
        return "" if day is None else str(day)

    def _other_minutes(self) -> str:
        """The dates kept that are still to come, as they are typed."""
        kept = self._availability.get("exceptions") or {}
        coming = sorted(day for day in kept if day >= self.today.isoformat())
        return "\n".join(f"{day} {kept[day] / 60:.0f}" for day in coming)

    def form_valid(self, form: PlanForm) -> HttpResponse:
        """Ask for it, keep the runner's minutes, and watch; an impossible wish is refused at once."""
        try:
            warnings = training_plan_generator.warnings_of_wish(self.runner, form.wish())
            job = training_plan_generator.generate(self.runner, form.wish(), user_id=str(self.person.pk))
        except PlanProblem as problem:
            form.add_error(None, problem.text)
            return self.form_invalid(form)
        keep_availability(self.runner, form.availability(), self.person)
        for warning in warnings:
            messages.warning(self.request, warning)
        return redirect("plan_job", self.runner.pk, job.pk)
