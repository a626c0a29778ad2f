"""Whether a new Critical Speed holds at once, waits for the coach, or is dropped for one that is better supported."""

from datetime import date

from runners.physiology.critical_speed import (
    CriticalSpeed,
    Source,
)
from runners.physiology.critical_speed_changes import (
    ChangeState,
)
from runners.physiology.trial_records import WINDOW_DAYS, WINDOW_WHEN_FEW_DAYS

__all__ = ["decide", "is_less_supported", "taken"]


def decide(before: CriticalSpeed | None, after: CriticalSpeed, *, coached: bool) -> ChangeState:
    """What becomes of a new value beside the one in use.

    The first comes in force at once; one moved by less than its standard error is unchanged; one within the old 95 %
    band comes in force; one outside it too, unless there is a coach to ask. A fit replaces what is less supported at
    once, but never what a person typed: there it is proposed. One race is an estimate, whatever is said of it.
    """
    if before is None:
        return taken(after)
    moved = abs(after.cs_mps - before.cs_mps)
    if after.source == before.source and moved < (after.se_cs_mps or 0.0):
        return ChangeState.UNCHANGED
    if Source(before.source).is_typed:
        return ChangeState.PROPOSED
    if _SUPPORT[Source(before.source)] < _SUPPORT[Source(after.source)]:
        return taken(after)
    low, high = before.cs_band_mps or (before.cs_mps, before.cs_mps)
    is_near = low <= after.cs_mps <= high
    return ChangeState.PROPOSED if coached and not is_near else taken(after)


_SUPPORT = {Source.RACE: 0, Source.PROVISIONAL: 1, Source.FIT: 2}


def taken(value: CriticalSpeed) -> ChangeState:
    """How a value stands that is taken: from a race alone it is an estimate."""
    return ChangeState.ESTIMATED if value.source == Source.RACE else ChangeState.IN_FORCE


def is_less_supported(candidate: CriticalSpeed, before: CriticalSpeed, day: date) -> bool:
    """Whether the value in use rests on more than the candidate, and on efforts that are not too old to say so."""
    if candidate.source == Source.FIT:
        return False
    if Source(before.source).is_typed:
        return True
    patience = WINDOW_WHEN_FEW_DAYS if candidate.source == Source.RACE else WINDOW_DAYS
    is_old = all((day - trial.day).days > patience for trial in before.trials)
    return _SUPPORT[Source(candidate.source)] < _SUPPORT[Source(before.source)] and not is_old
