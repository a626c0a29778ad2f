"""The 35 invariants of a plan, checked on the nested plan alone; the generator's own state is not consulted.

`violations(plan)` for 01-32 and 35, `changed_kept_workouts(before, after)` for 33, `flat_differences(plan, rows)` for 34.
Days before `planned_from` (a plan made again) are what they were: the rules judge what is still to come.
"""

from collections.abc import Callable, Iterator

from training.planning.invariants import calendar, effort, loads, taper
from training.planning.invariants.documents import changed_kept_workouts, flat_differences
from training.planning.invariants.reading import Reading, Violation
from training.planning.records import GivenPlan, as_plan

__all__ = ["Violation", "changed_kept_workouts", "flat_differences", "violations"]

CHECKS: tuple[Callable[[Reading], Iterator[Violation]], ...] = (
    *calendar.CHECKS,
    *loads.CHECKS,
    *taper.CHECKS,
    *effort.CHECKS,
)


def violations(plan: GivenPlan) -> list[Violation]:
    """All violations of a nested plan, in the order of their codes and dates.

    Of a plan with a number that is not finite rule 35 alone: what the others would compute from it is none either.
    """
    reading = Reading(as_plan(plan))
    checks = (loads.finite_numbers,) if any(loads.finite_numbers(reading)) else CHECKS
    found = [violation for check in checks for violation in check(reading) if reading.judges(violation.where)]
    return sorted(found, key=lambda violation: (violation.code, violation.where))
