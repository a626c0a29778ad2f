"""What the start, the days or the minutes do not let a plan reach, in numbers, with what would.

Remarks for the coach: the longest run, the largest week, minutes at goal pace, race week.
"""

from collections.abc import Iterator, Sequence

from runners.physiology.sentences import Sentence
from training.planning.builder import Draft
from training.planning.demands import (
    easy_speed_mps,
    goal_run_min,
    longest_run_m,
    marathon_pace_is_work,
    rank_of,
)
from training.planning.fitness_reach import fitness_remarks
from training.planning.inputs import PlanInput, usable_days
from training.planning.long_runs import longest_before_m
from training.planning.menu import Planned
from training.planning.problems import Remark
from training.planning.systems import LONG_CAP_MIN
from training.planning.week_judge import share_limit
from training.planning.words import WORDS

__all__ = ["goal_warnings", "reach_remarks"]

REACHED = 0.93
GROWTH_WANTED = (1.55, 1.30, 1.18, 1.06)
LEAST_WEEKS, LEAST_START_M = 8, 3000.0
GOAL_RUN_REACHED = 0.75
LEAST_LOAD_WEEKS = 3  # fewer need no quality session
LEAST_RACE_WEEK = 0.22  # of the largest week before


def reach_remarks(plan_input: PlanInput, draft: Draft) -> list[Remark]:
    """The remarks on what was not reached; none where all was."""
    runs = [planned for workouts in draft.days for planned in workouts if planned.role != "race"]
    weeks = _weeks(draft)
    return [
        *_longest(plan_input, runs),
        *_volume(plan_input, weeks),
        *_goal_pace(plan_input, runs),
        *fitness_remarks(plan_input, draft),
        *_race_week(draft),
        *_no_quality(plan_input, draft, runs),
        *_other_minutes(plan_input, draft),
        *_closed_days(plan_input, draft),
    ]


def goal_warnings(plan_input: PlanInput) -> list[str]:
    """What the minutes asked for cannot serve, known before any plan is made: the longest run of the race."""
    wanted, long_day = longest_run_m(plan_input), plan_input.availability.long_run_weekday
    wanted_min = min(wanted / easy_speed_mps(plan_input) / 60, LONG_CAP_MIN[plan_input.kind])
    free_min = plan_input.availability.seconds_on(long_day) / 60
    if plan_input.is_beginner or free_min >= REACHED * wanted_min:
        return []
    said = WORDS.say(
        "long_day_asked",
        wanted_km=wanted / 1000,
        wanted_min=wanted_min,
        on=WORDS.say("weekday", weekday=long_day),
        free_min=free_min,
    )
    return [str(said)]


def _longest(plan_input: PlanInput, runs: Sequence[Planned]) -> Iterator[Remark]:
    wanted = longest_run_m(plan_input)
    longest = max((planned.expected.m for planned in runs), default=0.0)
    if longest >= REACHED * wanted:
        return
    what = _why_not_longer(plan_input, longest, wanted)
    yield Remark(WORDS.say("longest_run", longest_km=longest / 1000, wanted_km=wanted / 1000, what=what))


def _why_not_longer(plan_input: PlanInput, longest: float, wanted: float) -> Sentence:
    speed = easy_speed_mps(plan_input)
    long_day = plan_input.availability.long_run_weekday
    free_s = min(plan_input.availability.seconds_on(long_day), 60 * LONG_CAP_MIN[plan_input.kind])
    if free_s * speed < 1.05 * longest:
        return WORDS.say(
            "long_day_too_short",
            needed_min=wanted / speed / 60,
            on=WORDS.say("weekday", weekday=long_day),
            free_min=free_s / 60,
        )
    weeks = plan_input.days_count / 7
    known = max(longest_before_m(plan_input), 5000.0)
    if known * 1.10 ** (0.6 * weeks) < wanted:
        return WORDS.say("too_few_weeks", known_km=known / 1000, weeks_count=weeks)
    days = usable_days(plan_input.availability.max_s_by_weekday)
    share = share_limit(min(days, 5), plan_input.kind)
    others_min = wanted / speed / 60 * (1 - share) / share
    return WORDS.say("long_run_share", share_percent=100 * share, days_count=days, others_min=others_min)


def _volume(plan_input: PlanInput, weeks: Sequence[float]) -> Iterator[Remark]:
    past = [0.0] * 4
    for run in plan_input.athlete.history:
        ago = (plan_input.start - run.day).days
        if 1 <= ago <= 28:
            past[(ago - 1) // 7] += run.distance_m
    start = sum(past) / 4
    if start < LEAST_START_M or len(weeks) < LEAST_WEEKS:
        return
    largest = max(weeks, default=0.0)
    asked = 1 + (GROWTH_WANTED[rank_of(plan_input)] - 1) * min(1.0, (len(weeks) - 4) / 10)
    if largest >= REACHED * asked * start:
        return
    hours = sum(plan_input.availability.seconds_on(day) for day in range(7)) / 3600
    days = usable_days(plan_input.availability.max_s_by_weekday)
    said = WORDS.say(
        "largest_week",
        largest_km=largest / 1000,
        start_km=start / 1000,
        wanted_km=asked * start / 1000,
        week_h=hours,
        days_count=days,
    )
    yield Remark(said)


def _goal_pace(plan_input: PlanInput, runs: Sequence[Planned]) -> Iterator[Remark]:
    if plan_input.kind not in ("half", "marathon"):
        return
    if not marathon_pace_is_work(plan_input):
        yield Remark(WORDS.say("goal_pace_easy"))
        return
    room = max((planned.minutes for planned in runs), default=0.0)
    wanted = goal_run_min(plan_input, room)
    best = max((_goal_minutes(planned) for planned in runs), default=0.0)
    if rank_of(plan_input) and best < GOAL_RUN_REACHED * wanted:
        yield Remark(WORDS.say("goal_pace", longest_min=best, wanted_min=wanted))


def _goal_minutes(planned: Planned) -> float:
    return (
        (planned.expected.moderate_s + planned.expected.high_s) / 60 if planned.workout_id[0] in "LP" else 0.0
    )


def _no_quality(plan_input: PlanInput, draft: Draft, runs: Sequence[Planned]) -> Iterator[Remark]:
    is_short = sum(week.kind == "load" for week in draft.frame.weeks) < LEAST_LOAD_WEEKS
    if is_short or plan_input.is_beginner or any(planned.role == "quality" for planned in runs):
        return
    days = 3 if plan_input.spaces_hard_days else 2
    yield Remark(WORDS.say("no_quality", days_count=days))


def _race_week(draft: Draft) -> Iterator[Remark]:
    """Where the days left before the race hold less than a race week should."""
    minutes = [
        sum(p.minutes for day in week.days for p in draft.days[day] if p.role != "race")
        for week in draft.frame.weeks
    ]
    before = max(minutes[-5:-1], default=0.0)
    if len(minutes) > 1 and before and minutes[-1] < LEAST_RACE_WEEK * before:
        runs = sum(p.role != "race" for day in draft.frame.weeks[-1].days for p in draft.days[day])
        yield Remark(WORDS.say("race_week", week_min=minutes[-1], runs_count=runs, largest_before_min=before))


def _other_minutes(plan_input: PlanInput, draft: Draft) -> Iterator[Remark]:
    """Dates with other minutes that make long runs shorter than they would be."""
    wanted_s = REACHED * longest_run_m(plan_input) / easy_speed_mps(plan_input)
    usual = plan_input.availability.long_run_weekday
    days = (plan_input.day(day) for week in draft.frame.weeks for day in week.days)
    short = [
        day
        for day in days
        if day.weekday() == usual
        and day in plan_input.availability.exceptions
        and plan_input.availability.seconds_of(day) < wanted_s <= plan_input.availability.seconds_on(usual)
    ]
    if short:
        yield Remark(WORDS.say("other_minutes", long_days_count=len(short), first_day=short[0].isoformat()))


def _closed_days(plan_input: PlanInput, draft: Draft) -> Iterator[Remark]:
    """Where the long run does not come back to its length after closed days."""
    if not draft.frame.slots.returns:
        return
    day = draft.frame.slots.returns[-1].day
    after = (planned.expected.m for runs in draft.days[day:-1] for planned in runs if planned.role != "race")
    longest, wanted = max(after, default=0.0), longest_run_m(plan_input)
    if longest < REACHED * wanted:
        first_day = plan_input.day(day).isoformat()
        yield Remark(
            WORDS.say("closed_days", first_day=first_day, longest_km=longest / 1000, wanted_km=wanted / 1000)
        )


def _weeks(draft: Draft) -> list[float]:
    """Metres of each week, races aside."""
    return [
        sum(p.expected.m for day in week.days for p in draft.days[day] if p.role != "race")
        for week in draft.frame.weeks
    ]
