"""What race morning looks like for a plan as published, as changed, and if nothing more is run; and each day before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_noop as _

from runners.services.race_predictions import RacePrediction, prediction_of_race
from training.planning.differences import difference
from training.planning.projection import day_states, forecast, forecast_if_missed
from training.planning.records import Plan

if TYPE_CHECKING:
    from datetime import date

    from training.models import TrainingPlanSchema
    from training.planning.projection import RaceForecast

__all__ = [
    "CHANGED",
    "MISSED",
    "PLAN",
    "forecast_kept",
    "kept_prediction",
    "outlooks_of",
    "plan_preview",
    "predicted_by_plan",
]

# What pages call them, translated there.
PLAN, CHANGED, MISSED = _("The plan"), _("The plan as changed"), _("If nothing more is run")


def outlooks_of(plan: TrainingPlanSchema, today: date, *, with_changes: bool) -> dict[str, RaceForecast]:
    """Forecasts by name; the changed plan only where it differs from the published one and may be seen."""
    shown = plan.published if plan.published is not None else plan.document
    found = {PLAN: forecast_kept(plan, Plan.from_document(shown))}
    if with_changes and plan.published is not None and difference(plan.published, plan.document)["days"]:
        found[CHANGED] = forecast(plan.document)
    return found | {MISSED: forecast_if_missed(shown, today.isoformat())}


def predicted_by_plan(plan: Plan, name: str, today: date) -> RacePrediction:
    """Of the race that a plan leads to, if the plan is followed."""
    seen = forecast(plan)
    return RacePrediction(
        plan.goal.race_date, name, plan.goal.distance_m, seen.time_s, seen.fast_s, seen.slow_s, today, True, seen.tsb
    )  # fmt: skip


def kept_prediction(plan: TrainingPlanSchema) -> RacePrediction | None:
    """What is kept for the race that a followed plan leads to."""
    if plan.status != plan.Status.PUBLISHED:
        return None
    kept = prediction_of_race(plan.runner, plan.race_date)
    return kept if kept is not None and kept.by_plan else None


def forecast_kept(plan: TrainingPlanSchema, seen: Plan) -> RaceForecast:
    """Race morning of a version of a plan; the time that is kept for the race where the plan is followed."""
    kept, made = kept_prediction(plan), forecast(seen)
    if kept is None:
        return made
    return replace(made, time_s=kept.time_s, fast_s=kept.time_low_s, slow_s=kept.time_high_s)


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
