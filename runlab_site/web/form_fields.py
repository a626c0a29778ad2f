"""Form fields and forms that pages of several apps use, and a service's refusal put into a form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol

from django import forms
from django.utils.translation import gettext as _

from runlab_site.web import figures

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "DayInput",
    "DistanceField",
    "DurationField",
    "InUnits",
    "Refusal",
    "SectionForm",
    "TemperatureField",
    "add_problem",
    "distance_choices",
]

_DURATION = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2}(?:[.,]\d+)?)")


def distance_choices(distances_m: Iterable[float]) -> list[tuple[str, str]]:
    """Race distances to choose from, each by its name in the reader's language."""
    return [(f"{metres:g}", figures.race_distance(metres)) for metres in distances_m]


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
        if not text:
            return text
        match = _DURATION.fullmatch(text.strip())
        if not match:
            raise forms.ValidationError(
                _("Write the time as minutes:seconds or hours:minutes:seconds, like 18:42.")
            )
        hours, minutes, seconds = match.groups()
        total = int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds.replace(",", "."))
        if total <= 0:
            raise forms.ValidationError(_("The time must be longer than nothing."))
        return total


class UnitField(forms.FloatField):
    """A number in the reader's units; what is left as it was shown is unchanged."""

    units: figures.Units = "km"

    def count_in(self, units: figures.Units) -> None:
        """Take what is typed in these units, and say so in the label."""
        self.units = units
        self.label = f"{self.label} ({self.unit})"
        self.widget.attrs |= {"inputmode": "decimal", "step": "any"}

    @property
    def unit(self) -> str:
        """What the reader counts in."""
        return str(self.units)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """By what was shown."""
        shown = "" if initial is None else str(self.prepare_value(initial))
        return data is not None and str(data).strip() != shown


class DistanceField(UnitField):
    """A distance in km or miles. Cleans to m."""

    def prepare_value(self, value: Any) -> Any:
        """A stored distance as it is shown; what was typed as it is."""
        if not isinstance(value, float):
            return value
        return f"{value / figures.metres_per_unit(self.units):.3f}".rstrip("0").rstrip(".")

    def clean(self, value: Any) -> float | None:
        """Metres of what was typed."""
        typed = super().clean(value)
        return None if typed is None else typed * figures.metres_per_unit(self.units)


class TemperatureField(UnitField):
    """A temperature in °C, or in °F for readers who count in miles. Cleans to °C."""

    @property
    def unit(self) -> str:
        """Degrees Celsius or Fahrenheit."""
        return figures.temperature(0.0, self.units).unit

    def prepare_value(self, value: Any) -> Any:
        """A stored temperature as it is shown; what was typed as it is."""
        if not isinstance(value, float):
            return value
        shown = value if self.units == "km" else figures.fahrenheit(value)
        return f"{shown:.1f}".removesuffix(".0")

    def clean(self, value: Any) -> float | None:
        """Degrees Celsius of what was typed."""
        typed: float | None = super().clean(value)
        if typed is None or self.units == "km":
            return typed
        return figures.celsius(typed)


class InUnits(forms.BaseForm):
    """A form whose distances and temperatures are in the reader's units."""

    def __init__(self, *args: Any, units: figures.Units = "km", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, UnitField):
                field.count_in(units)


class SectionForm(forms.Form):
    """One of several forms of a page: ids of its own, so that each label finds its field."""

    id_prefix = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{self.id_prefix}_%s")
        super().__init__(*args, **kwargs)


class Refusal(Protocol):
    """What services raise for people: a sentence for each field."""

    errors: dict[str, str]


def add_problem(form: forms.BaseForm, problem: Refusal) -> None:
    """Say each refusal of a service under its field, or over the form."""
    for field, sentence in problem.errors.items():
        form.add_error(field if field in form.fields else None, sentence)
