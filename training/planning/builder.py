"""Builds one draft of a plan: weeks filled one after another on the simulated state, then the taper.

Every week is filled to its target and, if CTL or ATL would not bear it, to 0.94 of it, again and again; a week of
rest always passes. So what is built keeps the rules of load from the first day on.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from training.planning.inputs import PlanInput
from training.planning.menu import Menu, Planned
from training.planning.performance import race_morning_value
from training.planning.periodization import Week
from training.planning.slots import Slots
from training.planning.taper import any_taper, best_taper, least_bad_taper
from training.planning.timeline import WEEKS_LOOKED_BACK, Timeline, day_load
from training.planning.week_fill import BlockTime, WeekTask, fill
from training.planning.week_loads import LIGHT_SHARE

SHRINK = 0.94
SHRINKS = 22
LAST_SHARES = (0.2, 0.14, 0.08)
LEAST_BESIDE_RACE = 0.4  # of a race week's load stays for its other days
LIGHT_LIMIT = 0.795
UNKNOWN_HABIT_CTL = 20.0


@dataclass(frozen=True, slots=True)
class Frame:
    """What all drafts of an input share."""

    input: PlanInput
    weeks: tuple[Week, ...]
    slots: Slots
    menu: Menu
    fixed: Mapping[int, tuple[Planned, ...]]
    races: tuple[int, ...]

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


# The target of a week from the timeline so far, before limits.
Target = Callable[[Week, Timeline], float]


@dataclass(slots=True)
class Progress:
    """How far a draft has come: its timeline, the block's time so far, and when each workout was last used."""

    timeline: Timeline
    block: BlockTime
    last_used: dict[str, int]

    def copy(self) -> "Progress":
        """An independent copy, to go on in another way."""
        return Progress(self.timeline.copy(), self.block, dict(self.last_used))


def build_before_taper(
    frame: Frame, target: Target, done: Progress | None = None, until_week: int | None = None
) -> Progress:
    """All weeks but the taper, or up to a week; `done` is what has been built before and is left as it is."""
    progress = Progress(frame.timeline(), BlockTime(), {}) if done is None else done.copy()
    for week in frame.weeks:
        if week.kind == "taper" or week.index == until_week:
            break
        if week.first_day < len(progress.timeline.days):
            continue
        if week.week_of_block == 0:
            progress.block = BlockTime()
        days = _week_within_limits(frame, week, progress, target(week, progress.timeline))
        progress.timeline.append_week(days)
        _remember(progress, week, days)
    return progress


def with_taper(frame: Frame, progress: Progress, steepness: float | None) -> Draft | None:
    """The draft with its best taper of that steepness, of any shape for None; None if every taper breaks a rule."""
    arguments = (progress.timeline, frame.weeks, frame.slots, frame.menu)
    last_used = dict(progress.last_used)
    filled = (
        any_taper(*arguments, last_used)
        if steepness is None
        else best_taper(*arguments, steepness, last_used)
    )
    return None if filled is None else Draft(frame, tuple(filled.days), race_morning_value(filled), filled)


def with_least_bad_taper(frame: Frame, progress: Progress) -> tuple[float, Draft]:
    """For inputs no plan suits: how far off, and the draft."""
    off, filled = least_bad_taper(
        progress.timeline, frame.weeks, frame.slots, frame.menu, dict(progress.last_used)
    )
    return off, Draft(frame, tuple(filled.days), race_morning_value(filled), filled)


def _week_within_limits(
    frame: Frame, week: Week, progress: Progress, target: float
) -> list[tuple[Planned, ...]]:
    budget = _budget(frame, week, progress.timeline, target)
    task = _task(frame, week, progress)
    shares = [SHRINK**tries for tries in range(SHRINKS)] + list(LAST_SHARES)
    for share in shares:
        chosen = fill(task, frame.menu, share * budget)
        days = [chosen.get(day, ()) or frame.fixed.get(day, ()) for day in week.days]
        if progress.timeline.allows([day_load(workouts) for workouts in days]):
            return _with_longer_runs(frame, task, progress.timeline, days, share * budget)
    return [frame.fixed.get(day, ()) for day in week.days]


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
        chosen = fill(replace(task, limits_m=limits), frame.menu, budget)
        longer = [chosen.get(day, ()) or frame.fixed.get(day, ()) for day in task.week.days]
        loads = [day_load(workouts) for workouts in longer]
        if sum(loads) <= sum(map(day_load, days)) or not timeline.allows(loads):
            return days
        if not timeline.keeps_single_runs(longer):
            return days
        days = longer
    return days


def _budget(frame: Frame, week: Week, timeline: Timeline, target: float) -> float:
    """The load for the days that are not fixed."""
    limit = min(target, timeline.week_limit(week))
    if week.kind == "recovery":
        limit = min(limit, LIGHT_LIMIT * usual_load(frame, week, timeline))
    fixed = sum(day_load(frame.fixed.get(day, ())) for day in week.days)
    floor = LEAST_BESIDE_RACE * limit if frame.slots.has_race(week) else 0.0
    return max(floor, limit - fixed)


def _task(frame: Frame, week: Week, progress: Progress) -> WeekTask:
    slots = frame.slots.week(week)
    return WeekTask(
        week=week,
        kind=frame.input.kind,
        experience=frame.input.athlete.experience,
        slots=slots,
        caps_s={day: frame.slots.caps_s[day] for day in week.days},
        limits_m={day: progress.timeline.single_run_limit_m(day) for day in week.days},
        block=progress.block,
        fixed=tuple(planned for day in week.days for planned in frame.fixed.get(day, ())),
        last_used=dict(progress.last_used),
        sessions_a_day=frame.input.availability.max_sessions_per_day,
        wants_test=week.kind == "recovery" or (week.index == 0 and frame.menu.paces.heart_rate_only),
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
    if week.index and before.is_full and not frame.slots.is_disturbed(before):
        return timeline.week_loads[-1]
    return max(timeline.week_loads[-WEEKS_LOOKED_BACK:])


def light_target(frame: Frame, week: Week, timeline: Timeline) -> float:
    """A light week: 0.72 of the usual."""
    return LIGHT_SHARE * usual_load(frame, week, timeline)
