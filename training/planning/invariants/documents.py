"""Invariants between documents: what was kept when a plan was made again, and nested against flat (33, 34)."""

from collections.abc import Iterator, Sequence
from typing import Any

from training.planning.invariants.reading import Violation

Document = dict[str, Any]

KEPT_STATES = frozenset({"published", "edited", "done"})
COMPARED = ("workout_id", "name", "role", "expected_s", "expected_m", "expected_rtss", "state", "locked")


def is_kept(workout: Document) -> bool:
    """Whether making the plan again must leave a workout as it is."""
    return bool(workout.get("locked")) or workout.get("state") in KEPT_STATES


def changed_kept_workouts(before: Document, after: Document) -> list[Violation]:
    """33: published, locked, edited and done workouts keep their date and their steps."""
    now = {workout["id"]: (date, workout) for date, workout in _workouts(after)}
    found = []
    for date, workout in _workouts(before):
        if not is_kept(workout):
            continue
        date_now, workout_now = now.get(workout["id"], ("", None))
        if workout_now is None:
            found.append(Violation("I33", date, f"{workout['id']} is gone"))
        elif date_now != date or workout_now["steps"] != workout["steps"]:
            found.append(Violation("I33", date, f"{workout['id']} was changed"))
    return found


def flat_differences(plan: Document, rows: Sequence[Document]) -> list[Violation]:
    """34: one flat document a workout, saying the same."""
    nested = {workout["id"]: {"date": date} | _compared(workout) for date, workout in _workouts(plan)}
    flat: dict[str, Document] = {}
    found = []
    for row in rows:
        if row["role"] == "rest":
            continue
        if row["id"] in flat:
            found.append(Violation("I34", row["date"], f"{row['id']} a second time"))
        flat[row["id"]] = {"date": row["date"]} | _compared(row)
    for key in sorted(nested.keys() | flat.keys()):
        if nested.get(key) != flat.get(key):
            where = (nested.get(key) or flat[key])["date"]
            found.append(Violation("I34", where, f"{key}: nested {nested.get(key)}, flat {flat.get(key)}"))
    return found


def _compared(workout: Document) -> Document:
    return {field: workout[field] for field in COMPARED}


def _workouts(plan: Document) -> Iterator[tuple[str, Document]]:
    for block in plan["blocks"]:
        for week in block["weeks"]:
            for day in week["days"]:
                for workout in day["workouts"]:
                    yield day["date"], workout
