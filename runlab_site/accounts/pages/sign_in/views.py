"""The sign-in page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.views import LoginView
from django.shortcuts import render

from runlab_site.accounts import sign_in_guard
from runlab_site.accounts.pages.sign_in.forms import SignInForm

if TYPE_CHECKING:
    from django.contrib.auth.forms import AuthenticationForm
    from django.http import HttpRequest, HttpResponse

__all__ = ["SignInView"]


class SignInView(LoginView):
    """E-mail address and password."""

    template_name = "accounts/sign_in/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse the attempt while the person or address must wait, whatever is typed."""
        if sign_in_guard.is_locked(self.typed_email, self.address):
            return self._wait()
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Sign in."""
        sign_in_guard.forget_failures(self.typed_email, self.address)
        response = super().form_valid(form)
        if not form.cleaned_data["stay"]:
            self.request.session.set_expiry(0)
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
        minutes = int(sign_in_guard.lock_time().total_seconds() // 60)
        response = render(self.request, "429.html", {"wait_minutes": minutes}, status=429)
        response["Retry-After"] = str(minutes * 60)
        return response
