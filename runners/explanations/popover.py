"""The explanation of a runner's figure in the words and units of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runlab_site.web import figures
from runlab_site.web.why import Input, Why

if TYPE_CHECKING:
    from runners.explanations.figures import RunnerWhy

__all__ = ["page_why"]

_NAMES = {
    "ctl": "fitness",
    "atl": "fatigue",
    "tsb": "form",
    "ramp": "this ramp",
    "critical_speed": "this Critical Speed",
    "w_prime": "W′",
    "max_heart_rate": "this maximum heart rate",
    "heart_rate_zones": "these zones",
    "pace_zones": "these pace zones",
    "impulse_response": "this model",
    "vdot": "VDOT",
    "estimated_share": "this estimated share",
}


def page_why(why: RunnerWhy, units: figures.Units) -> Why:
    """The explanation as the popover shows it."""
    explanation = why.explanation
    name = _NAMES.get(explanation.card.figure, explanation.card.figure.replace("_", " "))
    value = _written(explanation.value, explanation.card.unit, units)
    sentence = f"{explanation.sentence} {explanation.card.words}"
    sure = f" How sure: {explanation.uncertainty}." if explanation.uncertainty else ""
    left_out = (
        Input(f"Left out: {one.name}", _written(one.value, one.unit, units)) for one in explanation.left_out
    )
    return Why(
        why.figure,
        f"Why {name} {value}".strip() if explanation.value is not None else f"Why {name}",
        sentence + sure,
        (*(Input(one.name, _written(one.value, one.unit, units)) for one in explanation.inputs), *left_out),
        _typeset(explanation.expression),
        f"{explanation.card.source}. Formula {explanation.card.formula}. It changes with {explanation.card.would_change}.",
    )


def _written(value: float | str | None, unit: str, units: figures.Units) -> str:
    if value is None or isinstance(value, str):
        return value or figures.UNKNOWN
    if unit == "m/s":
        return str(figures.pace(value, units))
    if unit == "s":
        return str(figures.duration(value))
    places = 0 if unit in {"bpm", "m"} else (1 if abs(value) >= 1 else 4)
    return str(figures.number(value, unit, places))


def _typeset(expression: str) -> str:
    """With true minus and multiplication signs."""
    return expression.replace(" - ", f" {figures.TRUE_MINUS} ").replace(" * ", " × ")
