"""A figure with its provenance: value, formula, inputs, what was left out, and source."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from runners.physiology.explanation_parts import Given as Input
from sessions.analysis.arrays import finite_or_none
from sessions.analysis.errors import AnalysisError
from sessions.analysis.session_formulas import SESSION_FORMULAS

__all__ = ["Clock", "Figure", "Input", "Points", "figure", "missing_figure"]

Clock = Literal["elapsed", "timer", "none"]


@dataclass(frozen=True, slots=True)
class Points:
    """The stretch of the stream the figure stands on, and how many seconds of it had data."""

    start_offset_s: float
    end_offset_s: float
    count: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A value and where it comes from. value is None exactly when `missing` says what is missing.

    computed is the value of our records where the device's own total is shown. coverage: share of the clock's
    seconds that had data, 0 to 1. flags are stable words for doubts; sentence is for people.
    """

    name: str
    value: float | None
    unit: str
    formula: str
    formula_version: int
    expression: str
    source_reference: str
    inputs: tuple[Input, ...] = ()
    points: Points | None = None
    clock: Clock = "none"
    coverage: float | None = None
    computed: float | None = None
    standard_error: float | None = None
    flags: tuple[str, ...] = ()
    missing: str | None = None
    sentence: str | None = None


def figure(  # noqa: PLR0913 - a figure has that many sides, and all but four go by keyword
    name: str,
    value: float,
    unit: str,
    formula: str,
    *,
    inputs: Iterable[Input] = (),
    points: Points | None = None,
    clock: Clock = "none",
    coverage: float | None = None,
    computed: float | None = None,
    standard_error: float | None = None,
    flags: tuple[str, ...] = (),
    sentence: str | None = None,
) -> Figure:
    """A figure with a finite value. Raises AnalysisError for NaN and infinity: those are bugs, not data."""
    if not math.isfinite(value):
        raise AnalysisError(f"{name} came out as {value}, which is no figure.")
    used = SESSION_FORMULAS[formula]
    return Figure(
        name=name,
        value=float(value),
        unit=unit,
        formula=used.id,
        formula_version=used.version,
        expression=used.expression,
        source_reference=used.source,
        inputs=tuple(inputs),
        points=points,
        clock=clock,
        coverage=finite_or_none(coverage),
        computed=finite_or_none(computed),
        standard_error=finite_or_none(standard_error),
        flags=flags,
        sentence=sentence,
    )


def missing_figure(name: str, unit: str, formula: str, missing: str, inputs: Iterable[Input] = ()) -> Figure:
    """A figure that cannot be known, and what is missing for it."""
    used = SESSION_FORMULAS[formula]
    return Figure(
        name=name,
        value=None,
        unit=unit,
        formula=used.id,
        formula_version=used.version,
        expression=used.expression,
        source_reference=used.source,
        inputs=tuple(inputs),
        missing=missing,
    )
