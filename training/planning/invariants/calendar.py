"""Invariants of the calendar: dates, races, time, rest and what may stand next to what (01-06, 25-28)."""

import math
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from training.planning.invariants.reading import Day, Reading, Violation
from training.planning.words import WORDS

QUALITY_LIMIT = {"novice": 1, "intermediate": 2, "advanced": 2, "elite": 3}
LONG_CAP_MIN = {"5k": 100, "10k": 120, "half": 150, "marathon": 180, "ultra": 300}
HARD_BUT_RACE = frozenset({"quality", "long", "test"})


def dates(plan: Reading) -> Iterator[Violation]:
    """01: every date once, in order; weeks of seven days but the first and the last."""
    length = (plan.goal_day - plan.start).days + 1
    if [day.day for day in plan.days] != [plan.start + timedelta(days=n) for n in range(length)]:
        yield Violation(
            "I01",
            plan.start.isoformat(),
            WORDS.say("broken_length", days_count=len(plan.days), needed_days=length),
        )
    for week in plan.weeks:
        at_the_end = week in (plan.weeks[0], plan.weeks[-1])
        if not 1 <= len(week.days) <= 7 or not (week.is_full or at_the_end):
            yield Violation("I01", week.start, WORDS.say("broken_week_length", days_count=len(week.days)))


def races(plan: Reading) -> Iterator[Violation]:
    """02: the goal race alone on the last day, the others on their dates."""
    last = plan.days[-1]
    distance = plan.plan.goal.distance_m
    alone = len(last.workouts) == 1 and last.is_race and abs(last.total("expected_m") - distance) <= 1
    if not alone:
        yield Violation("I02", last.day.isoformat(), WORDS.say("broken_goal_race"))
    for race in plan.plan.constraints.races or ():
        found = next((day for day in plan.days if day.day == race.date), None)
        if found is None or not found.is_race:
            yield Violation("I02", race.date.isoformat(), WORDS.say("broken_race_missing"))


def time_available(plan: Reading) -> Iterator[Violation]:
    """03, 04: nothing on blackout dates; no more time and sessions than the day has."""
    available = plan.plan.availability
    sessions = 1 if available.max_sessions_per_day is None else available.max_sessions_per_day
    for day in plan.days:
        where = day.day.isoformat()
        if day.day in plan.blackouts and day.total("expected_s") > 0:
            yield Violation("I03", where, WORDS.say("broken_closed_day"))
        seconds = math.fsum(w.expected_s for w in day.workouts if w.role != "race")
        limit = available.seconds_of(day.day)
        if seconds > limit + 1:
            yield Violation("I04", where, WORDS.say("broken_day_time", planned_s=seconds, limit_s=limit))
        if len(day.workouts) > sessions:
            yield Violation(
                "I04", where, WORDS.say("broken_sessions_a_day", sessions_count=len(day.workouts))
            )


def rest(plan: Reading) -> Iterator[Violation]:
    """05: a rest day in any seven, but for elite runners."""
    if plan.experience == "elite":
        return
    since_rest = 0
    for day in plan.days:
        since_rest = since_rest + 1 if day.workouts else 0
        if since_rest >= 7:
            yield Violation("I05", day.day.isoformat(), WORDS.say("broken_rest", days_count=since_rest))


def hard_days(plan: Reading) -> Iterator[Violation]:
    """06: hard days do not touch; two long runs may for an ultra."""
    for before, day in pairwise(plan.days):
        both_long = plan.kind == "ultra" and before.roles | day.roles == {"long"}
        if before.is_hard and day.is_hard and not both_long:
            yield Violation("I06", day.day.isoformat(), WORDS.say("broken_hard_days"))


def before_goal(plan: Reading) -> Iterator[Violation]:
    """25: nothing hard on the two days before the goal, 40 minutes at most on the eve."""
    for back, day in enumerate(reversed(plan.days[-3:-1]), start=1):
        if day.roles & HARD_BUT_RACE:
            yield Violation("I25", day.day.isoformat(), WORDS.say("broken_before_goal", days_count=back))
        if back == 1 and day.total("expected_s") > 40 * 60:
            yield Violation(
                "I25", day.day.isoformat(), WORDS.say("broken_eve", run_min=day.total("expected_s") / 60)
            )


def after_races(plan: Reading) -> Iterator[Violation]:
    """26: nothing hard for some days after a secondary race, longer after longer ones."""
    for race in plan.races:
        if race.index == len(plan.days) - 1:
            continue
        metres = math.fsum(w.expected_m for w in race.workouts if w.role == "race")
        quiet = max(2, math.ceil(metres / 10_000) + 1)
        for day in plan.days[race.index + 1 : min(len(plan.days) - 1, race.index + 1 + quiet)]:
            if day.roles & HARD_BUT_RACE:
                yield Violation(
                    "I26",
                    day.day.isoformat(),
                    WORDS.say("broken_after_race", days_count=day.index - race.index),
                )


def long_runs(plan: Reading) -> Iterator[Violation]:
    """27: one long run in six days (an ultra two), none beyond the cap of the distance."""
    long_days = [day for day in plan.days if "long" in day.roles]
    allowed = 2 if plan.kind == "ultra" else 1
    for position, day in enumerate(long_days):
        if position >= allowed and day.index - long_days[position - allowed].index < 6:
            yield Violation("I27", day.day.isoformat(), WORDS.say("broken_long_runs_close"))
    cap = 60 * LONG_CAP_MIN[plan.kind]
    for day in plan.days:
        for workout in day.workouts:
            if workout.role != "race" and workout.expected_s > cap + 60:
                yield Violation(
                    "I27",
                    day.day.isoformat(),
                    WORDS.say("broken_minutes", run_min=workout.expected_s / 60, limit_min=cap / 60),
                )


def quality_count(plan: Reading) -> Iterator[Violation]:
    """28: quality and tests a week by experience; none on dates without quality."""
    for week in plan.weeks:
        demanding = [day for day in week.days for w in day.workouts if w.role in ("quality", "test")]
        if len(demanding) > QUALITY_LIMIT[plan.experience]:
            yield Violation(
                "I28", week.start, WORDS.say("broken_quality_count", sessions_count=len(demanding))
            )
        yield from _on_forbidden_dates(plan, demanding)


def _on_forbidden_dates(plan: Reading, demanding: list[Day]) -> Iterator[Violation]:
    for day in demanding:
        if day.day in plan.no_quality:
            yield Violation("I28", day.day.isoformat(), WORDS.say("broken_no_quality_day"))


CHECKS = (dates, races, time_available, rest, hard_days, before_goal, after_races, long_runs, quality_count)
