"""Invariants between plans: what was kept when a plan was made again, and nested against flat (33, 34)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from training.planning.invariants.reading import Violation
from training.planning.records import GivenPlan, Workout, as_plan
from training.planning.words import WORDS

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
            found.append(Violation("I33", date, WORDS.say("broken_kept_gone", workout_id=workout.id)))
        elif date_now != date or workout_now.steps != workout.steps:
            found.append(Violation("I33", date, WORDS.say("broken_kept_changed", workout_id=workout.id)))
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
            found.append(Violation("I34", row["date"], WORDS.say("broken_twice", workout_id=row["id"])))
        flat[row["id"]] = {"date": row["date"]} | {field: row[field] for field in COMPARED}
    for key in sorted(nested.keys() | flat.keys()):
        if nested.get(key) != flat.get(key):
            where = (nested.get(key) or flat[key])["date"]
            differing = {"nested": str(nested.get(key)), "flat": str(flat.get(key))}
            found.append(Violation("I34", where, WORDS.say("broken_flat", workout_id=key, **differing)))
    return found


def _workouts(plan: GivenPlan) -> Iterator[tuple[str, Workout]]:
    return ((day.date.isoformat(), workout) for day in as_plan(plan).days for workout in day.workouts)
