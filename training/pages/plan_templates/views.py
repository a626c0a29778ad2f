"""The page of one's plan templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from runlab_site.web.navigation import Place
from runlab_site.web.page_base import CoachPage
from training.selectors import visible_plan_templates
from training.services import template_service

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


__all__ = ["PlanTemplateDeleteView", "PlanTemplatesView"]


class PlanTemplatesView(CoachPage, TemplateView):
    """One's templates."""

    template_name = "training/plan_templates/plan_templates.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """By name."""
        templates = visible_plan_templates(self.person).defer("document").order_by("name", "pk")
        return super().get_context_data(**kwargs) | {"place": Place("workouts"), "templates": templates}


class PlanTemplateDeleteView(CoachPage, View):
    """A template goes; plans made from it stay."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """And back to the list."""
        template = get_object_or_404(visible_plan_templates(self.person), pk=kwargs["template_id"])
        template_service.delete_template(template)
        said = _("{name} is deleted. Plans made from it stay.").format(name=template.name)
        messages.success(request, said)
        return redirect("plan_templates")
