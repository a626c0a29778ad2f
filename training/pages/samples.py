"""Samples of the components of training."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from runlab_site.web.samples import Sample
from training.models import TrainingPlanSchema
from training.models import Workout as StoredWorkout
from training.pages.planned_workouts import PlannedWorkout, step_result_rows
from training.pages.workout.context import WorkoutCard
from training.planning.projection import RaceForecast
from training.planning.records import Note, Target, Workout
from training.planning.sizing import Sized, sized
from training.planning.step_lines import EFFORTS, step_lines
from training.planning.zones import Paces

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["training_samples"]

TODAY = date(2026, 5, 4)
PACES = Paces(cs_mps=4.0, d_prime_m=200.0, goal_speed_mps=3.9)
INTERVALS = "15m E; 5x(1600mtr T, 90s R); 10m E"
ALL_KINDS = "2km E; 3x(2x(400mtr V, 200mtr R), 3m K); 20m Z2HR; 10m 140-150bpm; 10m RPE6; 20m free"
LONG_NAME = "Progressive long run with the last third at goal pace and strides on the way home"
PLAN_ID, WORKOUT_ID, SESSION_ID = "0" * 24, "1" * 24, "2" * 24


def training_samples() -> Iterator[Sample]:
    """Every component of templates/training/components in each of its states."""
    yield from _planned_workouts()
    yield from _steps()
    yield from _comparisons()
    yield from _charts()


def _planned_workouts() -> Iterator[Sample]:
    plan = TrainingPlanSchema(pk=PLAN_ID)
    why = (Note("sample", "Threshold work lifts the pace that you can hold for an hour."),)
    shown = {
        "for today": _workout(INTERVALS, why=why),
        "done, every kind of step, long": _workout(
            ALL_KINDS, name=LONG_NAME, note=f"{LONG_NAME}. {LONG_NAME}.", session_id=SESSION_ID, why=why * 3
        ),
        "a race": _workout("10km G", name="City run", role="race"),
    }
    for state, workout in shown.items():
        one = PlannedWorkout(workout, TODAY, TODAY)
        yield _sample("planned_workout", state, workout=one, plan=plan)
    yield _sample("workouts_of_day", "rest", workouts=())
    yield _sample("workouts_of_day", "two", workouts=list(shown.values())[:2])


def _steps() -> Iterator[Sample]:
    yield _sample("efforts", "none", efforts=())
    yield _sample("efforts", "all", efforts=EFFORTS.values())
    yield _sample("step_lines", "intervals", lines=step_lines(_sized(INTERVALS).steps))
    yield _sample("step_lines", "every kind of step", lines=step_lines(_sized(ALL_KINDS).steps))
    targets = {
        "pace": Target("pace", low_mps=3.7, high_mps=3.9),
        "heart rate": Target("hr", low_bpm=140, high_bpm=150),
        "heart-rate zone": Target("hr_zone", zone=2),
        "none": Target("none"),
    }
    for state, target in targets.items():
        yield _sample("step_target", state, target=target)
    for state, workout in {"a shared one": INTERVALS, "long": f"{INTERVALS}; {ALL_KINDS}"}.items():
        stored = StoredWorkout(name=LONG_NAME, role="quality")
        yield _sample("workout_figures", state, card=WorkoutCard(stored, _sized(workout), None, 0.5))


def _comparisons() -> Iterator[Sample]:
    planned = PlannedWorkout(_workout(INTERVALS), TODAY, TODAY)
    followed = {"done_s": 3610.0, "done_m": 11_480.0, "done_rtss": 74.0}
    ratios = {"time_ratio": 1.02, "distance_ratio": 0.97, "load_ratio": 1.1}
    yield _sample("planned_and_done", "all known", planned=planned, followed=followed | ratios)
    unknown = dict.fromkeys((*followed, *ratios))
    yield _sample("planned_and_done", "nothing known", planned=planned, followed=unknown)
    hits = (True, False, None)
    steps = [_step("T", 600.0 * number, 3.8, is_hit=is_hit) for number, is_hit in enumerate(hits, start=1)]
    yield _sample("step_results", "hit, missed, not judged", steps=step_result_rows({"steps": steps}))
    lost = [_step("free", 0.0, None, is_hit=None)]
    yield _sample("step_results", "pace unknown", steps=step_result_rows({"steps": lost}))
    forecast = RaceForecast(ctl=58.2, tsb=11.4, value=0.0, time_s=2488.0, fast_s=2440.0, slow_s=2540.0)
    yield _sample("outlooks", "one plan", outlooks=[("The plan", forecast)])
    yield _sample("outlooks", "two, one of a long name", outlooks=[("Now", forecast), (LONG_NAME, forecast)])


def _charts() -> Iterator[Sample]:
    yield _sample("plan_chart", "one plan", chart=_chart("The plan"))
    context = {"others": True, "others_words": "Dashed: the other candidates"}
    yield _sample("plan_chart", "candidates", chart=_chart("Even weeks", "Every fourth easy"), **context)


def _chart(*names: str) -> dict[str, Any]:
    days = range(84)
    return {
        "days": [(TODAY + timedelta(days=day)).isoformat() for day in days],
        "weeks": [(TODAY + timedelta(days=day)).isoformat() for day in days[::7]],
        "plans": [
            {
                "name": name,
                "load": [300 + 15 * week - 90 * (week % 4 == 3) for week in range(12)],
                "ctl": [40 + (0.2 + 0.05 * number) * day for day in days],
                "tsb": [8 * math.sin(day / (5 + number)) - 6 for day in days],
            }
            for number, name in enumerate(names)
        ],
    }


def _workout(text: str, **fields: Any) -> Workout:
    made = _sized(text)
    known: dict[str, Any] = {
        "id": WORKOUT_ID,
        "workout_id": "sample",
        "name": "5 × 1600 m at threshold",
        "role": "quality",
        "state": "published",
        "locked": False,
        "expected_s": made.expected.s,
        "expected_m": made.expected.m,
        "expected_rtss": made.expected.rtss,
        "d_bal_min_m": None,
        "why": (),
        "steps": made.steps,
    }
    return Workout(**known | fields)


def _step(target: str, end_s: float, speed_mps: float | None, *, is_hit: bool | None) -> dict[str, Any]:
    times = {"start_s": max(0.0, end_s - 420.0), "end_s": end_s}
    return times | {"target": target, "speed_mps": speed_mps, "heart_rate_bpm": 162.0, "is_hit": is_hit}


def _sized(text: str) -> Sized:
    return sized(text, PACES, 0.5)


def _sample(name: str, state: str, **context: Any) -> Sample:
    return Sample(f"training/components/{name}.html", state, context)
