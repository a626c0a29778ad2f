"""Joining a coach by code, link or invitation, and leaving again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from runlab_site.accounts.models import User
from runlab_site.web.page_base import SignedInPage
from runners.pages.base import RunnerPageMixin
from runners.services.invitations import InvitationProblem
from runners.services.joining import accept_offer, decline_offer, open_offer
from runners.services.squads import leave_coach
from runners.squads.coaches import coaches_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from runners.services.joining import Offer

__all__ = ["JOIN_KEY", "JoinCodeView", "JoinView", "LeaveCoachView"]

# Where the session remembers what a visitor wants to join, until there is an account.
JOIN_KEY = "join"


class JoinCodeView(SignedInPage):
    """Leads from a typed code to what it stands for."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """A code that is none is said there."""
        typed = request.POST.get("code", "").strip().replace("/", "").replace(" ", "")
        return redirect("join", typed) if typed else redirect("home")


class JoinView(TemplateView):
    """Who asks, and what that coach would see; accepted or declined by who is signed in."""

    template_name = "runners/join/join.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """A visitor comes back here with an account."""
        if request.user.is_authenticated:
            return super().dispatch(request, *args, **kwargs)
        request.session[JOIN_KEY] = self.kwargs["code"]
        return redirect("signup")

    @cached_property
    def offer(self) -> Offer | None:
        """What the code stands for; None when it has ended."""
        return open_offer(self.kwargs["code"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The coach, or that the code has ended."""
        coach = None if self.offer is None else User.objects.get(pk=self.offer.squad.coach_id)
        return super().get_context_data(**kwargs) | {"offer": self.offer, "coach": coach}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Accept or decline."""
        request.session.pop(JOIN_KEY, None)
        if self.offer is None:
            return self.get(request, **kwargs)
        if request.POST.get("answer") != "accept":
            decline_offer(self.offer)
            messages.success(request, _("Declined. Nobody sees anything of yours by it."))
            return redirect("home")
        try:
            runner = accept_offer(self.offer, request.user)  # type: ignore[arg-type]  # signed in, by dispatch
        except InvitationProblem as problem:
            messages.warning(request, str(problem))
            return redirect("home")
        messages.success(
            request,
            _("You are in %(squad)s. Your profile says who sees what.") % {"squad": self.offer.squad.name},
        )
        return redirect("runner_profile", runner.pk)


class LeaveCoachView(RunnerPageMixin, View):
    """Ends the coaching at once; only for the athlete."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """A coach who is none of the runner's is 404."""
        if str(self.runner.user_id) != str(self.person.pk):
            raise PermissionDenied("Only the athlete leaves a coach.")
        names = {coach.coach_id: coach.name for coach in coaches_of(self.runner)}
        coach = get_object_or_404(User.objects.filter(pk__in=list(names)), pk=kwargs["coach_id"])
        leave_coach(self.runner, str(coach.pk))
        messages.success(
            request, _("%(name)s sees nothing of yours any more.") % {"name": names[str(coach.pk)]}
        )
        return redirect("runner_profile", self.runner.pk)
