"""Invariants between plans: what was kept when a plan was made again, and nested against flat (33, 34)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from training.planning.invariants.reading import Violation
from training.planning.records import GivenPlan, Workout, as_plan

KEPT_STATES = frozenset({"published", "edited", "done"})
COMPARED = ("workout_id", "name", "role", "expected_s", "expected_m", "expected_rtss", "state", "locked")


def is_kept(workout: Workout) -> bool:
    """Whether making the plan again must leave a workout as it is."""
    return workout.locked or workout.state in KEPT_STATES


def changed_kept_workouts(before: GivenPlan, after: GivenPlan) -> list[Violation]:
    """33: published, locked, edited and done workouts keep their date and their steps."""
    now = {workout.id: (date, workout) for date, workout in _workouts(after)}
    found = []
    for date, workout in _workouts(before):
        if not is_kept(workout):
            continue
        date_now, workout_now = now.get(workout.id, ("", None))
        if workout_now is None:
            found.append(Violation("I33", date, f"{workout.id} is gone"))
        elif date_now != date or workout_now.steps != workout.steps:
            found.append(Violation("I33", date, f"{workout.id} was changed"))
    return found


def flat_differences(plan: GivenPlan, rows: Sequence[Mapping[str, Any]]) -> list[Violation]:
    """34: one flat document a workout, saying the same."""
    nested = {
        workout.id: {"date": date} | {field: getattr(workout, field) for field in COMPARED}
        for date, workout in _workouts(plan)
    }
    flat: dict[str, dict[str, Any]] = {}
    found = []
    for row in rows:
        if row["role"] == "rest":
            continue
        if row["id"] in flat:
            found.append(Violation("I34", row["date"], f"{row['id']} a second time"))
        flat[row["id"]] = {"date": row["date"]} | {field: row[field] for field in COMPARED}
    for key in sorted(nested.keys() | flat.keys()):
        if nested.get(key) != flat.get(key):
            where = (nested.get(key) or flat[key])["date"]
            found.append(Violation("I34", where, f"{key}: nested {nested.get(key)}, flat {flat.get(key)}"))
    return found


def _workouts(plan: GivenPlan) -> Iterator[tuple[str, Workout]]:
    return ((day.date.isoformat(), workout) for day in as_plan(plan).days for workout in day.workouts)
