"""What is typed to make an account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from runlab_site.accounts.models import User, normalised_email
from runlab_site.time_zones import validate_time_zone

__all__ = ["SignUpForm"]


class SignUpForm(forms.Form):
    """A new person: name, address, password, and what an athlete's first day needs."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=gettext_lazy("Email"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least 10 characters."),
    )
    birth_date = forms.DateField(
        label=gettext_lazy("Birth date"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("May be left out: age 35 is assumed then."),
    )
    time_zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        initial="UTC",
        validators=[validate_time_zone],
        widget=forms.TextInput(attrs={"list": "time-zones", "data-module": "time_zone_guess"}),
        help_text=gettext_lazy("Decides on which day a run counts."),
    )
    units = forms.ChoiceField(label=gettext_lazy("Units"), choices=User.Units.choices)

    def clean_email(self) -> str:
        """The address in the form it is compared in."""
        email = normalised_email(self.cleaned_data["email"])
        if User.objects.filter(email=email).exists():
            raise ValidationError(_("There is an account with this address already. Sign in with it."))
        return email

    def clean(self) -> dict[str, Any]:
        """A password that is not the person's name or address."""
        typed = super().clean() or {}
        password = typed.get("password")
        if password:
            person = User(email=typed.get("email", ""), name=typed.get("name", ""))
            try:
                validate_password(password, person)
            except ValidationError as error:
                self.add_error("password", error)
        return typed
