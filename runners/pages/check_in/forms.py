"""What is asked in the morning. Everything may be left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from runners.models import CheckIn

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["CheckInForm"]

_HOUR_S = 3600
_SLEEP = ("Very poor", "Poor", "Fair", "Good", "Very good")
_SORENESS = ("Not at all", "A little", "Some", "Sore", "Very sore")
_MOOD = ("Very low", "Low", "Fair", "Good", "Very good")


def _levels(words: Iterable[str], label: str) -> forms.TypedChoiceField:
    """Five answers beside each other."""
    choices = [(str(level), word) for level, word in enumerate(words, start=1)]
    return forms.TypedChoiceField(
        label=label, choices=choices, coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )


def _words(choices: type[Any], label: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices.choices, required=False, widget=forms.RadioSelect, initial=""
    )


def _number(label: str, low: float, high: float, step: float) -> forms.FloatField:
    field = forms.FloatField(label=label, required=False, min_value=low, max_value=high)
    field.widget.attrs |= {"inputmode": "decimal", "step": f"{step:g}"}
    return field


class CheckInForm(forms.Form):
    """A morning, in the order in which one notices it."""

    sleep_quality = _levels(_SLEEP, "Sleep")
    soreness = _levels(_SORENESS, "Soreness")
    mood = _levels(_MOOD, "Mood")
    illness = _words(CheckIn.Illness, "Illness")
    injury = _words(CheckIn.Injury, "Injury")
    injury_place = forms.CharField(label="Where", required=False, max_length=60)
    sleep_h = _number("Hours asleep", 0, 24, 0.25)
    resting_heart_rate_bpm = _number("Resting heart rate (bpm)", 25, 120, 1)
    hrv_ms = _number("HRV (ms)", 1, 400, 1)
    weight_kg = _number("Weight (kg)", 20, 300, 0.1)
    cycle = _words(CheckIn.Cycle, "Cycle")
    notes = forms.CharField(
        label="Anything else", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    is_private = forms.BooleanField(label="Keep all of it to myself", required=False)
    shows_cycle = forms.BooleanField(label="Show the cycle to my coach", required=False)

    TAPPED = ("sleep_quality", "soreness", "mood", "illness", "injury")
    TYPED = ("sleep_h", "resting_heart_rate_bpm", "hrv_ms", "weight_kg")

    @classmethod
    def initial_of(cls, stored: CheckIn | None) -> dict[str, Any]:
        """What was said already."""
        if stored is None:
            return {}
        said = {name: getattr(stored, name) for name in cls.base_fields if hasattr(stored, name)}
        sleep_h = None if stored.sleep_s is None else stored.sleep_s / _HOUR_S
        return said | {"sleep_h": sleep_h, "shows_cycle": not stored.cycle_is_private}

    def values(self) -> dict[str, Any]:
        """As the service takes them."""
        said = dict(self.cleaned_data)
        sleep_h, shows_cycle = said.pop("sleep_h"), said.pop("shows_cycle")
        return said | {
            "sleep_s": None if sleep_h is None else sleep_h * _HOUR_S,
            "cycle_is_private": not shows_cycle,
        }

    @property
    def tapped(self) -> list[forms.BoundField]:
        """What is answered by one tap."""
        return [self[name] for name in self.TAPPED]

    @property
    def typed(self) -> list[forms.BoundField]:
        """What is typed, where it is measured."""
        return [self[name] for name in self.TYPED]
