"""The page of one plan template, where plans are made of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView

from runlab_site.web.navigation import Place
from runlab_site.web.page_base import CoachPage
from training.pages.plan_template.context import template_weeks
from training.pages.plan_template.forms import ApplyTemplateForm
from training.selectors import planned_runners, visible_plan_templates
from training.services import template_service

if TYPE_CHECKING:
    from django.http import HttpResponse

    from training.models import PlanTemplate


__all__ = ["PlanTemplateView"]


class PlanTemplateView(CoachPage, FormView):  # type: ignore[type-arg]
    """A template: its weeks, and for whom it is made again."""

    template_name = "training/plan_template/plan_template.html"
    form_class = ApplyTemplateForm

    @property
    def template(self) -> PlanTemplate:
        """The one in the address. Raises Http404."""
        return get_object_or_404(visible_plan_templates(self.person), pk=self.kwargs["template_id"])

    def get_form_kwargs(self) -> dict[str, Any]:
        """Those whom the person makes plans for."""
        runners = planned_runners(self.person).order_by("name")
        return super().get_form_kwargs() | {"runners": runners}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Week by week."""
        template = self.template
        return super().get_context_data(**kwargs) | {
            "place": Place("workouts"),
            "template": template,
            "weeks": template_weeks(template.document),
        }

    def form_valid(self, form: ApplyTemplateForm) -> HttpResponse:
        """A draft for each, and what came of it."""
        typed = form.cleaned_data
        runners = list(planned_runners(self.person).filter(pk__in=typed["runners"]).order_by("name"))
        wish = {"goal_day": typed["goal_day"].isoformat(), "level_shift": int(typed["level_shift"])}
        applied = template_service.apply_to_group(
            self.template, runners, wish, datetime.now(UTC), str(self.person.pk)
        )
        if len(applied) == 1 and applied[0].plan:
            messages.success(self.request, _("The draft is made. Look at it, then publish it."))
            return redirect("plan_detail", applied[0].runner.pk, applied[0].plan.pk)
        return self.render_to_response(self.get_context_data(form=form, applied=applied))
