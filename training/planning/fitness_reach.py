"""Why fitness (CTL) does not rise over a plan, where it does not: the time there is, the start, or what comes between."""

import math
from collections.abc import Iterator

from runners.physiology.sentences import Sentence
from runners.physiology.training_load import CTL_DAYS, exponential_average
from training.planning.builder import Draft
from training.planning.demands import easy_speed_mps, longest_easy_min, longest_second_min
from training.planning.inputs import PlanInput
from training.planning.periodization import WEEK_DAYS
from training.planning.problems import Remark
from training.planning.timeline import day_load
from training.planning.week_judge import share_limit
from training.planning.week_task import RUNS_PER_WEEK
from training.planning.words import WORDS

__all__ = ["fitness_remarks"]

LEAST_WEEKS = 12
WORTH_SAYING_CTL = 1.0
FULL_WEEK = 0.82  # of the usable minutes, from which a week counts as full
CEILING_REACHED = 0.9
DISTURBED_WEEKS = 3


def fitness_remarks(plan_input: PlanInput, draft: Draft) -> Iterator[Remark]:
    """One remark where a plan of twelve weeks or more leaves fitness on race morning below what the athlete brought."""
    brought, course = plan_input.athlete.ctl0, _course(plan_input.athlete.ctl0, draft)
    if len(draft.frame.weeks) < LEAST_WEEKS or course[-1] >= brought:
        return
    said = WORDS.say("fitness_level", ctl=brought)
    if max(course) >= brought + WORTH_SAYING_CTL:
        said = WORDS.say("fitness_falls", ctl=brought, top_ctl=max(course), race_ctl=course[-1])
    yield Remark(_reason(plan_input, draft, said))


def _reason(plan_input: PlanInput, draft: Draft, course: Sentence) -> Sentence:
    weeks = [[p for day in week.days for p in draft.days[day]] for week in draft.frame.weeks[:-1]]
    used_min, usable_min = max(sum(p.minutes for p in week) for week in weeks), _usable_week_min(draft)
    if used_min >= FULL_WEEK * usable_min:
        return WORDS.say("fitness_holds", course=course, used_h=used_min / 60, usable_h=usable_min / 60)
    largest, volume = max(map(day_load, weeks)), draft.frame.volume
    if largest < CEILING_REACHED * volume.ceiling and _disturbed_weeks(draft) >= DISTURBED_WEEKS:
        return WORDS.say("fitness_disturbed", course=course, weeks_count=_disturbed_weeks(draft))
    before = max(volume.most_before, WEEK_DAYS * plan_input.athlete.ctl0)
    return WORDS.say("fitness_from_start", course=course, of_start_percent=100 * largest / before)


def _disturbed_weeks(draft: Draft) -> int:
    """Weeks with a race, a closed day or other minutes than usual."""
    frame = draft.frame
    changed = frame.input.availability.exceptions
    return sum(
        frame.slots.is_disturbed(week) or any(frame.input.day(day) in changed for day in week.days)
        for week in frame.weeks[:-1]
    )


def _usable_week_min(draft: Draft) -> float:
    """Minutes of a week that runs of sensible length can fill on the days there are: none beyond the longest wished for."""
    plan_input, demands = draft.frame.input, draft.frame.demands
    availability, long_day = plan_input.availability, plan_input.availability.long_run_weekday
    longest = max(demands.long_m.values(), default=math.inf) / easy_speed_mps(plan_input) / 60
    twice = longest_second_min(plan_input) if availability.max_sessions_per_day > 1 else 0
    most = min(longest_easy_min(plan_input), longest) + twice
    free = (availability.seconds_on(day) / 60 for day in range(WEEK_DAYS) if day != long_day)
    runs = RUNS_PER_WEEK[plan_input.athlete.experience]
    others = sorted((min(minutes, most) for minutes in free if minutes), reverse=True)[: runs - 1]
    share = share_limit(1 + len(others), plan_input.kind)
    longest = min(longest, availability.seconds_on(long_day) / 60)
    return sum(others) + (longest if share >= 1 else min(longest, share / (1 - share) * sum(others)))


def _course(start: float, draft: Draft) -> list[float]:
    """CTL at the end of each day up to the day before the race."""
    course: list[float] = exponential_average([*map(day_load, draft.days[:-1])], CTL_DAYS, start).tolist()
    return course
