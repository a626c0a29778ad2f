"""A coach's changes to a plan by name, and what a plan leads to before it is published."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from training.planning import edits
from training.planning.differences import difference
from training.planning.document import days_of
from training.planning.input_reader import read_input
from training.planning.projection import day_states, forecast

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from training.models import TrainingPlanSchema
    from training.planning.zones import Paces

__all__ = ["apply_changes", "plan_paces", "plan_preview"]

Document = dict[str, Any]


def apply_changes(document: Document, workout_id: str, values: Mapping[str, Any]) -> Document:
    """The document with the changes named: shorthand, notes, scale, day, swap_with, locked.

    Raises EditRefused, and ShorthandError for a shorthand that is none.
    """
    changes: dict[str, Callable[[Document, Any], Document]] = {
        "shorthand": lambda plan, text: edits.replace(plan, workout_id, text, plan_paces(plan)),
        "notes": lambda plan, text: edits.set_note(plan, workout_id, text),
        "scale": lambda plan, factor: edits.scale_week(
            plan, _place(plan, workout_id)[0], factor, plan_paces(plan)
        ),
        "day": lambda plan, day: edits.move(plan, workout_id, _text(day)),
        "swap_with": lambda plan, day: edits.swap(plan, _place(plan, workout_id)[1], _text(day)),
        "locked": lambda plan, locked: edits.set_lock(plan, workout_id, locked=locked),
    }
    for name, change in changes.items():
        if name in values:
            document = change(document, values[name])
    return document


def plan_paces(document: Document) -> Paces:
    """What the letters of workouts mean in a plan."""
    return read_input(document).paces


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


def _place(document: Document, workout_id: str) -> tuple[int, str]:
    """Week index and date of a workout."""
    for _, week, day in days_of(document):
        if any(workout["id"] == workout_id for workout in day["workouts"]):
            return int(week["index"]), str(day["date"])
    raise edits.EditRefused(f"The plan has no workout {workout_id}.")


def _text(day: date | str) -> str:
    return day.isoformat() if isinstance(day, date) else day
