"""What may be typed of a race before it and after it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from runlab_site.web.form_fields import DayInput, DistanceField, DurationField, InUnits, SectionForm
from runners.defaults import PERSONAL_BEST_DISTANCES_M
from runners.models import CalendarEntry

__all__ = ["RaceForm", "ResultForm"]

_LONGEST_M = 250_000.0
_SHORTEST_M = 100.0
_SAME_SHARE = 0.0005  # what is typed as 42.2 or 26.22 is a marathon


class RaceDistanceField(DistanceField):
    """A race's distance; one that is about a usual race distance is exactly that."""

    def clean(self, value: Any) -> float | None:
        """Metres of what was typed."""
        metres = super().clean(value)
        if metres is None:
            return None
        if not _SHORTEST_M <= metres <= _LONGEST_M:
            raise forms.ValidationError(_("A race has between 100 m and 250 km."))
        return next((one for one in PERSONAL_BEST_DISTANCES_M if abs(metres / one - 1) < _SAME_SHARE), metres)


class RaceForm(InUnits, SectionForm):
    """A race to come, or one that was run."""

    id_prefix = "race"

    title = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    day = forms.DateField(label=gettext_lazy("Day"), widget=DayInput())
    distance_m = RaceDistanceField(label=gettext_lazy("Distance"))
    priority = forms.ChoiceField(
        label=gettext_lazy("How much it matters"), choices=CalendarEntry.Priority.choices, initial="B"
    )
    target_time_s = DurationField(
        label=gettext_lazy("Goal"), required=False, help_text=gettext_lazy("Like 39:59 or 3:29:00.")
    )


class ResultForm(InUnits, SectionForm):
    """What the organisers say."""

    id_prefix = "result"

    official_time_s = DurationField(
        label=gettext_lazy("Official time"), help_text=gettext_lazy("Like 39:59 or 3:29:00.")
    )
    official_distance_m = RaceDistanceField(
        label=gettext_lazy("Official distance"),
        required=False,
        help_text=gettext_lazy("Left empty: as announced."),
    )
