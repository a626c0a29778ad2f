"""Signing in, up and out, and what a person sets for oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.views import LoginView
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.views.generic import FormView

from runlab_site.accounts import sign_in_guard
from runlab_site.accounts.forms import ApiKeyForm, SettingsForm, SignInForm, SignUpForm
from runlab_site.accounts.models import ApiKey, User
from runlab_site.accounts.services import issue_api_key, update_person, withdraw_api_key
from runlab_site.time_zones import zone_names
from runlab_site.web.navigation import Place
from runlab_site.web.page_base import SignedInPage
from runners.services.invitations import InvitationProblem, open_invitation, sign_up
from runners.services.runner_service import ensure_runner_has_defaults

if TYPE_CHECKING:
    from django.contrib.auth.forms import AuthenticationForm
    from django.http import HttpRequest, HttpResponse

    from runners.models import Invitation

__all__ = ["AccountView", "ApiKeyAddView", "ApiKeyDeleteView", "SignInView", "SignUpView"]

BACKEND = "django.contrib.auth.backends.ModelBackend"


class SignInView(LoginView):
    """E-mail address and password."""

    template_name = "accounts/signin.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Who guessed too often waits, whatever is typed now."""
        if sign_in_guard.is_locked(self.typed_email, self.address):
            return self._wait()
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Sign in; an older runner gets the defaults it lacks."""
        sign_in_guard.forget_failures(self.typed_email, self.address)
        response = super().form_valid(form)
        if not form.cleaned_data["stay"]:
            self.request.session.set_expiry(0)
        runner = getattr(self.request.user, "runner", None)
        if runner is not None:
            ensure_runner_has_defaults(runner)
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Count the wrong one."""
        sign_in_guard.note_failure(self.typed_email, self.address)
        return super().form_invalid(form)

    @property
    def typed_email(self) -> str:
        """The name that was typed."""
        return self.request.POST.get("username", "")[:254]

    @property
    def address(self) -> str:
        """Where the request comes from."""
        return self.request.META.get("REMOTE_ADDR") or "unknown"

    def _wait(self) -> HttpResponse:
        minutes = int(sign_in_guard.LOCKED_FOR.total_seconds() // 60)
        response = render(self.request, "429.html", {"wait_minutes": minutes}, status=429)
        response["Retry-After"] = str(minutes * 60)
        return response


class SignUpView(FormView):  # type: ignore[type-arg]
    """A new account: for everybody, for the invited, or for nobody, as the site is set up."""

    template_name = "accounts/signup.html"
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
        """Nobody gets in where the door is closed."""
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
        return redirect("runner_upload", user.runner.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Who invited, and whether the door is open."""
        return super().get_context_data(**kwargs) | {
            "invitation": self.invitation,
            "is_open": self.is_open,
            "has_token": bool(self.kwargs.get("token")),
            "zones": zone_names(),
        }


class AccountView(SignedInPage, FormView):  # type: ignore[type-arg]
    """How figures are shown, the theme, and keys for programs."""

    template_name = "accounts/account.html"
    form_class = SettingsForm
    key_form: ApiKeyForm | None = None
    new_key = ""

    def get_form_kwargs(self) -> dict[str, Any]:
        """What is set now."""
        return super().get_form_kwargs() | {"instance": User.objects.get(pk=self.person.pk)}

    def form_valid(self, form: SettingsForm) -> HttpResponse:
        """Save through the service."""
        update_person(self.person, form.cleaned_data)
        messages.success(self.request, "Settings saved.")
        return redirect("account")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The person's keys beside the form."""
        return super().get_context_data(**kwargs) | {
            "place": Place("account"),
            "keys": ApiKey.objects.filter(user=self.person).order_by("-created_at"),
            "key_form": self.key_form or ApiKeyForm(),
            "new_key": self.new_key,
            "zones": zone_names(),
        }


class ApiKeyAddView(AccountView):
    """Makes a key and shows it, this once."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *_args: Any, **kwargs: Any) -> HttpResponse:
        """The settings page again, with the new key or with what was wrong."""
        form = ApiKeyForm(request.POST)
        if form.is_valid():
            _, self.new_key = issue_api_key(
                self.person, form.cleaned_data["name"], form.cleaned_data["scopes"], None
            )
            self.key_form = ApiKeyForm()
        else:
            self.key_form = form
        unbound = SettingsForm(instance=self.person)
        return self.render_to_response(
            self.get_context_data(form=unbound, **kwargs), status=200 if self.new_key else 422
        )


class ApiKeyDeleteView(SignedInPage):
    """Makes a key worthless."""

    def post(self, request: HttpRequest, key_id: str) -> HttpResponse:
        """One's own keys only."""
        key = get_object_or_404(ApiKey.objects.filter(user=self.person), pk=key_id)
        withdraw_api_key(key)
        messages.success(request, f"The key “{key.name}” no longer works.")
        return redirect("account")
