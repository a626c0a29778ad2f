"""What may be typed on the Critical Speed page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from runlab_site.web.form_fields import DayInput, DurationField

__all__ = ["RaceForm", "SpeedForm"]


class SpeedForm(forms.Form):
    """The pace of Critical Speed, from a laboratory or a coach's eye."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "speed_%s"})

    pace_s = DurationField(
        label=gettext_lazy("Pace"), help_text=gettext_lazy("Minutes and seconds, like 4:05, in your unit.")
    )
    w_prime_m = forms.FloatField(
        label="W′ (m)", required=False, help_text=gettext_lazy("40 to 400; may be empty.")
    )
    from_day = forms.DateField(
        label=gettext_lazy("Counts from"),
        required=False,
        widget=DayInput(),
        help_text=gettext_lazy("Empty: today."),
    )


class RaceForm(forms.Form):
    """A race of 12 minutes to nearly four hours."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "race_%s"})

    distance_km = forms.FloatField(label=gettext_lazy("Distance (km)"), min_value=1, max_value=100)
    time_s = DurationField(label=gettext_lazy("Time"), help_text=gettext_lazy("Like 42:30 or 1:35:00."))
    day = forms.DateField(label=gettext_lazy("Day"), widget=DayInput())
