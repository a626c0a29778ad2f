"""When an athlete usually runs: weekdays, minutes with room to grow and the long-run day, from the runs of eight weeks."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from training.planning.inputs import FEWEST_DAYS, LONGEST_DAY_S

__all__ = ["HABIT_DAYS", "Habit", "RunTime", "habit_of"]

HABIT_DAYS = 56
FEWEST_RUNS = 6  # fewer say nothing of a habit
LEAST_WEEKS_SHARE = 0.25  # of the weeks with runs, from which a weekday is one to run on
ROOM, LONG_ROOM = 1.25, 1.5  # of the longest run of the day: a plan grows; ours
STEP_S, SHORTEST_S = 15 * 60.0, 45 * 60.0
DOUBLE_DAYS_A_WEEK = 1.0  # from which second runs are a habit


@dataclass(frozen=True, slots=True)
class RunTime:
    """A run that was done: its local day and its time, s."""

    day: date
    time_s: float


@dataclass(frozen=True, slots=True)
class Habit:
    """Seconds on each weekday (Monday first), the long-run day, and runs a day, as an athlete is used to."""

    max_s_by_weekday: tuple[float, ...]
    long_run_weekday: int
    max_sessions_per_day: int


def habit_of(runs: Iterable[RunTime], before: date) -> Habit | None:
    """The habit of the eight weeks before a day; None where too few runs tell of one.

    A weekday is open if it was run on in a quarter of the weeks with runs, with a quarter more time than its longest
    run took, half as much again on the long-run day; in steps of 15 minutes, 45 at least.
    """
    seen = [run for run in runs if before - timedelta(days=HABIT_DAYS) <= run.day < before]
    times = _time_of_days(seen)
    if len(seen) < FEWEST_RUNS:
        return None
    weeks = {(before - day).days // 7 for day in times}
    used = Counter(day.weekday() for day in times)
    open_days = {weekday for weekday, count in used.items() if count >= LEAST_WEEKS_SHARE * len(weeks)}
    if len(open_days) < FEWEST_DAYS:
        return None
    long_day = _long_day(times, open_days)
    longest = {
        weekday: max((s for day, s in times.items() if day.weekday() == weekday), default=0.0)
        for weekday in open_days
    }
    seconds = {weekday: _with_room(longest_s, ROOM) for weekday, longest_s in longest.items()}
    seconds[long_day] = max(_with_room(max(longest.values()), 1.0), _with_room(longest[long_day], LONG_ROOM))
    doubles = (len(seen) - len(times)) / len(weeks) >= DOUBLE_DAYS_A_WEEK
    return Habit(tuple(seconds.get(weekday, 0.0) for weekday in range(7)), long_day, 2 if doubles else 1)


def _time_of_days(runs: Sequence[RunTime]) -> Mapping[date, float]:
    times: defaultdict[date, float] = defaultdict(float)
    for run in runs:
        times[run.day] += run.time_s
    return times


def _long_day(times: Mapping[date, float], open_days: Iterable[int]) -> int:
    """The weekday that most often held the longest run of its week (Monday first); of equal ones the later."""
    longest: dict[date, date] = {}
    for day in sorted(times):
        if day.weekday() in open_days:
            monday = day - timedelta(days=day.weekday())
            longest[monday] = max(longest.get(monday, day), day, key=lambda one: (times[one], one))
    held = Counter(day.weekday() for day in longest.values())
    return max(held, key=lambda weekday: (held[weekday], weekday))


def _with_room(time_s: float, room: float) -> float:
    return min(LONGEST_DAY_S, max(SHORTEST_S, STEP_S * math.ceil(room * time_s / STEP_S)))
