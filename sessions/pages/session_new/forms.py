"""What is typed of a session without a file."""

from __future__ import annotations

from django import forms

from runlab_site.web.form_fields import DayInput, DurationField

__all__ = ["TypedSessionForm"]

_SPORTS = (
    ("running", "Run"),
    ("cycling", "Ride"),
    ("swimming", "Swim"),
    ("walking", "Walk"),
    ("hiking", "Hike"),
)


class TypedSessionForm(forms.Form):
    """A session without a file."""

    day = forms.DateField(label="Day", widget=DayInput())
    clock = forms.TimeField(
        label="Start", initial="08:00", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    sport = forms.ChoiceField(label="What it was", choices=_SPORTS)
    time_s = DurationField(label="Time", help_text="Like 42:10 or 1:23:45.")
    distance = forms.FloatField(
        label="Distance", required=False, min_value=0.01, help_text="May be left out."
    )
    rpe = forms.FloatField(
        label="Exertion (0 to 10)",
        required=False,
        min_value=0,
        max_value=10,
        help_text="How hard it felt. Makes the load.",
    )
