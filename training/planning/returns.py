"""Returns to running after days that are closed, such as a holiday: easy days first, a shorter long run, no test soon."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from training.planning.inputs import PlanInput

__all__ = [
    "DAYS_WITHOUT_TEST",
    "RETURN_AFTER_DAYS",
    "RETURN_LONG_SHARE",
    "RETURN_RUNS",
    "Return",
    "returns_of",
]

RETURN_AFTER_DAYS, RETURN_RUNS = 5, 3
RETURN_LONG_SHARE = 0.75  # of the last long run
DAYS_WITHOUT_TEST = 10
LAST_DAYS_BEFORE_RACE = 14  # later ones are part of the taper


@dataclass(frozen=True, slots=True)
class Return:
    """The first day that is open again, and the days of the first runs, which are easy."""

    day: int
    easy_days: tuple[int, ...]


def returns_of(plan_input: PlanInput, caps_s: Sequence[float]) -> tuple[Return, ...]:
    """Returns after five closed days or more without a run between; `caps_s` are the seconds free on each day."""
    return tuple(
        Return(
            day, tuple([open_day for open_day in range(day, len(caps_s)) if caps_s[open_day]][:RETURN_RUNS])
        )
        for day in _first_open_days(plan_input, caps_s)
        if plan_input.days_count - 1 - day >= LAST_DAYS_BEFORE_RACE
    )


def _first_open_days(plan_input: PlanInput, caps_s: Sequence[float]) -> Iterator[int]:
    closed = 0
    for day, cap_s in enumerate(caps_s):
        if not cap_s:
            closed += plan_input.day(day) in plan_input.blackouts
            continue
        if closed >= RETURN_AFTER_DAYS:
            yield day
        closed = 0
