"""What one week may hold and should, and the room that a budget of load leaves it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from training.planning.easy_days import EasyDays
from training.planning.menu import SHORTEST_EASY_MIN, Menu, Planned
from training.planning.periodization import Week
from training.planning.quality_choice import QualityTask
from training.planning.slots import WeekSlots
from training.planning.week_judge import BlockTime

__all__ = ["RUNS_PER_WEEK", "RUN_WALK_DAYS", "Days", "WeekRoom", "WeekTask", "room_of", "spread_days"]

RUNS_PER_WEEK = {"novice": 5, "intermediate": 6, "advanced": 6, "elite": 7}
RTSS_PER_RUN = 44.0  # from here on another run is added rather than longer ones
RUN_WALK_DAYS = 3


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
    follows_hard: bool = False
    longest_m: float = 0.0  # wished for in any week of the plan
    stage: int | None = None  # of the run/walk ladder, whose session stands in place of all others


Days = dict[int, tuple[Planned, ...]]


@dataclass(frozen=True, slots=True)
class WeekRoom:
    """A week with its load (rTSS), the runs it is for, and the most minutes of easy running of each open day."""

    task: WeekTask
    menu: Menu
    budget: float
    runs: int
    ceilings: Mapping[int, int]

    @property
    def week_min(self) -> float:
        """Minutes of the week if all of it were easy."""
        return self.budget / self.menu.easy_rate


def room_of(task: WeekTask, menu: Menu, budget: float) -> WeekRoom:
    """The room of a week's budget."""
    ceilings = {
        day: min(int(cap / 60), menu.longest_easy_min(task.limits_m[day]))
        for day, cap in task.caps_s.items()
        if cap
    }
    return WeekRoom(task, menu, budget, _runs_count(task, menu, budget, ceilings), ceilings)


def _runs_count(task: WeekTask, menu: Menu, budget: float, ceilings: Mapping[int, int]) -> int:
    open_days = sum(ceiling >= SHORTEST_EASY_MIN for ceiling in ceilings.values())
    if task.stage is not None:
        return min(RUN_WALK_DAYS - (task.week.kind == "recovery"), open_days)
    kept = sum(planned.role != "race" for planned in task.fixed)
    usual = min(max(0, task.usual_runs - kept), open_days)
    most = usual if kept else min(open_days, RUNS_PER_WEEK[task.experience])
    wanted = max(usual, min(most, round(budget / RTSS_PER_RUN)))
    return min(wanted, int(budget / menu.easy(SHORTEST_EASY_MIN).expected.rtss + 0.05))


def spread_days(days: Sequence[int], count: int, one: int | None = None) -> tuple[int, ...]:
    """So many of the days, as far from each other as they can be; `one` among them where it is one of the days."""
    ways = combinations(sorted(days), min(count, len(days)))
    chosen = [some for some in ways if one not in days or one in some]
    return max(
        chosen, key=lambda some: (min((b - a for a, b in pairwise(some)), default=9), tuple(-d for d in some))
    )
