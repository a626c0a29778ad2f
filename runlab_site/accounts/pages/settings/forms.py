"""What a person sets for oneself."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from runlab_site.accounts.models import SCOPES, User

__all__ = ["ApiKeyForm", "SettingsForm"]


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    """How figures are shown."""

    class Meta:
        """Everything a person may change of oneself."""

        model = User
        fields: ClassVar[list[str]] = [
            "name",
            "units",
            "pace_format",
            "time_zone",
            "week_start",
            "date_format",
        ]
        labels: ClassVar[dict[str, str]] = {
            "name": "Name",
            "units": "Units",
            "pace_format": "Speed is shown as",
            "time_zone": "Time zone",
            "week_start": "The week begins on",
            "date_format": "A day is written",
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
