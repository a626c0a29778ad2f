"""Builds one draft of a plan: weeks filled one after another on the simulated state, then the taper.

Every week is filled to its target and, if CTL or ATL would not bear it, to 0.94 of it, again and again; a week of
rest always passes. So what is built keeps the rules of load from the first day on.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from training.planning.inputs import PlanInput
from training.planning.menu import Menu, Planned
from training.planning.performance import race_morning_value
from training.planning.periodization import WEEK_DAYS, Week
from training.planning.slots import LONG_RACE_M, Slots
from training.planning.taper_build import TaperTask, least_bad_taper, usual_taper
from training.planning.timeline import WEEKS_LOOKED_BACK, Timeline, day_load
from training.planning.volume import LIGHT_SHARE, Target, Volume
from training.planning.week_build import build_week
from training.planning.week_demands import Demands, week_task
from training.planning.week_judge import BlockTime
from training.planning.week_task import WeekTask

SHRINK = 0.94
SHRINKS = 22
LEAST_RUN_RTSS = 15.0  # of twenty easy minutes; a week of less is not looked for
LAST_SHARES = (0.2, 0.14, 0.08)
LEAST_BESIDE_RACE, MOST_BESIDE_RACE = 0.4, 0.72  # of the week's load for the other days of a race week
AFTER_LONG_RACE = 0.75
LEAST_DAYS_COMPARED = 3  # a first week of fewer days says nothing of a usual one
LIGHT_LIMIT, MOST_LIGHT = 0.795, 0.798
UNKNOWN_HABIT_CTL = 20.0


@dataclass(frozen=True, slots=True)
class Frame:
    """What all drafts of an input share; `demands` holds what the race and the philosophy ask for."""

    input: PlanInput
    weeks: tuple[Week, ...]
    slots: Slots
    menu: Menu
    fixed: Mapping[int, tuple[Planned, ...]]
    races: tuple[int, ...]
    demands: Demands
    volume: Volume

    def timeline(self) -> Timeline:
        """An empty one."""
        return Timeline(self.input, self.fixed, self.races)


@dataclass(frozen=True, slots=True)
class Draft:
    """Workouts by day, and the model's value on race morning."""

    frame: Frame
    days: tuple[tuple[Planned, ...], ...]
    value: float
    timeline: Timeline


@dataclass(slots=True)
class Progress:
    """How far a draft has come: its timeline, the block's time so far, and when each workout was last used."""

    timeline: Timeline
    block: BlockTime
    last_used: dict[str, int]

    def copy(self) -> "Progress":
        """An independent copy, to go on in another way."""
        return Progress(self.timeline.copy(), self.block, dict(self.last_used))


def build_before_taper(frame: Frame, target: Target) -> Progress:
    """All weeks but the taper."""
    progress = Progress(frame.timeline(), BlockTime(), {})
    for week in frame.weeks:
        if week.kind == "taper":
            break
        if week.week_of_block == 0:
            progress.block = BlockTime()
        wanted = (
            light_target(frame, week, progress.timeline)
            if week.kind == "recovery"
            else target(week, progress.timeline)
        )
        days = _week_within_limits(frame, week, progress, wanted)
        progress.timeline.append_week(days)
        _remember(progress, week, days)
    return progress


def with_taper(frame: Frame, progress: Progress) -> Draft | None:
    """The draft with the usual taper or the nearest to it; None if every taper breaks a rule."""
    filled = usual_taper(_taper_task(frame, progress))
    return None if filled is None else _draft(frame, filled)


def with_least_bad_taper(frame: Frame, progress: Progress) -> tuple[float, Draft]:
    """For inputs no plan suits: how far off, and the draft."""
    off, filled = least_bad_taper(_taper_task(frame, progress))
    return off, _draft(frame, filled)


def _draft(frame: Frame, filled: Timeline) -> Draft:
    return Draft(frame, tuple(filled.days), race_morning_value(filled), filled)


def _taper_task(frame: Frame, progress: Progress) -> TaperTask:
    block = replace(progress, block=BlockTime())
    tasks = {week.index: _task(frame, week, block) for week in frame.weeks if week.kind == "taper"}
    return TaperTask(progress.timeline, frame.weeks, frame.slots, frame.menu, tasks, frame.demands.rank)


def _week_within_limits(
    frame: Frame, week: Week, progress: Progress, target: float
) -> list[tuple[Planned, ...]]:
    """The week as full as the limits let it; where they forbid all of it, its first days are free and the others not.

    That is so after a short first week that took most of what CTL may rise by in seven days.
    """
    budget = _budget(frame, week, progress.timeline, target)
    task = _task(frame, week, progress)
    full = _within_limits(frame, task, progress, budget)
    if any(full) or budget < LEAST_RUN_RTSS:
        return full
    later = [_within_limits(frame, _from_day(task, day), progress, budget) for day in week.days[1:]]
    return max([full, *later], key=lambda days: sum(map(day_load, days)))


def _from_day(task: WeekTask, first: int) -> WeekTask:
    """The week with its first days free."""
    return replace(task, caps_s={day: cap if day >= first else 0.0 for day, cap in task.caps_s.items()})


def _within_limits(
    frame: Frame, task: WeekTask, progress: Progress, budget: float
) -> list[tuple[Planned, ...]]:
    week = task.week
    shares = [SHRINK**tries for tries in range(SHRINKS)] + list(LAST_SHARES)
    for share in shares:
        chosen = build_week(_fresh(task), frame.menu, share * budget)
        days = [chosen.get(day, ()) or frame.fixed.get(day, ()) for day in week.days]
        loads = [day_load(workouts) for workouts in days]
        if sum(loads) <= _week_most(frame, week, progress.timeline) and progress.timeline.allows(loads):
            return _with_longer_runs(frame, task, progress.timeline, days, share * budget)
    return [frame.fixed.get(day, ()) for day in week.days]


def _week_most(frame: Frame, week: Week, timeline: Timeline) -> float:
    """The most the whole week may carry; a week with a race is judged by its days alone."""
    if frame.slots.has_race(week):
        return math.inf
    most = timeline.week_limit(week)
    if week.kind == "recovery":
        most = min(most, MOST_LIGHT * usual_load(frame, week, timeline))
    return most


def _fresh(task: WeekTask) -> WeekTask:
    """With easy days that nothing has been taken off yet."""
    return replace(task, easy=replace(task.easy))


def _with_longer_runs(
    frame: Frame, task: WeekTask, timeline: Timeline, days: list[tuple[Planned, ...]], budget: float
) -> list[tuple[Planned, ...]]:
    """The week with runs that grow from one to the next, for those whose load says more than the runs that are known.

    Without a history the single run starts at its floor, which is far below the habit of a trained runner.
    """
    athlete = frame.input.athlete
    if athlete.history or athlete.ctl0 < UNKNOWN_HABIT_CTL:
        return days
    for _ in range(len(days)):
        limits = timeline.single_run_limits_m(days)
        growing = replace(task, limits_m=limits, easy=replace(task.easy, exact=True, strides=None))
        chosen = build_week(growing, frame.menu, budget)
        longer = [chosen.get(day, ()) or frame.fixed.get(day, ()) for day in task.week.days]
        loads = [day_load(workouts) for workouts in longer]
        grown = sum(map(day_load, days)) < sum(loads) <= _week_most(frame, task.week, timeline)
        if not grown or not timeline.allows(loads):
            return days
        if not timeline.keeps_single_runs(longer):
            return days
        days = longer
    return days


def _budget(frame: Frame, week: Week, timeline: Timeline, target: float) -> float:
    """The load for the days that are not fixed."""
    limit = min(target, timeline.week_limit(week), frame.volume.ceiling)
    if week.kind == "recovery":
        limit = min(limit, LIGHT_LIMIT * usual_load(frame, week, timeline))
    if _follows_long_race(frame, week):
        limit = min(limit, AFTER_LONG_RACE * max(timeline.week_loads[-WEEKS_LOOKED_BACK:]))
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


def _task(frame: Frame, week: Week, progress: Progress) -> WeekTask:
    timeline = progress.timeline
    return week_task(
        frame.demands,
        week,
        frame.slots,
        block=progress.block,
        limits_m={day: timeline.single_run_limit_m(day) for day in week.days},
        fixed=tuple(planned for day in week.days for planned in frame.fixed.get(day, ())),
        last_used=progress.last_used,
        ctl=timeline.ctl,
    )


def _remember(progress: Progress, week: Week, days: Sequence[tuple[Planned, ...]]) -> None:
    runs = [planned for workouts in days for planned in workouts]
    progress.block = progress.block.plus(runs)
    for day, workouts in zip(week.days, days, strict=True):
        for planned in workouts:
            progress.last_used[planned.workout_id] = day


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
