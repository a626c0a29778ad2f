"""Builds tapers by template: steps down in volume, a touch of race pace three or four days out, strides on the last days.

Each taper week is a share of the load weeks before it; the first whose taper breaks no rule is taken, from the usual
shape to unusual ones.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from training.planning.easy_days import EasyDays
from training.planning.inputs import usable_days
from training.planning.menu import EASY_STEP_MIN, SHORTEST_EASY_MIN, Menu, Planned
from training.planning.periodization import WEEK_DAYS, Week
from training.planning.race_form import distance_from_wished_form, form_excess
from training.planning.slots import Slots, WeekSlots
from training.planning.taper_judge import TaperJudge
from training.planning.timeline import Timeline
from training.planning.week_build import build_week
from training.planning.week_task import WeekTask, spread_days

__all__ = ["TaperTask", "least_bad_taper", "usual_taper"]

WEEK_SHARES = {  # of the load weeks before, by weeks before the race; race week without the race
    "5k": {0: 0.48, 1: 0.72, 2: 0.85},
    "10k": {0: 0.47, 1: 0.70, 2: 0.85},
    "half": {0: 0.40, 1: 0.70, 2: 0.85},
    "marathon": {0: 0.37, 1: 0.68, 2: 0.82},
    "ultra": {0: 0.35, 1: 0.66, 2: 0.80},
}
FACTORS = (1.0, 1.06, 0.93, 1.12, 0.87, 1.2, 0.8, 1.3, 0.7)
UNMEASURED_FACTORS = (1.0, 0.75, 1.3, 1.7, 0.5, 2.2, 0.3, 0.1, 0.0, 3.0)
RUN_SHARES = {0: 0.6, 1: 0.85, 2: 0.9}
LAST_DAYS_MOST_MIN = {1: 30, 2: 40}
RACE_WEEK_MOST_MIN, RACE_WEEK_MEAN_MIN, RACE_WEEK_DAY_SHARE = (55, 75), 45, 0.65
EVE_FROM_RANK = 2
FRESH_DAYS = (1, 2)
LAST_LONG_SHARE = 0.62
MOST_WARM_UP_MIN = 25
RULE_WEIGHT = 1000.0
NEAR_RACE_DAYS = {"5k": 4, "10k": 4, "half": 5, "marathon": 9, "ultra": 9}
NEAR_RACE_SHARE, EVEN_SHARE = 0.77, 1.15  # of the longest run of the plan; of the mean run of the week
TOUCHES = {
    "5k": ("P6", "V13", "T15"),
    "10k": ("P6", "T15", "V13"),
    "half": ("P6", "T15"),
    "marathon": ("T15", "T4"),
    "ultra": ("T15", "T3"),
}
EARLIER_TOUCHES = ("T4", "T3", "C3", "T15")


@dataclass(frozen=True, slots=True)
class TaperTask:
    """What is known before the taper: the timeline, weeks, uses of days, and a task of each taper week to start from."""

    timeline: Timeline
    weeks: Sequence[Week]
    slots: Slots
    menu: Menu
    tasks: dict[int, WeekTask]
    rank: int


@dataclass(frozen=True, slots=True)
class _Shape:
    factor: float
    quality: int
    more_runs: int = 0
    is_even: bool = False  # runs near the race may be as long as even ones, where their share of the longest is too little


def usual_taper(task: TaperTask) -> Timeline | None:
    """The timeline with the first taper that breaks no rule; None if there is none."""
    builder = _Builder(task)
    best: tuple[float, Timeline] | None = None
    for shape in builder.shapes():
        filled = builder.filled(shape)
        if any(builder.judge.broken(filled)):
            continue
        off = distance_from_wished_form(filled)
        if best is None or off < best[0] - 0.02:
            best = (off, filled)
        if off == 0 or shape.factor in FACTORS[3:]:
            break
    return best[1] if best is not None else None


def least_bad_taper(task: TaperTask) -> tuple[float, Timeline]:
    """For inputs that no taper suits: (how far off, the timeline); rules broken count first, then form."""
    builder = _Builder(task)
    tried = []
    for shape in builder.shapes():
        filled = builder.filled(shape)
        tried.append((RULE_WEIGHT * sum(builder.judge.broken(filled)) + form_excess(filled), filled))
    return min(tried, key=lambda pair: pair[0])


class _Builder:
    def __init__(self, task: TaperTask) -> None:
        self.task, self.slots, self.menu = task, task.slots, task.menu
        self.judge = TaperJudge(task.timeline, task.weeks, task.slots, task.menu.paces.cs_mps)
        self.kind = task.slots.input.kind
        self.rate = task.menu.easy_rate

    def shapes(self) -> Iterator[_Shape]:
        """From the usual to the unusual; without load weeks before there is nothing the time is cut from."""
        factors = FACTORS if self.judge.is_measured else UNMEASURED_FACTORS
        kinds = (
            (1, 0, False),
            (1, 1, False),
            (1, 0, True),
            (1, 1, True),
            (1, 2, True),
            (0, 0, True),
            (0, 2, True),
        )
        for quality, more, is_even in kinds:
            for factor in factors:
                yield _Shape(factor, quality, more, is_even)

    def filled(self, shape: _Shape) -> Timeline:
        """The timeline with a taper of this shape."""
        filled = self.task.timeline.copy()
        last = self.judge.tapering[-1].index
        used: dict[str, int] = {}
        for week in self.judge.tapering:
            back = last - week.index
            days = self._week(week, back, shape, filled, used)
            used |= {planned.workout_id: day for day, runs in days.items() for planned in runs}
            filled.append_week([days.get(day, ()) or self.slots.fixed.get(day, ()) for day in week.days])
        return filled

    def _week(
        self, week: Week, back: int, shape: _Shape, so_far: Timeline, used: dict[str, int]
    ) -> dict[int, tuple[Planned, ...]]:
        base = self.task.tasks[week.index]
        minutes = self._minutes(week, back, shape)
        runs = self._runs_count(back, shape, minutes, has_long=base.slots.long is not None)
        if runs <= 0:
            return {}
        even_m = EVEN_SHARE * minutes / runs / 60 * self.menu.easy(60).expected.m if shape.is_even else 0.0
        limits = self._limits_m(week, even_m, so_far)
        caps = self._caps(base, back, runs)
        quality = replace(
            base.quality,
            most=min(shape.quality, base.quality.most),
            families=(self._touches(back),),
            progress=0.0,
            turn=0,
            last_used={**base.quality.last_used, **used},
            is_light=True,
            load_share=0.75,
        )
        task = replace(
            base,
            limits_m=limits,
            long_m=min(base.long_m, LAST_LONG_SHARE * self._longest_m()),
            goal_min=0.0,
            caps_s=caps,
            usual_runs=runs,
            slots=_use(base.slots, caps),
            quality=quality,
            easy=EasyDays(spread=1.0, strides=base.easy.strides and "E3", medium_long=False),
        )
        return self._long_enough(build_week(task, self.menu, minutes * self.rate), minutes, caps, limits)

    def _minutes(self, week: Week, back: int, shape: _Shape) -> float:
        """What is left to run of the week's share of the usual time, beside what is fixed."""
        days_counted = sum(day != self.judge.goal for day in week.days)
        share = WEEK_SHARES[self.kind].get(back, 0.85) * shape.factor
        if back == 0 and not week.is_full:
            share *= (days_counted + 1) / WEEK_DAYS
        fixed_s = sum(
            w.expected.s for day in week.days for w in self.slots.fixed.get(day, ()) if w.role != "race"
        )
        minutes = (share * WEEK_DAYS * self.judge.reference.seconds_a_day - fixed_s) / 60
        return minutes * days_counted / WEEK_DAYS if back and not week.is_full else minutes

    def _runs_count(self, back: int, shape: _Shape, minutes: float, *, has_long: bool) -> int:
        """How many runs, none shorter than an easy run may be."""
        runs = round(RUN_SHARES.get(back, 0.9) * WEEK_DAYS * self.judge.reference.sessions_a_day)
        if back == 0 and not has_long:
            runs = max(runs, math.ceil(minutes / RACE_WEEK_MEAN_MIN))
        return min(max(2, runs) + shape.more_runs, int(minutes / SHORTEST_EASY_MIN + 1e-6))

    def _limits_m(self, week: Week, even_m: float, so_far: Timeline) -> dict[int, float]:
        """The longest run of each day; near the race no more than its share of the plan's longest, or than even runs."""
        near_m = max(NEAR_RACE_SHARE * self._longest_m(), even_m)
        return {
            day: min(so_far.single_run_limit_m(day), near_m if self._is_near_race(day) else math.inf)
            for day in week.days
        }

    def _long_enough(
        self,
        days: dict[int, tuple[Planned, ...]],
        minutes: float,
        caps: dict[int, float],
        limits_m: dict[int, float],
    ) -> dict[int, tuple[Planned, ...]]:
        """Where quality alone is left of a week, its warm-up holds what the week should."""
        runs = [(day, planned) for day, found in days.items() for planned in found]
        if len(runs) != 1 or runs[0][1].role != "quality":
            return days
        day, planned = runs[0]
        room = min(minutes, caps[day] / 60) - planned.minutes
        more = EASY_STEP_MIN * int(min(room, MOST_WARM_UP_MIN) / EASY_STEP_MIN)
        longer = self.menu.with_warm_up(planned, max(0, more))
        return {day: (longer,)} if longer.expected.m <= limits_m[day] else days

    def _longest_m(self) -> float:
        """The longest run of the plan so far."""
        runs = (
            planned for workouts in self.task.timeline.days for planned in workouts if planned.role != "race"
        )
        return max((planned.expected.m for planned in runs), default=math.inf)

    def _is_near_race(self, day: int) -> bool:
        """Whether a day is among the last ones, on which no run is nearly as long as the longest of the plan."""
        return self.judge.goal - day <= NEAR_RACE_DAYS[self.kind]

    def _touches(self, back: int) -> tuple[str, ...]:
        return TOUCHES[self.kind] if back == 0 else EARLIER_TOUCHES

    def _race_week_most_min(self) -> float:
        """Minutes of a run in race week at most; more for those whose days are long."""
        days = usable_days(self.slots.input.availability.max_s_by_weekday)
        a_day = WEEK_DAYS * self.judge.reference.seconds_a_day / 60 / max(1, days)
        low, high = RACE_WEEK_MOST_MIN
        return EASY_STEP_MIN * (min(max(RACE_WEEK_DAY_SHARE * a_day, low), high) // EASY_STEP_MIN)

    def _caps(self, base: WeekTask, back: int, runs: int) -> dict[int, float]:
        """Seconds of each day; in race week none long, the last days short, and one of the last two free."""
        caps = dict(base.caps_s)
        goal = self.judge.goal
        if back:
            return caps
        usual = self._race_week_most_min()
        for day, cap in base.caps_s.items():
            most = LAST_DAYS_MOST_MIN.get(goal - day, usual if day != base.slots.long else 999)
            caps[day] = min(cap, 60.0 * most)
        open_days = [day for day in caps if caps[day] >= 60 * SHORTEST_EASY_MIN]
        last = [day for day in open_days if goal - day in FRESH_DAYS]
        if len(last) == len(FRESH_DAYS) and self.task.rank < EVE_FROM_RANK and len(open_days) > runs:
            caps[last[1]] = 0.0
            open_days.remove(last[1])
        early = [day for day in open_days if goal - day not in FRESH_DAYS]
        if base.stage is not None and early:
            open_days = early  # little fitness needs the last two days to be fresh
        keep = set(base.slots.quality[:1]) | ({base.slots.long} if base.slots.long is not None else set())
        free = [day for day in open_days if day not in keep]
        wanted = max(0, runs - len(keep & set(open_days)))
        chosen = set(_race_week_days(free, wanted, goal)) | keep
        return {day: cap if day in chosen else 0.0 for day, cap in caps.items()}


def _use(use: WeekSlots, caps: dict[int, float]) -> WeekSlots:
    long = use.long if use.long is not None and caps.get(use.long) else None
    return replace(use, long=long, quality=use.quality[:1], second_long=None)


def _race_week_days(free: list[int], count: int, goal: int) -> tuple[int, ...]:
    """Days to run on in race week: one of the last two, the others spread over the days before."""
    late = [day for day in free if goal - day in FRESH_DAYS]
    early = [day for day in free if goal - day not in FRESH_DAYS]
    if count <= 0:
        return ()
    chosen = late[:1] if late else []
    more = (
        list(spread_days(early, min(count - len(chosen), len(early))))
        if count > len(chosen) and early
        else []
    )
    left = [day for day in late if day not in chosen]
    missing = count - len(chosen) - len(more)
    return tuple(sorted([*chosen, *more, *left[: max(0, missing)]]))
