"""The sign-up page: open to everybody, to the invited, or to nobody, as the site is set up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView

from runlab_site.time_zones import zone_names
from runlab_site.web.links import link_to
from runners.pages.join.views import JOIN_KEY
from runners.pages.sign_up.forms import SignUpForm
from runners.services.invitations import InvitationProblem, open_invitation, sign_up
from runners.services.joining import open_offer

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from runners.models import Invitation
    from runners.services.joining import Offer

__all__ = ["SignUpView"]

BACKEND = "django.contrib.auth.backends.ModelBackend"


class SignUpView(FormView):  # type: ignore[type-arg]
    """A new account: for everybody, for the invited, or for nobody, as the site is set up."""

    template_name = "runners/sign_up/sign_up.html"
    form_class = SignUpForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Who has an account already accepts or declines with it."""
        if request.user.is_authenticated and self.invitation is not None:
            return redirect("join", self.kwargs["token"])
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def offer(self) -> Offer | None:
        """What the visitor came to join, if it still can be."""
        code = self.request.session.get(JOIN_KEY, "")
        return open_offer(code) if code else None

    @cached_property
    def invitation(self) -> Invitation | None:
        """The invitation in the address, if it can still be used."""
        token = self.kwargs.get("token", "")
        return open_invitation(token) if token else None

    @property
    def is_open(self) -> bool:
        """Whether this visitor may make an account."""
        if settings.CONFIG.signup == "closed":
            return False
        return settings.CONFIG.signup == "open" or self.invitation is not None or self.offer is not None

    def get_initial(self) -> dict[str, Any]:
        """What the coach already typed."""
        if self.invitation is None:
            return {}
        runner = self.invitation.runner
        known = {"email": self.invitation.email}
        return known | ({"name": runner.name, "birth_date": runner.birth_date} if runner else {})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """404 where sign-up is closed."""
        if not self.is_open:
            raise Http404
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: SignUpForm) -> HttpResponse:
        """Make the person and the runner, sign in, show where to drop the first runs."""
        try:
            user = sign_up(form.cleaned_data, self.invitation)
        except InvitationProblem as problem:
            form.add_error(None, str(problem))
            return self.form_invalid(form)
        login(self.request, user, backend=BACKEND)
        if self.invitation is None and self.offer is not None:
            return redirect("join", self.request.session[JOIN_KEY])
        return redirect(link_to("runner_upload", user.runner.pk))

    def _join_url(self) -> str:
        """Where who has an account goes on after signing in."""
        code = self.kwargs.get("token") or (self.request.session[JOIN_KEY] if self.offer else "")
        return reverse("join", args=[code]) if code else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Who invited, and whether sign-up is open."""
        return super().get_context_data(**kwargs) | {
            "invitation": self.invitation,
            "is_open": self.is_open,
            "asks_to_join": self.offer,
            "join_url": self._join_url(),
            "has_token": bool(self.kwargs.get("token")),
            "zones": zone_names(),
        }
