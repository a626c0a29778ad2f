"""What a person sets for oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy

from runlab_site.accounts.models import SCOPES, User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

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
        labels: ClassVar[dict[str, StrOrPromise]] = {
            "name": gettext_lazy("Name"),
            "units": gettext_lazy("Units"),
            "pace_format": gettext_lazy("Speed is shown as"),
            "time_zone": gettext_lazy("Time zone"),
            "week_start": gettext_lazy("The week begins on"),
            "date_format": gettext_lazy("A day is written"),
        }
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "time_zone": forms.TextInput(attrs={"list": "time-zones"})
        }


class ApiKeyForm(forms.Form):
    """A key for a program."""

    name = forms.CharField(label=gettext_lazy("What is it for"), max_length=100)
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("It may"),
        choices=[(scope, scope) for scope in SCOPES],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "key_%s")  # the settings' form on the page has a name too
        super().__init__(*args, **kwargs)
