"""Nine months of a training diary: which run on which day, from habits, races, tests and an injury."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from sessions.analysis.arrays import FloatArray
from sessions.demo.athletes import Athlete, Race

__all__ = ["WEEKS", "PlannedRun", "Season", "season_plan"]

WEEKS = 39
DAYS_A_WEEK = 7
SUNDAY = 6
# Three weeks that grow and one to recover in, as shares of the block's volume.
BLOCK = (0.92, 1.0, 1.08, 0.66)
SHARE_IN_THE_FIRST_WEEK, GROWTH = 0.80, 0.30
TAPER = {0: 0.55, 1: 0.75}  # by weeks to a goal race
AFTER_A_RACE = 0.6
LONG_RACE_M = 9000.0
RETURN = (0.35, 0.55, 0.75)  # weeks after an injury
# Two kinds of test: each gives bests at two distances, so that there are four within 90 days.
TEST_WEEKS = {
    0: (1000.0, 3000.0),
    4: (800.0, 1609.344),
    12: (1000.0, 3000.0),
    16: (800.0, 1609.344),
    24: (1000.0, 3000.0),
    28: (800.0, 1609.344),
    33: (1000.0, 3000.0),
    37: (800.0, 1609.344),
}
SKIPPED_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """One run of the diary. minutes: its length; race or test where it is one; index: its number in the season."""

    index: int
    day: date
    week: int
    kind: str
    minutes: float
    race: Race | None = None
    test_m: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Season:
    """The diary from its first Monday to the day before the end."""

    first_day: date
    end_day: date
    runs: tuple[PlannedRun, ...]
    usual_minutes_a_day: float

    def minutes_by_day(self) -> FloatArray:
        """Minutes run on each day, end day included (which has none)."""
        minutes = np.zeros((self.end_day - self.first_day).days + 1)
        for run in self.runs:
            minutes[(run.day - self.first_day).days] += run.minutes
        return minutes


def season_plan(athlete: Athlete, end_day: date) -> Season:
    """The 39 weeks whose last one holds `end_day`; the runs before that day."""
    monday = end_day - timedelta(days=end_day.weekday())
    first_day = monday - timedelta(weeks=WEEKS - 1)
    random = np.random.default_rng([athlete.seed, 1])
    planned = [run for week in range(WEEKS) for run in _week(athlete, first_day, week)]
    planned = planned[next(at for at, run in enumerate(planned) if run.test_m) :]  # it begins with a test
    kept = [run for run in planned if random.random() >= SKIPPED_SHARE or run.race or run.test_m]
    runs = tuple(run for run in kept if run.day < end_day)
    habits = athlete.habits
    usual = sum(habits.minutes[kind] for kind in habits.slots.values()) / DAYS_A_WEEK
    return Season(first_day, end_day, runs, usual)


def _week(athlete: Athlete, first_day: date, week: int) -> Iterator[PlannedRun]:
    habits = athlete.habits
    volume = _volume(athlete, week)
    if not volume:
        return
    race = next((race for race in habits.races if race.week == week), None)
    test_m = TEST_WEEKS.get(week, ())
    for weekday, slot in habits.slots.items():
        kind = _kind(slot, week, has_race=race is not None, has_test=bool(test_m))
        day = first_day + timedelta(weeks=week, days=weekday)
        index = week * DAYS_A_WEEK + weekday
        minutes = habits.minutes[slot] * volume
        if weekday == SUNDAY and race is not None:
            minutes = _race_minutes(race, athlete)
            yield PlannedRun(index, day, week, "race", minutes, race=race)
        elif kind == "test":
            yield PlannedRun(index, day, week, "test", habits.minutes[slot], test_m=test_m)
        else:
            yield PlannedRun(index, day, week, kind, minutes)


def _kind(slot: str, week: int, *, has_race: bool, has_test: bool) -> str:
    """What a day becomes in this week: in weeks with a race or test nothing else is hard, in a recovery week there is little."""
    if slot == "quality" and has_test:
        return "test"
    is_hard = slot in {"quality", "tempo"}
    if is_hard and (has_test or has_race or _is_recovery(week)):
        return "easy"
    return slot


def _is_recovery(week: int) -> bool:
    return week % len(BLOCK) == len(BLOCK) - 1


def _volume(athlete: Athlete, week: int) -> float:
    """The week's share of the usual volume; 0 while injured."""
    first, last = athlete.habits.injury_weeks
    if first <= week <= last:
        return 0.0
    if last < week <= last + len(RETURN):
        return RETURN[week - last - 1]
    trend = SHARE_IN_THE_FIRST_WEEK + GROWTH * week / (WEEKS - 1)
    return trend * min(BLOCK[week % len(BLOCK)], _near_race(athlete, week))


def _near_race(athlete: Athlete, week: int) -> float:
    """Less before a long race, and after it."""
    shares = [2.0]
    for race in athlete.habits.races:
        if race.distance_m >= LONG_RACE_M:
            shares.append(TAPER.get(race.week - week, 2.0))
            shares.append(AFTER_A_RACE if week == race.week + 1 else 2.0)
    return min(shares)


def _race_minutes(race: Race, athlete: Athlete) -> float:
    return race.distance_m / athlete.cs_mps / 60
