"""Which race to forecast."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from runlab_site.web.form_fields import DayInput, SectionForm, distance_choices
from runners.defaults import PERSONAL_BEST_DISTANCES_M

__all__ = ["ForecastForm"]


class ForecastForm(SectionForm):
    """Which race to forecast."""

    id_prefix = "forecast"

    distance_m = forms.TypedChoiceField(
        label=gettext_lazy("Distance"),
        coerce=float,
        choices=lambda: distance_choices(PERSONAL_BEST_DISTANCES_M[2:]),
        initial="10000",
    )
    race_day = forms.DateField(label=gettext_lazy("Race day"), widget=DayInput())
