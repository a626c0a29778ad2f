"""Builds one draft of a plan: weeks filled one after another on the simulated state, then the taper.

Every week is filled to its target and, if CTL or ATL would not bear it, to 0.94 of it, again and again; a week of
rest always passes. So what is built keeps the rules of load from the first day on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from training.planning.frame import Frame
from training.planning.menu import Planned
from training.planning.performance import race_morning_value
from training.planning.periodization import Week
from training.planning.taper_build import TaperTask, least_bad_taper, usual_taper
from training.planning.timeline import Timeline, day_load
from training.planning.volume import Target
from training.planning.week_build import build_week
from training.planning.week_demands import week_task
from training.planning.week_judge import BlockTime
from training.planning.week_targets import UNKNOWN_HABIT_CTL, light_target, week_budget, week_most
from training.planning.week_task import WeekTask

SHRINK = 0.94
SHRINKS = 22
LEAST_RUN_RTSS = 15.0  # of twenty easy minutes; a week of less is not looked for
LAST_SHARES = (0.2, 0.14, 0.08)


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
    progress = Progress(frame.timeline(), BlockTime(), dict(frame.input.used_before))
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
    budget = week_budget(frame, week, progress.timeline, target)
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
        if sum(loads) <= week_most(frame, week, progress.timeline) and progress.timeline.allows(loads):
            return _with_longer_runs(frame, task, progress.timeline, days, share * budget)
    return [frame.fixed.get(day, ()) for day in week.days]


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
        grown = sum(map(day_load, days)) < sum(loads) <= week_most(frame, task.week, timeline)
        if not grown or not timeline.allows(loads):
            return days
        if not timeline.keeps_single_runs(longer):
            return days
        days = longer
    return days


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
