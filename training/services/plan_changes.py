"""A coach's changes to a plan, by name."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from training.planning import edits, sizing
from training.planning.document import days_of
from training.planning.input_reader import read_input
from training.planning.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from training.planning.zones import Paces

__all__ = ["apply_changes", "plan_paces", "scale_week"]

Document = dict[str, Any]
OWN = "own"  # in place of a library's code
ABOUT_ITS_DAY = ("spacing", "recovery", "coach", "coach_moved")


def apply_changes(document: Document, workout_id: str, values: Mapping[str, Any]) -> Document:
    """The document with the changes named: shorthand (and with it name and code), notes, scale, day, swap_with, locked.

    Raises EditRefused, and ShorthandError for a shorthand that is none.
    """
    before = document
    changes: dict[str, Callable[[Document, Any], Document]] = {
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
            document = change(document, values[name])
    _say_who_changed(before, document)
    return document


def scale_week(document: Document, week_index: int, factor: float) -> Document:
    """The document with a week's easy and long parts longer or shorter. Raises EditRefused."""
    return edits.scale_week(document, week_index, factor, plan_paces(document))


def plan_paces(document: Document) -> Paces:
    """What the letters of workouts mean in a plan."""
    return read_input(document).paces


def _replaced(plan: Document, workout_id: str, text: str, values: Mapping[str, Any]) -> Document:
    """Other steps; what W' does not carry is refused with the nearest that fits."""
    shorthand, paces = sizing.canonical(text), plan_paces(plan)
    _, workout = edits.find(plan, workout_id)
    try:
        edited = edits.replace(plan, workout_id, shorthand, paces, values.get("name"))
    except edits.NotCarried as refusal:
        system = str(values.get("code") or workout["workout_id"])[:1]
        nearest = sizing.nearest_carried(shorthand, paces, 1.0, system=system)
        offer = f" The nearest that fits: {nearest.text}" if nearest else ""
        raise edits.NotCarried(f"{refusal}{offer}") from refusal
    edits.find(edited, workout_id)[1]["workout_id"] = values.get("code") or OWN
    return edited


def _say_who_changed(before: Document, after: Document) -> None:
    """Reasons that were about another day or other steps give way to one that is true."""
    old = {
        workout["id"]: (day["date"], workout) for _, _, day in days_of(before) for workout in day["workouts"]
    }
    for _, _, day in days_of(after):
        for workout in day["workouts"]:
            then, was = old[workout["id"]]
            if workout["steps"] != was["steps"]:
                workout["why"] = [WORDS.say("coach").to_document()]
            elif day["date"] != then:
                kept = [reason for reason in workout["why"] if reason["code"] not in ABOUT_ITS_DAY]
                workout["why"] = [*kept, WORDS.say("coach_moved", from_day=then).to_document()]


def _place(document: Document, workout_id: str) -> tuple[int, str]:
    """Week index and date of a workout."""
    for _, week, day in days_of(document):
        if any(workout["id"] == workout_id for workout in day["workouts"]):
            return int(week["index"]), str(day["date"])
    raise edits.EditRefused(f"The plan has no workout {workout_id}.")


def _text(day: date | str) -> str:
    return day.isoformat() if isinstance(day, date) else day
