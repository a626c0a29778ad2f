"""What pages about one plan share: which plan it is, who may change it, and how an action is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from runlab_site.web.figures import duration, signed
from runners.pages.base import RunnerPageMixin
from training.planning.edits import EditRefused
from training.planning.shorthand import ShorthandError
from training.selectors import (
    current_plan,
    may_plan,
    visible_plans,
)
from training.services.plan_versions import PlanRefused, require_version

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from training.models import TrainingPlanSchema
    from training.services.plan_versions import PlanEdit


__all__ = ["PlanActionView", "PlanPageMixin", "PlannerPageMixin", "cleaned", "race_day_words"]


class PlanPageMixin(RunnerPageMixin):
    """A page about the plans of the runner in the address."""

    page_key = "plan"

    @cached_property
    def may_plan(self) -> bool:
        """Whether the person makes the runner's plans, or follows them."""
        return may_plan(self.person, self.runner)

    @cached_property
    def plan(self) -> TrainingPlanSchema | None:
        """The plan in the address, else the one to be followed now."""
        plan_id = self.kwargs.get("plan_id")
        if plan_id is None:
            return current_plan(self.person, str(self.runner.pk))
        return get_object_or_404(visible_plans(self.person).filter(runner=self.runner), pk=plan_id)

    @property
    def existing_plan(self) -> TrainingPlanSchema:
        """The plan in the address. Raises Http404."""
        if self.plan is None:
            raise Http404
        return self.plan

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the person may do."""
        return super().get_context_data(**kwargs) | {"may_plan": self.may_plan}


class PlannerPageMixin(PlanPageMixin):
    """For who makes the runner's plans; an athlete whose coach does gets 403."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse who only follows."""
        if request.user.is_authenticated and not self.may_plan:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class PlanActionView(PlannerPageMixin):
    """Does one thing to a plan and says what came of it."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """A refusal is shown on the plan's page."""
        del kwargs
        plan = self.existing_plan
        try:
            require_version(plan, request.POST.get("version"))
            said = self.change(plan)
        except (PlanRefused, EditRefused, ShorthandError) as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, said)
        return redirect("plan_detail", self.runner.pk, plan.pk)

    def change(self, plan: TrainingPlanSchema) -> str:
        """Do it; the message to show. Raises PlanRefused, EditRefused or ShorthandError for what cannot be."""
        raise NotImplementedError


def race_day_words(edit: PlanEdit) -> str:
    """What a change does to race day."""
    before, after = edit.race_day_before, edit.race_day_after
    return _(
        "Changed. Race time by the forecast {time}, before {time_before}; "
        "form on race morning {form}, before {form_before}."
    ).format(
        time=duration(after.time_s),
        time_before=duration(before.time_s),
        form=signed(after.tsb, places=1),
        form_before=signed(before.tsb, places=1),
    )


def cleaned(form: forms.Form) -> dict[str, Any]:
    """What was typed. Raises PlanRefused with the first thing that is wrong."""
    if not form.is_valid():
        field, errors = next(iter(form.errors.items()))
        raise PlanRefused(f"{form.fields[field].label}: {errors[0]}")
    return dict(form.cleaned_data)
