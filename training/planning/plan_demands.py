"""What a plan's race and runner ask of its weeks, worked out once for the whole plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from training.planning.demands import goal_fraction, rank_of
from training.planning.inputs import PlanInput
from training.planning.long_runs import goal_minutes_by_week, long_wishes_m
from training.planning.periodization import Week
from training.planning.philosophies import Philosophy
from training.planning.returns import RETURN_LONG_SHARE
from training.planning.slots import Slots

__all__ = ["INJURED_CALM_WEEKS", "RETURNING_MOST_MIN", "Demands", "demands_of"]

NOVICES_FIRST_QUALITY_WEEK, NOVICES_FIRST_FAST_WEEK = 2, 3  # indices
INJURED_CALM_WEEKS, INJURED_LATEST_WEEK, INJURED_SLOW_WEEKS = 2, 4, 2
BEGINNERS_SHARE, BEGINNERS_WEEKS = 0.6, 6
TEST_SPACING_WEEKS, LAST_TEST_WEEKS_BEFORE, WEEKS_PER_TEST = 5, 3, 5
STEADY_TEST_WEEK = 3  # index: week 4
RETURNING_MOST_MIN, RETURN_WEEKS_WITHOUT_TEST = 45, 2


@dataclass(frozen=True, slots=True)
class Demands:
    """What the race, the philosophy and the athlete ask of each week. Weeks by index."""

    input: PlanInput
    philosophy: Philosophy
    rank: int
    count: int
    goal_class: str
    long_m: Mapping[int, float]
    goal_min: Mapping[int, float]
    progress: Mapping[int, float]
    tests: Mapping[int, tuple[str, ...]]
    first_quality_week: int
    first_fast_week: int
    turn: Mapping[int, int]


def demands_of(plan_input: PlanInput, weeks: Sequence[Week], slots: Slots, philosophy: Philosophy) -> Demands:
    """The demands of a plan under a philosophy."""
    count = len(weeks)
    loaded = [week.index for week in weeks if week.kind in ("load", "intro")]
    place = {index: number for number, index in enumerate(loaded)}
    steps = max(1, len(loaded) - 1)
    progress = {week.index: min(1.0, sum(index < week.index for index in loaded) / steps) for week in weeks}
    first, fast = _first_weeks(plan_input, count)
    fraction = goal_fraction(plan_input)
    return Demands(
        input=plan_input,
        philosophy=philosophy,
        rank=rank_of(plan_input),
        count=count,
        goal_class="V" if fraction >= 1.02 else "C" if fraction >= 0.965 else "T",
        long_m=_limited_at_first(
            plan_input, slots, long_wishes_m(plan_input, weeks, slots.longs, philosophy.long_share)
        ),
        goal_min=goal_minutes_by_week(
            plan_input,
            [week for week in weeks if not slots.is_return(week)],
            slots.longs,
            philosophy.goal_longs,
        ),
        progress=progress,
        tests=_tests(plan_input, weeks, first),
        first_quality_week=first,
        first_fast_week=fast,
        turn={week.index: place.get(week.index, week.index) for week in weeks},
    )


def _limited_at_first(
    plan_input: PlanInput, slots: Slots, wishes: Mapping[int, float]
) -> Mapping[int, float]:
    """After lost or closed days the first long run is no longer than three quarters of the last."""
    limited = dict(wishes)
    if plan_input.first_long_m is not None and slots.longs:
        first = min(slots.longs)
        limited[first] = min(limited.get(first, 0.0), plan_input.first_long_m)
    for back in slots.returns:
        before = [index for index, day in slots.longs.items() if day < back.day]
        after = [index for index, day in slots.longs.items() if day >= back.day]
        if before and after:
            limited[min(after)] = min(limited[min(after)], RETURN_LONG_SHARE * limited[max(before)])
    return limited


def _first_weeks(plan_input: PlanInput, count: int) -> tuple[int, int]:
    """Indices of the first week with quality and of the first with running above Critical Speed."""
    if plan_input.is_beginner:
        first = max(BEGINNERS_WEEKS, -int(-BEGINNERS_SHARE * count // 1))
        return first, first
    novice = plan_input.athlete.experience == "novice"
    first, fast = (NOVICES_FIRST_QUALITY_WEEK, NOVICES_FIRST_FAST_WEEK) if novice else (0, 0)
    if plan_input.athlete.is_injured:
        banned = [(day - plan_input.start).days for day in plan_input.no_quality if day >= plan_input.start]
        calm = min(INJURED_LATEST_WEEK, max((max(banned) // 7 + 1) if banned else 0, INJURED_CALM_WEEKS))
        return max(first, calm), max(fast, calm + INJURED_SLOW_WEEKS)
    return first, fast


def _tests(plan_input: PlanInput, weeks: Sequence[Week], first: int) -> dict[int, tuple[str, ...]]:
    """Weeks in which a test is due, with the tests to try: all-out ones, or 20 steady minutes for novices."""
    if plan_input.is_beginner:
        return {}
    unknown = plan_input.paces.heart_rate_only
    count = len(weeks)
    if plan_input.returning_days:
        first = max(first, RETURN_WEEKS_WITHOUT_TEST)
    before = [
        week for week in weeks if week.kind != "taper" and count - 1 - week.index >= LAST_TEST_WEEKS_BEFORE
    ]
    if plan_input.athlete.experience == "novice":
        return {
            week.index: ("T16",) for week in before if unknown and week.index == max(STEADY_TEST_WEEK, first)
        }
    found: dict[int, tuple[str, ...]] = {}
    for week in before:
        since = week.index - max(found, default=-TEST_SPACING_WEEKS if unknown else 0)
        due = week.kind == "recovery" or (unknown and week.kind == "intro")
        if due and week.index >= first and since >= TEST_SPACING_WEEKS:
            found[week.index] = ("Q1", "Q3", "Q2")
        if len(found) >= max(1, count // WEEKS_PER_TEST):
            break
    return found
