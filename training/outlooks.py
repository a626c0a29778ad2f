"""What race morning looks like for a plan as published, as changed, and if nothing more is run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.planning.differences import difference
from training.planning.projection import forecast, forecast_if_missed

if TYPE_CHECKING:
    from datetime import date

    from training.models import TrainingPlanSchema
    from training.planning.projection import RaceForecast

__all__ = ["CHANGED", "MISSED", "PLAN", "outlooks_of"]

PLAN, CHANGED, MISSED = "The plan", "The plan as changed", "If nothing more is run"


def outlooks_of(plan: TrainingPlanSchema, today: date, *, with_changes: bool) -> dict[str, RaceForecast]:
    """Forecasts by name; the changed plan only where it differs from the published one and may be seen."""
    shown = plan.published if plan.published is not None else plan.document
    found = {PLAN: forecast(shown)}
    if with_changes and plan.published is not None and difference(plan.published, plan.document)["days"]:
        found[CHANGED] = forecast(plan.document)
    return found | {MISSED: forecast_if_missed(shown, today.isoformat())}
