"""What people may say about a session by hand."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from runlab_site.web.form_fields import DayInput, DurationField
from sessions.models import SessionStatistics

__all__ = ["SessionForm", "TypedSessionForm"]

_SPORTS = (
    ("running", "Run"),
    ("cycling", "Ride"),
    ("swimming", "Swim"),
    ("walking", "Walk"),
    ("hiking", "Hike"),
)


class SessionForm(forms.ModelForm):  # type: ignore[type-arg]
    """Name, exertion, notes."""

    class Meta:
        """In the order one thinks of them after a run."""

        model = SessionStatistics
        fields: ClassVar[list[str]] = ["name", "rpe", "notes", "excluded_from_bests"]
        labels: ClassVar[dict[str, str]] = {
            "name": "Name",
            "rpe": "Exertion (0 to 10)",
            "notes": "Notes",
            "excluded_from_bests": "Leave out of bests and Critical Speed",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "rpe": "How hard the whole session felt, half an hour later.",
        }
        widgets: ClassVar[dict[str, forms.Widget]] = {"notes": forms.Textarea(attrs={"rows": 3})}


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
