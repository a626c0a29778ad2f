"""Judges a taper: less time, the same intensity, nearly as many sessions, load that falls (Bosquet 2007, Mujika 2003)."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from training.planning.expectation import expected_of_text
from training.planning.inputs import usable_days
from training.planning.menu import Planned
from training.planning.periodization import Week
from training.planning.race_form import form_excess
from training.planning.slots import Slots
from training.planning.timeline import Timeline, day_load
from training.planning.week_judge import BlockTime, share_limit
from training.planning.week_task import RUNS_PER_WEEK

LEAST_CUT, MOST_CUT = 0.38, 0.63  # of the time; a point inside what the invariant tolerates
LEAST_SESSIONS_SHARE = 0.75
KEPT_INTENSITY = 0.95
FAST_BEFORE = 0.9
RISE_TOLERANCE = 1.04
PLAIN_DAYS_NEEDED = 4
SHARE_FREE_S = 2400.0


@dataclass(frozen=True, slots=True)
class Reference:
    """The load weeks before the taper, a day: seconds and sessions; their fastest pace; False if there were none."""

    seconds_a_day: float
    sessions_a_day: float
    fastest_mps: float
    is_binding: bool


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


class TaperJudge:
    """The rules of one plan's taper; `before` is the timeline up to it."""

    def __init__(self, before: Timeline, weeks: Sequence[Week], slots: Slots, cs_mps: float) -> None:
        self.before, self.slots, self.cs_mps = before, slots, cs_mps
        self.tapering = [week for week in weeks if week.kind == "taper"]
        self.reference = reference_of(before, weeks, slots)
        self.first, self.goal = len(before.days), slots.input.days_count - 1
        self.length = self.goal - self.first

    @property
    def is_measured(self) -> bool:
        """Whether the taper is held against the weeks before: there are some, and all its days are open."""
        return self.reference.is_binding and not self._is_closed(range(self.first, self.goal))

    def sessions_needed(self) -> int:
        """The least sessions of the whole taper."""
        return math.ceil(LEAST_SESSIONS_SHARE * self.reference.sessions_a_day * self.length - 1 - 1e-9)

    def keeps_pace(self, planned: Planned) -> bool:
        """Whether a run holds a pace near the fastest before it, or near CS."""
        return planned.expected.fastest_mps >= KEPT_INTENSITY * min(self.cs_mps, self.reference.fastest_mps)

    @property
    def needs_pace(self) -> bool:
        """Whether the weeks before were fast enough for the taper to keep it."""
        return self.is_measured and self.reference.fastest_mps > FAST_BEFORE * self.cs_mps

    def broken(self, filled: Timeline) -> Iterator[bool]:
        """Each rule of the taper in turn: whether it is broken."""
        days = filled.days[self.first : self.goal]
        runs = [planned for workouts in days for planned in workouts if planned.role != "race"]
        yield form_excess(filled) > 0
        yield self._time_is_off(runs)
        yield not BlockTime().plus(p for workouts in filled.days[self.first :] for p in workouts).is_balanced
        yield self._rises(filled)
        yield self._share_is_off(filled)
        yield self._grows(filled)
        yield not self.before.allows([day_load(workouts) for workouts in filled.days[self.first :]])

    def _grows(self, filled: Timeline) -> bool:
        growing = self.before.copy()
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
        return (
            not LEAST_CUT <= cut <= MOST_CUT
            or (self.needs_pace and not any(self.keeps_pace(p) for p in runs))
            or len(runs) < self.sessions_needed()
        )

    def _is_closed(self, days: range) -> bool:
        """Whether one of the days is not possible: such weeks measure nothing."""
        return any(self.slots.input.day(day) in self.slots.input.blackouts for day in days)

    def _rises(self, filled: Timeline) -> bool:
        daily = []
        for week in self.tapering:
            plain = [filled.days[d] for d in week.days if not any(p.role == "race" for p in filled.days[d])]
            if len(plain) >= PLAIN_DAYS_NEEDED and self.is_measured:
                daily.append(sum(day_load(workouts) for workouts in plain) / len(plain))
        return any(later > RISE_TOLERANCE * earlier for earlier, later in pairwise(daily))

    def _share_is_off(self, filled: Timeline) -> bool:
        for week in self.tapering:
            runs = [planned for day in week.days for planned in filled.days[day]]
            if not week.is_full or not runs or any(planned.role == "race" for planned in runs):
                continue
            longest = max(planned.expected.s for planned in runs)
            limit = share_limit(len(runs), self.slots.input.kind) * sum(
                planned.expected.s for planned in runs
            )
            if longest > max(SHARE_FREE_S, limit):
                return True
        return False
