"""What a coach types to have a plan made. The generator judges whether it can be planned; the form checks shapes."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from runlab_site.web.form_fields import DayInput
from training.planning.inputs import DISTANCES_M, EXPERIENCES
from training.planning.problems import PlanProblem
from training.planning.target_times import target_of

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["PlanForm"]

EXPERIENCE_WORDS = {
    "novice": _("Novice"), "intermediate": _("Intermediate"), "advanced": _("Advanced"), "elite": _("Elite"),
}  # fmt: skip
AS_THE_LOAD_TELLS = {
    "novice": _("As the load tells: novice"),
    "intermediate": _("As the load tells: intermediate"),
    "advanced": _("As the load tells: advanced"),
    "elite": _("As the load tells: elite"),
}
DISTANCES = (
    ("5k", _("5 km")),
    ("10k", _("10 km")),
    ("half", _("Half marathon")),
    ("marathon", _("Marathon")),
    ("ultra", _("Ultra, 80 km")),
    ("other", _("Another distance")),
)
SIDE_RACES = 3
DEFAULT_MINUTES = 60
MOST_MINUTES = 24 * 60
LONGEST_SPAN_DAYS = 366


class DaysField(forms.CharField):
    """Days written 2026-05-03, one a line or with commas between. Cleans to a list of dates."""

    widget = forms.Textarea(attrs={"rows": 2})

    def clean(self, value: Any) -> Any:
        """The days of what was typed."""
        parts = re.split(r"[\s,;]+", super().clean(value).strip())
        try:
            return [date.fromisoformat(part) for part in parts if part]
        except ValueError:
            raise forms.ValidationError(_("Write days as 2026-05-03, one a line.")) from None


class OtherMinutesField(forms.CharField):
    """Dates with other minutes than their weekday: 2026-05-03 90, or 2026-05-04 to 2026-05-10 30; one a line.

    Cleans to {date: minutes}.
    """

    widget = forms.Textarea(attrs={"rows": 2})
    line = re.compile(r"(\d{4}-\d\d-\d\d)(?:\s*(?:to|-)\s*(\d{4}-\d\d-\d\d))?[\s:]+(\d{1,4})(?: ?min)?")

    def clean(self, value: Any) -> Any:
        """The minutes of each date that was typed."""
        found: dict[date, int] = {}
        for line in filter(None, map(str.strip, super().clean(value).splitlines())):
            found |= self._minutes_of(line)
        return found

    def _minutes_of(self, line: str) -> dict[date, int]:
        match = self.line.fullmatch(line)
        try:
            first, last = (
                (date.fromisoformat(match[1]), date.fromisoformat(match[2] or match[1]))
                if match
                else (None, None)
            )
        except ValueError:
            first = last = None
        if not match or not first or not last or not 0 <= (last - first).days < LONGEST_SPAN_DAYS:
            raise forms.ValidationError(_("Write 2026-05-03 90, or 2026-05-04 to 2026-05-10 30, one a line."))
        return {
            first + timedelta(days=n): min(int(match[3]), MOST_MINUTES)
            for n in range((last - first).days + 1)
        }


class PlanForm(forms.Form):
    """Goal, time to run, and days that are closed."""

    distance = forms.ChoiceField(label=_("Goal distance"), choices=DISTANCES, initial="10k")
    other_km = forms.FloatField(
        label=_("Another distance (km)"),
        required=False,
        min_value=0.8,
        max_value=250,
        help_text=_("Only for that choice."),
    )
    goal_day = forms.DateField(label=_("Race day"), widget=DayInput())
    race_name = forms.CharField(
        label=_("Name of the race"),
        required=False,
        max_length=120,
        help_text=_("Left out, as the calendar names it."),
    )
    target = forms.CharField(
        label=_("Target time"),
        required=False,
        max_length=20,
        help_text=_("Like 42:30, or 3:10 for a marathon. Left out, today's form is planned from."),
    )
    start_day = forms.DateField(label=_("Plan starts"), widget=DayInput())
    experience = forms.ChoiceField(
        label=_("Experience"),
        required=False,
        choices=[("", _("As the load tells")), *((name, EXPERIENCE_WORDS[name]) for name in EXPERIENCES)],
    )
    long_run_weekday = forms.ChoiceField(
        label=_("Long-run day"),
        required=False,
        choices=[("", _("The day with most time")), *((str(n), name) for n, name in WEEKDAYS.items())],
    )
    loading = forms.ChoiceField(
        label=_("Load weeks before a light one"),
        required=False,
        choices=[("", _("As experience and age tell")), ("3", "3"), ("2", "2")],
    )
    blackout_days = DaysField(
        label=_("Days without running"),
        required=False,
        help_text=_("2026-05-03, one a line. Holidays and illness of the calendar are closed anyway."),
    )
    no_quality_days = DaysField(label=_("Days without hard running"), required=False)

    other_minutes = OtherMinutesField(
        label=_("Days with other minutes"),
        required=False,
        help_text=_("2026-05-03 90, or 2026-05-04 to 2026-05-10 30, one a line."),
    )

    def __init__(self, *args: Any, availability: Mapping[str, Any], level: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["experience"]
        choice.choices = [("", AS_THE_LOAD_TELLS[level]), *choice.choices[1:]]  # type: ignore[attr-defined]
        seconds = availability.get("max_s_by_weekday") or [DEFAULT_MINUTES * 60] * 7
        for number, name in WEEKDAYS.items():
            self.fields[f"minutes_{number}"] = forms.IntegerField(
                label=name, min_value=0, max_value=MOST_MINUTES, initial=round(seconds[number] / 60)
            )
        for number in range(SIDE_RACES):
            self._add_side_race(number)

    def _add_side_race(self, number: int) -> None:
        place = number + 1
        self.fields[f"race_{number}_day"] = forms.DateField(
            label=gettext("Race {number} on the way: day").format(number=place),
            required=False,
            widget=DayInput(),
        )
        self.fields[f"race_{number}_km"] = forms.FloatField(
            label=gettext("Race {number} on the way: km").format(number=place),
            required=False,
            min_value=0.1,
            max_value=250,
        )
        self.fields[f"race_{number}_priority"] = forms.ChoiceField(
            label=gettext("Race {number} on the way: priority").format(number=place),
            required=False,
            choices=[("C", _("C: from training")), ("B", _("B: rested"))],
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
        apart = tuple(field.name for field in (*self.minute_fields, *self.race_fields))
        return [field for field in self if field.name not in apart]

    def clean(self) -> dict[str, Any]:
        """What belongs together."""
        cleaned = super().clean() or {}
        if cleaned.get("distance") == "other" and not cleaned.get("other_km"):
            self.add_error("other_km", _("Say how many kilometres."))
        elif cleaned.get("target") and cleaned.get("distance"):
            self._read_target(cleaned)
        for number in range(SIDE_RACES):
            if bool(cleaned.get(f"race_{number}_day")) != bool(cleaned.get(f"race_{number}_km")):
                self.add_error(f"race_{number}_km", _("A race needs a day and a distance."))
        return cleaned

    def _read_target(self, cleaned: dict[str, Any]) -> None:
        """The target in seconds, as it can only be meant over the distance."""
        distance_m = DISTANCES_M.get(cleaned["distance"]) or 1000.0 * cleaned["other_km"]
        try:
            cleaned["target_s"] = target_of(cleaned["target"], distance_m)
        except PlanProblem as problem:
            self.add_error("target", problem.text)

    def availability(self) -> dict[str, Any]:
        """The time to run as it is kept with the runner: whole seconds."""
        typed = self.cleaned_data
        found: dict[str, Any] = {"max_s_by_weekday": [60 * typed[f"minutes_{n}"] for n in range(7)]}
        if typed["long_run_weekday"]:
            found["long_run_weekday"] = int(typed["long_run_weekday"])
        if typed["other_minutes"]:
            found["exceptions"] = {
                day.isoformat(): 60 * n for day, n in sorted(typed["other_minutes"].items())
            }
        return found

    def wish(self) -> dict[str, Any]:
        """As the generator reads it."""
        typed = self.cleaned_data
        wish: dict[str, Any] = {
            "start_day": typed["start_day"].isoformat(),
            "goal_day": typed["goal_day"].isoformat(),
            "goal_distance_m": DISTANCES_M.get(typed["distance"]) or 1000.0 * typed["other_km"],
            "goal_time_s": typed.get("target_s"),
            "goal_name": typed["race_name"].strip() or None,
            "experience": typed["experience"] or None,
            "loading": int(typed["loading"]) if typed["loading"] else None,
            "availability": self.availability(),
            "blackout_days": [day.isoformat() for day in typed["blackout_days"]],
            "no_quality_days": [day.isoformat() for day in typed["no_quality_days"]],
        }
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
