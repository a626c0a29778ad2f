"""The taper: less time, the same intensity, nearly as many sessions (Bosquet 2007, Mujika 2003).

Daily time falls as exp(-x d / n). Of the ways that keep every rule of the taper the one with the best modelled
performance on race morning is taken.
"""

import heapq
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from training.planning.expectation import expected_of_text
from training.planning.inputs import usable_days
from training.planning.library import workouts_of
from training.planning.menu import LONGEST_EASY_MIN, SHORTEST_RUN_MIN, Menu, Planned
from training.planning.performance import race_morning_value
from training.planning.periodization import Week
from training.planning.race_form import (
    TSB_MARGIN,
    TSB_RULE_FROM_DAYS,
    OpenWeek,
    form_excess,
    least_excess,
)
from training.planning.slots import Slots
from training.planning.systems import SYSTEMS
from training.planning.timeline import Timeline, day_load
from training.planning.week_fill import REPEAT_DAYS, RUNS_PER_WEEK, SECOND_RUN_MIN, BlockTime, share_limit

LEAST_CUT, MOST_CUT = 0.41, 0.60  # of the time; the invariant tolerates four points more
STEEP, FLAT = 2.6, 0.6
CUT_TOLERANCE = 0.03
LEAST_SESSIONS_SHARE = 0.75
USUAL_SESSIONS_SHARE = 0.85
KEPT_INTENSITY = 0.95
RULE_WEIGHT = 1000.0
RISE_TOLERANCE = 1.04
PLAIN_DAYS_NEEDED = 4
QUALITY_LEVELS = (0.5, 0.25, 0.0)
QUALITY_MIN_SHARE = 1.7  # a taper quality session is no longer than this times a mean session


@dataclass(frozen=True, slots=True)
class Reference:
    """The load weeks before the taper, a day: seconds and sessions; their fastest pace; False if there were none."""

    seconds_a_day: float
    sessions_a_day: float
    fastest_mps: float
    is_binding: bool


@dataclass(frozen=True, slots=True)
class TaperShape:
    """One way to taper: share of time cut, steepness x, share of the sessions kept, quality sessions at most.

    `early`: the runs stand on the first days of the taper, for those whose form needs all the rest it can get.
    """

    cut: float
    steepness: float
    sessions_share: float
    quality_most: int
    early: bool = False


def reference_of(timeline: Timeline, weeks: Sequence[Week], slots: Slots) -> Reference:
    """What the taper is measured against: undisturbed full load weeks among the four before it."""
    before = [week for week in weeks if week.kind != "taper"][-4:]
    loaded = [w for w in before if w.kind == "load" and w.is_full and not slots.is_disturbed(w)]
    chosen = loaded or [week for week in before if week.is_full] or list(before)
    if not chosen:
        return _habit(slots)
    days = [timeline.days[day] for week in chosen for day in week.days]
    runs = [planned for workouts in days for planned in workouts if planned.role != "race"]
    all_runs = [planned for workouts in days for planned in workouts]
    return Reference(
        seconds_a_day=sum(planned.expected.s for planned in runs) / max(1, len(days)),
        sessions_a_day=len(all_runs) / max(1, len(days)),
        fastest_mps=max((planned.expected.fastest_mps for planned in all_runs), default=0.0),
        is_binding=bool(loaded),
    )


def _habit(slots: Slots) -> Reference:
    """For a plan that is all taper: what the athlete's CTL says he runs, on the days he has."""
    athlete = slots.input.athlete
    days = min(usable_days(slots.input.availability.max_s_by_weekday), RUNS_PER_WEEK[athlete.experience])
    easy_rtss_per_s = expected_of_text("1h E", slots.input.paces).rtss / 3600
    return Reference(athlete.ctl0 / easy_rtss_per_s, days / 7, 0.0, is_binding=False)


def best_taper(
    timeline: Timeline,
    weeks: Sequence[Week],
    slots: Slots,
    menu: Menu,
    steepness: float,
    last_used: dict[str, int],
) -> Timeline | None:
    """The timeline with the best taper near a steepness; None if every one breaks a rule."""
    builder = _Builder(timeline, weeks, slots, menu, last_used)
    if not builder.can_be_in_form():
        return None
    filled = [found for shape in _near(steepness) if (found := builder.build(shape)) is not None]
    return max(filled, key=race_morning_value, default=None)


def any_taper(
    timeline: Timeline, weeks: Sequence[Week], slots: Slots, menu: Menu, last_used: dict[str, int]
) -> Timeline | None:
    """The timeline with the first taper of any shape that breaks no rule; None if there is none."""
    builder = _Builder(timeline, weeks, slots, menu, last_used)
    if not builder.can_be_in_form():
        return None
    return next(
        (
            found
            for shape in _all(is_measured=builder.is_measured)
            if (found := builder.build(shape)) is not None
        ),
        None,
    )


def least_bad_taper(
    timeline: Timeline, weeks: Sequence[Week], slots: Slots, menu: Menu, last_used: dict[str, int]
) -> tuple[float, Timeline]:
    """For inputs that no taper suits: (how far off, the timeline); rules broken count first, then form."""
    builder = _Builder(timeline, weeks, slots, menu, last_used)
    tried = [builder.judged(shape) for shape in _all(is_measured=builder.is_measured)]
    return min(tried, key=lambda pair: pair[0])


def _near(steepness: float) -> Iterator[TaperShape]:
    cut = 1 - (1 - math.exp(-steepness)) / steepness
    for offset in (0.0, 0.02, -0.02, 0.04, -0.04):
        yield TaperShape(min(MOST_CUT, max(LEAST_CUT, cut + offset)), steepness, USUAL_SESSIONS_SHARE, 2)


def _all(*, is_measured: bool) -> Iterator[TaperShape]:
    """From the usual to the unusual; without load weeks before there is nothing the time is cut from."""
    cuts = (
        (0.5, 0.58, 0.62, 0.42, 0.39)
        if is_measured
        else (0.5, 0.62, 0.3, 0.15, 0.0, 0.8, 0.9, 1.0, -0.2, -0.6, -1.2, -2.0)
    )
    for early, share, quality in (
        (False, USUAL_SESSIONS_SHARE, 2),
        (False, 0.0, 2),
        (False, USUAL_SESSIONS_SHARE, 1),
        (True, 0.0, 2),
        (True, 0.0, 1),
        (False, 1.0, 1),
        (True, 0.0, 0),
        (False, USUAL_SESSIONS_SHARE, 0),
    ):
        for cut in cuts:
            yield TaperShape(cut, STEEP if early else 1.6, share, quality, early)
        yield TaperShape(cuts[-1], FLAT, share, quality, early)


class _Builder:
    def __init__(
        self,
        timeline: Timeline,
        weeks: Sequence[Week],
        slots: Slots,
        menu: Menu,
        last_used: dict[str, int],
    ) -> None:
        self.timeline, self.slots, self.menu, self.last_used = timeline, slots, menu, last_used
        self.tapering = [week for week in weeks if week.kind == "taper"]
        self.reference = reference_of(timeline, weeks, slots)
        self.first = len(timeline.days)
        self.goal = slots.input.days_count - 1
        self.length = self.goal - self.first
        self.limits_m = {day: timeline.single_run_limit_m(day) for day in range(self.first, self.goal)}
        self.ceilings = {day: self._ceiling_of(day) for day in range(self.first, self.goal)}
        self.fixed_s = sum(
            w.expected.s
            for day in range(self.first, self.goal)
            for w in slots.fixed.get(day, ())
            if w.role != "race"
        )
        self.fixed_count = sum(
            w.role != "race" for d in range(self.first, self.goal) for w in slots.fixed.get(d, ())
        )

    @property
    def is_measured(self) -> bool:
        """Whether the taper is held against the weeks before: there are some, and all its days are open."""
        return self.reference.is_binding and not self._is_closed(range(self.first, self.goal))

    def can_be_in_form(self) -> bool:
        """Whether rest until the race brings form above zero, and the most running holds it down; else no taper does."""
        return self._can_be_fresh() and least_excess(self.timeline, self._open_weeks()) <= 0

    def _can_be_fresh(self) -> bool:
        resting = self.timeline.copy()
        for week in self.tapering:
            resting.append_week([self.slots.fixed.get(day, ()) for day in week.days])
        return self.slots.input.days_count < TSB_RULE_FROM_DAYS or resting.race_morning_tsb > TSB_MARGIN

    def _open_weeks(self) -> list[OpenWeek]:
        """What the taper's weeks can hold at most; never less than a shape of it would put there."""
        ahead, weeks = self.timeline.copy(), []
        for week in self.tapering:
            limit = ahead.week_limit(week) if week.is_full and not self.slots.has_race(week) else math.inf
            fixed = [day_load(self.slots.fixed.get(day, ())) for day in week.days]
            most = [self._most_on(day) if day < self.goal else 0.0 for day in week.days]
            ahead.week_loads.append(min(limit, sum(fixed) + sum(most)))
            weeks.append(OpenWeek(fixed, most, limit))
        return weeks

    def _most_on(self, day: int) -> float:
        """The greatest load a shape can put on a day."""
        minutes = self.ceilings[day]
        firsts = [self.menu.easy(minutes)] if minutes >= SHORTEST_RUN_MIN else []
        if any(day in self.slots.qualities[week.index] for week in self.tapering):
            firsts += [
                planned
                for system in dict.fromkeys((*SYSTEMS[self.slots.input.kind]["T"], "T", "V", "C"))
                for workout in workouts_of(system, "T")
                for level in QUALITY_LEVELS
                if (planned := self.menu.sized(workout, level)).expected.s <= self.slots.caps_s[day]
                and planned.expected.m <= self.limits_m[day]
            ]
        return max((p.expected.rtss + self._most_beside(p, day) for p in firsts), default=0.0)

    def _most_beside(self, first: Planned, day: int) -> float:
        if self.slots.input.availability.max_sessions_per_day < 2:
            return 0.0
        room = int(min(self.slots.caps_s[day] / 60 - first.minutes, self.ceilings[day], SECOND_RUN_MIN[1]))
        return self.menu.easy(room, recovery=True).expected.rtss if room >= SECOND_RUN_MIN[0] else 0.0

    def build(self, shape: TaperShape) -> Timeline | None:
        """The timeline with this taper, or None if it breaks a rule."""
        filled = self._filled(shape)
        return None if any(self._broken(filled)) else filled

    def judged(self, shape: TaperShape) -> tuple[float, Timeline]:
        """How far this taper is from the rules, and the timeline with it."""
        filled = self._filled(shape)
        return RULE_WEIGHT * sum(self._broken(filled)) + form_excess(filled), filled

    def _filled(self, shape: TaperShape) -> Timeline:
        days = self._days(shape)
        filled = self.timeline.copy()
        for week in self.tapering:
            filled.append_week([days.get(day, self.slots.fixed.get(day, ())) for day in week.days])
        return filled

    def _days(self, shape: TaperShape) -> dict[int, tuple[Planned, ...]]:
        budget_s = (1 - shape.cut) * self.reference.seconds_a_day * self.length - self.fixed_s
        open_days = [d for d in range(self.first, self.goal) if self.ceilings[d] >= SHORTEST_RUN_MIN]
        wanted = self._sessions(shape, budget_s)
        quality = self._quality(shape, budget_s / 60 / max(1, wanted), budget_s) if wanted else {}
        free = [day for day in open_days if day not in quality]
        easy_count = max(0, wanted - len(quality))
        easy_days = free[:easy_count] if shape.early else _spread(free, easy_count)
        minutes = self._easy_minutes(easy_days, budget_s - sum(p.expected.s for p in quality.values()), shape)
        days: dict[int, tuple[Planned, ...]] = {day: (planned,) for day, planned in quality.items()}
        days |= {day: (self.menu.easy(value),) for day, value in minutes.items()}
        self._add_second_runs(days, wanted, budget_s)
        return days

    def _sessions(self, shape: TaperShape, budget_s: float) -> int:
        # A share of 0 asks for the least that the rule of sessions allows.
        share = shape.sessions_share * self.reference.sessions_a_day * self.length
        needed = math.ceil(LEAST_SESSIONS_SHARE * self.reference.sessions_a_day * self.length - 1 - 1e-9)
        wanted = max(needed, round(share)) - self.fixed_count
        return max(0, min(wanted, int(budget_s / 60 / SHORTEST_RUN_MIN)))

    def _ceiling_of(self, day: int) -> int:
        by_distance = self.menu.longest_easy_min(self.limits_m[day])
        return min(int(self.slots.caps_s[day] / 60), by_distance, LONGEST_EASY_MIN)

    def _quality(self, shape: TaperShape, mean_min: float, budget_s: float) -> dict[int, Planned]:
        chosen: dict[int, Planned] = {}
        slots = [day for week in self.tapering for day in self.slots.qualities[week.index]]
        pair = SYSTEMS[self.slots.input.kind]["T"]
        for number, day in enumerate(slots[: shape.quality_most]):
            order = (pair[number % 2], *pair, "T", "V", "C")
            planned = self._session(day, order, mean_min, budget_s, chosen)
            if planned is not None:
                chosen[day] = planned
        return chosen

    def _session(
        self, day: int, systems: Sequence[str], mean_min: float, budget_s: float, chosen: dict[int, Planned]
    ) -> Planned | None:
        """The first system's workout that fits, keeping the pace of the weeks before where that is still missing."""
        needed = 0.0 if any(self._keeps_pace(p) for p in chosen.values()) else KEPT_INTENSITY
        for bar in dict.fromkeys((needed, 0.0)):
            for system in dict.fromkeys(systems):
                fitting = [
                    planned
                    for workout in workouts_of(system, "T")
                    for level in QUALITY_LEVELS
                    if self._fits(planned := self.menu.sized(workout, level), day, mean_min, budget_s, chosen)
                    and (not bar or self._keeps_pace(planned))
                ]
                if fitting:
                    return max(fitting, key=lambda p: (self._since(p, day), p.level, p.workout_id))
        return None

    def _since(self, planned: Planned, day: int) -> int:
        return min(28, day - self.last_used.get(planned.workout_id, -99))

    def _keeps_pace(self, planned: Planned) -> bool:
        cs = self.menu.paces.cs_mps
        return planned.expected.fastest_mps >= KEPT_INTENSITY * min(cs, self.reference.fastest_mps or cs)

    def _fits(
        self, planned: Planned, day: int, mean_min: float, budget_s: float, chosen: dict[int, Planned]
    ) -> bool:
        expected = planned.expected
        easy_s = max(0.0, budget_s - expected.s - sum(p.expected.s for p in chosen.values()))
        block = BlockTime(total_s=easy_s, easy_s=easy_s).plus([*chosen.values(), planned])
        return (
            self.menu.carries(planned)
            and block.is_balanced
            and expected.s <= self.slots.caps_s[day]
            and expected.m <= self.limits_m[day]
            and planned.minutes <= max(30.0, QUALITY_MIN_SHARE * mean_min)
            and self._since(planned, day) >= REPEAT_DAYS
            and all(planned.workout_id != other.workout_id for other in chosen.values())
        )

    def _easy_minutes(self, days: Sequence[int], budget_s: float, shape: TaperShape) -> dict[int, int]:
        """Whole minutes by day, falling towards the race, within the day's limits."""
        minutes = dict.fromkeys(days, SHORTEST_RUN_MIN)
        left = int(budget_s / 60) - sum(minutes.values())
        if left >= sum(self.ceilings[day] - SHORTEST_RUN_MIN for day in days):
            return {day: self.ceilings[day] for day in days}
        ideal = {day: math.exp(-shape.steepness * (day - self.first) / max(1, self.length)) for day in days}
        # The next minute goes to the day that is shortest for its place.
        growing = [(SHORTEST_RUN_MIN / ideal[day], day) for day in days]
        heapq.heapify(growing)
        while left > 0 and growing:
            _, day = heapq.heappop(growing)
            if minutes[day] < self.ceilings[day]:
                minutes[day] += 1
                left -= 1
                heapq.heappush(growing, (minutes[day] / ideal[day], day))
        return minutes

    def _add_second_runs(self, days: dict[int, tuple[Planned, ...]], wanted: int, budget_s: float) -> None:
        """Two runs a day for those who run twice a day, when the days alone do not hold the sessions or the time."""
        if self.slots.input.availability.max_sessions_per_day < 2:
            return
        missing = wanted - len(days)
        left_min = (budget_s - sum(p.expected.s for workouts in days.values() for p in workouts)) / 60
        for day in sorted(days):
            room = int(
                min(self.slots.caps_s[day] / 60 - days[day][0].minutes, self.ceilings[day], SECOND_RUN_MIN[1])
            )
            if missing <= 0 and left_min < SECOND_RUN_MIN[0]:
                return
            minutes = min(room, max(SECOND_RUN_MIN[0], int(left_min)))
            if minutes >= SECOND_RUN_MIN[0]:
                days[day] = (*days[day], self.menu.easy(minutes, recovery=True))
                missing, left_min = missing - 1, left_min - minutes

    def _broken(self, filled: Timeline) -> Iterator[bool]:
        """Each rule of the taper in turn: whether it is broken."""
        days = filled.days[self.first : self.goal]
        runs = [planned for workouts in days for planned in workouts if planned.role != "race"]
        yield form_excess(filled) > 0
        yield self._time_is_off(runs)
        yield self._is_unbalanced(filled)
        yield self._rises(filled)
        yield self._share_is_off(filled)
        yield self._grows(filled)
        yield not self.timeline.allows([day_load(workouts) for workouts in filled.days[self.first :]])

    def _grows(self, filled: Timeline) -> bool:
        growing = self.timeline.copy()
        for week in self.tapering:
            limit = growing.week_limit(week)
            growing.append_week([filled.days[day] for day in week.days])
            if growing.week_loads[-1] > limit and week.is_full and not self.slots.has_race(week):
                return True
        return False

    def _time_is_off(self, runs: Sequence[Planned]) -> bool:
        """The rules against the weeks before: time, intensity, sessions; they bind where there is something to bind to."""
        if not self.is_measured or self.length < 6 or not self.reference.seconds_a_day:
            return False
        cut = 1 - sum(p.expected.s for p in runs) / self.length / self.reference.seconds_a_day
        fast_before = self.reference.fastest_mps > 0.9 * self.menu.paces.cs_mps
        return (
            not LEAST_CUT - CUT_TOLERANCE <= cut <= MOST_CUT + CUT_TOLERANCE
            or (fast_before and not any(self._keeps_pace(p) for p in runs))
            or len(runs) < LEAST_SESSIONS_SHARE * self.reference.sessions_a_day * self.length - 1 - 1e-9
        )

    def _is_closed(self, days: range) -> bool:
        """Whether one of the days is not possible: such weeks measure nothing."""
        return any(self.slots.input.day(day) in self.slots.input.blackouts for day in days)

    def _is_unbalanced(self, filled: Timeline) -> bool:
        runs = [p for workouts in filled.days[self.first :] for p in workouts]
        return not BlockTime().plus(runs).is_balanced

    def _rises(self, filled: Timeline) -> bool:
        daily = []
        for week in self.tapering:
            plain = [filled.days[d] for d in week.days if not any(p.role == "race" for p in filled.days[d])]
            if len(plain) >= PLAIN_DAYS_NEEDED and not self._is_closed(week.days):
                daily.append(sum(day_load(workouts) for workouts in plain) / len(plain))
        return any(later > RISE_TOLERANCE * earlier for earlier, later in pairwise(daily))

    def _share_is_off(self, filled: Timeline) -> bool:
        for week in self.tapering:
            runs = [planned for day in week.days for planned in filled.days[day]]
            if not week.is_full or not runs or any(planned.role == "race" for planned in runs):
                continue
            longest = max(planned.expected.s for planned in runs)
            if longest > max(2400.0, share_limit(len(runs)) * sum(planned.expected.s for planned in runs)):
                return True
        return False


def _spread(days: Sequence[int], count: int) -> list[int]:
    """So many of the days, evenly over them."""
    if count <= 0:
        return []
    if count >= len(days):
        return list(days)
    if count == 1:
        return [days[len(days) // 2]]
    return sorted({days[round(position * (len(days) - 1) / (count - 1))] for position in range(count)})
