"""What a coach types to have a plan made. The generator judges whether it can be planned; the form checks shapes."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms

from runlab_site.web.form_fields import DayInput, DurationField
from training.planning.inputs import DISTANCES_M, EXPERIENCES

if TYPE_CHECKING:
    from runners.models import Runner

__all__ = ["PlanForm"]

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DISTANCES = (
    ("5k", "5 km"),
    ("10k", "10 km"),
    ("half", "Half marathon"),
    ("marathon", "Marathon"),
    ("ultra", "Ultra, 80 km"),
    ("other", "Another distance"),
)
SIDE_RACES = 3
DEFAULT_MINUTES = 60
MOST_MINUTES = 24 * 60


class DaysField(forms.CharField):
    """Days written 2026-05-03, one a line or with commas between. Cleans to a list of dates."""

    widget = forms.Textarea(attrs={"rows": 2})

    def clean(self, value: Any) -> Any:
        """The days of what was typed."""
        parts = re.split(r"[\s,;]+", super().clean(value).strip())
        try:
            return [date.fromisoformat(part) for part in parts if part]
        except ValueError:
            raise forms.ValidationError("Write days as 2026-05-03, one a line.") from None


class TargetField(DurationField):
    """A time that may be left out."""

    def clean(self, value: Any) -> Any:
        """Seconds, or None."""
        return super().clean(value) if value else None


class PlanForm(forms.Form):
    """Goal, time to run, and days that are closed."""

    distance = forms.ChoiceField(label="Goal distance", choices=DISTANCES, initial="10k")
    other_km = forms.FloatField(
        label="Another distance (km)",
        required=False,
        min_value=0.8,
        max_value=250,
        help_text="Only for that choice.",
    )
    goal_day = forms.DateField(label="Race day", widget=DayInput())
    target = TargetField(
        label="Target time",
        required=False,
        help_text="Like 42:30 or 3:15:00. Left out, today's form is planned from.",
    )
    start_day = forms.DateField(label="Plan starts", widget=DayInput())
    experience = forms.ChoiceField(
        label="Experience",
        required=False,
        choices=[("", "As the load tells"), *((name, name.capitalize()) for name in EXPERIENCES)],
    )
    long_run_weekday = forms.ChoiceField(
        label="Long-run day",
        required=False,
        choices=[("", "The day with most time"), *((str(n), name) for n, name in enumerate(WEEKDAYS))],
    )
    loading = forms.ChoiceField(
        label="Load weeks before a light one",
        required=False,
        choices=[("", "As experience and age tell"), ("3", "3"), ("2", "2")],
    )
    blackout_days = DaysField(
        label="Days without running",
        required=False,
        help_text="2026-05-03, one a line. Holidays and illness of the calendar are closed anyway.",
    )
    no_quality_days = DaysField(label="Days without hard running", required=False)

    def __init__(self, *args: Any, runner: Runner, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seconds = runner.availability.get("max_s_by_weekday") or [DEFAULT_MINUTES * 60] * 7
        for number, name in enumerate(WEEKDAYS):
            self.fields[f"minutes_{number}"] = forms.IntegerField(
                label=name, min_value=0, max_value=MOST_MINUTES, initial=round(seconds[number] / 60)
            )
        for number in range(SIDE_RACES):
            self._add_side_race(number)

    def _add_side_race(self, number: int) -> None:
        words = f"Race {number + 1} on the way"
        self.fields[f"race_{number}_day"] = forms.DateField(
            label=f"{words}: day", required=False, widget=DayInput()
        )
        self.fields[f"race_{number}_km"] = forms.FloatField(
            label=f"{words}: km", required=False, min_value=0.1, max_value=250
        )
        self.fields[f"race_{number}_priority"] = forms.ChoiceField(
            label=f"{words}: priority",
            required=False,
            choices=[("C", "C: from training"), ("B", "B: rested")],
        )

    @property
    def minute_fields(self) -> list[Any]:
        """The weekdays' minutes, Monday first."""
        return [self[f"minutes_{number}"] for number in range(7)]

    @property
    def race_fields(self) -> list[Any]:
        """Day, distance and priority of each race on the way."""
        names = [
            f"race_{number}_{part}" for number in range(SIDE_RACES) for part in ("day", "km", "priority")
        ]
        return [self[name] for name in names]

    @property
    def main_fields(self) -> list[Any]:
        """All others."""
        return [field for field in self if not field.name.startswith(("minutes_", "race_"))]

    def clean(self) -> dict[str, Any]:
        """What belongs together."""
        cleaned = super().clean() or {}
        if cleaned.get("distance") == "other" and not cleaned.get("other_km"):
            self.add_error("other_km", "Say how many kilometres.")
        for number in range(SIDE_RACES):
            if bool(cleaned.get(f"race_{number}_day")) != bool(cleaned.get(f"race_{number}_km")):
                self.add_error(f"race_{number}_km", "A race needs a day and a distance.")
        return cleaned

    def wish(self) -> dict[str, Any]:
        """As the generator reads it."""
        typed = self.cleaned_data
        wish: dict[str, Any] = {
            "start_day": typed["start_day"].isoformat(),
            "goal_day": typed["goal_day"].isoformat(),
            "goal_distance_m": DISTANCES_M.get(typed["distance"]) or 1000.0 * typed["other_km"],
            "goal_time_s": typed["target"] or None,
            "experience": typed["experience"] or None,
            "loading": int(typed["loading"]) if typed["loading"] else None,
            "availability": {"max_s_by_weekday": [60.0 * typed[f"minutes_{n}"] for n in range(7)]},
            "blackout_days": [day.isoformat() for day in typed["blackout_days"]],
            "no_quality_days": [day.isoformat() for day in typed["no_quality_days"]],
        }
        if typed["long_run_weekday"]:
            wish["availability"]["long_run_weekday"] = int(typed["long_run_weekday"])
        races = self._side_races()
        return wish | ({"races": races} if races else {})

    def _side_races(self) -> list[dict[str, Any]]:
        typed = self.cleaned_data
        return [
            {
                "day": typed[f"race_{n}_day"].isoformat(),
                "distance_m": 1000.0 * typed[f"race_{n}_km"],
                "priority": typed[f"race_{n}_priority"] or "C",
            }
            for n in range(SIDE_RACES)
            if typed[f"race_{n}_day"]
        ]
