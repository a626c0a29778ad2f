"""Stores a figure with its provenance, without the texts that the registry of formulas has.

The formula's texts and empty fields (no clock, no flags, no points) are left out. Both forms are read:
documents of before have every field.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sessions.analysis.session_formulas import SESSION_FORMULAS
from sessions.statistics.documents import to_document

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sessions.analysis.provenance import Figure

__all__ = ["figure_document", "whole_figure"]

Document = dict[str, Any]

_TEXTS = ("expression", "source_reference")
_USUAL: Document = {
    "value": None,
    "unit": "",
    "inputs": [],
    "points": None,
    "clock": "none",
    "coverage": None,
    "computed": None,
    "standard_error": None,
    "flags": [],
    "missing": None,
    "sentence": None,
}
_USUAL_INPUT: Document = {"value": None, "unit": "", "resource": None, "id": None}


def figure_document(figure: Figure) -> Document:
    """What a session stores of a figure."""
    whole: Document = to_document(figure)
    stored = _unusual({name: value for name, value in whole.items() if name not in _TEXTS}, _USUAL)
    if whole["inputs"]:
        stored["inputs"] = [_unusual(one, _USUAL_INPUT) for one in whole["inputs"]]
    return stored


def whole_figure(stored: Mapping[str, Any]) -> Document:
    """The same with every field, and the formula's words, expression and source.

    The texts are left out if the formula has another version by now: they would describe the new one.
    """
    inputs = [_USUAL_INPUT | one for one in stored.get("inputs") or ()]
    return {**_USUAL, **_texts(stored), **stored, "inputs": inputs}


def _unusual(document: Document, usual: Document) -> Document:
    return {name: value for name, value in document.items() if name not in usual or value != usual[name]}


def _texts(stored: Mapping[str, Any]) -> dict[str, str]:
    formula = SESSION_FORMULAS.get(stored["formula"])
    if formula is None or formula.version != stored["formula_version"]:
        return {"expression": "", "source_reference": "", "words": "", "would_change": ""}
    return {
        "expression": formula.expression,
        "source_reference": formula.source,
        "words": formula.words,
        "would_change": formula.would_change,
    }
