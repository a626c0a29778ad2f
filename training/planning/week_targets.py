"""The load that a week of a plan aims at."""

import math

from training.planning.frame import Frame
from training.planning.periodization import WEEK_DAYS, Week
from training.planning.plan_demands import INJURED_CALM_WEEKS
from training.planning.race_surroundings import LONG_RACE_M
from training.planning.timeline import WEEKS_LOOKED_BACK, Timeline, day_load
from training.planning.volume import LIGHT_SHARE

LEAST_BESIDE_RACE, MOST_BESIDE_RACE = 0.4, 0.72  # of the week's load for the other days of a race week
AFTER_LONG_RACE = 0.75
RETURN_SHARE = 0.85  # of the weeks before days without running
LEAST_DAYS_COMPARED = 3  # a first week of fewer days says nothing of a usual one
LIGHT_LIMIT, MOST_LIGHT = 0.795, 0.798
UNKNOWN_HABIT_CTL = 20.0


def week_most(frame: Frame, week: Week, timeline: Timeline) -> float:
    """The most the whole week may carry; a week with a race is judged by its days alone."""
    if frame.slots.has_race(week):
        return math.inf
    most = timeline.week_limit(week)
    if week.kind == "recovery":
        most = min(most, MOST_LIGHT * usual_load(frame, week, timeline))
    return most


def week_budget(frame: Frame, week: Week, timeline: Timeline, target: float) -> float:
    """The load for the days that are not fixed."""
    limit = min(target, timeline.week_limit(week), frame.volume.ceiling)
    if frame.input.athlete.is_injured and week.index < INJURED_CALM_WEEKS:
        limit = min(limit, frame.volume.first)
    if week.kind == "recovery":
        limit = min(limit, LIGHT_LIMIT * usual_load(frame, week, timeline))
    if _follows_long_race(frame, week):
        limit = min(limit, AFTER_LONG_RACE * max(timeline.week_loads[-WEEKS_LOOKED_BACK:]))
    if frame.slots.is_return(week):
        limit = min(limit, RETURN_SHARE * max(timeline.week_loads[-WEEKS_LOOKED_BACK:]))
    if not week.is_full:
        limit *= week.days_count / WEEK_DAYS
    fixed = sum(day_load(frame.fixed.get(day, ())) for day in week.days)
    if frame.slots.has_race(week):
        return max(LEAST_BESIDE_RACE * limit, min(MOST_BESIDE_RACE * limit, limit - fixed))
    return max(0.0, limit - fixed)


def _follows_long_race(frame: Frame, week: Week) -> bool:
    """Whether the week begins with the days after a long side race."""
    start = frame.input.start
    days = [(race.day - start).days + 1 for race in frame.input.races if race.distance_m >= LONG_RACE_M]
    return any(day in week.days for day in days) and not frame.slots.has_race(week)


def usual_load(frame: Frame, week: Week, timeline: Timeline) -> float:
    """What a light week is light against: the week before it, or the most of four where that one was disturbed."""
    before = frame.weeks[week.index - 1]
    made_again_in = _week_before(frame, week, timeline)
    if made_again_in:
        return min(made_again_in, max(timeline.week_loads[-WEEKS_LOOKED_BACK:]))
    if week.index and before.is_full and not frame.slots.is_disturbed(before):
        return timeline.week_loads[-1]
    most = max(timeline.week_loads[-WEEKS_LOOKED_BACK:])
    if week.index and LEAST_DAYS_COMPARED <= before.days_count < WEEK_DAYS:
        if not timeline.week_loads[-1]:
            return max(most, frame.volume.first)
        return min(most, timeline.week_loads[-1] * WEEK_DAYS / before.days_count)
    return most


def _week_before(frame: Frame, week: Week, timeline: Timeline) -> float | None:
    """What the week before holds where a plan is made again in it or after it, its days that are over included."""
    uses = frame.input.rhythm[: len(frame.input.rhythm) - len(frame.weeks) + 1]
    if not uses or week.index > 1 or (week.index == 1 and frame.weeks[0].is_full):
        return None
    if week.index:
        return uses[-1].past_rtss + timeline.week_loads[-1]
    return uses[-2].past_rtss if len(uses) > 1 else None


def light_target(frame: Frame, week: Week, timeline: Timeline) -> float:
    """A light week: 0.72 of the usual."""
    return LIGHT_SHARE * usual_load(frame, week, timeline)
