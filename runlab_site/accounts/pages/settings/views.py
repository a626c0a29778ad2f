"""The settings page, and keys for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView

from runlab_site.accounts.models import ApiKey, User
from runlab_site.accounts.pages.settings.forms import ApiKeyForm, SettingsForm
from runlab_site.accounts.services import issue_api_key, update_person, withdraw_api_key
from runlab_site.time_zones import zone_names
from runlab_site.web.navigation import Place
from runlab_site.web.page_base import SignedInPage

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

__all__ = ["AccountView", "ApiKeyAddView", "ApiKeyDeleteView"]


class AccountView(SignedInPage, FormView):  # type: ignore[type-arg]
    """How figures are shown, the theme, and keys for programs."""

    template_name = "accounts/settings/settings.html"
    form_class = SettingsForm
    key_form: ApiKeyForm | None = None
    new_key = ""

    def get_form_kwargs(self) -> dict[str, Any]:
        """What is set now."""
        return super().get_form_kwargs() | {"instance": User.objects.get(pk=self.person.pk)}

    def form_valid(self, form: SettingsForm) -> HttpResponse:
        """Save through the service."""
        update_person(self.person, form.cleaned_data)
        messages.success(self.request, _("Settings saved."))
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
            _key, self.new_key = issue_api_key(
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
    """Revokes a key."""

    def post(self, request: HttpRequest, key_id: str) -> HttpResponse:
        """One's own keys only."""
        key = get_object_or_404(ApiKey.objects.filter(user=self.person), pk=key_id)
        withdraw_api_key(key)
        messages.success(request, _("The key “%(name)s” no longer works.") % {"name": key.name})
        return redirect("account")
