"""What may be typed on the page of zones and bests. Sense is checked by the services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy

from runlab_site.web.form_fields import DayInput, DurationField, SectionForm, distance_choices
from runners.defaults import PERSONAL_BEST_DISTANCES_M

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["BestForm", "HeartRateForm", "PercentForm", "ZonesForm"]


class HeartRateForm(SectionForm):
    """Measured heart rates, from a day on."""

    id_prefix = "rate"

    max_heart_rate_bpm = forms.FloatField(
        label=gettext_lazy("Highest (bpm)"),
        required=False,
        min_value=120,
        max_value=240,
        help_text=gettext_lazy("Empty: estimated by age."),
    )
    resting_heart_rate_bpm = forms.FloatField(
        label=gettext_lazy("Resting (bpm)"),
        required=False,
        min_value=25,
        max_value=120,
        help_text=gettext_lazy("Empty: 60 is assumed."),
    )
    threshold_heart_rate_bpm = forms.FloatField(
        label=gettext_lazy("Threshold (bpm)"),
        required=False,
        min_value=80,
        max_value=230,
        help_text=gettext_lazy("Held for about an hour."),
    )
    effective_day = forms.DateField(
        label=gettext_lazy("Counts from"),
        required=False,
        widget=DayInput(),
        help_text=gettext_lazy("Empty: from today."),
    )


class ZonesForm(SectionForm):
    """The five zones' bounds typed by hand, from a day on."""

    id_prefix = "zones"

    floor_bpm = forms.FloatField(label=gettext_lazy("Z1 from (bpm)"), min_value=25, max_value=230)
    upper_1_bpm = forms.FloatField(label=gettext_lazy("Z1 to (bpm)"), min_value=25, max_value=240)
    upper_2_bpm = forms.FloatField(label=gettext_lazy("Z2 to (bpm)"), min_value=25, max_value=240)
    upper_3_bpm = forms.FloatField(label=gettext_lazy("Z3 to (bpm)"), min_value=25, max_value=240)
    upper_4_bpm = forms.FloatField(label=gettext_lazy("Z4 to (bpm)"), min_value=25, max_value=240)
    upper_5_bpm = forms.FloatField(label=gettext_lazy("Z5 to (bpm)"), min_value=25, max_value=250)
    effective_day = forms.DateField(
        label=gettext_lazy("Counts from"),
        required=False,
        widget=DayInput(),
        help_text=gettext_lazy("Empty: from today."),
    )


class BestForm(SectionForm):
    """A best from before the first uploaded run."""

    id_prefix = "best"

    distance_m = forms.TypedChoiceField(
        label=gettext_lazy("Distance"),
        coerce=float,
        choices=lambda: distance_choices(PERSONAL_BEST_DISTANCES_M),
    )
    time_s = DurationField(label=gettext_lazy("Time"), help_text=gettext_lazy("Like 18:42 or 1:23:45."))
    achieved_on = forms.DateField(label=gettext_lazy("Day"), widget=DayInput())


class PercentForm(SectionForm):
    """Where the five zones end, in percent of the highest heart rate."""

    id_prefix = "percent"

    zone_1_percent = forms.FloatField(label=gettext_lazy("Zone 1 ends (%)"), min_value=50, max_value=120)
    zone_2_percent = forms.FloatField(label=gettext_lazy("Zone 2 ends (%)"), min_value=50, max_value=120)
    zone_3_percent = forms.FloatField(label=gettext_lazy("Zone 3 ends (%)"), min_value=50, max_value=120)
    zone_4_percent = forms.FloatField(label=gettext_lazy("Zone 4 ends (%)"), min_value=50, max_value=120)
    zone_5_percent = forms.FloatField(label=gettext_lazy("Zone 5 ends (%)"), min_value=50, max_value=120)

    @classmethod
    def of(cls, percents: Sequence[float]) -> PercentForm:
        """With those in force."""
        return cls(initial={f"zone_{zone}_percent": value for zone, value in enumerate(percents, start=1)})
