"""The days around races: how much may be run beside one, and for how long nothing hard."""

import math
from datetime import date

from training.planning.inputs import LONGEST_DAY_S, PlanInput, SideRace

EASY_DAYS_BEFORE = {"A": 2, "B": 2, "C": 1}

RECOVERY_DAYS_AFTER, AFTER_RACE_S, BEFORE_RACE_S = 2, 50 * 60.0, 60 * 60.0
LONG_RACE_M, LONG_RACE_DAYS, BESIDE_LONG_RACE_S = 15_000.0, (-4, 5), 90 * 60.0


def race_days(plan_input: PlanInput) -> list[date]:
    """The days of all races, the goal's last."""
    return [race.day for race in plan_input.races] + [plan_input.race_day]


def limit_beside(race: SideRace, days_after: int) -> float:
    """The longest run so many days after (before, if negative) a secondary race, seconds."""
    if 1 <= days_after <= RECOVERY_DAYS_AFTER:
        return AFTER_RACE_S
    if -EASY_DAYS_BEFORE.get(race.priority, 1) <= days_after < 0:
        return BEFORE_RACE_S
    if race.distance_m >= LONG_RACE_M and LONG_RACE_DAYS[0] <= days_after <= LONG_RACE_DAYS[1]:
        return BESIDE_LONG_RACE_S
    return LONGEST_DAY_S


def days_after_race(distance_m: float) -> int:
    """Days without quality, long runs or tests after a secondary race."""
    return max(2, math.ceil(distance_m / 1000 / 10) + 1)


def days_around_races(plan_input: PlanInput) -> set[int]:
    """Days on which nothing hard may stand: the last ones before a race, and those after it."""
    goal = plan_input.days_count - 1
    banned = {goal - back for back in range(1, EASY_DAYS_BEFORE["A"] + 1)}
    for race in plan_input.races:
        day = (race.day - plan_input.start).days
        banned |= {day - back for back in range(1, EASY_DAYS_BEFORE.get(race.priority, 1) + 1)}
        banned |= {day + after for after in range(1, days_after_race(race.distance_m) + 1)}
    return banned
