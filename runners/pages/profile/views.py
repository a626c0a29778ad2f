"""The profile of a runner, to be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView

from runlab_site.web.form_fields import add_problem
from runners.pages.base import RunnerPageMixin
from runners.pages.defaults.context import defaults_context
from runners.pages.invite.forms import InviteForm
from runners.pages.join.forms import CodeForm
from runners.pages.profile.forms import RunnerForm
from runners.selectors import is_own, visible_runners
from runners.services.profile_problems import RunnerProblem
from runners.services.runner_service import update_runner_with_defaults
from runners.squads.coaches import coaches_of

if TYPE_CHECKING:
    from django.http import HttpResponse

__all__ = ["ProfileView"]


class ProfileView(RunnerPageMixin, FormView):  # type: ignore[type-arg]
    """The profile of a runner, to be changed."""

    template_name = "runners/profile/runner_form.html"
    form_class = RunnerForm
    page_key = "zones"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill in what is known."""
        return super().get_form_kwargs() | {"instance": self.runner}

    def form_valid(self, form: RunnerForm) -> HttpResponse:
        """Save through the one service."""
        runner = visible_runners(self.person).get(pk=self.runner.pk)  # untouched by the form
        try:
            update_runner_with_defaults(runner, form.cleaned_data, decided_by=self.person)
        except RunnerProblem as problem:
            add_problem(form, problem)
            return self.form_invalid(form)
        messages.success(self.request, _("Profile saved."))
        return redirect("runner_zones", runner.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Words of the page, and the defaults that go with the birth date."""
        return super().get_context_data(**kwargs) | {
            "title": _("Profile"),
            "lead": _("Zones and loads follow what you change here."),
            "action": _("Save profile"),
            "back_url": reverse("runner_zones", args=[self.runner.pk]),
            "coaches": coaches_of(self.runner),
            "code_form": CodeForm() if self._is_own else None,
            "invite_form": InviteForm() if self._may_invite() else None,
            **defaults_context(self.runner.birth_date),
        }

    @property
    def _is_own(self) -> bool:
        return is_own(self.runner, self.person)

    def _may_invite(self) -> bool:
        return self.runner.user_id is None and (self.person.is_coach or self.person.is_superuser)
