"""Fills one week up to a load: the long run first, then quality, then easy running in steps of five minutes.

The long run's length is wished for by the skeleton; quality is sized by minutes of work; easy runs share what is left,
longer and shorter ones, none under 20 minutes. `week_judge` says what a week must keep; what breaks is made smaller.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from training.planning.easy_days import LONGEST_EASY_MIN, EasyDays, spread_minutes
from training.planning.menu import EASY_STEP_MIN, SHORTEST_EASY_MIN, Menu, Planned
from training.planning.periodization import Week
from training.planning.quality_choice import QualityDay, QualityTask, choose_quality
from training.planning.run_walk import RUN_WALK_DAYS, run_walk_sessions
from training.planning.slots import WeekSlots
from training.planning.systems import LONG_CAP_MIN
from training.planning.week_judge import BlockTime, runs_of, share_limit, too_long

RUNS_PER_WEEK = {"novice": 5, "intermediate": 6, "advanced": 6, "elite": 7}
RTSS_PER_RUN = 44.0  # from here on another run is added rather than longer ones
LONG_STEP_M = 500.0
SHORTEST_LONG_MIN = 30
SECOND_LONG_SHARE, SHORTEST_SECOND_LONG_MIN = 0.6, 65
RUNS_FOR_TWO_LONGS = 4
LEAST_GOAL_M, MOST_GOAL_SHARE = 3000.0, 0.7
LEAST_SHARE_OF_WISH = 0.7
STEADY_FINISH_SHARE = 0.22
MOST_LONGER_WARM_UP_MIN = 20
PLATEAU_FIRST_SHARE = 0.82  # of the longest that week or day allow, at the start of the plan
LEAST_WON_M = 100.0
TRIES = 60


@dataclass(frozen=True, slots=True)
class WeekTask:
    """What a week may hold and should. Times in seconds, lengths in metres by day of the plan."""

    week: Week
    kind: str
    experience: str
    slots: WeekSlots
    caps_s: Mapping[int, float]
    limits_m: Mapping[int, float]
    block: BlockTime
    fixed: tuple[Planned, ...]
    long_m: float
    goal_min: float
    quality: QualityTask
    easy: EasyDays
    usual_runs: int
    sessions_a_day: int = 1
    has_race: bool = False
    steady_finish: bool = False
    stage: int | None = None  # of the run/walk ladder, whose session stands in place of all others


Days = dict[int, tuple[Planned, ...]]


def build_week(task: WeekTask, menu: Menu, budget_rtss: float) -> Days:
    """Workouts by day whose load is at most the budget, as near to it as the limits let it."""
    return _WeekBuilder(task, menu, budget_rtss).build()


class _WeekBuilder:
    def __init__(self, task: WeekTask, menu: Menu, budget_rtss: float) -> None:
        self.task, self.menu, self.budget = task, menu, budget_rtss
        self.rate = menu.easy_rate
        self.ceilings = {
            day: min(int(cap / 60), menu.longest_easy_min(task.limits_m[day]))
            for day, cap in task.caps_s.items()
            if cap
        }
        self.runs = self._runs_count()
        self.long: Planned | None = None
        self.second_long: Planned | None = None
        self.quality: dict[int, Planned] = {}

    def build(self) -> Days:
        if self.runs == 0:
            return {}
        if self.task.stage is not None:
            return self._run_walk(self.task.stage)
        self._place_long(self.task.long_m)
        self._place_quality()
        days = self._days()
        for _ in range(TRIES):
            if not self._ease(days):
                break
            days = self._days()
        return days

    @property
    def week_min(self) -> float:
        """Minutes of the week if all of it were easy."""
        return self.budget / self.rate

    @property
    def hard(self) -> Days:
        """Long and quality runs by day."""
        days: Days = {day: (planned,) for day, planned in self.quality.items()}
        if self.long is not None and self.task.slots.long is not None:
            days[self.task.slots.long] = (self.long,)
        if self.second_long is not None and self.task.slots.second_long is not None:
            days[self.task.slots.second_long] = (self.second_long,)
        return days

    def _runs_count(self) -> int:
        open_days = sum(ceiling >= SHORTEST_EASY_MIN for ceiling in self.ceilings.values())
        kept = sum(planned.role != "race" for planned in self.task.fixed)
        usual = min(max(0, self.task.usual_runs - kept), open_days)
        most = usual if kept else min(open_days, RUNS_PER_WEEK[self.task.experience])
        wanted = max(usual, min(most, round(self.budget / RTSS_PER_RUN)))
        possible = int(self.budget / self.menu.easy(SHORTEST_EASY_MIN).expected.rtss + 0.05)
        if self.task.stage is not None:
            return min(RUN_WALK_DAYS - (self.task.week.kind == "recovery"), open_days)
        return min(wanted, possible)

    def _run_walk(self, stage: int) -> Days:
        """The ladder's session on three days (two in a light week); an earlier one where the week does not bear it."""
        limit_m = min(self.task.limits_m.values(), default=0.0)
        for planned in run_walk_sessions(self.menu, stage):
            days = [day for day in self.ceilings if planned.expected.s <= self.task.caps_s[day]]
            fits = planned.expected.m <= limit_m and self.runs * planned.expected.rtss <= self.budget
            if days and fits:
                return dict.fromkeys(spread_days(days, self.runs), (planned,))
        return {}

    def _place_long(self, wished_m: float) -> None:
        day = self.task.slots.long
        self.long = self.second_long = None
        if day is None or day not in self.ceilings or self.runs < 2:
            return
        speed = self.menu.easy(60).expected.m / self.menu.easy(60).expected.s
        share = share_limit(self.runs, self.task.kind) * 0.99
        by_week = max(SHORTEST_LONG_MIN, min(share * self.week_min, self._share_beside_others(day, share)))
        seconds = min(60 * by_week, self.task.caps_s[day], 60 * LONG_CAP_MIN[self.task.kind])
        possible = seconds * speed
        if wished_m > possible and self.task.week.kind == "load":
            possible *= PLATEAU_FIRST_SHARE + (1 - PLATEAU_FIRST_SHARE) * self.task.quality.progress
        metres = min(wished_m, self.task.limits_m[day], possible)
        by_time = self._timed_long(metres, day)
        metres = LONG_STEP_M * int(metres / LONG_STEP_M + 1e-6)
        if (
            by_time is not None
            and by_time.expected.m > metres + LEAST_WON_M
            and self.task.long_m > metres + LONG_STEP_M
        ):
            self.long = by_time
            return
        while metres / speed >= 60 * SHORTEST_LONG_MIN:
            planned = self._long_of(metres)
            if (
                planned.expected.s <= self.task.caps_s[day] + 0.5
                and planned.expected.m <= self.task.limits_m[day] + 1
            ):
                self.long = planned
                break
            metres -= LONG_STEP_M
        if self.long is not None:
            self._place_second_long(metres)

    def _share_beside_others(self, day: int, share: float) -> float:
        """The minutes that are a share of a week whose other days are as full as they can be."""
        if share >= 0.99:
            return self.week_min
        others = sorted((c for d, c in self.ceilings.items() if d != day), reverse=True)[: self.runs - 1]
        twice = 2 if self.task.sessions_a_day > 1 else 1
        return share / (1 - share) * sum(min(ceiling, twice * LONGEST_EASY_MIN) for ceiling in others)

    def _timed_long(self, metres: float, day: int) -> Planned | None:
        """The long run in steps of five minutes, for where 500 m would lose too much of the single run's growth."""
        speed = self.menu.easy(60).expected.m / 60
        minutes = EASY_STEP_MIN * int(metres / speed / EASY_STEP_MIN + 1e-6)
        if minutes < SHORTEST_LONG_MIN or self.menu.walks or 60 * minutes > self.task.caps_s[day]:
            return None
        return self.menu.timed_long(minutes)

    def _long_of(self, metres: float) -> Planned:
        goal_speed = sum(self.menu.paces.letter_speeds("M" if self.task.kind == "marathon" else "G")) / 2
        last = 1000.0 * round(self.task.goal_min * 60 * goal_speed / 1000)
        last = min(last, 1000.0 * int(MOST_GOAL_SHARE * metres / 1000))
        if metres < LEAST_SHARE_OF_WISH * self.task.long_m:
            last = 0.0  # the day has no room for what was meant
        if last >= LEAST_GOAL_M:
            letter, workout_id = ("M", "L4") if self.task.kind == "marathon" else ("G", "L5")
            planned = self.menu.distance_run(metres, last_m=last, letter=letter, workout_id=workout_id)
            if self.menu.carries(planned) and self._is_in_balance(planned):
                return planned
        steady = 1000.0 * round(STEADY_FINISH_SHARE * metres / 1000)
        if self.task.steady_finish and steady >= LEAST_GOAL_M:
            return self.menu.distance_run(metres, last_m=steady, letter="S", workout_id="L2")
        return self.menu.distance_run(metres)

    def _is_in_balance(self, planned: Planned) -> bool:
        easy_s = 60 * max(0.0, self.week_min) - planned.expected.s
        block = self.task.block.plus([planned, *self.task.fixed])
        return replace(block, total_s=block.total_s + easy_s, easy_s=block.easy_s + easy_s).is_balanced

    def _place_second_long(self, metres: float) -> None:
        day = self.task.slots.second_long
        if day is None or day not in self.ceilings or self.runs < RUNS_FOR_TWO_LONGS:
            return
        wanted = min(SECOND_LONG_SHARE * metres, self.task.limits_m[day])
        planned = self.menu.distance_run(LONG_STEP_M * int(wanted / LONG_STEP_M), workout_id="L9")
        fits = planned.expected.s <= self.task.caps_s[day] and planned.minutes >= SHORTEST_SECOND_LONG_MIN
        assert self.long is not None  # noqa: S101 - the first one stands
        if fits and planned.expected.rtss + self.long.expected.rtss <= 0.8 * self.budget:
            why = (
                "back_to_back",
                "The second long run of two days in a row: tired legs, as late in an ultra.",
            )
            self.second_long = replace(planned, why=(why,))

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
                week_min=self.week_min,
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
        ceilings = {d: c for d, c in self.ceilings.items() if d not in hard}
        easy = self.task.easy.runs(
            self.menu,
            ceilings,
            frozenset(hard),
            count,
            left,
            longest,
            may_double=self.task.sessions_a_day > 1,
            limits_m=self.task.limits_m,
        )
        spent = sum(run.expected.rtss for runs in easy.values() for run in runs)
        hard = self._with_longer_warm_ups(hard, left - spent)
        days = {**hard, **{day: runs for day, runs in easy.items() if day not in hard}}
        for day, runs in easy.items():
            if day in hard:
                days[day] = (*hard[day], *runs)
        return dict(sorted(days.items()))

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
                cap_s = 60 * LONG_CAP_MIN[self.task.kind]
                if longer.expected.m <= self.task.limits_m[day] and longer.expected.s <= cap_s:
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


def spread_days(days: Sequence[int], count: int) -> tuple[int, ...]:
    """So many of the days, as far from each other as they can be."""
    chosen = combinations(sorted(days), min(count, len(days)))
    return max(
        chosen, key=lambda some: (min((b - a for a, b in pairwise(some)), default=9), tuple(-d for d in some))
    )


__all__ = ["RUNS_PER_WEEK", "WeekTask", "build_week", "spread_days", "spread_minutes"]
