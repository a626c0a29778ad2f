"""The sign-up page: open to everybody, to the invited, or to nobody, as the site is set up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.views.generic import FormView

from runlab_site.time_zones import zone_names
from runlab_site.web.links import link_to
from runners.pages.sign_up.forms import SignUpForm
from runners.services.invitations import InvitationProblem, open_invitation, sign_up

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from runners.models import Invitation

__all__ = ["SignUpView"]

BACKEND = "django.contrib.auth.backends.ModelBackend"


class SignUpView(FormView):  # type: ignore[type-arg]
    """A new account: for everybody, for the invited, or for nobody, as the site is set up."""

    template_name = "runners/sign_up/sign_up.html"
    form_class = SignUpForm

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
        return settings.CONFIG.signup == "open" or self.invitation is not None

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
        return redirect(link_to("runner_upload", user.runner.pk))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Who invited, and whether sign-up is open."""
        return super().get_context_data(**kwargs) | {
            "invitation": self.invitation,
            "is_open": self.is_open,
            "has_token": bool(self.kwargs.get("token")),
            "zones": zone_names(),
        }
