"""What pages about one plan share: which plan it is, who may change it, and how an action is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property

from runlab_site.web.figures import duration, signed
from runners.pages.base import RunnerPageMixin
from training.models import PlanVersion, TrainingPlanSchema
from training.planning.edits import EditRefused
from training.planning.projection import forecast
from training.planning.shorthand import ShorthandError
from training.selectors import (
    current_plan,
    is_coaching,
    visible_plans,
)
from training.services import plan_service

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpRequest, HttpResponse, HttpResponseBase


__all__ = ["CoachPlanMixin", "PlanActionView", "PlanEditView", "PlanPageMixin", "cleaned"]


class PlanPageMixin(RunnerPageMixin):
    """A page about the plans of the runner in the address."""

    page_key = "plan"

    @property
    def may_plan(self) -> bool:
        """Whether the person makes plans, or follows them."""
        return is_coaching(self.person)

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


class CoachPlanMixin(PlanPageMixin):
    """For who makes plans; athletes get 403."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse athletes."""
        if request.user.is_authenticated and not self.may_plan:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class PlanActionView(CoachPlanMixin):
    """Does one thing to a plan and says what came of it."""

    done = ""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """A refusal is said on the plan's page."""
        del kwargs
        plan = self.existing_plan
        try:
            self._require_seen_version(plan)
            self.change(plan)
        except plan_service.PlanRefused as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, self.done)
        return redirect("plan_detail", self.runner.pk, plan.pk)

    def _require_seen_version(self, plan: TrainingPlanSchema) -> None:
        if self.request.POST.get("version") != str(plan.version):
            raise plan_service.PlanRefused(
                "The plan was changed in the meantime. Look at it again, then decide."
            )

    def change(self, plan: TrainingPlanSchema) -> None:
        """What is done."""
        raise NotImplementedError


Document = dict[str, Any]


class PlanEditView(PlanActionView):
    """Changes the working version and says what that does to race day."""

    def edit(self, plan: TrainingPlanSchema, change: Callable[[Document], Document]) -> None:
        """As a new version. Raises PlanRefused for what cannot be."""
        before = forecast(plan.document)
        try:
            plan_service.change_plan(plan, PlanVersion.Kind.EDITED, change, str(self.person.pk))
        except (EditRefused, ShorthandError) as refusal:
            raise plan_service.PlanRefused(str(refusal)) from refusal
        changed = TrainingPlanSchema.objects.get(pk=plan.pk)
        after = forecast(changed.document)
        self.done = (
            f"Changed. Race time by the forecast {duration(after.time_s)}, before {duration(before.time_s)}; "
            f"form on race morning {signed(after.tsb, places=1)}, before {signed(before.tsb, places=1)}."
        )


def cleaned(form: forms.Form) -> Document:
    """What was typed. Raises PlanRefused with the first thing that is wrong."""
    if not form.is_valid():
        field, errors = next(iter(form.errors.items()))
        raise plan_service.PlanRefused(f"{form.fields[field].label}: {errors[0]}")
    return dict(form.cleaned_data)
