"""A plan's targets after the Critical Speed changed: kept workouts keep theirs, the others follow the new speed."""

from dataclasses import replace

from training.planning.circumstances import Circumstances
from training.planning.document import ALL_OUT_ROLES, expected_fields
from training.planning.expectation import expected_of
from training.planning.input_reader import input_of
from training.planning.inputs import ASSUMED_D_PRIME_M
from training.planning.projection import with_projection
from training.planning.records import Day, Plan, Workout
from training.planning.steps import resolve, tree_of
from training.planning.zones import Paces

__all__ = ["new_targets", "with_critical_speed"]


def new_targets(plan: Plan, circumstances: Circumstances) -> Plan:
    """The plan with targets of a new Critical Speed on open days; it is unchanged for a change below 2 %.

    Letters and percentages follow the new speed, so intensity and load stay; kept workouts keep their targets.
    """
    if not circumstances.has_new_critical_speed(plan):
        return plan
    faster = with_critical_speed(plan, circumstances)
    paces = input_of(faster).paces

    def with_targets(day: Day) -> tuple[Workout, ...]:
        return tuple(
            one if circumstances.keeps(one, day.date) else _at_paces(one, paces) for one in day.workouts
        )

    return with_projection(faster.with_workouts({day.date: with_targets(day) for day in faster.days}))


def with_critical_speed(plan: Plan, circumstances: Circumstances) -> Plan:
    """The plan for an athlete with the Critical Speed of now; unchanged for a change below 2 %."""
    if circumstances.cs_mps is None or not circumstances.has_new_critical_speed(plan):
        return plan
    athlete = replace(
        plan.athlete,
        cs_mps=circumstances.cs_mps,
        d_prime_m=circumstances.d_prime_m or ASSUMED_D_PRIME_M,
        cs_assumed=False,
    )
    return replace(plan, athlete=athlete)


def _at_paces(workout: Workout, paces: Paces) -> Workout:
    steps = resolve(tree_of(workout.steps), paces, all_out=workout.role in ALL_OUT_ROLES)
    expected = expected_of(steps, paces)
    return replace(workout, **expected_fields(expected, workout.role), steps=steps)
