"""Fills one week up to a load: the long run, the quality days, then easy running in steps of five minutes.

Everything a single week can know is kept here: the day's time, the single run, the long run's share, the share of
intensity in the block so far, what D' carries. Whether CTL and ATL bear the result is asked by the caller.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from training.planning.library import LEVELS, LIBRARY, LibraryWorkout, workouts_of
from training.planning.menu import (
    EASY_STEP_MIN,
    LONGEST_EASY_MIN,
    SHORTEST_EASY_MIN,
    SHORTEST_LONG_MIN,
    SHORTEST_RUN_MIN,
    Menu,
    Planned,
)
from training.planning.periodization import Week
from training.planning.slots import WeekSlots
from training.planning.systems import LONG_CAP_MIN, SECOND_LONG, long_runs_of, phase_of, systems_of

LONG_WEIGHT = 1.8  # the long day's share of the week against an ordinary run's
SECOND_LONG_SHARE = 0.7  # of the long run beside it
RUNS_FOR_TWO_LONGS = 4
SHARE_LIMIT = {1: 1.0, 2: 0.65, 3: 0.50, 4: 0.40}
SHARE_LIMIT_MANY = 0.35
SHARE_FREE_MIN = 40  # a run this short is never too large a share
RUNS_PER_WEEK = {"novice": 5, "intermediate": 6, "advanced": 6, "elite": 7}
RTSS_PER_RUN = 26.0  # a week with less load than this a run has fewer runs
EASY_SHARE_AT_LEAST, HIGH_SHARE_AT_MOST = 0.71, 0.115  # one point inside the invariant
QUALITY_SHARE_OF_LOAD = 0.40
REPEAT_DAYS = 6  # the same quality workout not sooner
FAMILIARITY_DAYS = 28
STRIDES_FROM_MIN = 40
SECOND_RUN_MIN = (20, 40)
LONGEST_RECOVERY_MIN = 40
TRIES = 40


@dataclass(frozen=True, slots=True)
class BlockTime:
    """Seconds of a block so far, races and tests left out: all, below the first threshold, above CS."""

    total_s: float = 0.0
    easy_s: float = 0.0
    high_s: float = 0.0

    def plus(self, workouts: list[Planned]) -> "BlockTime":
        """With more workouts."""
        counted = [w.expected for w in workouts if w.role not in ("race", "test")]
        return BlockTime(
            self.total_s + sum(e.s for e in counted),
            self.easy_s + sum(e.easy_s for e in counted),
            self.high_s + sum(e.high_s for e in counted),
        )

    @property
    def is_balanced(self) -> bool:
        """Enough easy, not too much above Critical Speed."""
        return (
            self.easy_s >= EASY_SHARE_AT_LEAST * self.total_s
            and self.high_s <= HIGH_SHARE_AT_MOST * self.total_s
        )


@dataclass(frozen=True, slots=True)
class WeekTask:
    """What a week may hold. Times in seconds, limits in metres by day, `last_used` the day of a workout's last use."""

    week: Week
    kind: str
    experience: str
    slots: WeekSlots
    caps_s: Mapping[int, float]
    limits_m: Mapping[int, float]
    block: BlockTime
    fixed: tuple[Planned, ...]
    last_used: Mapping[str, int]
    sessions_a_day: int = 1
    wants_test: bool = False


Week_ = dict[int, tuple[Planned, ...]]


def fill(task: WeekTask, menu: Menu, budget_rtss: float) -> Week_:
    """Workouts by day whose load is at most the budget, as near to it as the limits let it."""
    return _Filler(task, menu, budget_rtss).fill()


class _Filler:
    def __init__(self, task: WeekTask, menu: Menu, budget_rtss: float) -> None:
        self.task = task
        self.menu = menu
        self.budget = budget_rtss
        self.ceilings = {day: self._ceiling(day) for day in task.caps_s if task.caps_s[day]}
        reached = max(self.ceilings.values(), default=0)
        self.shortest = SHORTEST_EASY_MIN if reached >= SHORTEST_EASY_MIN else SHORTEST_RUN_MIN
        self.hard: dict[int, Planned] = {}
        self.easy: dict[int, int] = {}
        self.second: dict[int, int] = {}
        self.plain_long_only = False

    def fill(self) -> Week_:
        runs = self._runs_count()
        if runs == 0:
            return {}
        self._place_hard(runs)
        self._place_easy(runs)
        for _ in range(TRIES):
            ease = self._what_breaks()
            if ease is None:
                break
            ease()
            self._place_easy(runs)
        return self._workouts()

    def _ceiling(self, day: int) -> int:
        """Whole minutes of easy running that a day allows."""
        return min(int(self.task.caps_s[day] / 60), self.menu.longest_easy_min(self.task.limits_m[day]))

    def _runs_count(self) -> int:
        open_days = sum(ceiling >= self.shortest for ceiling in self.ceilings.values())
        most = min(open_days, RUNS_PER_WEEK[self.task.experience])
        by_load = max(int(self.budget / RTSS_PER_RUN), int(self.budget >= self._cost(self.shortest)))
        return min(most, by_load)

    def _place_hard(self, runs: int) -> None:
        long = self._long(runs)
        if long is not None and self.task.slots.long is not None:
            self.hard[self.task.slots.long] = long
            self._place_second_long(long, runs)
        wanted = min(len(self.task.slots.quality), runs - 1 - (len(self.hard) if runs > 2 else 0))
        systems = systems_of(self.task.kind, self.task.week)
        placed = 0
        for day in self.task.slots.quality:
            if placed >= wanted:
                break
            picked = self._test(day, runs) or self._quality(
                day, runs, systems[placed % len(systems) :] + systems
            )
            if picked is not None:
                self.hard[day] = picked
                placed += 1

    def _long(self, runs: int) -> Planned | None:
        day = self.task.slots.long
        if day is None or day not in self.ceilings or runs < 2:
            return None
        minutes = self.budget / self._easy_rate
        share = min(LONG_WEIGHT / (runs + LONG_WEIGHT - 1), share_limit(runs))
        most = min(share * minutes, self.ceilings[day], LONG_CAP_MIN[self.task.kind])
        # Rounded to five minutes, unless the single run's growth is what limits it.
        whole = int(most) if most >= self.ceilings[day] else int(most) - int(most) % EASY_STEP_MIN
        return self._long_of(whole)

    def _place_second_long(self, long: Planned, runs: int) -> None:
        day = self.task.slots.second_long
        if day is None or day not in self.ceilings or runs < RUNS_FOR_TWO_LONGS:
            return
        minutes = min(int(SECOND_LONG_SHARE * long.minutes), self.ceilings[day])
        planned = self.menu.long(SECOND_LONG, minutes - minutes % EASY_STEP_MIN)
        if planned is not None and planned.expected.m <= self.task.limits_m[day]:
            why = (
                "back_to_back",
                "The second long run of two days in a row: tired legs, as late in an ultra.",
            )
            self.hard[day] = replace(planned, why=(why,))

    def _long_of(self, minutes: int) -> Planned | None:
        ids = ("L1",) if self.plain_long_only else long_runs_of(self.task.kind, self.task.week)
        for workout_id in ids:
            planned = self.menu.long(workout_id, minutes)
            # A special long run much shorter than the plain one would cost the endurance it is there for.
            if planned is not None and (planned.minutes >= 0.8 * minutes or workout_id == ids[-1]):
                day = self.task.slots.long
                if day is not None and planned.expected.m <= self.task.limits_m[day]:
                    return planned
        return None

    @property
    def _easy_rate(self) -> float:
        """Load of a minute of easy running."""
        return self.menu.easy(60).expected.rtss / 60

    def _test(self, day: int, runs: int) -> Planned | None:
        if not self.task.wants_test:
            return None
        fitting = [test for test in self.menu.tests() if self._fits(test, day, runs, QUALITY_SHARE_OF_LOAD)]
        return fitting[0] if fitting else None

    def _quality(self, day: int, runs: int, systems: str) -> Planned | None:
        for system in dict.fromkeys(systems):
            candidates = [
                planned
                for workout in workouts_of(system, phase_of(self.task.week))
                if (planned := self._sized(workout, day, runs)) is not None
            ]
            if candidates:
                return max(candidates, key=lambda planned: self._worth(planned, day))
        return None

    def _sized(self, workout: LibraryWorkout, day: int, runs: int) -> Planned | None:
        """The workout at the level nearest to the block's progress that fits the day and the week."""
        if day - self.task.last_used.get(workout.id, -FAMILIARITY_DAYS * 9) < REPEAT_DAYS or any(
            planned.workout_id == workout.id for planned in self.hard.values()
        ):
            return None
        goal = self.task.week.progress
        for level in sorted(LEVELS, key=lambda level: (abs(level - goal), level)):
            planned = self.menu.sized(workout, level)
            if self.menu.carries(planned) and self._fits(planned, day, runs, QUALITY_SHARE_OF_LOAD):
                return planned
        return None

    def _fits(self, planned: Planned, day: int, runs: int, load_share: float) -> bool:
        expected = planned.expected
        minutes = max(SHARE_FREE_MIN, share_limit(runs) * self.budget / self._easy_rate)
        return (
            expected.s <= self.task.caps_s[day]
            and expected.m <= self.task.limits_m[day]
            and expected.s / 60 <= min(minutes, LONG_CAP_MIN[self.task.kind])
            and expected.rtss <= min(load_share * self.budget, self._left_by_hard())
            and (planned.role == "test" or self._leaves_balance(planned))
        )

    def _left_by_hard(self) -> float:
        return self.budget - sum(planned.expected.rtss for planned in self.hard.values())

    def _leaves_balance(self, planned: Planned) -> bool:
        """Whether the block stays balanced if the rest of the week's load is run easily."""
        hard = [*self.hard.values(), planned]
        easy_s = 60 * max(0.0, self.budget - sum(p.expected.rtss for p in hard)) / self._easy_rate
        with_hard = self.task.block.plus([*hard, *self.task.fixed])
        return replace(
            with_hard, total_s=with_hard.total_s + easy_s, easy_s=with_hard.easy_s + easy_s
        ).is_balanced

    def _worth(self, planned: Planned, day: int) -> tuple[float, float, float, str]:
        since = min(
            FAMILIARITY_DAYS, day - self.task.last_used.get(planned.workout_id, -FAMILIARITY_DAYS * 9)
        )
        return (
            since,
            -abs(planned.level - self.task.week.progress),
            planned.expected.rtss,
            planned.workout_id,
        )

    def _place_easy(self, runs: int) -> None:
        """Spread what is left of the load over the easy days, five minutes at a time, shortest run first."""
        self.easy, self.second = {}, {}
        self._grow(self._easy_days(max(0, runs - len(self.hard))), self._left_by_hard())
        left = self._left()
        spare = [day for day in self._easy_days(9) if day not in self.easy]
        room = RUNS_PER_WEEK[self.task.experience] - len(self.hard) - len(self.easy)
        if left >= self._cost(self.shortest + EASY_STEP_MIN) and spare and room > 0:
            self._grow([*self.easy, *spare[:room]], self._left() + self._easy_load())
        if self.task.sessions_a_day > 1:
            self._place_second_runs()

    def _easy_days(self, count: int) -> list[int]:
        """Days for easy runs: after hard days first, since they recover; then by room."""
        days = [day for day in self.ceilings if day not in self.hard and self.ceilings[day] >= self.shortest]
        days.sort(key=lambda day: (-min(self.ceilings[day], LONGEST_EASY_MIN), day - 1 in self.hard, day))
        return sorted(days[:count])

    def _grow(self, days: list[int], load: float) -> None:
        self.easy = {}
        for day in days:
            if self._cost(self.shortest) <= load:
                self.easy[day] = self.shortest
                load -= self._cost(self.shortest)
        growing = set(self.easy)
        while growing:
            day = min(growing, key=lambda day: (self.easy[day], day))
            # The last step goes to the ceiling itself, else a limit just above a step would never let runs grow.
            minutes = min(self.easy[day] + EASY_STEP_MIN, self._easy_ceiling(day))
            cost = self._cost(minutes) - self._cost(self.easy[day])
            if cost > load or minutes <= self.easy[day]:
                growing.discard(day)
            else:
                self.easy[day] = minutes
                load -= cost

    def _cost(self, minutes: int) -> float:
        return self.menu.easy(minutes).expected.rtss

    def _easy_ceiling(self, day: int) -> int:
        long_minutes = max(
            (p.minutes for p in self.hard.values() if p.role == "long"), default=LONGEST_EASY_MIN
        )
        return int(min(self.ceilings[day], LONGEST_EASY_MIN, max(long_minutes, SHARE_FREE_MIN)))

    def _easy_load(self) -> float:
        return sum(self._cost(minutes) for minutes in self.easy.values())

    def _left(self) -> float:
        used = sum(planned.expected.rtss for planned in self.hard.values()) + self._easy_load()
        return self.budget - used - sum(self._cost(minutes) for minutes in self.second.values())

    def _place_second_runs(self) -> None:
        low, high = SECOND_RUN_MIN
        for day in sorted([*self.easy, *self.hard]):
            used = self.easy.get(day) or self.hard[day].minutes
            if day in self.hard and self.hard[day].role != "quality":
                continue
            room = int(min(high, self.task.caps_s[day] / 60 - used, self.ceilings[day]))
            minutes = room - room % EASY_STEP_MIN
            while minutes >= low and self._cost(minutes) > self._left():
                minutes -= EASY_STEP_MIN
            if minutes >= low:
                self.second[day] = minutes

    def _workouts(self) -> Week_:
        strides_day = self._strides_day()
        days: Week_ = {}
        for day in sorted([*self.hard, *self.easy]):
            first = self.hard.get(day) or self._easy_run(day, strides=day == strides_day)
            second = (self.menu.easy(self.second[day], recovery=True),) if day in self.second else ()
            days[day] = (first, *second)
        return days

    def _easy_run(self, day: int, *, strides: bool) -> Planned:
        minutes = self.easy[day]
        light = self.task.week.kind == "recovery"
        plain = self.menu.easy(
            minutes, recovery=light and day - 1 in self.hard and minutes <= LONGEST_RECOVERY_MIN
        )
        if not strides:
            return plain
        with_strides = self.menu.strides("E3", minutes)
        return (
            with_strides
            if with_strides is not None and self._may_replace(plain, with_strides, day)
            else plain
        )

    def _may_replace(self, plain: Planned, other: Planned, day: int) -> bool:
        runs = [
            *self.hard.values(),
            *(self.menu.easy(minutes) for minutes in self.easy.values()),
            *self.task.fixed,
        ]
        runs.remove(plain)
        return (
            other.expected.rtss <= plain.expected.rtss + max(0.0, self._left())
            and other.expected.s <= 60 * self.ceilings[day]
            and other.expected.s <= plain.expected.s + 60
            and other.expected.m <= self.task.limits_m[day]
            and self.task.block.plus([*runs, other]).is_balanced
        )

    def _strides_day(self) -> int | None:
        """The longest easy run of a load week ends in strides, not on the day before something hard."""
        if self.task.week.kind == "recovery":
            return None
        free = [
            d for d, minutes in self.easy.items() if minutes >= STRIDES_FROM_MIN and d + 1 not in self.hard
        ]
        return max(free, key=lambda day: (self.easy[day], -day), default=None)

    def _what_breaks(self) -> Callable[[], None] | None:
        """The remedy for the first rule of the week that is broken, if any is."""
        runs = [w for workouts in self._plain_workouts().values() for w in workouts]
        longest = max(runs, key=lambda planned: planned.expected.s, default=None)
        if longest is None:
            return None
        total = sum(planned.expected.s for planned in runs)
        limit = share_limit(len(runs)) * total
        if (
            not self.task.fixed
            and self.task.week.is_full
            and longest.expected.s > max(60 * SHARE_FREE_MIN, limit)
        ):
            return lambda: self._shorten(longest)
        if not self.task.block.plus([*runs, *self.task.fixed]).is_balanced:
            return self._soften
        return None

    def _plain_workouts(self) -> Week_:
        days: Week_ = {day: (planned,) for day, planned in self.hard.items()}
        days |= {day: (self.menu.easy(minutes),) for day, minutes in self.easy.items()}
        for day, minutes in self.second.items():
            days[day] += (self.menu.easy(minutes, recovery=True),)
        return days

    def _shorten(self, longest: Planned) -> None:
        for day, planned in list(self.hard.items()):
            if planned is longest:
                self._lower(day, planned)
                return
        for day in self.easy:
            self.ceilings[day] = min(
                self.ceilings[day], max(SHARE_FREE_MIN, int(longest.minutes) - EASY_STEP_MIN)
            )

    def _lower(self, day: int, planned: Planned) -> None:
        """A shorter long run, a lower level, or an easy run in its place."""
        del self.hard[day]
        lower: Planned | None = None
        if day == self.task.slots.second_long:
            return
        if planned.role == "long":
            self.plain_long_only = True
            lower = (
                self._long_of(int(planned.minutes) - EASY_STEP_MIN)
                if planned.minutes > SHORTEST_LONG_MIN
                else None
            )
        elif planned.role == "quality" and planned.level > 0:
            lower = self.menu.nearest_carried(LIBRARY[planned.workout_id], planned.level - LEVELS[1])
        if lower is not None:
            self.hard[day] = lower

    def _soften(self) -> None:
        """Take a level off the hardest session; a special long run becomes a plain one."""
        counted = [
            (day, p)
            for day, p in self.hard.items()
            if p.role in ("quality", "long") and p.expected.easy_s < p.expected.s
        ]
        if not counted:
            self.hard = {day: planned for day, planned in self.hard.items() if planned.role == "test"}
            return
        day, planned = max(counted, key=lambda pair: (pair[1].expected.s - pair[1].expected.easy_s, pair[0]))
        self._lower(day, planned)


def share_limit(runs: int) -> float:
    """The most a run may take of the time of a week with so many runs."""
    return SHARE_LIMIT.get(runs, SHARE_LIMIT_MANY)
