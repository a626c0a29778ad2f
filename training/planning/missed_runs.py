"""Where a missed key run may still be run: within two days, clear of other hard runs; else it is dropped."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from training.planning.circumstances import Circumstances, missed_keys
from training.planning.projection import with_projection
from training.planning.records import Day, Note, Plan, Workout
from training.planning.words import WORDS

__all__ = ["MOVE_DAYS", "Moved", "move_missed", "moves_of_missed"]

MOVE_DAYS = 2

Moved = tuple[Workout, date, Plan]  # the missed run, its new day, and the plan with it there


def moves_of_missed(marked: Plan, circumstances: Circumstances) -> Iterator[Moved]:
    """Missed key runs, the latest first, each on another day in place of the easy run there."""
    days = {day.date: day for day in marked.days}
    for workout in missed_keys(marked, circumstances.today, MOVE_DAYS):
        target = move_missed(marked, workout.id, circumstances.today)
        if target is None or any(circumstances.keeps(one, target) for one in days[target].workouts):
            continue
        moved = marked.with_workouts({target: (_moved_workout(workout, target),)})
        yield workout, target, with_projection(moved)


def move_missed(plan: Plan, workout_id: str, today: date) -> date | None:
    """The date to which a missed key workout may move: within two days of its own, at least two from other hard days.

    None: it is dropped. It never joins another hard run.
    """
    found = plan.find(workout_id)
    if found is None:
        return None
    days = {day.date: day for day in plan.days}
    candidates = (found[0].date + timedelta(days=later) for later in range(1, MOVE_DAYS + 1))
    return next(
        (day for day in candidates if day >= today and _may_be_hard(plan, days, day, workout_id)), None
    )


def _may_be_hard(plan: Plan, days: dict[date, Day], candidate: date, workout_id: str) -> bool:
    day = days.get(candidate)
    if day is None or day.max_s <= 0 or candidate in (plan.constraints.no_quality or ()):
        return False
    around = (days.get(candidate + timedelta(days=n)) for n in (-1, 0, 1))
    others = (one for near in around if near for one in near.workouts if one.id != workout_id)
    return all(not one.is_hard or one.state == "missed" for one in others)


def _moved_workout(workout: Workout, target: date) -> Workout:
    why = Note.of(WORDS.say("moved"))
    identity = hashlib.sha256(f"{workout.id}/{target}".encode()).hexdigest()[:24]
    extra = {name: value for name, value in workout.extra.items() if name not in ("session_id", "compliance")}
    return replace(workout, id=identity, state="draft", why=(*workout.why, why), session_id=None, extra=extra)
