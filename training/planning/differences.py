"""What a new version of a plan changes, day by day, and what that does to race day."""

from collections.abc import Sequence
from typing import Any

from training.planning.projection import forecast
from training.planning.records import GivenPlan, Plan, Workout, as_plan
from training.planning.shorthand_text import text_of
from training.planning.steps import tree_of


def difference(before: GivenPlan, after: GivenPlan) -> dict[str, Any]:
    """{days: [{date, before, after, why, d_rtss}], race: {d_ctl, d_tsb, d_time_s}}: only the days that change.

    before and after are lists of {workout_id, name, shorthand, expected_s, expected_rtss}.
    """
    before, after = as_plan(before), as_plan(after)
    old, new = _by_date(before), _by_date(after)
    days = [
        _day(date, old.get(date, ()), new.get(date, ()))
        for date in sorted(old.keys() | new.keys())
        if _seen(old.get(date, ())) != _seen(new.get(date, ()))
    ]
    then, now = forecast(before), forecast(after)
    race = {"d_ctl": now.ctl - then.ctl, "d_tsb": now.tsb - then.tsb, "d_time_s": now.time_s - then.time_s}
    return {"days": days, "race": race}


def _by_date(plan: Plan) -> dict[str, tuple[Workout, ...]]:
    return {day.date.isoformat(): day.workouts for day in plan.days}


def _day(date: str, before: Sequence[Workout], after: Sequence[Workout]) -> dict[str, Any]:
    return {
        "date": date,
        "before": _seen(before),
        "after": _seen(after),
        "why": [reason.to_document() for workout in after for reason in workout.why],
        "d_rtss": sum(w.expected_rtss for w in after) - sum(w.expected_rtss for w in before),
    }


def _seen(workouts: Sequence[Workout]) -> list[dict[str, Any]]:
    """What a person would see change; ids and states do not count."""
    return [
        {
            "workout_id": workout.workout_id,
            "name": workout.name,
            "shorthand": text_of(tree_of(workout.steps)),
            "expected_s": workout.expected_s,
            "expected_rtss": workout.expected_rtss,
        }
        for workout in workouts
    ]
