"""A nested plan read once: days in order, their workouts, and the loads that follow from them."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Literal

from runners.physiology.sentences import Sentence
from training.planning import records
from training.planning.records import Plan, Workout

Expected = Literal["expected_s", "expected_m", "expected_rtss"]

HARD_ROLES = frozenset({"quality", "long", "test", "race"})
CTL_TIME_DAYS, ATL_TIME_DAYS = 42.0, 7.0
RATIO_FLOOR = 20.0


@dataclass(frozen=True, slots=True)
class Violation:
    """Which invariant, where (a date, or a block's type), and the figures in words."""

    code: str
    where: str
    text: Sentence

    def __str__(self) -> str:
        return f"{self.code} {self.where} {self.text}"


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the plan."""

    index: int
    day: date
    workouts: tuple[Workout, ...]
    stored: records.Day

    @property
    def roles(self) -> frozenset[str]:
        """Roles of its workouts."""
        return frozenset(workout.role for workout in self.workouts)

    @property
    def is_hard(self) -> bool:
        """Quality, long, test or race."""
        return bool(self.roles & HARD_ROLES)

    @property
    def is_race(self) -> bool:
        """Whether a race is run."""
        return "race" in self.roles

    def total(self, field: Expected) -> float:
        """Sum of an expected field over the day's workouts."""
        return math.fsum(getattr(workout, field) for workout in self.workouts)


@dataclass(frozen=True, slots=True)
class WeekRead:
    """One week with its days."""

    kind: str
    days: tuple[Day, ...]
    stored: records.Week

    @property
    def workouts(self) -> list[Workout]:
        """All of its workouts in order."""
        return [workout for day in self.days for workout in day.workouts]

    @property
    def start(self) -> str:
        """ISO date of its first day."""
        return self.days[0].day.isoformat()

    @property
    def has_race(self) -> bool:
        """Whether a race falls in it."""
        return any(day.is_race for day in self.days)

    @property
    def is_full(self) -> bool:
        """Seven days."""
        return len(self.days) == 7

    def total(self, field: Expected) -> float:
        """Sum of an expected field."""
        return math.fsum(day.total(field) for day in self.days)


class Reading:
    """Everything the checks ask of a plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.athlete = plan.athlete
        self.experience = plan.athlete.experience
        self.kind = plan.goal.kind
        self.start = plan.start_date
        self.goal_day = plan.goal.race_date
        self.blackouts = frozenset(plan.constraints.blackout_dates or ())
        self.no_quality = frozenset(plan.constraints.no_quality or ())
        self.planned_from = plan.planned_from or plan.start_date

    def judges(self, where: str) -> bool:
        """Whether a place lies in what is still to be planned."""
        if not where[:4].isdigit():
            return True
        return date.fromisoformat(where) >= self.planned_from

    @cached_property
    def weeks(self) -> tuple[WeekRead, ...]:
        """All weeks in order."""
        index, weeks = 0, []
        for week in self.plan.weeks:
            days = tuple(
                Day(index + offset, day.date, day.workouts, day) for offset, day in enumerate(week.days)
            )
            index += len(days)
            weeks.append(WeekRead(week.kind, days, week))
        return tuple(weeks)

    @cached_property
    def days(self) -> tuple[Day, ...]:
        """All days in order."""
        return tuple(day for week in self.weeks for day in week.days)

    @cached_property
    def races(self) -> tuple[Day, ...]:
        """Days with a race, the goal last."""
        return tuple(day for day in self.days if day.is_race)

    @cached_property
    def loads(self) -> tuple[float, ...]:
        """The load of each day: what was run where that is known, else what is planned."""
        real = {entry.date: entry.rtss for entry in self.plan.actual or ()}
        return tuple(real.get(day.day, day.total("expected_rtss")) for day in self.days)

    @cached_property
    def ctl(self) -> tuple[float, ...]:
        """CTL at the end of each day."""
        return tuple(_averages(self.loads, CTL_TIME_DAYS, self.athlete.ctl0))

    @cached_property
    def atl(self) -> tuple[float, ...]:
        """ATL at the end of each day."""
        return tuple(_averages(self.loads, ATL_TIME_DAYS, self.athlete.atl0))

    @cached_property
    def tsb(self) -> tuple[float, ...]:
        """TSB on the morning of each day."""
        ctl, atl = self.athlete.ctl0, self.athlete.atl0
        evenings = [(ctl, atl), *zip(self.ctl, self.atl, strict=True)]
        return tuple(c - a for c, a in evenings[:-1])

    @cached_property
    def ratios(self) -> tuple[float, ...]:
        """ATL over CTL of each day, with CTL no less than the floor."""
        return tuple(a / max(c, RATIO_FLOOR) for a, c in zip(self.atl, self.ctl, strict=True))

    @property
    def ratio_before(self) -> float:
        """The ratio the athlete starts with."""
        return self.athlete.atl0 / max(self.athlete.ctl0, RATIO_FLOOR)

    def in_shadow_of_race(self, index: int) -> bool:
        """Race day and the seven days after it answer for the race, not for the plan."""
        return any(0 <= index - race.index <= 7 for race in self.races)

    def is_disturbed(self, week: WeekRead) -> bool:
        """A race or a blackout in the week."""
        return week.has_race or any(day.day in self.blackouts for day in week.days)

    @cached_property
    def numbers(self) -> tuple[tuple[str, float], ...]:
        """Every number of the document with its path."""
        return tuple(_numbers(self.plan.to_document(), "plan"))

    def past_runs(self) -> Iterator[tuple[int, float, float]]:
        """(day offset from the start, below 0; metres; load) of the runs before the plan."""
        for run in self.athlete.history or ():
            yield (run.date - self.start).days, run.m or 0.0, run.rtss or 0.0

    def day_of(self, day: date) -> Day | None:
        """The plan's day of a date."""
        index = (day - self.start) // timedelta(days=1)
        return self.days[index] if 0 <= index < len(self.days) and self.days[index].day == day else None


def _averages(loads: tuple[float, ...], time_days: float, value: float) -> Iterator[float]:
    kept = math.exp(-1 / time_days)
    for load in loads:
        value = kept * value + (1 - kept) * load
        yield value


def _numbers(value: Any, path: str) -> Iterator[tuple[str, float]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _numbers(inner, f"{path}.{key}")
    elif isinstance(value, (list, tuple)):
        for position, inner in enumerate(value):
            yield from _numbers(inner, f"{path}[{position}]")
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield path, float(value)
