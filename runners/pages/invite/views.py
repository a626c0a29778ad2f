"""Inviting the person behind a profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from runners.pages.base import RunnerPageMixin, runner_context
from runners.pages.invite.forms import InviteForm
from runners.services.invitations import InvitationProblem, invite_athlete

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

__all__ = ["InviteView"]


class InviteView(RunnerPageMixin):
    """A coach invites the person behind a profile; the link is shown once."""

    def post(self, request: HttpRequest, runner_id: str) -> HttpResponse:
        """Only for coaches, and only for a runner without an account."""
        del runner_id
        if not (self.person.is_coach or self.person.is_superuser):
            raise PermissionDenied
        form = InviteForm(request.POST)
        if not form.is_valid():
            messages.warning(request, _("Write the email address of the person to invite."))
            return redirect("runner_profile", self.runner.pk)
        try:
            _invitation, token = invite_athlete(self.runner, form.cleaned_data["email"], self.person)
        except InvitationProblem as problem:
            messages.warning(request, str(problem))
            return redirect("runner_profile", self.runner.pk)
        link = request.build_absolute_uri(reverse("invitation", args=[token]))
        context = runner_context(self.runner, self.person, "zones") | {
            "link": link,
            "email": form.cleaned_data["email"],
        }
        return render(request, "runners/invite/invited.html", context)
