"""A coach's changes to a plan, by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from training.planning import edits, sizing
from training.planning.input_reader import input_of
from training.planning.records import Note, Plan, Workout
from training.planning.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from training.planning.zones import Paces

__all__ = ["apply_changes", "plan_paces", "scale_week"]

OWN = "own"  # in place of a library's code
ABOUT_ITS_DAY = ("spacing", "recovery", "coach", "coach_moved")


def apply_changes(plan: Plan, workout_id: str, values: Mapping[str, Any]) -> Plan:
    """The plan with the changes named: shorthand (and with it name and code), notes, scale, day, swap_with, locked.

    Raises EditRefused, and ShorthandError for a shorthand that is none.
    """
    before = plan
    changes: dict[str, Callable[[Plan, Any], Plan]] = {
        "shorthand": lambda plan, text: _replaced(plan, workout_id, text, values),
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
            plan = change(plan, values[name])
    return _with_true_reasons(before, plan)


def scale_week(plan: Plan, week_index: int, factor: float) -> Plan:
    """The plan with a week's easy and long parts longer or shorter. Raises EditRefused."""
    return edits.scale_week(plan, week_index, factor, plan_paces(plan))


def plan_paces(plan: Plan) -> Paces:
    """What the letters of workouts mean in a plan."""
    return input_of(plan).paces


def _replaced(plan: Plan, workout_id: str, text: str, values: Mapping[str, Any]) -> Plan:
    """Other steps; what W' does not carry is refused with the nearest that fits."""
    shorthand, paces = sizing.canonical(text), plan_paces(plan)
    _, workout = edits.find(plan, workout_id)
    try:
        edited = edits.replace(plan, workout_id, shorthand, paces, values.get("name"))
    except edits.NotCarried as refusal:
        system = str(values.get("code") or workout.workout_id)[:1]
        nearest = sizing.nearest_carried(shorthand, paces, 1.0, system=system)
        offer = f" The nearest that fits: {nearest.text}" if nearest else ""
        raise edits.NotCarried(f"{refusal}{offer}") from refusal
    _, workout = edits.find(edited, workout_id)
    return edits.with_workout(edited, replace(workout, workout_id=values.get("code") or OWN))


def _with_true_reasons(before: Plan, after: Plan) -> Plan:
    """Reasons that were about another day or other steps give way to one that is true."""
    old = {workout.id: (day.date, workout) for day in before.days for workout in day.workouts}
    days = {
        day.date: tuple(_with_true_reason(workout, day.date, *old[workout.id]) for workout in day.workouts)
        for day in after.days
    }
    return after.with_workouts(days)


def _with_true_reason(workout: Workout, day: date, day_before: date, before: Workout) -> Workout:
    if workout.steps != before.steps:
        return replace(workout, why=(Note.of(WORDS.say("coach")),))
    if day == day_before:
        return workout
    kept = (reason for reason in workout.why if reason.code not in ABOUT_ITS_DAY)
    moved = WORDS.say("coach_moved", from_day=day_before)
    return replace(workout, why=(*kept, Note.of(moved)))


def _place(plan: Plan, workout_id: str) -> tuple[int, str]:
    """Week index and date of a workout."""
    for week in plan.weeks:
        for day in week.days:
            if any(workout.id == workout_id for workout in day.workouts):
                return week.index, day.date.isoformat()
    raise edits.EditRefused(f"The plan has no workout {workout_id}.")


def _text(day: date | str) -> str:
    return day.isoformat() if isinstance(day, date) else day
