"""What is asked in the morning. Everything may be left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy

from runners.models import CheckIn

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django_stubs_ext import StrOrPromise

__all__ = ["CheckInForm"]

_HOUR_S = 3600
_SLEEP = (
    gettext_lazy("Very poor"),
    gettext_lazy("Poor"),
    gettext_lazy("Fair"),
    gettext_lazy("Good"),
    gettext_lazy("Very good"),
)
_SORENESS = (
    gettext_lazy("Not at all"),
    gettext_lazy("A little"),
    gettext_lazy("Some"),
    gettext_lazy("Sore"),
    gettext_lazy("Very sore"),
)
_MOOD = (
    gettext_lazy("Very low"),
    gettext_lazy("Low"),
    gettext_lazy("Fair"),
    gettext_lazy("Good"),
    gettext_lazy("Very good"),
)


def _levels(words: Iterable[StrOrPromise], label: StrOrPromise) -> forms.TypedChoiceField:
    """Five answers beside each other."""
    choices = [(str(level), word) for level, word in enumerate(words, start=1)]
    return forms.TypedChoiceField(
        label=label, choices=choices, coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )


def _words(choices: type[Any], label: StrOrPromise) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices.choices, required=False, widget=forms.RadioSelect, initial=""
    )


def _number(label: StrOrPromise, low: float, high: float, step: float) -> forms.FloatField:
    field = forms.FloatField(label=label, required=False, min_value=low, max_value=high)
    field.widget.attrs |= {"inputmode": "decimal", "step": f"{step:g}"}
    return field


class CheckInForm(forms.Form):
    """A morning, in the order in which one notices it."""

    sleep_quality = _levels(_SLEEP, gettext_lazy("Sleep"))
    soreness = _levels(_SORENESS, gettext_lazy("Soreness"))
    mood = _levels(_MOOD, gettext_lazy("Mood"))
    illness = _words(CheckIn.Illness, gettext_lazy("Illness"))
    injury = _words(CheckIn.Injury, gettext_lazy("Injury"))
    injury_place = forms.CharField(label=gettext_lazy("Where"), required=False, max_length=60)
    sleep_h = _number(gettext_lazy("Hours asleep"), 0, 24, 0.25)
    resting_heart_rate_bpm = _number(gettext_lazy("Resting heart rate (bpm)"), 25, 120, 1)
    hrv_ms = _number(gettext_lazy("HRV (ms)"), 1, 400, 1)
    weight_kg = _number(gettext_lazy("Weight (kg)"), 20, 300, 0.1)
    cycle = _words(CheckIn.Cycle, gettext_lazy("Cycle"))
    notes = forms.CharField(
        label=gettext_lazy("Anything else"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    is_private = forms.BooleanField(label=gettext_lazy("Keep all of it to myself"), required=False)
    shows_cycle = forms.BooleanField(label=gettext_lazy("Show the cycle to my coach"), required=False)

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
