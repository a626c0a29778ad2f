"""What is typed to sign in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy

__all__ = ["SignInForm"]


class SignInForm(AuthenticationForm):
    """E-mail address and password; one sentence for every way to fail."""

    error_messages = {
        "invalid_login": gettext_lazy("Email and password do not match."),
        "inactive": gettext_lazy("Email and password do not match."),
    }
    stay = forms.BooleanField(label=gettext_lazy("Stay signed in on this device"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = gettext_lazy("Email")
        self.fields["username"].widget = forms.EmailInput(
            attrs={"autofocus": True, "autocomplete": "username"}
        )
