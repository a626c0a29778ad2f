"""The next race of an athlete: its name, day and goal, and what may be expected of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from runlab_site.web import figures
from runners.calendar.selectors import races_beginning
from runners.physiology.errors import InvalidInputError, NotEnoughDataError
from runners.services.forecasts import forecast_race
from training.planning.projection import forecast

if TYPE_CHECKING:
    from runners.calendar.models import CalendarEntry
    from runners.models import Runner
    from training.planning.records import Plan

__all__ = ["Expectation", "NextRace", "next_race"]

AHEAD = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Expectation:
    """A race time and its 80 % band, s. `tsb`: form on race morning, where a plan leads there."""

    time_s: float
    fast_s: float
    slow_s: float
    tsb: float | None
    origin: str


@dataclass(frozen=True, slots=True)
class NextRace:
    """A race to come; `expected` is None where `missing` says why."""

    name: str
    day: date
    days_left: int
    priority: str
    distance_m: float | None
    goal_s: float | None
    expected: Expectation | None
    missing: str


def next_race(runner: Runner, plan: Plan | None, today: date) -> NextRace | None:
    """The first race from today on: of the calendar, else the one that the published plan leads to."""
    entry = races_beginning(runner, today, today + AHEAD).first()
    goal_day = plan.goal.race_date if plan is not None and plan.goal.race_date >= today else None
    if entry is not None and (goal_day is None or entry.day <= goal_day):
        leading = plan if entry.day == goal_day else None
        return _of_entry(runner, entry, leading, today)
    return _of_goal(plan, today) if plan is not None and goal_day is not None else None


def _of_entry(runner: Runner, entry: CalendarEntry, plan: Plan | None, today: date) -> NextRace:
    expected, missing = _by_plan(plan), ""
    if expected is None:
        expected, missing = _by_fitness(runner, entry.distance_m, today)
    goal_s = entry.target_time_s or (plan.goal.target_s if plan else None)
    return NextRace(
        entry.title, entry.day, (entry.day - today).days, entry.priority, entry.distance_m, goal_s, expected, missing
    )  # fmt: skip


def _of_goal(plan: Plan, today: date) -> NextRace:
    goal = plan.goal
    name = goal.name or figures.race_distance(goal.distance_m)
    return NextRace(
        name, goal.race_date, (goal.race_date - today).days, "A", goal.distance_m, goal.target_s, _by_plan(plan), ""
    )  # fmt: skip


def _by_plan(plan: Plan | None) -> Expectation | None:
    if plan is None:
        return None
    seen = forecast(plan)
    return Expectation(seen.time_s, seen.fast_s, seen.slow_s, seen.tsb, "if the plan is followed")


def _by_fitness(runner: Runner, distance_m: float | None, today: date) -> tuple[Expectation | None, str]:
    if distance_m is None:
        return None, "Type the race's distance to see a forecast."
    try:
        seen = forecast_race(runner, distance_m, today)
    except (NotEnoughDataError, InvalidInputError) as error:
        return None, str(error)
    low_s, high_s = seen.range_80_s
    return Expectation(seen.time_s, low_s, high_s, None, "with today's fitness"), ""
