"""Easy running of a week: runs of different lengths, recovery after hard days, strides once, a second run where it helps."""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from training.planning.menu import EASY_STEP_MIN, SHORTEST_EASY_MIN, Menu, Planned

__all__ = ["EasyDays", "EasyRoom", "spread_minutes"]

LONGEST_EASY_MIN, LONGEST_MEDIUM_MIN = 90, 105
DISTANCE_STEP_M = 500.0
LONGEST_RECOVERY_MIN = 40
MEDIUM_LONG_SHARE, MEDIUM_LONG_MIN = 0.57, 75
WAVE = 0.38
LEAST_RATIO = 1.2  # of the longest easy run to the shortest
AFTER_HARD_SHARE = 0.75
STRIDES_FROM_MIN, MANY_STRIDES_FROM_MIN = 30, 45
FINISH_FROM_MIN, FINISH_MIN = 40, 10
DOUBLES_FROM_WEEK_MIN, DOUBLES_WANTED_FROM_MIN = 360.0, 520.0
SHORTEST_SECOND_MIN, USUAL_SECOND_MIN = 20, 40
DOUBLED_FROM_MIN = 45  # that the first run may take; a shorter one grows before there is a second
HARD_DAY_MIN, COMFORTABLE_MIN = 65, 75


@dataclass(frozen=True, slots=True)
class EasyRoom:
    """What a week leaves for easy running: by day the minutes of one run, all free minutes, and metres of one run.

    `hard`: days with a long run or quality; `recovering`: the days after hard ones; `may_double`: whether a day may hold two runs.
    """

    ceilings: Mapping[int, int]
    free_min: Mapping[int, int]
    limits_m: Mapping[int, float]
    hard: frozenset[int]
    recovering: frozenset[int]
    may_double: bool


@dataclass(slots=True)
class EasyDays:
    """How the easy runs of a week look. `spread`: how much they differ; `strides`: E3, E4 or none.

    `medium_long`: one run of 57 % of the long run or 75 minutes; `finish`: one run ends steadily.
    """

    spread: float = 1.0
    strides: str | None = "E3"
    medium_long: bool = False
    finish: bool = False
    recovery: bool = True
    most_min: int = LONGEST_EASY_MIN
    second_most_min: int = 60  # the second run of a day
    always_min: int = 75  # an easy run may be this long even where the long run is not
    exact: bool = False  # runs as long as the single run's growth allows, by distance

    def shorten(self, minutes: int) -> bool:
        """No run longer than this; False where it cannot be shorter."""
        if minutes >= self.most_min or minutes < SHORTEST_EASY_MIN:
            return False
        self.most_min, self.medium_long = minutes, False
        return True

    def runs(
        self, menu: Menu, room: EasyRoom, count: int, left_rtss: float, longest_min: float
    ) -> dict[int, tuple[Planned, ...]]:
        """Easy runs by day: none beyond its ceiling, all of a day within its free minutes."""
        total = left_rtss / menu.easy_rate
        ceilings, hard = room.ceilings, room.hard
        days = self._days(ceilings, hard, min(count, int(total / SHORTEST_EASY_MIN + 1e-6)))
        if not days:
            return {}
        plain_caps = self._plain_caps(days, ceilings, longest_min)
        first = self._long_easy_day(days, plain_caps, room)
        caps = self._with_medium_long(plain_caps, first, ceilings, longest_min)
        weights = self._weights(days, caps, room.recovering, first)
        doubles = self._second_runs(menu, room, caps, days, total) if room.may_double else {}
        total -= sum(planned.minutes for planned in doubles.values())
        left_min = {day: ceilings[day] for day in days}
        left_min |= {
            day: min(ceilings[day], room.free_min[day] - int(second.minutes))
            for day, second in doubles.items()
        }
        caps = {day: min(cap, left_min[day]) for day, cap in caps.items()}
        floor = {first: min(caps[first], MEDIUM_LONG_MIN)} if self.medium_long and first is not None else {}
        if self.exact:
            weights, caps = dict.fromkeys(days, 1.0), plain_caps
        minutes = spread_minutes(days, caps, weights, total, floor)
        if len(days) > 2 or len(hard) > 1 or total - sum(minutes.values()) < EASY_STEP_MIN:
            minutes = _apart(minutes, weights)
        if self.exact and total - sum(minutes.values()) > EASY_STEP_MIN:
            return self._by_distance(menu, minutes, caps, room.limits_m)
        left = left_rtss - sum(planned.expected.rtss for planned in doubles.values())
        return _with_second(self._workouts(menu, minutes, room, left_min, left), doubles)

    def _plain_caps(
        self, days: Sequence[int], ceilings: Mapping[int, int], longest_min: float
    ) -> dict[int, int]:
        """The most minutes of each day's run: its day's, and no more than an easy run may take."""
        most = int(min(self.most_min, max(longest_min, self.always_min)))
        return {day: min(ceilings[day], most) for day in days}

    def _with_medium_long(
        self, caps: Mapping[int, int], first: int | None, ceilings: Mapping[int, int], longest_min: float
    ) -> dict[int, int]:
        """The same with room for the medium-long run on its day, where the week has one."""
        if not self.medium_long or first is None or not longest_min:
            return dict(caps)
        wanted = EASY_STEP_MIN * -(-int(max(MEDIUM_LONG_SHARE * longest_min, 0)) // EASY_STEP_MIN)
        most = min(ceilings[first], LONGEST_MEDIUM_MIN, max(wanted, min(MEDIUM_LONG_MIN, longest_min)))
        return {**caps, first: int(most)}

    def _by_distance(
        self, menu: Menu, minutes: Mapping[int, int], caps: Mapping[int, int], limits_m: Mapping[int, float]
    ) -> dict[int, tuple[Planned, ...]]:
        """Runs as long as the single run's growth allows, in steps of 500 m: five minutes would be too coarse."""
        runs: dict[int, tuple[Planned, ...]] = {}
        for day, value in minutes.items():
            by_time = caps[day] / 60 * menu.easy(60).expected.m
            metres = DISTANCE_STEP_M * int(min(limits_m[day], by_time) / DISTANCE_STEP_M + 1e-6)
            is_limited = caps[day] - value < EASY_STEP_MIN and metres > menu.easy(value).expected.m
            runs[day] = (menu.easy_distance(metres) if is_limited else menu.easy(value),)
        return runs

    def _days(self, ceilings: Mapping[int, int], hard: frozenset[int], count: int) -> list[int]:
        """Days for easy runs: those that part hard days first, then those with most room."""
        open_days = [d for d, ceiling in ceilings.items() if ceiling >= SHORTEST_EASY_MIN and d not in hard]
        near = {day: sum(other in hard for other in (day - 1, day + 1)) for day in open_days}
        open_days.sort(key=lambda day: (-min(ceilings[day], 60), near[day], day))
        return sorted(open_days[:count])

    def _long_easy_day(self, days: Sequence[int], caps: Mapping[int, int], room: EasyRoom) -> int | None:
        free = [day for day in days if day not in room.recovering] or list(days)
        return max(free, key=lambda day: (caps[day], day + 1 not in room.hard, -day), default=None)

    def _weights(
        self, days: Sequence[int], caps: Mapping[int, int], recovering: frozenset[int], first: int | None
    ) -> dict[int, float]:
        order = sorted(days, key=lambda day: (day != first, day in recovering, -caps[day], day))
        middle = max(1, len(order) - 1)
        return {
            day: (1 + self.spread * WAVE * (1 - 2 * place / middle))
            * (AFTER_HARD_SHARE if day in recovering else 1.0)
            for place, day in enumerate(order)
        }

    def _second_runs(
        self, menu: Menu, room: EasyRoom, caps: Mapping[int, int], days: Sequence[int], total: float
    ) -> dict[int, Planned]:
        """Second runs split what the days would hold in too long runs."""
        free_min, week_min = room.free_min, total + HARD_DAY_MIN * len(room.hard)
        beyond = total - sum(min(caps[day], COMFORTABLE_MIN) for day in days)
        if week_min < DOUBLES_FROM_WEEK_MIN or (beyond <= 0 and week_min < DOUBLES_WANTED_FROM_MIN):
            return {}
        roomy = [
            day
            for day in days
            if room.ceilings[day] >= DOUBLED_FROM_MIN and free_min[day] >= SHORTEST_SECOND_MIN + 40
        ]
        roomy.sort(key=lambda day: (-free_min[day], day))
        least = 1 + (week_min >= DOUBLES_WANTED_FROM_MIN)
        count = min(len(roomy), max(least, -int(-max(0.0, beyond) // USUAL_SECOND_MIN)))
        if not count:
            return {}
        length = EASY_STEP_MIN * round(max(0.0, beyond) / count / EASY_STEP_MIN)
        length = min(max(length, SHORTEST_SECOND_MIN + 5), self.second_most_min)
        return {
            day: menu.easy(
                EASY_STEP_MIN * (min(length, free_min[day] - 40, room.ceilings[day]) // EASY_STEP_MIN),
                recovery=length <= LONGEST_RECOVERY_MIN,
            )
            for day in sorted(roomy[:count])
        }

    def _workouts(
        self,
        menu: Menu,
        minutes: Mapping[int, int],
        room: EasyRoom,
        ceilings: Mapping[int, int],
        left_rtss: float,
    ) -> dict[int, Planned]:
        runs = {
            day: menu.easy(
                value, recovery=self.recovery and day in room.recovering and value <= LONGEST_RECOVERY_MIN
            )
            for day, value in minutes.items()
        }
        if menu.walks:
            return runs
        changes = ((self.strides, self._strides), ("E6" if self.finish else None, self._finish))
        for workout_id, make in changes:
            for day in self._special_days(minutes, room) if workout_id else ():
                planned = make(menu, workout_id or "", minutes[day], ceilings[day])
                spare = left_rtss - sum(run.expected.rtss for run in runs.values()) + runs[day].expected.rtss
                if (
                    planned is not None
                    and runs[day].workout_id in ("E1", "E2")
                    and planned.expected.rtss <= spare + 2
                    and planned.expected.m <= room.limits_m[day]
                ):
                    runs[day] = planned
                    break
        return runs

    def _special_days(self, minutes: Mapping[int, int], room: EasyRoom) -> list[int]:
        """Days for strides, best first: not before a hard day, not the longest of all."""
        return sorted(
            minutes,
            key=lambda day: (day in room.recovering, day + 1 in room.hard, -min(minutes[day], 55), day),
        )

    def _strides(self, menu: Menu, workout_id: str, minutes: int, ceiling: int) -> Planned | None:
        if minutes < STRIDES_FROM_MIN:
            return None
        many = minutes >= MANY_STRIDES_FROM_MIN
        count, easy = (6, minutes - 15) if many else (4, minutes - 10)
        reps = "20s X,70s R" if workout_id == "E3" else "hill:10s X,110s R"
        for easy_min in (easy, easy - 5):
            planned = menu.given(workout_id, f"{easy_min}m E;{count}x({reps});5m R", "easy")
            if easy_min >= 15 and planned.minutes <= ceiling and menu.carries(planned):
                return planned
        return None

    def _finish(self, menu: Menu, workout_id: str, minutes: int, ceiling: int) -> Planned | None:
        if minutes < FINISH_FROM_MIN or minutes > ceiling:
            return None
        return menu.given(workout_id, f"{minutes - FINISH_MIN}m E;{FINISH_MIN}m S", "easy")


def _with_second(
    runs: Mapping[int, Planned], doubles: Mapping[int, Planned]
) -> dict[int, tuple[Planned, ...]]:
    """The runs of each day, the longer of two first."""
    found: dict[int, tuple[Planned, ...]] = {day: (planned,) for day, planned in runs.items()}
    for day, second in doubles.items():
        both = (*found.get(day, ()), second)
        found[day] = tuple(sorted(both, key=lambda run: -run.minutes))
    return found


def _apart(minutes: dict[int, int], weights: Mapping[int, float]) -> dict[int, int]:
    """Where full days have made all runs alike, the lightest is shorter than the longest."""
    if len(minutes) < 2:
        return minutes
    lightest = min(minutes, key=lambda day: (weights[day], day))
    wanted = EASY_STEP_MIN * int(max(minutes.values()) / LEAST_RATIO / EASY_STEP_MIN)
    if max(minutes.values()) < LEAST_RATIO * min(minutes.values()) and wanted >= SHORTEST_EASY_MIN:
        return minutes | {lightest: wanted}
    return minutes


def spread_minutes(
    days: Sequence[int],
    caps: Mapping[int, int],
    weights: Mapping[int, float],
    total: float,
    floor: Mapping[int, int] | None = None,
) -> dict[int, int]:
    """Minutes by day in steps of five, none under 20, the next step where a run is shortest for its weight."""
    minutes = dict.fromkeys(days, SHORTEST_EASY_MIN)
    for day, least in (floor or {}).items():
        if total - sum(minutes.values()) >= least - minutes[day]:
            minutes[day] = max(minutes[day], EASY_STEP_MIN * (least // EASY_STEP_MIN))
    left = total - sum(minutes.values())
    growing = [(minutes[day] / weights[day], day) for day in days]
    heapq.heapify(growing)
    while growing and left >= EASY_STEP_MIN / 2:
        _, day = heapq.heappop(growing)
        if minutes[day] + EASY_STEP_MIN <= caps[day]:
            minutes[day] += EASY_STEP_MIN
            left -= EASY_STEP_MIN
            heapq.heappush(growing, (minutes[day] / weights[day], day))
    return minutes
