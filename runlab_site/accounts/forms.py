"""What people type about themselves: sign-in, sign-up, settings."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from runlab_site.accounts.models import SCOPES, User, normalised_email
from runlab_site.time_zones import validate_time_zone

__all__ = ["ApiKeyForm", "SettingsForm", "SignInForm", "SignUpForm"]


class SignInForm(AuthenticationForm):
    """E-mail address and password; one sentence for every way to fail."""

    error_messages = {
        "invalid_login": "Email and password do not match.",
        "inactive": "Email and password do not match.",
    }
    stay = forms.BooleanField(label="Stay signed in on this device", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Email"
        self.fields["username"].widget = forms.EmailInput(
            attrs={"autofocus": True, "autocomplete": "username"}
        )


class SignUpForm(forms.Form):
    """A new person: name, address, password, and what an athlete's first day needs."""

    name = forms.CharField(
        label="Name", max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label="Email", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label="Password",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 10 characters.",
    )
    birth_date = forms.DateField(
        label="Birth date",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="May be left out: age 35 is assumed then.",
    )
    time_zone = forms.CharField(
        label="Time zone",
        initial="UTC",
        validators=[validate_time_zone],
        widget=forms.TextInput(attrs={"list": "time-zones", "data-module": "time_zone_guess"}),
        help_text="Decides on which day a run counts.",
    )
    units = forms.ChoiceField(label="Units", choices=User.Units.choices)

    def clean_email(self) -> str:
        """The address in the form it is compared in."""
        email = normalised_email(self.cleaned_data["email"])
        if User.objects.filter(email=email).exists():
            raise ValidationError("There is an account with this address already. Sign in with it.")
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


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    """How figures are shown."""

    class Meta:
        """Everything a person may change of oneself."""

        model = User
        fields: ClassVar[list[str]] = ["name", "units", "pace_format", "time_zone", "week_start"]
        labels: ClassVar[dict[str, str]] = {
            "name": "Name",
            "units": "Units",
            "pace_format": "Speed is shown as",
            "time_zone": "Time zone",
            "week_start": "The week begins on",
        }
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "time_zone": forms.TextInput(attrs={"list": "time-zones"})
        }


class ApiKeyForm(forms.Form):
    """A key for a program."""

    name = forms.CharField(label="What is it for", max_length=100)
    scopes = forms.MultipleChoiceField(
        label="It may", choices=[(scope, scope) for scope in SCOPES], widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "key_%s")  # the settings' form on the page has a name too
        super().__init__(*args, **kwargs)
