"""Changes of a runner's Critical Speed as records: what was found, what people typed and decided, what held on a day."""

import bisect
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from runners.physiology.critical_speed import (
    CriticalSpeed,
    CriticalSpeedOutcome,
)
from runners.physiology.effort_history import (
    Exclusion,
)
from runners.physiology.sentences import Sentence
from runners.physiology.trials import Effort

__all__ = [
    "IN_USE",
    "ChangeState",
    "CriticalSpeedChange",
    "CriticalSpeedOnDay",
    "CriticalSpeedTimeline",
    "Decisions",
    "TypedCriticalSpeed",
    "Verdict",
]


class ChangeState(StrEnum):
    """What became of a refit. estimated: one race stands in while nothing is in force; stale: the efforts grew old."""

    IN_FORCE = "in_force"
    ESTIMATED = "estimated"
    STALE = "stale"
    PROPOSED = "proposed"
    REJECTED = "rejected"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class TypedCriticalSpeed:
    """A value from a laboratory or a coach's eye, or a race result; later fits are proposed to people beside it."""

    effective_day: date
    cs_mps: float | None = None
    w_prime_m: float | None = None
    race: Effort | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A person's word on the change of one day: accepted (a proposal) or not (a rejection, or an undo)."""

    change_day: date
    accepted: bool


@dataclass(frozen=True, slots=True)
class Decisions:
    """All that people decided. coached: the (first, last or None) days on which the athlete had a coach."""

    exclusions: tuple[Exclusion, ...] = ()
    typed: tuple[TypedCriticalSpeed, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    coached: tuple[tuple[date, date | None], ...] = ()


@dataclass(frozen=True, slots=True)
class CriticalSpeedChange:
    """One line of the log: the value before, the candidate, what became of it, and why in one sentence."""

    day: date
    state: ChangeState
    before: CriticalSpeed | None
    candidate: CriticalSpeed | None
    in_force: CriticalSpeed | None
    trigger: Sentence
    sentence: Sentence
    outcome: CriticalSpeedOutcome | None


@dataclass(frozen=True, slots=True)
class CriticalSpeedOnDay:
    """The value a session of that day uses; backfilled when it is the first one, found only later."""

    critical_speed: CriticalSpeed
    is_backfilled: bool


IN_USE = (ChangeState.IN_FORCE, ChangeState.ESTIMATED)


@dataclass(frozen=True, slots=True)
class CriticalSpeedTimeline:
    """Every change, oldest first."""

    changes: tuple[CriticalSpeedChange, ...]

    def on(self, day: date) -> CriticalSpeedOnDay | None:
        """The Critical Speed of a day; None when there never was one."""
        values = [change for change in self.changes if change.state in IN_USE]
        position = bisect.bisect_right(values, day, key=lambda change: change.day)
        if position:
            return _on_day(values[position - 1], is_backfilled=False)
        return _on_day(values[0], is_backfilled=True) if values else None

    @property
    def open_proposal(self) -> CriticalSpeedChange | None:
        """The newest proposal, when nothing came in force or was decided after it."""
        said = (*IN_USE, ChangeState.PROPOSED, ChangeState.REJECTED)
        decisive = [change for change in self.changes if change.state in said]
        return decisive[-1] if decisive and decisive[-1].state is ChangeState.PROPOSED else None


def _on_day(change: CriticalSpeedChange, *, is_backfilled: bool) -> CriticalSpeedOnDay | None:
    return None if change.in_force is None else CriticalSpeedOnDay(change.in_force, is_backfilled)
