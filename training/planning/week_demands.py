"""What each week is asked for: the race's demands, the philosophy and the athlete, put together before any load is known."""

from collections.abc import Mapping

from training.planning.demands import longest_easy_min, longest_second_min, usual_runs
from training.planning.easy_days import EasyDays
from training.planning.menu import Planned
from training.planning.periodization import Week
from training.planning.plan_demands import RETURNING_MOST_MIN, Demands
from training.planning.quality_choice import QualityTask
from training.planning.run_walk import LAST_STAGE
from training.planning.slots import QUALITY_PER_WEEK, Slots
from training.planning.week_judge import BlockTime
from training.planning.week_task import WeekTask

__all__ = ["week_task"]

EARLY_UNTIL, LATE_WEEKS, LATE_SHARE = 2 / 3, 7, 0.6
LADDER_SHARE = 0.72  # of the plan, until the whole run is run
LONGER_RACES_LADDER_WEEKS = 8.0
TAPER_STAGE = 8  # 25 minutes on end
MEDIUM_LONG_DAYS = 5
ALWAYS_ALLOWED_MIN = (45, 70, 75, 75)


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
        sessions_a_day=1
        if _is_returning(demands, week) or slots.is_return(week)
        else plan_input.availability.max_sessions_per_day,
        has_race=slots.has_race(week),
        steady_finish=_has_steady_finish(demands, week) and not slots.is_return(week),
        longest_m=_longest_m(demands, week, slots),
        follows_hard=slots.follows_hard(week),
        stage=_stage(demands, week),
    )


def _longest_m(demands: Demands, week: Week, slots: Slots) -> float:
    """The plan's longest run, which no long run falls far behind; a week's own after days without running."""
    if slots.is_return(week):
        return demands.long_m.get(week.index, 0.0)
    return max(demands.long_m.values(), default=0.0)


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
        goal_long_min=demands.goal_min.get(week.index, 0.0),
        no_test_days=slots.no_test_days,
    )


def _easy_days(demands: Demands, week: Week, slots: Slots) -> EasyDays:
    is_returning = _is_returning(demands, week)
    return EasyDays(
        spread=demands.philosophy.easy_spread,
        strides=None if is_returning else _strides(demands, week),
        medium_long=_has_medium_long(demands, week, slots) and not is_returning,
        second_most_min=longest_second_min(demands.input),
        always_min=ALWAYS_ALLOWED_MIN[demands.rank],
        most_min=RETURNING_MOST_MIN if is_returning else longest_easy_min(demands.input),
        finish=not is_returning and week.kind == "load" and week.week_of_block == 2 and demands.rank > 0,
    )


def _is_returning(demands: Demands, week: Week) -> bool:
    """Whether the week begins within the easy days after illness or lost days."""
    return week.days[0] < demands.input.returning_days


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
        and not demands.goal_min.keys() & {week.index - 1, week.index + 1}
    )
