"""The explanation of a runner's figure in the words and units of the page."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from runlab_site.web import figures
from runlab_site.web.links import link_to
from runlab_site.web.why import Input, Why

if TYPE_CHECKING:
    from runners.explanations.figures import RunnerWhy
    from runners.physiology.explanation_parts import Given

__all__ = ["page_why"]

_NAMES = {
    "ctl": gettext_noop("fitness"),
    "atl": gettext_noop("fatigue"),
    "tsb": gettext_noop("form"),
    "ramp": gettext_noop("this ramp"),
    "critical_speed": gettext_noop("this Critical Speed"),
    "w_prime": "W′",
    "max_heart_rate": gettext_noop("this maximum heart rate"),
    "heart_rate_zones": gettext_noop("these zones"),
    "pace_zones": gettext_noop("these pace zones"),
    "impulse_response": gettext_noop("this model"),
    "vdot": "VDOT",
    "estimated_share": gettext_noop("this estimated share"),
}


# What the model's letters mean.
_GIVEN_NAMES = {
    "p0": gettext_noop("Level without training"),
    "k1": gettext_noop("What fitness adds"),
    "k2": gettext_noop("What fatigue takes"),
    "tau1": gettext_noop("Fitness fades over"),
    "tau2": gettext_noop("Fatigue fades over"),
}
_FORMULA_WORDS = {
    "impulse_response": gettext_noop("level + what fitness adds × fitness − what fatigue takes × fatigue"),
    "vdot": gettext_noop(
        "what the speed of the race costs ÷ the share of the maximum that can be held for its time"
    ),
}
_UNSAID_UNITS = {"rTSS a day", "rTSS a day, a week"}


def page_why(why: RunnerWhy, units: figures.Units, runner_id: object = None) -> Why:
    """The explanation as the popover shows it; with a runner's id the values link to what they come from."""
    explanation = why.explanation
    figure = explanation.card.figure
    name = _(_NAMES.get(figure, figure.replace("_", " ")))
    value = _written(explanation.value, explanation.card.unit, units)
    sentence = f"{explanation.sentence} {_(explanation.card.words)}"
    is_model = figure == "impulse_response"
    sure = (
        _("How sure: %(band)s.") % {"band": explanation.uncertainty}
        if explanation.uncertainty and not is_model
        else ""
    )
    return Why(
        why.figure,
        _("Why %(figure)s") % {"figure": name if explanation.value is None else f"{name} {value}".strip()},
        f"{sentence} {sure}".strip(),
        (
            *(_input(one, units, runner_id) for one in explanation.inputs),
            *(_input(one, units, runner_id, _("Left out: %(input)s")) for one in explanation.left_out),
        ),
        _typeset(_(_FORMULA_WORDS.get(figure, explanation.expression))),
        _("%(source)s. Formula %(formula)s. It changes with %(what)s.")
        % {
            "source": explanation.card.source,
            "formula": explanation.card.formula,
            "what": _(explanation.card.would_change),
        },
    )


def _input(one: Given, units: figures.Units, runner_id: object, words: str = "%(input)s") -> Input:
    value = _written(one.value, one.unit, units)
    if one.name == "Distance" and isinstance(one.value, float | int):
        value = str(figures.distance(one.value, units))
    name = words % {"input": _(_GIVEN_NAMES.get(one.name, one.name))}
    return Input(name, value, _address(one, runner_id))


def _address(one: Given, runner_id: object) -> str:
    """Where the value comes from: a session, or the sessions of a day."""
    if one.resource == "sessions" and one.id:
        return link_to("session_detail", one.id)
    if one.resource == "days" and one.id and runner_id:
        return f"{link_to('runner_sessions', runner_id)}?day={one.id}"
    return ""


def _written(value: float | str | None, unit: str, units: figures.Units) -> str:
    if value is None or isinstance(value, str):
        return value or figures.UNKNOWN
    if not isfinite(value):
        return figures.UNKNOWN
    if unit == "m/s":
        return str(figures.pace(value, units))
    if unit == "s":
        return str(figures.duration(value))
    if unit == "m":
        return str(figures.short_distance(value, units))
    return str(figures.number(value, "" if unit in _UNSAID_UNITS else unit, _places(value, unit)))


def _places(value: float, unit: str) -> int:
    """As many as people read: loads to one place, strengths of the model to three."""
    if unit in {"bpm", "rTSS"} or value == int(value):
        return 0
    return 1 if unit or abs(value) >= 1 else 3


def _typeset(expression: str) -> str:
    """With true minus and multiplication signs."""
    return expression.replace(" - ", f" {figures.TRUE_MINUS} ").replace(" * ", " × ")
