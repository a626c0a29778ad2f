"""Changes a coach makes to a nested plan, as pure functions: a new document comes back, projected again.

Only what is named changes; past targets are never rewritten. Moving, swapping, scaling, replacing: the workout becomes
"edited", which keeps it when the plan is made again. A locked or done workout refuses.
"""

import copy
from collections.abc import Callable
from typing import Any

from training.planning.document import days_of, expected_fields, find_workout
from training.planning.expectation import expected_of
from training.planning.inputs import PlanInput
from training.planning.menu import Menu
from training.planning.notation import Amount, Part, Repeat, Step, Tree
from training.planning.projection import fill_projection
from training.planning.shorthand import parse
from training.planning.steps import resolve, tree_of
from training.planning.zones import Paces

Document = dict[str, Any]

SCALE_BOUNDS = (0.3, 1.5)
SHORTEST_SCALED_S, SHORTEST_SCALED_M = 300.0, 1000.0  # shorter steps are work, strides or recovery and stay


class EditRefused(ValueError):  # noqa: N818 a refusal is an answer, not a fault
    """The change is not possible; the message says why."""


def move(plan: Document, workout_id: str, to_date: str) -> Document:
    """The workout on another day of the plan, beside what is there. Raises EditRefused."""

    def change(edited: Document) -> None:
        day, workout = _open_workout(edited, workout_id)
        target = _day(edited, to_date)
        _may_take(edited, target)
        day["workouts"].remove(workout)
        target["workouts"].append(workout)
        workout["state"] = "edited"

    return _edited(plan, change)


def swap(plan: Document, date: str, other_date: str) -> Document:
    """Two days change their workouts. Raises EditRefused."""

    def change(edited: Document) -> None:
        day, other = _day(edited, date), _day(edited, other_date)
        for workout in [*day["workouts"], *other["workouts"]]:
            _is_open(workout)
            workout["state"] = "edited"
        day["workouts"], other["workouts"] = other["workouts"], day["workouts"]
        for one in (day, other):
            if one["workouts"] and one["date"] in edited["constraints"]["blackout_dates"]:
                raise EditRefused(f"{one['date']} is marked as not possible.")

    return _edited(plan, change)


def scale_week(plan: Document, week_index: int, factor: float, paces: Paces) -> Document:
    """Easy and long parts of a week's workouts longer or shorter; races, tests and kept ones stay. Raises EditRefused."""
    low, high = SCALE_BOUNDS
    if not low <= factor <= high:
        raise EditRefused(f"A week is scaled by {low:g} to {high:g}, not {factor:g}.")

    def change(edited: Document) -> None:
        weeks = [week for block in edited["blocks"] for week in block["weeks"] if week["index"] == week_index]
        if not weeks:
            raise EditRefused(f"The plan has no week {week_index}.")
        for day in weeks[0]["days"]:
            for workout in day["workouts"]:
                if workout["role"] not in ("race", "test") and not _is_kept(workout):
                    _set_tree(workout, scaled(tree_of(workout["steps"]), factor), paces)

    return _edited(plan, change)


def replace(
    plan: Document, workout_id: str, shorthand: str, paces: Paces, name: str | None = None
) -> Document:
    """Other steps for a workout. Raises EditRefused, ShorthandError, and EditRefused for what D' cannot carry."""

    def change(edited: Document) -> None:
        _, workout = _open_workout(edited, workout_id)
        _set_tree(workout, parse(shorthand), paces)
        workout["name"] = name or workout["name"]

    return _edited(plan, change)


def set_lock(plan: Document, workout_id: str, *, locked: bool) -> Document:
    """Locked workouts stay when the plan is made again. Raises EditRefused for a workout that is not there."""

    def change(edited: Document) -> None:
        find(edited, workout_id)[1]["locked"] = locked

    return _edited(plan, change)


def set_note(plan: Document, workout_id: str, note: str) -> Document:
    """The coach's words on a workout. Raises EditRefused for a workout that is not there."""

    def change(edited: Document) -> None:
        find(edited, workout_id)[1]["note"] = note

    return _edited(plan, change)


def feasible_instead(plan_input: PlanInput, workout_id: str, level: float) -> str | None:
    """The shorthand of a library workout at the level or the nearest lower one that D' carries; None if none is."""
    from training.planning.library import LIBRARY

    carried = Menu(plan_input.paces).nearest_carried(LIBRARY[workout_id], level)
    return None if carried is None else carried.text


def _edited(plan: Document, change: Callable[[Document], None]) -> Document:
    edited = copy.deepcopy(plan)
    change(edited)
    fill_projection(edited)
    return edited


def find(plan: Document, workout_id: str) -> tuple[Document, Document]:
    """(day, workout) by the workout's id. Raises EditRefused."""
    found = find_workout(plan, workout_id)
    if found is None:
        raise EditRefused(f"The plan has no workout {workout_id}.")
    return found


def _open_workout(plan: Document, workout_id: str) -> tuple[Document, Document]:
    day, workout = find(plan, workout_id)
    _is_open(workout)
    return day, workout


def _is_open(workout: Document) -> None:
    if workout["locked"] or workout["state"] == "done":
        raise EditRefused(f"{workout['name']} is {'locked' if workout['locked'] else 'done'}.")
    if workout["role"] == "race":
        raise EditRefused("A race stays on its date; change the goal or the race instead.")


def _is_kept(workout: Document) -> bool:
    return bool(workout["locked"]) or workout["state"] == "done"


def _day(plan: Document, date: str) -> Document:
    found = next((day for _, _, day in days_of(plan) if day["date"] == date), None)
    if found is None:
        raise EditRefused(f"{date} is not a day of the plan.")
    return found


def _may_take(plan: Document, day: Document) -> None:
    if day["date"] in plan["constraints"]["blackout_dates"]:
        raise EditRefused(f"{day['date']} is marked as not possible.")
    if any(workout["role"] == "race" for workout in day["workouts"]):
        raise EditRefused(f"{day['date']} is a race day.")


def _set_tree(workout: Document, tree: Tree, paces: Paces) -> None:
    all_out = workout["role"] in ("race", "test")
    steps = resolve(tree, paces, all_out=all_out)
    expected = expected_of(steps, paces)
    if not all_out and not expected.is_feasible(paces.d_prime_m):
        left = 100 * expected.d_bal_m / paces.d_prime_m
        raise EditRefused(f"W' does not carry this workout: {left:.0f} % would be left at mid target.")
    workout.update(expected_fields(expected, workout["role"]), steps=steps, state="edited")


def scaled(tree: Tree, factor: float) -> Tree:
    """Easy and long parts of a workout longer or shorter; what is repeated stays as it was designed."""
    return tuple(_scaled_part(part, factor) for part in tree)


def _scaled_part(part: Part, factor: float) -> Part:
    """Long steps at the top change; what is repeated stays as it was designed."""
    if isinstance(part, Repeat):
        return part
    amount = part.amount
    if amount.kind == "time" and amount.value >= SHORTEST_SCALED_S:
        return Step(
            Amount("time", 60.0 * max(5, round(amount.value * factor / 60))), part.target, part.cue, part.ramp
        )
    if amount.kind == "distance" and amount.value >= SHORTEST_SCALED_M:
        return Step(
            Amount("distance", 100.0 * round(amount.value * factor / 100)), part.target, part.cue, part.ramp
        )
    return part
