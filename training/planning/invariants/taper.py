"""Invariants of the taper: time down, intensity and sessions kept, load never rising (15-18)."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from training.planning.invariants.reading import Day, Reading, Violation, WeekRead
from training.planning.steps import unrolled
from training.planning.words import WORDS
from training.planning.workout_records import Workout

SHORTEST_KEPT_STEP = 30.0  # strides of 20 s do not show that the intensity is kept


@dataclass(frozen=True, slots=True)
class _Taper:
    weeks: tuple[WeekRead, ...]
    before: tuple[WeekRead, ...]
    days: tuple[Day, ...]

    @property
    def where(self) -> str:
        return self.days[0].day.isoformat()

    @property
    def runs(self) -> list[Workout]:
        return [w for day in self.days for w in day.workouts if w.role != "race"]


def _taper(plan: Reading) -> _Taper | None:
    """The taper and the load weeks it is measured against; None where there is nothing to measure."""
    first = next((n for n, week in enumerate(plan.weeks) if week.kind == "taper"), len(plan.weeks))
    weeks = plan.weeks[first:]
    before = tuple(
        week
        for week in plan.weeks[max(0, first - 4) : first]
        if week.kind == "load" and week.is_full and not plan.is_disturbed(week)
    )
    days = tuple(day for week in weeks for day in week.days)[:-1]
    if not before or len(days) < 6 or any(day.day in plan.blackouts for day in days):
        return None
    return _Taper(weeks, before, days)


def at_the_end(plan: Reading) -> Iterator[Violation]:
    """15: the taper weeks are the last ones."""
    kinds = [week.kind == "taper" for week in plan.weeks]
    if kinds != sorted(kinds):
        yield Violation("I15", plan.goal_day.isoformat(), WORDS.say("broken_taper_place"))


def time_cut(plan: Reading) -> Iterator[Violation]:
    """15: 41 to 60 % less time a day than in the load weeks before, four points either side."""
    taper = _taper(plan)
    if taper is None:
        return
    usual = math.fsum(week.total("expected_s") for week in taper.before) / (7 * len(taper.before))
    if usual <= 0:
        return
    cut = 1 - math.fsum(w.expected_s for w in taper.runs) / len(taper.days) / usual
    if not 0.37 <= cut <= 0.64:
        yield Violation("I15", taper.where, WORDS.say("broken_taper_cut", cut_percent=100 * cut))


def intensity_kept(plan: Reading) -> Iterator[Violation]:
    """16: the fastest pace held in the taper is near the fastest before it, or near CS."""
    taper = _taper(plan)
    if taper is None:
        return
    cs = plan.athlete.cs_mps
    usual = max((_fastest(w) for week in taper.before for w in week.workouts), default=0.0)
    kept = max((_fastest(w) for w in taper.runs), default=0.0)
    if usual > 0.9 * cs and kept < 0.95 * min(usual, cs):
        yield Violation("I16", taper.where, WORDS.say("broken_taper_pace", kept_mps=kept, usual_mps=usual))


def load_falls(plan: Reading) -> Iterator[Violation]:
    """17: a taper week's daily load is not above that of the week before it."""
    taper = _taper(plan)
    if taper is None:
        return
    daily = []
    for week in taper.weeks:
        plain = [day for day in week.days if not day.is_race]
        if len(plain) >= 4:
            daily.append(math.fsum(day.total("expected_rtss") for day in plain) / len(plain))
    for earlier, later in pairwise(daily):
        if later > 1.05 * earlier:
            yield Violation(
                "I17", taper.where, WORDS.say("broken_taper_load", later_rtss=later, earlier_rtss=earlier)
            )


def sessions_kept(plan: Reading) -> Iterator[Violation]:
    """18: nearly as many sessions a day as before."""
    taper = _taper(plan)
    if taper is None:
        return
    usual = sum(len(week.workouts) for week in taper.before) / (7 * len(taper.before))
    if len(taper.runs) < 0.75 * usual * len(taper.days) - 1 - 1e-9:
        yield Violation(
            "I18",
            taper.where,
            WORDS.say("broken_taper_sessions", sessions_count=len(taper.runs), days_count=len(taper.days)),
        )


def _fastest(workout: Workout) -> float:
    """The fast edge of the fastest pace target that is held for a while, m/s."""
    return max(
        (
            step.target.pace_mps[1]
            for step in unrolled(workout.steps)
            if step.target.type == "pace" and (step.duration.value or 0.0) >= SHORTEST_KEPT_STEP
        ),
        default=0.0,
    )


CHECKS = (at_the_end, time_cut, intensity_kept, load_falls, sessions_kept)
