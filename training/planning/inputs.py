"""What a plan is made from, as frozen values, and the bounds of each.

Experience by CTL (ours): under 20 novice, 45 intermediate, 75 advanced, above elite.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from runners.physiology.banister import DEFAULT_MODEL, ImpulseResponse
from training.planning.problems import Remark
from training.planning.zones import Paces, race_time_s

DISTANCES_M = {"5k": 5000.0, "10k": 10000.0, "half": 21097.5, "marathon": 42195.0, "ultra": 80000.0}
EXPERIENCES = ("novice", "intermediate", "advanced", "elite")
EXPERIENCE_CTL = (20.0, 45.0, 75.0)
SHORTEST_USEFUL_DAY_S = 20 * 60
LONGEST_DAY_S = 6 * 3600
FEWEST_DAYS = 2
LONGEST_PLAN_DAYS = 52 * 7  # from the start to the race day
CS_BOUNDS_MPS = (1.5, 7.0)
D_PRIME_BOUNDS_M = (40.0, 400.0)  # beyond them a fit says more of its data than of the runner
# Only to size runs by time and distance until a test is run; the athlete is shown heart-rate zones. Ours.
ASSUMED_CS_MPS = {"novice": 2.8, "intermediate": 3.4, "advanced": 4.0, "elite": 4.8}
ASSUMED_D_PRIME_M = 150.0
TARGET_LEAD = 0.03  # a target beyond the prediction by more than this is planned to this
ULTRA_FROM_M = 50_000.0
MASTERS_FROM_YEARS = 50


BEGINNERS_LONGEST_M, BEGINNERS_WEEK_M = 3200.0, 9000.0
BEGINNERS_RTSS_PER_S, BEGINNERS_SPEED_OF_CS = 58 / 3600, 0.77


@dataclass(frozen=True, slots=True)
class SideRace:
    """A B or C race on the way."""

    day: date
    distance_m: float
    priority: str


@dataclass(frozen=True, slots=True)
class PastRun:
    """A run before the plan starts: metres and load (rTSS)."""

    day: date
    distance_m: float
    rtss: float


@dataclass(frozen=True, slots=True)
class Athlete:
    """Who runs. `cs_mps` and `d_prime_m` are None while unknown; loads in rTSS a day."""

    cs_mps: float | None
    d_prime_m: float | None
    experience: str
    ctl0: float = 0.0
    atl0: float = 0.0
    history: tuple[PastRun, ...] = ()
    hr_max_bpm: float | None = None
    vdot: float | None = None
    age: float | None = None
    masters_spacing: bool = True  # two days between hard days from age 50 on, unless the coach says no
    is_injured: bool = False
    model: ImpulseResponse = DEFAULT_MODEL


def _usable(seconds: float) -> float:
    return min(seconds, LONGEST_DAY_S) if seconds >= SHORTEST_USEFUL_DAY_S else 0.0


@dataclass(frozen=True, slots=True)
class Availability:
    """Seconds to run on each weekday, Monday first; the long day; sessions a day at most; dates with other seconds."""

    max_s_by_weekday: tuple[float, ...]
    long_run_weekday: int
    max_sessions_per_day: int = 1
    exceptions: Mapping[date, float] = field(default_factory=dict)

    def seconds_on(self, weekday: int) -> float:
        """Usable seconds: less than 20 minutes is no day, more than 6 hours is 6."""
        return _usable(self.max_s_by_weekday[weekday])

    def seconds_of(self, day: date) -> float:
        """Usable seconds of a date: its exception before its weekday's."""
        return _usable(self.exceptions.get(day, self.max_s_by_weekday[day.weekday()]))


@dataclass(frozen=True, slots=True)
class WeekUse:
    """What a week of a plan is for: its block, the block's phase, load|intro|recovery|taper, its place in the block."""

    block: int
    phase: str
    kind: str
    week_of_block: int
    weeks_in_block: int
    past_rtss: float = 0.0  # planned on the days that are over


@dataclass(frozen=True, slots=True)
class PlanInput:
    """Everything a plan is made from. `loading`: load weeks between light ones, 3 or 2."""

    start: date
    race_day: date
    distance_m: float
    kind: str
    target_s: float | None
    athlete: Athlete
    availability: Availability
    blackouts: frozenset[date] = frozenset()
    no_quality: frozenset[date] = frozenset()
    races: tuple[SideRace, ...] = ()
    loading: int = 3
    taper_weeks: int = 2
    returning_days: int = 0  # nothing but easy running on the first days, after illness or lost weeks
    first_long_m: float | None = None  # the most of the first long run after that
    calm_days: int = 0  # nothing hard on the first days, after a hard day or a race just before
    long_days_before: tuple[int, ...] = ()  # of long runs just before, counted from the start: below 0
    used_before: Mapping[str, int] = field(default_factory=dict)  # library code: day of its last use, below 0
    rhythm: tuple[
        WeekUse, ...
    ] = ()  # of the weeks up to the race, where a plan is made again; else they are laid out anew
    plan_id: str = ""
    runner_id: str = ""
    goal_name: str = field(default="", compare=False)
    remarks: tuple[Remark, ...] = field(default=(), compare=False)

    @property
    def days_count(self) -> int:
        """Days from the start to the race, both counted."""
        return (self.race_day - self.start).days + 1

    def day(self, index: int) -> date:
        """The date of a day of the plan, counted from 0."""
        return self.start + timedelta(days=index)

    @property
    def spaces_hard_days(self) -> bool:
        """Whether hard days stand three days apart: from age 50 on, unless the coach switched it off."""
        return (self.athlete.age or 0) >= MASTERS_FROM_YEARS and self.athlete.masters_spacing

    @property
    def is_beginner(self) -> bool:
        """Whether the athlete hardly runs yet: no run of 3.2 km in 30 days, less than 9 km a week."""
        athlete = self.athlete
        if athlete.experience != "novice":
            return False
        ago = [((self.start - run.day).days, run.distance_m) for run in athlete.history]
        longest = max((metres for days, metres in ago if days <= 30), default=0.0)
        week_m = sum(metres for days, metres in ago if 1 <= days <= 28) / 4
        if not any(metres for days, metres in ago if 1 <= days <= 28):
            cs = athlete.cs_mps or ASSUMED_CS_MPS[athlete.experience]
            week_m = 7 * athlete.ctl0 / BEGINNERS_RTSS_PER_S * BEGINNERS_SPEED_OF_CS * cs
        return longest < BEGINNERS_LONGEST_M and week_m < BEGINNERS_WEEK_M

    @property
    def paces(self) -> Paces:
        """The athlete's paces, with the speed of the goal as far as it can be planned."""
        athlete = self.athlete
        known = athlete.cs_mps is not None and athlete.d_prime_m is not None
        cs = athlete.cs_mps or ASSUMED_CS_MPS[athlete.experience]
        d_prime = athlete.d_prime_m or ASSUMED_D_PRIME_M
        goal_speed = self.distance_m / planned_time_s(self.distance_m, self.target_s, cs, d_prime)
        return Paces(
            cs,
            d_prime,
            goal_speed,
            heart_rate_only=not known,
            hr_max_bpm=athlete.hr_max_bpm,
            is_marathon=self.kind == "marathon",
        )


def planned_time_s(distance_m: float, target_s: float | None, cs_mps: float, d_prime_m: float) -> float:
    """The race time to train for: the target, but no more than 3 % faster and 15 % slower than the prediction.

    Goal pace far below what the athlete races at would train nothing, and could fall out of a watch's range.
    """
    predicted = race_time_s(distance_m, cs_mps, d_prime_m)
    if target_s is None:
        return predicted
    return min(max(target_s, predicted / (1 + TARGET_LEAD)), 1.15 * predicted)


def kind_of(distance_m: float) -> str:
    """The nearest of the five goals by the logarithm of the distance; beyond 50 km always ultra."""
    if distance_m > ULTRA_FROM_M:
        return "ultra"
    return min(DISTANCES_M, key=lambda kind: (abs(math.log(distance_m / DISTANCES_M[kind])), kind))


def experience_of(ctl: float) -> str:
    """Experience as the load carried tells it."""
    return EXPERIENCES[sum(ctl >= bound for bound in EXPERIENCE_CTL)]


def usable_days(max_s_by_weekday: Iterable[float]) -> int:
    """Weekdays with at least 20 minutes."""
    return sum(seconds >= SHORTEST_USEFUL_DAY_S for seconds in max_s_by_weekday)
