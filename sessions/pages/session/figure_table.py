"""Every figure of a session under the name people know it by, in groups, and the explanation of each."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from runlab_site.web import figures
from runlab_site.web.links import link_to
from runlab_site.web.why import Input, Why
from sessions.pages.session.figure_words import FLAG_SENTENCES, GROUPS, LABELS, ZONE_LABELS
from sessions.pages.session.formula_words import FORMULA_WORDS
from sessions.pages.session.input_words import INPUT_NAMES, UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django_stubs_ext import StrOrPromise

    from sessions.models import SessionStatistics

__all__ = [
    "FigureGroup",
    "FigureRow",
    "figure_groups",
    "label_of",
    "shown",
    "split_tables",
    "why_of",
    "zones_beside",
]

_CURVE_LABELS = {
    "best_speed": gettext_lazy("Best pace over {time}"),
    "best_heart_rate": gettext_lazy("Best heart rate over {time}"),
    "best_power": gettext_lazy("Best power over {time}"),
}


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure as a line: its name, label, value as read, and a word beside it."""

    name: str
    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class FigureGroup:
    """Figures that belong together, and what is missing for the others."""

    title: str
    rows: tuple[FigureRow, ...]


def figure_groups(
    explained: Mapping[str, Mapping[str, Any]], units: figures.Units
) -> tuple[list[FigureGroup], list[str]]:
    """The known figures in groups, and a sentence for each that is not known."""
    extra = [name for name in explained if name.startswith("developer:")]
    groups = [*GROUPS, (_("As the sensors call it"), tuple(sorted(extra)))]
    found = [
        FigureGroup(
            str(title), tuple(_row(name, explained[name], units) for name in _known(names, explained))
        )
        for title, names in groups
    ]
    missing = [
        _missing(LABELS[name], figure["missing"])
        for _title, names in GROUPS
        for name in names
        if (figure := explained.get(name)) and figure.get("missing")
    ]
    return [group for group in found if group.rows], missing


def zones_beside(explained: Mapping[str, Mapping[str, Any]]) -> dict[str, list[tuple[str, str, float]]]:
    """Time outside all zones, by kind of zone: (figure, label, seconds) where there was any."""
    beside = {
        "heart_rate": ("heart_rate_below_zones_s", "heart_rate_above_zones_s", "no_heart_rate_s"),
        "pace": ("no_speed_s",),
    }
    return {
        kind: [
            (name, str(_BESIDE_WORDS[name]), explained[name]["value"])
            for name in names
            if name in explained and explained[name]["value"]
        ]
        for kind, names in beside.items()
    }


_BESIDE_WORDS = {
    "heart_rate_below_zones_s": gettext_lazy("Below"),
    "heart_rate_above_zones_s": gettext_lazy("Above"),
    "no_heart_rate_s": gettext_lazy("No data"),
    "no_speed_s": gettext_lazy("No data"),
}


def split_tables(session: SessionStatistics) -> list[tuple[str, str, Sequence[Mapping[str, Any]]]]:
    """Laps as recorded and automatic splits: (figure, name, rows) of each that there is."""
    measured = session.measured or {}
    tables = (
        ("laps", _("Laps"), session.laps),
        ("splits_km", _("Every km"), measured.get("splits_km")),
        ("splits_mile", _("Every mile"), measured.get("splits_mile")),
    )
    return [(figure, name, rows) for figure, name, rows in tables if rows]


def _missing(label: StrOrPromise, missing: str) -> str:
    """What is missing of a figure, in a line; of the load it is a sentence already, or several."""
    if missing.endswith("."):
        return f"{label}: {missing}"
    return _("{label}: needs {what}.").format(label=label, what=missing)


def _known(names: Iterable[str], explained: Mapping[str, Mapping[str, Any]]) -> list[str]:
    return [name for name in names if name in explained and explained[name].get("value") is not None]


def _row(name: str, figure: Mapping[str, Any], units: figures.Units) -> FigureRow:
    value = shown(name, figure["value"], figure.get("unit", ""), units)
    coverage = figure.get("coverage")
    note = _("{share} of the time").format(share=f"{coverage:.0%}") if _is_partial(coverage) else ""
    return FigureRow(name, label_of(name), value, note)


def _is_partial(coverage: float | None) -> bool:
    """Whether the figure rests on a part of the session; the last half percent is no news."""
    return coverage is not None and coverage < 0.995


def label_of(name: str) -> str:
    """What a figure is called on the page."""
    if name in LABELS:
        return str(LABELS[name])
    if name.startswith("developer:"):
        return name.removeprefix("developer:")
    kind, _between, number = name.rpartition("_zone_")
    if kind in {"heart_rate", "pace"}:
        return str(ZONE_LABELS[kind][int(number.removesuffix("_s")) - 1])
    if name.startswith("best_effort_"):
        metres = float(name.removeprefix("best_effort_").removesuffix("_m"))
        return _("Best {distance}").format(distance=figures.race_distance(metres))
    curve = next((one for one in _CURVE_LABELS if name.startswith(f"{one}_")), None)
    if curve is None:
        return name.replace("_", " ")
    seconds = float(name.removeprefix(f"{curve}_").removesuffix("_s"))
    return str(_CURVE_LABELS[curve]).format(time=figures.duration(seconds).value)


def why_of(name: str, figure: Mapping[str, Any], units: figures.Units) -> Why:
    """The explanation of a figure as the popover shows it."""
    value = shown(name, figure.get("value"), figure.get("unit", ""), units)
    return Why(
        key=name,
        title=_("Why {figure} {value}").format(figure=_lowered(label_of(name)), value=value),
        text=_text(figure),
        inputs=tuple(_input(one, units) for one in figure.get("inputs") or ()),
        formula=_formula(figure, units),
        source=_("{source}. Formula {formula}@{version}.").format(
            source=figure.get("source_reference", ""),
            formula=figure["formula"],
            version=figure["formula_version"],
        ),
        left_out=tuple(figure.get("excluded") or ()),
        uncertainty=_uncertainty(name, figure, units),
        would_change=_said(figure, "would_change"),
    )


def _lowered(label: str) -> str:
    """A label inside a sentence: a language whose nouns begin with a capital translates "lower" by "keep"."""
    if pgettext("first letter of a figure's name inside a sentence: lower or keep", "lower") != "lower":
        return label
    return (
        label if label[:2].isupper() or label.startswith(("W′", "TRIMP")) else label[:1].lower() + label[1:]
    )


def _said(figure: Mapping[str, Any], part: str) -> str:
    """Words of the figure's formula in the reader's language; scripts.messages gathers them for translators."""
    words = figure.get(part)
    return _(words) if words else ""


def _text(figure: Mapping[str, Any]) -> str:
    words = _said(figure, "words")
    if figure.get("missing"):
        missing = figure["missing"]
        needs = missing if missing.endswith(".") else _("Needs {what}.").format(what=missing)
        return f"{words} {needs[:1].upper()}{needs[1:]}".strip()
    sentence = figure.get("sentence")
    return f"{sentence}. {words}".strip() if sentence else words


def _uncertainty(name: str, figure: Mapping[str, Any], units: figures.Units) -> str:
    """How certain a figure is: its standard error, the share of time with data, the value by the records, doubts."""
    said: list[str] = []
    if figure.get("standard_error") and figure["unit"] != "m/s":
        said.append(
            f"± {figures.number(figure['standard_error'], places=2 if figure['standard_error'] < 1 else 0).value}."
        )
    if figure.get("coverage") is not None:
        said.append(_("{share} of the time has data.").format(share=f"{figure['coverage']:.0%}"))
    if figure.get("computed") is not None and figure["formula"] == "device_total":
        computed = shown(name, figure["computed"], figure["unit"], units)
        said.append(_("Our records say {value}.").format(value=computed))
    said += [str(FLAG_SENTENCES[flag]) for flag in figure.get("flags") or () if flag in FLAG_SENTENCES]
    return " ".join(said)


def _formula(figure: Mapping[str, Any], units: figures.Units) -> str:
    """The formula with its numbers put in where it is short enough to follow, else in words."""
    put_in = {one["name"]: one.get("value") for one in figure.get("inputs") or ()}
    value, intensity, seconds = figure.get("value"), put_in.get("Intensity"), put_in.get("Seconds with data")
    if figure["formula"] == "rtss" and value is not None and seconds and intensity:
        return f"{seconds / 3600:.2f} h × {intensity:.2f} × {intensity:.2f} × 100 = {figures.number(value).value}"
    distance, time = put_in.get("Distance"), put_in.get("Time")
    if figure["formula"] == "mean_speed" and value is not None and distance and time:
        return f"{figures.duration(time).value} ÷ {figures.distance(distance, units)} = {figures.pace(value, units)}"
    return str(FORMULA_WORDS.get(figure["formula"], figure.get("expression") or ""))


def _input(one: Mapping[str, Any], units: figures.Units) -> Input:
    value, name = one.get("value"), one["name"]
    is_number = isinstance(value, int | float)
    text = shown(name, value, one.get("unit") or "", units) if is_number else str(value or figures.UNKNOWN)
    url = link_to("session_detail", one["id"]) if one.get("resource") == "sessions" and one.get("id") else ""
    return Input(str(INPUT_NAMES.get(name, name)), text, url)


def shown(name: str, value: float | None, unit: str, units: figures.Units) -> str:
    """A figure as the page writes it: speeds as pace, seconds as a time."""
    if value is None or not isfinite(value):
        return figures.UNKNOWN
    if unit == "m/s":
        return str(figures.pace(value, units))
    if unit == "s":
        return figures.duration(value).value
    if unit == "°C":
        return str(figures.temperature(value, units))
    if unit == "m":
        return str(_length(name, value, units))
    return str(figures.number(value, str(UNITS.get(unit, unit)), _places(value)))


def _length(name: str, value: float, units: figures.Units) -> figures.Figure:
    """Runs in km or miles, heights in m or feet, W' in m or yards, a step in m or feet."""
    if name.lower() in {"distance_m", "distance"}:
        return figures.distance(value, units)
    if name.startswith(("w_prime", "W'", "W′")):
        return figures.short_distance(value, units)
    if units == "mi":
        feet = value * figures.FEET_PER_METRE
        return figures.number(feet, "ft", _places(feet))
    return figures.number(value, "m", 0 if name in {"ascent_m", "descent_m"} else _places(value))


def _places(value: float) -> int:
    if abs(value) >= 20 or value == int(value):
        return 0
    return 1 if abs(value) >= 5 else 2
