"""What each week is asked for: the race's demands, the philosophy and the athlete, put together before any load is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from training.planning.demands import goal_fraction, rank_of, usual_runs
from training.planning.easy_days import LONGEST_EASY_MIN, EasyDays
from training.planning.inputs import PlanInput
from training.planning.long_runs import goal_minutes_by_week, long_wishes_m
from training.planning.menu import Planned
from training.planning.periodization import Week
from training.planning.philosophies import Philosophy
from training.planning.quality_choice import QualityTask
from training.planning.run_walk import LAST_STAGE
from training.planning.slots import QUALITY_PER_WEEK, Slots
from training.planning.week_judge import BlockTime
from training.planning.week_task import WeekTask

__all__ = ["Demands", "demands_of", "week_task"]

EARLY_UNTIL, LATE_WEEKS, LATE_SHARE = 2 / 3, 7, 0.6
NOVICES_FIRST_QUALITY_WEEK, NOVICES_FIRST_FAST_WEEK = 2, 3  # indices
INJURED_CALM_WEEKS, INJURED_LATEST_WEEK = 2, 4
BEGINNERS_SHARE, BEGINNERS_WEEKS = 0.6, 6
TEST_SPACING_WEEKS, LAST_TEST_WEEKS_BEFORE, WEEKS_PER_TEST = 5, 3, 5
STEADY_TEST_WEEK = 3  # index: week 4
LADDER_SHARE = 0.72  # of the plan, until the whole run is run
LONGER_RACES_LADDER_WEEKS = 8.0
TAPER_STAGE = 8  # 25 minutes on end
MEDIUM_LONG_DAYS = 5
ALWAYS_ALLOWED_MIN = (45, 70, 75, 75)
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
        goal_min=goal_minutes_by_week(plan_input, weeks, slots.longs, philosophy.goal_longs),
        progress=progress,
        tests=_tests(plan_input, weeks, first),
        first_quality_week=first,
        first_fast_week=fast,
        turn={week.index: place.get(week.index, week.index) for week in weeks},
    )


def _limited_at_first(
    plan_input: PlanInput, slots: Slots, wishes: Mapping[int, float]
) -> Mapping[int, float]:
    """After lost days the first long run is no longer than three quarters of the last."""
    if plan_input.first_long_m is None or not slots.longs:
        return wishes
    first = min(slots.longs)
    return {**wishes, first: min(wishes.get(first, 0.0), plan_input.first_long_m)}


def week_task(
    demands: Demands,
    week: Week,
    slots: Slots,
    *,
    block: BlockTime,
    limits_m: Mapping[int, float],
    fixed: tuple[Planned, ...],
    last_used: Mapping[str, int],
    ctl: float,
) -> WeekTask:
    """The task of a week on the state that the weeks before it left."""
    plan_input = demands.input
    return WeekTask(
        week=week,
        kind=plan_input.kind,
        experience=plan_input.athlete.experience,
        slots=slots.week(week),
        caps_s={day: slots.caps_s[day] for day in week.days},
        limits_m=limits_m,
        block=block,
        fixed=fixed,
        long_m=demands.long_m.get(week.index, 0.0),
        goal_min=demands.goal_min.get(week.index, 0.0),
        quality=_quality_task(demands, week, slots, last_used, ctl),
        easy=_easy_days(demands, week, slots),
        usual_runs=usual_runs(plan_input),
        sessions_a_day=plan_input.availability.max_sessions_per_day,
        has_race=slots.has_race(week),
        steady_finish=_has_steady_finish(demands, week),
        stage=_stage(demands, week),
    )


def _quality_task(
    demands: Demands, week: Week, slots: Slots, last_used: Mapping[str, int], ctl: float
) -> QualityTask:
    return QualityTask(
        most=_most_quality(demands, week),
        families=_families(demands, week),
        turn=demands.turn[week.index],
        progress=demands.progress[week.index],
        rank=demands.rank,
        kind=demands.input.kind,
        goal_class=demands.goal_class,
        ctl=ctl,
        last_used=dict(last_used),
        is_light=week.kind == "recovery" or slots.has_race(week),
        tests=demands.tests.get(week.index, ()),
        is_fast_allowed=week.index >= demands.first_fast_week,
    )


def _easy_days(demands: Demands, week: Week, slots: Slots) -> EasyDays:
    is_returning = week.index == 0 and demands.input.returning_days
    return EasyDays(
        spread=demands.philosophy.easy_spread,
        strides=_strides(demands, week),
        medium_long=_has_medium_long(demands, week, slots),
        always_min=ALWAYS_ALLOWED_MIN[demands.rank],
        most_min=RETURNING_MOST_MIN if is_returning else LONGEST_EASY_MIN,
        finish=week.kind == "load" and week.week_of_block == 2 and demands.rank > 0,
    )


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
        return max(first, calm), max(fast, calm)
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


def _stage(demands: Demands, week: Week) -> int | None:
    """The stage of a total beginner's week on the run/walk ladder; None for all others, and once the ladder is climbed."""
    if not demands.input.is_beginner:
        return None
    ladder_weeks = max(1.0, LADDER_SHARE * (demands.count - 1))
    if demands.input.kind not in ("5k", "10k"):
        ladder_weeks = min(ladder_weeks, LONGER_RACES_LADDER_WEEKS)
    place = week.index / ladder_weeks
    if place > 1.0 and demands.input.kind not in ("5k", "10k"):
        return None
    if week.kind == "taper":
        return TAPER_STAGE
    return min(LAST_STAGE, int(place * (LAST_STAGE + 1)))


def _most_quality(demands: Demands, week: Week) -> int:
    only_runs = demands.input.is_beginner and demands.input.kind in ("5k", "10k") and week.kind == "taper"
    if week.index < demands.first_quality_week or only_runs:
        return 0
    most = QUALITY_PER_WEEK[demands.input.athlete.experience]
    if demands.input.kind == "ultra":
        most = max(1, most - 1)  # long runs are what an ultra asks for
    return min(most, 1) if demands.input.spaces_hard_days else most


def _families(demands: Demands, week: Week) -> tuple[tuple[str, ...], ...]:
    back = demands.count - 1 - week.index
    third = 1
    if back <= min(LATE_WEEKS, LATE_SHARE * demands.count):
        third = 2
    elif back > EARLY_UNTIL * demands.count - 1:
        third = 0
    return demands.philosophy.thirds[demands.input.kind][third]


def _strides(demands: Demands, week: Week) -> str | None:
    """Strides once a week, hill sprints every second week of the base; none for the injured at first."""
    if demands.input.is_beginner or (
        demands.input.athlete.is_injured and week.index < demands.first_quality_week
    ):
        return None
    sprints = demands.philosophy.hill_sprints
    in_base = week.phase in "BU" and week.kind == "load" and demands.rank > 0
    if sprints == "always" and week.kind == "load":
        return "E4"
    return "E4" if sprints == "base" and in_base and week.week_of_block % 2 else "E3"


def _has_medium_long(demands: Demands, week: Week, slots: Slots) -> bool:
    open_days = sum(demands.input.availability.seconds_on(weekday) > 0 for weekday in range(7))
    return (
        demands.input.kind in ("marathon", "ultra")
        and open_days >= MEDIUM_LONG_DAYS
        and week.kind == "load"
        and demands.rank > 0
        and not slots.has_race(week)
    )


def _has_steady_finish(demands: Demands, week: Week) -> bool:
    return (
        week.kind == "load"
        and week.week_of_block == 1
        and demands.rank > 0
        and demands.input.kind != "ultra"
        and demands.philosophy.goal_longs >= 1.0
    )
