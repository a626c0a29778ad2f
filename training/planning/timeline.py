"""The plan as it fills up, day by day, with the loads that follow and the limits they meet.

Limits are those of the invariants: CTL's rise in seven days, ATL over CTL and its seven-day mean, the single run, the
week's growth. A week is accepted only if resting from its end on would keep every limit too, so that the next week
always has a way.
"""

from collections.abc import Mapping, Sequence

from runners.physiology.training_load import ATL_DAYS, CTL_DAYS, smoothing_factor
from training.planning.inputs import PlanInput
from training.planning.menu import Planned
from training.planning.periodization import Week

RAMP_LIMIT = {"novice": 3.0, "intermediate": 4.0, "advanced": 5.0, "elite": 6.0}
RATIO_LIMIT = 1.5
MEAN_RATIO_LIMIT, MEAN_RATIO_LIMIT_LOW_CTL, LOW_CTL = 1.3, 1.45, 40.0
FIRST_STEPS_RTSS = 60.0  # a week that no rule of growth forbids
CTL_FLOOR = 20.0  # below this a ratio of loads says nothing
SINGLE_RUN_GROWTH = 1.10  # of the longest of 30 days; Frandsen 2025
SINGLE_RUN_FLOOR_M = 5000.0
SINGLE_RUN_DAYS = 30
WEEK_GROWTH, WEEK_GROWTH_RTSS = 1.15, 25.0
AFTER_RACE_DAYS = 7  # the loads of a race and the week after it are not held against the plan
LOOKAHEAD_DAYS = 16
WEEKS_LOOKED_BACK = 4

_CTL_SHARE, _ATL_SHARE = smoothing_factor(CTL_DAYS), smoothing_factor(ATL_DAYS)


class Timeline:
    """Days filled so far. `fixed` are workouts on their dates from the start: races, and what may not change."""

    def __init__(
        self, plan_input: PlanInput, fixed: Mapping[int, tuple[Planned, ...]], races: Sequence[int]
    ) -> None:
        self.input = plan_input
        self.fixed = fixed
        self.races = tuple(races)
        self.days: list[tuple[Planned, ...]] = []
        athlete = plan_input.athlete
        self._ctl = [athlete.ctl0] * 7
        self._atl = [athlete.atl0] * 7
        self._past_m = [((run.day - plan_input.start).days, run.distance_m) for run in athlete.history]
        self.week_loads = _loads_before(plan_input)
        self._exempt = _near_races(races, plan_input.days_count + LOOKAHEAD_DAYS)

    def copy(self) -> "Timeline":
        """An independent copy, to try another way from here."""
        other = object.__new__(Timeline)
        other.__dict__.update(self.__dict__)
        other.days = list(self.days)
        other._ctl, other._atl = list(self._ctl), list(self._atl)
        other.week_loads = list(self.week_loads)
        return other

    @property
    def ctl(self) -> float:
        """CTL at the end of the last filled day."""
        return self._ctl[-1]

    @property
    def atl(self) -> float:
        """ATL at the end of the last filled day."""
        return self._atl[-1]

    @property
    def race_morning_tsb(self) -> float:
        """Form on the morning of the last filled day."""
        return self._ctl[-2] - self._atl[-2]

    def append_week(self, days: Sequence[tuple[Planned, ...]]) -> None:
        """Fill the next days with these workouts (fixed ones included)."""
        for workouts in days:
            load = day_load(workouts)
            self.days.append(workouts)
            self._ctl.append(self._ctl[-1] + _CTL_SHARE * (load - self._ctl[-1]))
            self._atl.append(self._atl[-1] + _ATL_SHARE * (load - self._atl[-1]))
        self.week_loads.append(sum(day_load(workouts) for workouts in days))

    def week_limit(self, week: Week) -> float:
        """The most load the week may have; a week with a race is judged by its days alone."""
        most = max(self.week_loads[-WEEKS_LOOKED_BACK:])
        grown = max(WEEK_GROWTH * most, most + WEEK_GROWTH_RTSS, FIRST_STEPS_RTSS)
        return grown if week.is_full else most + WEEK_GROWTH_RTSS

    def single_run_limit_m(self, day: int) -> float:
        """The longest run allowed on a day, from what is known of the 30 days before it."""
        first = day - SINGLE_RUN_DAYS
        longest = SINGLE_RUN_FLOOR_M / SINGLE_RUN_GROWTH
        for offset, metres in self._past_m:
            if offset >= first:
                longest = max(longest, metres)
        for index in range(max(0, first), min(day, len(self.days))):
            for planned in self.days[index]:
                longest = max(longest, planned.expected.m)
        for index, fixed in self.fixed.items():
            if max(first, len(self.days)) <= index < day:
                longest = max([longest, *(planned.expected.m for planned in fixed)])
        return SINGLE_RUN_GROWTH * longest

    def single_run_limits_m(self, days: Sequence[tuple[Planned, ...]]) -> dict[int, float]:
        """The longest run allowed on each of the next days, those before it run as given."""
        ahead = self.copy()
        limits = {}
        for workouts in days:
            limits[len(ahead.days)] = ahead.single_run_limit_m(len(ahead.days))
            ahead.days.append(workouts)
        return limits

    def keeps_single_runs(self, days: Sequence[tuple[Planned, ...]]) -> bool:
        """Whether no run of the next days is longer than the runs before it allow; races have no limit."""
        limits = self.single_run_limits_m(days)
        return all(
            planned.role == "race" or planned.expected.m <= limits[len(self.days) + number]
            for number, workouts in enumerate(days)
            for planned in workouts
        )

    def allows(self, loads: Sequence[float]) -> bool:
        """Whether the next days may carry these loads, and resting after them keeps every limit."""
        first = len(self.days)
        last = min(self.input.days_count, first + len(loads) + LOOKAHEAD_DAYS)
        ctl, atl = self._ctl[-7:], self._atl[-7:]
        ratio = [a / max(c, CTL_FLOOR) for a, c in zip(atl, ctl, strict=True)]
        ramp = RAMP_LIMIT[self.input.athlete.experience]
        for index in range(first, last):
            load = loads[index - first] if index - first < len(loads) else day_load(self.fixed.get(index, ()))
            ctl.append(ctl[-1] + _CTL_SHARE * (load - ctl[-1]))
            atl.append(atl[-1] + _ATL_SHARE * (load - atl[-1]))
            ratio.append(atl[-1] / max(ctl[-1], CTL_FLOOR))
            if not self._exempt[index] and (
                ctl[-1] - ctl[-8] > ramp
                or ratio[-1] > RATIO_LIMIT
                or sum(ratio[-7:]) > 7 * _mean_ratio_limit(ctl[-1])
            ):
                return False
        return True


def _mean_ratio_limit(ctl: float) -> float:
    return MEAN_RATIO_LIMIT_LOW_CTL if ctl < LOW_CTL else MEAN_RATIO_LIMIT


def day_load(workouts: Sequence[Planned]) -> float:
    """The load of a day's workouts, rTSS."""
    return sum(planned.expected.rtss for planned in workouts)


def _loads_before(plan_input: PlanInput) -> list[float]:
    """The loads of the four weeks before the start, oldest first; without a history the athlete's CTL stands in."""
    weeks = [0.0] * WEEKS_LOOKED_BACK
    for run in plan_input.athlete.history:
        days_before = (plan_input.start - run.day).days
        if 1 <= days_before <= 7 * WEEKS_LOOKED_BACK:
            weeks[(days_before - 1) // 7] += run.rtss
    if not any(weeks):
        return [7 * plan_input.athlete.ctl0] * WEEKS_LOOKED_BACK
    return weeks[::-1]


def _near_races(races: Sequence[int], days: int) -> list[bool]:
    near = [False] * days
    for race in races:
        for index in range(race, min(days, race + AFTER_RACE_DAYS + 1)):
            near[index] = True
    return near
