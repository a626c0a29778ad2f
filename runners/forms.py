"""What people may type about a runner. Sense is checked by the services; forms know shapes and words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.urls import reverse_lazy

from runlab_site.web import figures
from runners.defaults import PERSONAL_BEST_DISTANCES_M
from runners.models import Runner

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "BestForm",
    "DurationField",
    "ForecastForm",
    "HeartRateForm",
    "InviteForm",
    "PercentForm",
    "RunnerForm",
    "ZonesForm",
]

_DURATION = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2}(?:[.,]\d+)?)")


class DayInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class DurationField(forms.CharField):
    """A time as runners write it: 18:42 or 1:23:45. Cleans to seconds."""

    def clean(self, value: Any) -> Any:
        """Seconds of what was typed."""
        text = super().clean(value)
        match = _DURATION.fullmatch(text.strip())
        if not match:
            raise forms.ValidationError(
                "Write the time as minutes:seconds or hours:minutes:seconds, like 18:42."
            )
        hours, minutes, seconds = match.groups()
        total = int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds.replace(",", "."))
        if total <= 0:
            raise forms.ValidationError("The time must be longer than nothing.")
        return total


class _PartOfPage(forms.Form):
    """One of several forms of a page: ids of its own, so that each label finds its field."""

    id_prefix = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{self.id_prefix}_%s")
        super().__init__(*args, **kwargs)


class RunnerForm(forms.ModelForm):  # type: ignore[type-arg]
    """The profile. Its live preview asks the server what a birth date would give."""

    class Meta:
        """Fields in the order one knows them."""

        model = Runner
        fields: ClassVar[list[str]] = [
            "name",
            "birth_date",
            "sex",
            "max_heart_rate_bpm",
            "resting_heart_rate_bpm",
            "weight_kg",
            "height_cm",
            "time_zone",
            "usual_weekly_load_rtss",
        ]
        labels: ClassVar[dict[str, str]] = {
            "name": "Name",
            "birth_date": "Birth date",
            "sex": "Sex",
            "max_heart_rate_bpm": "Highest heart rate (bpm)",
            "resting_heart_rate_bpm": "Resting heart rate (bpm)",
            "weight_kg": "Weight (kg)",
            "height_cm": "Height (cm)",
            "time_zone": "Time zone",
            "usual_weekly_load_rtss": "Usual weekly load (rTSS)",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "birth_date": "May be left out: age 35 is assumed then.",
            "sex": "Only heart rate load differs by it.",
            "max_heart_rate_bpm": "Only if measured. Left out, it is estimated by age.",
            "resting_heart_rate_bpm": "Left out, 60 is assumed.",
            "time_zone": "Decides on which day a run counts, for example Europe/Stockholm.",
            "usual_weekly_load_rtss": "Starts fitness where it stood before the first uploaded run.",
        }
        widgets: ClassVar[dict[str, forms.Widget]] = {"birth_date": DayInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        preview = {
            "hx-get": str(reverse_lazy("runner_defaults")),
            "hx-trigger": "input changed delay:250ms, change",
            "hx-target": "#defaults",
            "hx-include": "closest form",
            "hx-sync": "closest form:replace",
        }
        self.fields["birth_date"].widget.attrs.update(preview)
        self.fields["name"].widget.attrs["autocomplete"] = "name"


class HeartRateForm(_PartOfPage):
    """Measured heart rates, from a day on."""

    id_prefix = "rate"

    max_heart_rate_bpm = forms.FloatField(
        label="Highest (bpm)",
        required=False,
        min_value=120,
        max_value=240,
        help_text="Empty: estimated by age.",
    )
    resting_heart_rate_bpm = forms.FloatField(
        label="Resting (bpm)", required=False, min_value=25, max_value=120, help_text="Empty: 60 is assumed."
    )
    threshold_heart_rate_bpm = forms.FloatField(
        label="Threshold (bpm)",
        required=False,
        min_value=80,
        max_value=230,
        help_text="Held for about an hour.",
    )
    effective_day = forms.DateField(
        label="Counts from", required=False, widget=DayInput(), help_text="Empty: from today."
    )


class ZonesForm(_PartOfPage):
    """The five zones' bounds typed by hand, from a day on."""

    id_prefix = "zones"

    floor_bpm = forms.FloatField(label="Z1 from (bpm)", min_value=25, max_value=230)
    upper_1_bpm = forms.FloatField(label="Z1 to (bpm)", min_value=25, max_value=240)
    upper_2_bpm = forms.FloatField(label="Z2 to (bpm)", min_value=25, max_value=240)
    upper_3_bpm = forms.FloatField(label="Z3 to (bpm)", min_value=25, max_value=240)
    upper_4_bpm = forms.FloatField(label="Z4 to (bpm)", min_value=25, max_value=240)
    upper_5_bpm = forms.FloatField(label="Z5 to (bpm)", min_value=25, max_value=250)
    effective_day = forms.DateField(
        label="Counts from", required=False, widget=DayInput(), help_text="Empty: from today."
    )


class BestForm(_PartOfPage):
    """A best from before the first uploaded run."""

    id_prefix = "best"

    distance_m = forms.TypedChoiceField(
        label="Distance",
        coerce=float,
        choices=[(f"{metres:g}", figures.race_distance(metres)) for metres in PERSONAL_BEST_DISTANCES_M],
    )
    time_s = DurationField(label="Time", help_text="Like 18:42 or 1:23:45.")
    achieved_on = forms.DateField(label="Day", widget=DayInput())


class PercentForm(_PartOfPage):
    """Where the five zones end, in percent of the highest heart rate."""

    id_prefix = "percent"

    zone_1_percent = forms.FloatField(label="Zone 1 ends (%)", min_value=50, max_value=120)
    zone_2_percent = forms.FloatField(label="Zone 2 ends (%)", min_value=50, max_value=120)
    zone_3_percent = forms.FloatField(label="Zone 3 ends (%)", min_value=50, max_value=120)
    zone_4_percent = forms.FloatField(label="Zone 4 ends (%)", min_value=50, max_value=120)
    zone_5_percent = forms.FloatField(label="Zone 5 ends (%)", min_value=50, max_value=120)

    @classmethod
    def of(cls, percents: Sequence[float]) -> PercentForm:
        """With those in force."""
        return cls(initial={f"zone_{zone}_percent": value for zone, value in enumerate(percents, start=1)})


class ForecastForm(_PartOfPage):
    """Which race to forecast."""

    id_prefix = "forecast"

    distance_m = forms.TypedChoiceField(
        label="Distance",
        coerce=float,
        choices=[(f"{metres:g}", figures.race_distance(metres)) for metres in PERSONAL_BEST_DISTANCES_M[2:]],
        initial="10000",
    )
    race_day = forms.DateField(label="Race day", widget=DayInput())


class InviteForm(forms.Form):
    """Whom to invite to a profile."""

    email = forms.EmailField(label="Email", max_length=254)
