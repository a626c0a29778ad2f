"""The data of the charts of plans: weekly load, fitness and form day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from training.planning.document import days_of
from training.planning.projection import day_states

if TYPE_CHECKING:
    from collections.abc import Sequence


__all__ = ["chart_data", "named_chart_data", "strategy_name"]

Document = dict[str, Any]


def chart_data(documents: Sequence[Document]) -> Document:
    """Week loads and, for each day, CTL and TSB of one plan or of several; the first is the main one."""
    return named_chart_data([(strategy_name(document), document) for document in documents])


def named_chart_data(plans: Sequence[tuple[str, Document]]) -> Document:
    """The same, of plans with names of their own."""
    first = plans[0][1]
    return {
        "days": [day["date"] for _, _, day in days_of(first)],
        "weeks": [week["start_date"] for block in first["blocks"] for week in block["weeks"]],
        "plans": [_plan_lines(name, document) for name, document in plans],
    }


def _plan_lines(name: str, document: Document) -> Document:
    states = day_states(document)
    return {
        "name": name,
        "load": [round(week["planned_rtss"], 1) for block in document["blocks"] for week in block["weeks"]],
        "ctl": [round(state.ctl, 2) for state in states],
        "tsb": [round(state.tsb, 2) for state in states],
    }


def strategy_name(document: Document) -> str:
    """What a plan's strategy is called, to begin a line with."""
    text = str(document["strategy"]["text"])
    return text[:1].upper() + text[1:]
