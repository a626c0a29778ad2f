"""Fills one week up to a load: the long run first, then quality, then easy running in steps of five minutes.

The long run's length is wished for by the skeleton; quality is sized by minutes of work; easy runs share what is left,
longer and shorter ones, none under 20 minutes. `week_judge` says what a week must keep; what breaks is made smaller.
"""

from collections.abc import Mapping
from dataclasses import replace

from training.planning.easy_days import EasyRoom
from training.planning.long_choice import LONG_STEP_M, choose_longs, least_long_m
from training.planning.menu import EASY_STEP_MIN, SHORTEST_EASY_MIN, Menu, Planned
from training.planning.quality_choice import QualityDay, choose_quality
from training.planning.run_walk import run_walk_days
from training.planning.systems import LONG_CAP_MIN
from training.planning.week_judge import runs_of, too_long
from training.planning.week_task import Days, WeekTask, room_of

__all__ = ["build_week"]

MOST_LONGER_WARM_UP_MIN = 20
TRIES = 60


def build_week(task: WeekTask, menu: Menu, budget_rtss: float) -> Days:
    """Workouts by day whose load is at most the budget, as near to it as the limits let it."""
    return _WeekBuilder(task, menu, budget_rtss).build()


class _WeekBuilder:
    def __init__(self, task: WeekTask, menu: Menu, budget_rtss: float) -> None:
        self.task, self.menu, self.budget = task, menu, budget_rtss
        self.rate = menu.easy_rate
        self.room = room_of(task, menu, budget_rtss)
        self.ceilings, self.runs = self.room.ceilings, self.room.runs
        self.long: Planned | None = None
        self.second_long: Planned | None = None
        self.quality: dict[int, Planned] = {}

    def build(self) -> Days:
        if self.runs == 0:
            return {}
        if self.task.stage is not None:
            return run_walk_days(self.room, self.task.stage)
        self._place_long(max(self.task.long_m, least_long_m(self.room)))
        self._place_quality()
        days = self._days()
        for _ in range(TRIES):
            if not self._ease(days):
                break
            days = self._days()
        return days

    @property
    def hard(self) -> Days:
        """Long and quality runs by day."""
        days: Days = {day: (planned,) for day, planned in self.quality.items()}
        if self.long is not None and self.task.slots.long is not None:
            days[self.task.slots.long] = (self.long,)
        if self.second_long is not None and self.task.slots.second_long is not None:
            days[self.task.slots.second_long] = (self.second_long,)
        return days

    def _place_long(self, wished_m: float) -> None:
        longs = choose_longs(self.room, wished_m)
        self.long, self.second_long = longs.first, longs.second

    def _place_quality(self) -> None:
        """As many sessions as the week bears; they never outnumber the easy runs."""
        self.quality = {}
        longs = sum(run is not None for run in (self.long, self.second_long))
        most = max(0, (self.runs - longs) // 2) if self.runs > 2 else 1
        days = [day for day in self.task.slots.quality if day in self.ceilings]
        for day in days[: min(most, self.task.quality.most)]:
            spent = sum(planned.expected.rtss for planned in runs_of(self.hard))
            on = QualityDay(
                day=day,
                cap_s=self.task.caps_s[day],
                limit_m=self.task.limits_m[day],
                week_min=self.room.week_min,
                left_rtss=self.budget - spent - self._least_easy_rtss(longs),
                chosen=tuple(self.quality.values()),
                keeps_balance=self._keeps_balance,
            )
            planned = choose_quality(self.task.quality, self.menu, on)
            if planned is not None:
                self.quality[day] = planned

    def _least_easy_rtss(self, longs: int) -> float:
        """What the easy runs of the week need at the least."""
        return max(0, self.runs - longs - len(self.quality) - 1) * SHORTEST_EASY_MIN * self.rate

    def _keeps_balance(self, planned: Planned) -> bool:
        if planned.role == "test":
            return True
        hard = [*runs_of(self.hard), planned]
        easy_s = 60 * max(0.0, self.budget - sum(p.expected.rtss for p in hard)) / self.rate
        block = self.task.block.plus([*hard, *self.task.fixed])
        return replace(block, total_s=block.total_s + easy_s, easy_s=block.easy_s + easy_s).is_balanced

    def _days(self) -> Days:
        hard = self.hard
        left = self.budget - sum(planned.expected.rtss for planned in runs_of(hard))
        count = self.runs - len(hard)
        longest = self.long.minutes if self.long is not None else 0.0
        more = int(self.task.easy.exact)  # whole minutes would lose too much of the single run's growth
        limits_m = self._limits_of_easy_m()
        ceilings = {
            d: min(c + more, int(self.task.caps_s[d] / 60), self.menu.longest_easy_min(limits_m[d]) + more)
            for d, c in self.ceilings.items()
            if d not in hard
        }
        room = EasyRoom(
            ceilings=ceilings,
            free_min={day: int(self.task.caps_s[day] / 60) for day in ceilings},
            limits_m=limits_m,
            hard=frozenset(hard),
            recovering=frozenset(day + 1 for day in hard) | self._first_after_hard(),
            may_double=self.task.sessions_a_day > 1,
        )
        easy = self.task.easy.runs(self.menu, room, count, left, longest)
        spent = sum(run.expected.rtss for runs in easy.values() for run in runs)
        hard = self._with_longer_warm_ups(hard, left - spent)
        days = {**hard, **{day: runs for day, runs in easy.items() if day not in hard}}
        for day, runs in easy.items():
            if day in hard:
                days[day] = (*hard[day], *runs)
        return dict(sorted(days.items()))

    def _first_after_hard(self) -> frozenset[int]:
        return frozenset({self.task.week.first_day} if self.task.follows_hard else ())

    def _limits_of_easy_m(self) -> Mapping[int, float]:
        """No easy run is longer than the long run of its week."""
        if self.long is None:
            return self.task.limits_m
        longest = self.long.expected.m
        return {day: min(limit, longest) for day, limit in self.task.limits_m.items()}

    def _with_longer_warm_ups(self, hard: Days, left_rtss: float) -> Days:
        """Quality sessions hold more easy running where the easy days cannot."""
        for day in self.quality:
            (planned,) = hard[day]
            most = min(
                self.task.caps_s[day] / 60 - planned.minutes, left_rtss / self.rate, MOST_LONGER_WARM_UP_MIN
            )
            more = EASY_STEP_MIN * int(most / EASY_STEP_MIN)
            while more > 0 and planned.role == "quality":
                longer = self.menu.with_warm_up(planned, more)
                most_m = min(
                    self.task.limits_m[day], self.long.expected.m if self.long else self.task.limits_m[day]
                )
                cap_s = 60 * LONG_CAP_MIN[self.task.kind]
                if longer.expected.m <= most_m and longer.expected.s <= cap_s:
                    left_rtss -= longer.expected.rtss - planned.expected.rtss
                    hard = hard | {day: (longer,)}
                    break
                more -= EASY_STEP_MIN
        return hard

    def _ease(self, days: Days) -> bool:
        """Make smaller what breaks a rule of the week; False where nothing does."""
        runs = runs_of(days)
        longest = too_long(runs, self.task.kind)
        if longest is not None and self.task.week.is_full and not self.task.has_race:
            if longest is self.long:
                self._place_long(longest.expected.m - LONG_STEP_M)
            elif longest.role in ("quality", "test"):
                self.quality = {
                    d: run for d, run in self.quality.items() if run.workout_id != longest.workout_id
                }
            elif longest is self.second_long:
                self.second_long = None
            else:
                return self.task.easy.shorten(int(longest.minutes) - EASY_STEP_MIN)
            return True
        if self.task.block.plus([*runs, *self.task.fixed]).is_balanced:
            return False
        return self._soften()

    def _soften(self) -> bool:
        """Take the hardest session out, or the fast part out of the long run."""
        if self.quality:
            worst = max(
                self.quality,
                key=lambda day: (self.quality[day].expected.s - self.quality[day].expected.easy_s, day),
            )
            if self.quality[worst].role != "test" or len(self.quality) > 1:
                del self.quality[worst]
                return True
        if self.long is not None and self.long.workout_id != "L1":
            self.long = self.menu.distance_run(LONG_STEP_M * int(self.long.expected.m / LONG_STEP_M + 1e-6))
            return True
        return False
