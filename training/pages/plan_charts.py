"""The data of the charts of plans: weekly load, fitness and form day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from training.planning.projection import day_states
from training.planning.sentences import strategy_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from training.planning.records import Plan

__all__ = ["chart_data", "named_chart_data", "strategy_name"]

Document = dict[str, Any]


def chart_data(plans: Sequence[Plan]) -> Document:
    """Week loads and, for each day, CTL and TSB of one plan or of several; the first is the main one."""
    return named_chart_data([(strategy_name(plan), plan) for plan in plans])


def named_chart_data(plans: Sequence[tuple[str, Plan]]) -> Document:
    """The same, of plans with names of their own."""
    first = plans[0][1]
    return {
        "days": [day.date.isoformat() for day in first.days],
        "weeks": [week.start_date.isoformat() for week in first.weeks],
        "plans": [_plan_lines(name, plan) for name, plan in plans],
    }


def _plan_lines(name: str, plan: Plan) -> Document:
    states = day_states(plan)
    return {
        "name": name,
        "load": [round(week.planned_rtss or 0.0, 1) for week in plan.weeks],
        "ctl": [round(state.ctl, 2) for state in states],
        "tsb": [round(state.tsb, 2) for state in states],
    }


def strategy_name(plan: Plan) -> str:
    """What a plan's strategy is called, to begin a line with."""
    text = strategy_text(plan) or _("The plan")
    return text[:1].upper() + text[1:]
