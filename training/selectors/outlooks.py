"""What race morning looks like for a plan as published, as changed, and if nothing more is run; and each day before it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from training.planning.differences import difference
from training.planning.projection import day_states, forecast, forecast_if_missed

if TYPE_CHECKING:
    from datetime import date

    from training.models import TrainingPlanSchema
    from training.planning.projection import RaceForecast

__all__ = ["CHANGED", "MISSED", "PLAN", "outlooks_of", "plan_preview"]

PLAN, CHANGED, MISSED = "The plan", "The plan as changed", "If nothing more is run"


def outlooks_of(plan: TrainingPlanSchema, today: date, *, with_changes: bool) -> dict[str, RaceForecast]:
    """Forecasts by name; the changed plan only where it differs from the published one and may be seen."""
    shown = plan.published if plan.published is not None else plan.document
    found = {PLAN: forecast(shown)}
    if with_changes and plan.published is not None and difference(plan.published, plan.document)["days"]:
        found[CHANGED] = forecast(plan.document)
    return found | {MISSED: forecast_if_missed(shown, today.isoformat())}


Document = dict[str, Any]


def plan_preview(plan: TrainingPlanSchema, document: Document) -> Document:
    """Each day's CTL, ATL and TSB, the race time with its band, and what publishing would change."""
    seen = forecast(document)
    published = plan.published
    changes = difference(published, document)["days"] if published is not None else []
    return {
        "days": [
            {"day": state.date, "ctl": state.ctl, "atl": state.atl, "tsb": state.tsb}
            for state in day_states(document)
        ],
        "race_time_s": seen.time_s,
        "race_time_low_s": seen.fast_s,
        "race_time_high_s": seen.slow_s,
        "changes": [{"day": change.pop("date"), **change} for change in changes],
    }
