"""The next race of an athlete: its name, day and goal, and what may be expected of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from runlab_site.web import figures
from runners.calendar.selectors import races_beginning
from runners.physiology.errors import InvalidInputError, NotEnoughDataError
from runners.services.race_predictions import (
    RacePrediction,
    predicted_by_fitness,
    prediction_of_race,
    race_predictions,
)
from training.selectors.outlooks import predicted_by_plan

if TYPE_CHECKING:
    from runners.calendar.models import CalendarEntry
    from runners.models import Runner
    from training.planning.records import Goal, Plan

__all__ = ["AHEAD", "NextRace", "goal_name", "next_race"]

AHEAD = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class NextRace:
    """A race to come; `expected` is None where `missing` says why."""

    name: str
    day: date
    days_left: int
    priority: str
    distance_m: float | None
    goal_s: float | None
    expected: RacePrediction | None
    missing: str


def goal_name(goal: Goal) -> str:
    """The race that a plan leads to as it is called, else its distance."""
    return goal.name or figures.race_distance(goal.distance_m)


def next_race(runner: Runner, plan: Plan | None, today: date) -> NextRace | None:
    """The first race from today on: of the calendar, else the one that the published plan leads to."""
    entry = races_beginning(runner, today, today + AHEAD).first()
    goal_day = plan.goal.race_date if plan is not None and plan.goal.race_date >= today else None
    if entry is not None and (goal_day is None or entry.day <= goal_day):
        leading = plan if entry.day == goal_day else None
        return _of_entry(runner, entry, leading, today)
    if plan is not None and goal_day is not None:
        return _of_goal(runner, plan, today)
    return _of_prediction(runner, today)


def _of_entry(runner: Runner, entry: CalendarEntry, plan: Plan | None, today: date) -> NextRace:
    expected, missing = prediction_of_race(runner, entry.day), ""
    if expected is None and plan is not None:
        expected = predicted_by_plan(plan, entry.title, today)
    elif expected is None:
        expected, missing = _by_fitness(runner, entry, today)
    goal_s = entry.target_time_s or (plan.goal.target_s if plan else None)
    return NextRace(
        entry.title, entry.day, (entry.day - today).days, entry.priority, entry.distance_m, goal_s, expected, missing
    )  # fmt: skip


def _of_goal(runner: Runner, plan: Plan, today: date) -> NextRace:
    goal = plan.goal
    name = goal_name(goal)
    expected = prediction_of_race(runner, goal.race_date) or predicted_by_plan(plan, name, today)
    return NextRace(
        name, goal.race_date, (goal.race_date - today).days, "A", goal.distance_m, goal.target_s, expected, ""
    )  # fmt: skip


def _of_prediction(runner: Runner, today: date) -> NextRace | None:
    """The goal of a plan that has not begun yet."""
    for one in race_predictions(runner):
        if one.by_plan and one.race_day >= today:
            return NextRace(
                one.name, one.race_day, (one.race_day - today).days, "A", one.distance_m, None, one, ""
            )  # fmt: skip
    return None


def _by_fitness(runner: Runner, entry: CalendarEntry, today: date) -> tuple[RacePrediction | None, str]:
    """For a race that came into the calendar since the last analysis."""
    if entry.distance_m is None:
        return None, _("Type the race's distance to see a forecast.")
    try:
        return predicted_by_fitness(runner, entry.title, entry.day, entry.distance_m, today), ""
    except (NotEnoughDataError, InvalidInputError) as error:
        return None, str(error)
