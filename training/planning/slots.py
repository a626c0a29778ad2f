"""Which days of a plan are for what: rest, long run, quality; before any workout is chosen.

Hard days (quality, long, test, race) never touch. Rest is a fixed weekday; where a race or a kept workout sits on it
the day after rests instead, and every seven days in a row hold one rest day (elite runners: none needed).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise

from training.planning.inputs import PlanInput
from training.planning.menu import Planned
from training.planning.periodization import WEEK_DAYS, Week
from training.planning.race_surroundings import days_around_races, limit_beside, race_days
from training.planning.returns import DAYS_WITHOUT_TEST, returns_of
from training.planning.systems import follows_back_to_back, is_back_to_back

QUALITY_PER_WEEK = {"novice": 1, "intermediate": 2, "advanced": 2, "elite": 3}
LONG_SPACING_DAYS = 6
EVE_LIMIT_S = 40 * 60
SHORTEST_LONG_S = 45 * 60
SHORTEST_QUALITY_S, SHORTEST_TAPER_QUALITY_S = 33 * 60, 25 * 60  # the shortest sessions of the library
FAR_AWAY_DAYS = 99
LAST_LONG_DAYS_BEFORE, SHORT_RACE_LAST_LONG_DAYS = 5, 6


@dataclass(frozen=True, slots=True)
class WeekSlots:
    """The days of one week by use: the long run's, the quality days, and the others one can run on.

    `second_long`: the day beside the long run's that is for another, in weeks of back-to-back long runs.
    """

    long: int | None
    quality: tuple[int, ...]
    easy: tuple[int, ...]
    second_long: int | None = None


class Slots:
    """The uses of all days. `caps_s`: seconds free on each day (0: none; races and kept workouts have their day)."""

    def __init__(
        self, plan_input: PlanInput, weeks: tuple[Week, ...], fixed: Mapping[int, tuple[Planned, ...]]
    ) -> None:
        self.input = plan_input
        self.fixed = fixed
        self.caps_s = [self._cap_s(index) for index in range(plan_input.days_count)]
        self._rest()
        self.returns = returns_of(plan_input, self.caps_s)
        self.no_test_days = self._no_test_days()
        self._hard = {index for index, workouts in fixed.items() if any(w.is_hard for w in workouts)}
        self._banned = (
            days_around_races(plan_input)
            | set(range(max(plan_input.returning_days, plan_input.calm_days)))
            | {day + side for day in self._hard for side in (-1, 1)}
            | {day for back in self.returns for day in back.easy_days}
        )
        self.longs = self._long_days(weeks)
        self._hard |= set(self.longs.values())
        self.second_longs = self._second_long_days(weeks)
        self._hard |= set(self.second_longs.values())
        self.qualities: dict[int, tuple[int, ...]] = {}
        for week in weeks:
            if week is weeks[-1]:
                self._prefer_quality(week)
            self.qualities[week.index] = self._quality_days(week)
            self._hard |= set(self.qualities[week.index])

    def _prefer_quality(self, race_week: Week) -> None:
        """Race week gives up its longer run where that leaves no day for a touch of race pace."""
        long = self.longs.get(race_week.index)
        if long is not None and not self._quality_days(race_week):
            del self.longs[race_week.index]
            self._hard.discard(long)

    def week(self, week: Week) -> WeekSlots:
        """The uses of a week's days."""
        long, quality = self.longs.get(week.index), self.qualities[week.index]
        second = self.second_longs.get(week.index)
        taken = {long, second, *quality}
        easy = tuple(day for day in week.days if self.caps_s[day] and day not in taken)
        return WeekSlots(long, quality, easy, second)

    def has_race(self, week: Week) -> bool:
        """Whether a race is in the week."""
        return any(planned.role == "race" for day in week.days for planned in self.fixed.get(day, ()))

    def is_disturbed(self, week: Week) -> bool:
        """A race or a blackout in the week: progression steps aside."""
        return self.has_race(week) or any(self.input.day(day) in self.input.blackouts for day in week.days)

    def follows_hard(self, week: Week) -> bool:
        """Whether the day before the week is a hard one."""
        return week.first_day - 1 in self._hard

    def is_return(self, week: Week) -> bool:
        """Whether running begins again in the week after days that were closed."""
        return any(back.day in week.days for back in self.returns)

    def _no_test_days(self) -> frozenset[int]:
        """Days within ten of a race, or of the return after closed days."""
        races = [(race - self.input.start).days for race in race_days(self.input)]
        near = {race + off for race in races for off in range(-DAYS_WITHOUT_TEST, DAYS_WITHOUT_TEST + 1)}
        return frozenset(near | {back.day + off for back in self.returns for off in range(DAYS_WITHOUT_TEST)})

    def _cap_s(self, index: int) -> float:
        day = self.input.day(index)
        if index in self.fixed or day in self.input.blackouts:
            return 0.0
        cap = self.input.availability.seconds_of(day)
        is_eve = any((race - day).days == 1 for race in race_days(self.input))
        beside = min((limit_beside(race, (day - race.day).days) for race in self.input.races), default=cap)
        return min(cap, beside, EVE_LIMIT_S) if is_eve else min(cap, beside)

    def _rest(self) -> None:
        """Close a day wherever seven days in a row could all be run."""
        if self.input.athlete.experience == "elite":
            return
        if all(self.input.availability.seconds_on(weekday) for weekday in range(WEEK_DAYS)):
            rest_weekday = (self.input.availability.long_run_weekday + 1) % WEEK_DAYS
            for index in range(len(self.caps_s)):
                if self.input.day(index).weekday() == rest_weekday:
                    self.caps_s[index] = 0.0
        for first in range(len(self.caps_s) - WEEK_DAYS + 1):
            window = range(first, first + WEEK_DAYS)
            if all(self.caps_s[day] or self.fixed.get(day) for day in window):
                closed = self._day_to_rest(window)
                if closed is not None:
                    self.caps_s[closed] = 0.0

    def _day_to_rest(self, window: range) -> int | None:
        """The day after a race if the window has one, else the latest: it covers most windows to come."""
        free = [day for day in window if day not in self.fixed]
        after_race = [day for day in free if any(w.role == "race" for w in self.fixed.get(day - 1, ()))]
        return max(after_race or free, default=None)

    def _long_days(self, weeks: tuple[Week, ...]) -> dict[int, int]:
        longs: dict[int, int] = {}
        goal = self.input.days_count - 1
        last_days = SHORT_RACE_LAST_LONG_DAYS if self.input.kind in ("5k", "10k") else LAST_LONG_DAYS_BEFORE
        kept = [day for day, workouts in self.fixed.items() if any(w.role == "long" for w in workouts)]
        for week in weeks:
            if any(day in week.days for day in kept):
                continue
            taken = [*longs.values(), *kept, *self.input.long_days_before]
            free = [
                day
                for day in week.days
                if self.caps_s[day] >= SHORTEST_LONG_S
                and day not in self._banned
                and goal - day >= last_days
                and all(abs(day - other) >= LONG_SPACING_DAYS for other in taken)
                and self._leaves_next_long(day)
            ]
            if free:
                longs[week.index] = max(free, key=self._long_preference)
        return longs

    def _second_long_days(self, weeks: tuple[Week, ...]) -> dict[int, int]:
        """The day after the long run's, or the one before, where two long runs stand back to back."""
        seconds: dict[int, int] = {}
        for week in weeks:
            long = self.longs.get(week.index)
            if long is None or self.has_race(week):
                continue
            is_paired = is_back_to_back(self.input.kind, week) and not self._is_paired_next_week(week, long)
            pairs = [(long + 1, long), (long - 1, long)] if is_paired else []
            before = self.longs.get(week.index - 1)
            if before is not None and follows_back_to_back(self.input.kind, week):
                pairs.append((before + 1, before))
            free = [day for day, beside in pairs if day in week.days and self._may_be_second(day, beside)]
            if free:
                seconds[week.index] = max(free, key=lambda day: (self.caps_s[day], day))
        return seconds

    def _is_paired_next_week(self, week: Week, long: int) -> bool:
        """Whether the day after a long run is the next week's first, and open for the second one."""
        return long == week.days[-1] and self.caps_s[long + 1] >= SHORTEST_LONG_S

    def _may_be_second(self, day: int, long: int) -> bool:
        beside = {day - 1, day + 1} - {long}
        return self.caps_s[day] >= SHORTEST_LONG_S and day not in self._banned and not beside & self._hard

    def _leaves_next_long(self, day: int) -> bool:
        """Whether a long run on this day leaves the usual weekday free next time; else it would never come back."""
        usual = self.input.availability.long_run_weekday
        ahead = (usual - self.input.day(day).weekday()) % WEEK_DAYS
        following = day + ahead
        open_then = following < len(self.caps_s) and self.caps_s[following] >= SHORTEST_LONG_S
        return ahead in (0, LONG_SPACING_DAYS) or not open_then or following in self._banned

    def _long_preference(self, day: int) -> tuple[bool, float, int]:
        weekday = self.input.day(day).weekday()
        return weekday == self.input.availability.long_run_weekday, self.caps_s[day], -day

    def _quality_days(self, week: Week) -> tuple[int, ...]:
        shortest = SHORTEST_TAPER_QUALITY_S if week.kind == "taper" else SHORTEST_QUALITY_S
        free = [
            day
            for day in week.days
            if self.caps_s[day] >= shortest
            and day not in self._banned
            and self.input.day(day) not in self.input.no_quality
            and not {day - 1, day, day + 1} & self._hard
        ]
        wanted = self._quality_wanted(week)
        for count in range(min(wanted, len(free)), 0, -1):
            apart = [days for days in combinations(free, count) if _least_gap(days) > 1]
            if apart:
                return max(apart, key=self._quality_preference)
        return ()

    def _quality_wanted(self, week: Week) -> int:
        most = QUALITY_PER_WEEK[self.input.athlete.experience]
        kept = sum(w.role in ("quality", "test") for day in week.days for w in self.fixed.get(day, ()))
        light = (
            week.kind in ("recovery", "intro", "taper") or self.has_race(week) or self.input.spaces_hard_days
        )
        return max(0, min(1 if light else most, most - kept))

    def _quality_preference(self, days: tuple[int, ...]) -> tuple[int, float, tuple[int, ...]]:
        around = [day for day in self._hard if min(days) - WEEK_DAYS <= day <= max(days) + WEEK_DAYS]
        return (
            _least_gap((*days, *around)),
            sum(min(self.caps_s[day], 90 * 60.0) for day in days),
            tuple(-day for day in days),
        )


def _least_gap(days: Iterable[int]) -> int:
    ordered = sorted(days)
    return min((later - earlier for earlier, later in pairwise(ordered)), default=FAR_AWAY_DAYS)
