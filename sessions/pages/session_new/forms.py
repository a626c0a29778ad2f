"""What is typed of a session without a file."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from runlab_site.web.form_fields import DayInput, DurationField

__all__ = ["TypedSessionForm"]

_SPORTS = (
    ("running", _("Run")),
    ("cycling", _("Ride")),
    ("swimming", _("Swim")),
    ("walking", _("Walk")),
    ("hiking", _("Hike")),
)


class TypedSessionForm(forms.Form):
    """A session without a file."""

    day = forms.DateField(label=_("Day"), widget=DayInput())
    clock = forms.TimeField(
        label=_("Start"), initial="08:00", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    sport = forms.ChoiceField(label=_("What it was"), choices=_SPORTS)
    time_s = DurationField(label=_("Time"), help_text=_("Like 42:10 or 1:23:45."))
    distance = forms.FloatField(
        label=_("Distance"), required=False, min_value=0.01, help_text=_("May be left out.")
    )
    rpe = forms.FloatField(
        label=_("Exertion (0 to 10)"),
        required=False,
        min_value=0,
        max_value=10,
        help_text=_("How hard it felt. Makes the load."),
    )
