"""A coach adds a runner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView

from runlab_site.web.form_fields import add_problem
from runlab_site.web.links import link_to
from runlab_site.web.navigation import Place
from runlab_site.web.page_base import CoachPage
from runners.pages.defaults.context import defaults_context
from runners.pages.profile.forms import RunnerForm
from runners.services.profile_problems import RunnerProblem
from runners.services.runner_service import create_runner_with_defaults

if TYPE_CHECKING:
    from django.http import HttpResponse

__all__ = ["RunnerCreateView"]


class RunnerCreateView(CoachPage, FormView):  # type: ignore[type-arg]
    """A coach adds a runner: defaults are filled in as the birth date is typed."""

    template_name = "runners/profile/runner_form.html"
    form_class = RunnerForm

    def get_initial(self) -> dict[str, Any]:
        """The coach's zone is the best guess."""
        return {"time_zone": self.person.time_zone}

    def form_valid(self, form: RunnerForm) -> HttpResponse:
        """Create through the one service."""
        try:
            runner = create_runner_with_defaults(coach=self.person, **form.cleaned_data)
        except RunnerProblem as problem:
            add_problem(form, problem)
            return self.form_invalid(form)
        messages.success(self.request, _("%(name)s is in your squad.") % {"name": runner.name})
        return redirect(link_to("runner_today", runner.pk))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Words of the page, and the defaults without a birth date."""
        return super().get_context_data(**kwargs) | {
            "place": Place("runner_new"),
            "title": _("Add a runner"),
            "lead": _("Only the name is needed. The rest is filled in by age until you know better."),
            "action": _("Add runner"),
            "back_url": link_to("squad"),
            **defaults_context(None),
        }
