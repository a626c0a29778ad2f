"""Critical Speed through an athlete's history: what was in force on each day, and every change with its cause.

CS(d) is a function of the sessions up to d and of recorded decisions, and of nothing else: any order of upload gives
the same timeline. A refit happens when, and only when, the trials in its range change: one improves, expires or is
excluded.
"""

import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from runners.physiology.checks import not_negative, positive
from runners.physiology.critical_speed import CriticalSpeed, CriticalSpeedOutcome, calculate
from runners.physiology.texts import day_text, distance_text, duration_text, pace_text
from runners.physiology.trials import (
    SAME_DISTANCE_DECIMALS,
    WINDOW_DAYS,
    WINDOW_WHEN_FEW_DAYS,
    Effort,
    EffortKind,
)

__all__ = [
    "ChangeState",
    "CriticalSpeedChange",
    "CriticalSpeedOnDay",
    "CriticalSpeedTimeline",
    "Decisions",
    "Exclusion",
    "TypedCriticalSpeed",
    "Verdict",
    "decide",
    "timeline",
]


class ChangeState(StrEnum):
    """What became of a refit."""

    IN_FORCE = "in_force"
    PROPOSED = "proposed"
    REJECTED = "rejected"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Exclusion:
    """From its day on, a session's effort over a distance (None: all of them) is no trial."""

    session_id: str
    effective_day: date
    because: str
    distance_m: float | None = None


@dataclass(frozen=True, slots=True)
class TypedCriticalSpeed:
    """A value from a laboratory or a coach's eye; later refits are proposed to people, never put in force over it."""

    effective_day: date
    cs_mps: float
    w_prime_m: float | None = None


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
    trigger: str
    sentence: str
    outcome: CriticalSpeedOutcome | None


@dataclass(frozen=True, slots=True)
class CriticalSpeedOnDay:
    """The value a session of that day uses; backfilled when it is the first one, found only later."""

    critical_speed: CriticalSpeed
    is_backfilled: bool


@dataclass(frozen=True, slots=True)
class CriticalSpeedTimeline:
    """Every change, oldest first."""

    changes: tuple[CriticalSpeedChange, ...]

    def on(self, day: date) -> CriticalSpeedOnDay | None:
        """The Critical Speed of a day; None when there never was one."""
        values = [change for change in self.changes if change.state is ChangeState.IN_FORCE]
        position = bisect.bisect_right(values, day, key=lambda change: change.day)
        if position:
            return _on_day(values[position - 1], is_backfilled=False)
        return _on_day(values[0], is_backfilled=True) if values else None

    @property
    def open_proposal(self) -> CriticalSpeedChange | None:
        """The newest proposal, when nothing came in force or was decided after it."""
        said = (ChangeState.IN_FORCE, ChangeState.PROPOSED, ChangeState.REJECTED)
        decisive = [change for change in self.changes if change.state in said]
        return decisive[-1] if decisive and decisive[-1].state is ChangeState.PROPOSED else None


def timeline(
    efforts: Iterable[Effort], until: date, decisions: Decisions | None = None
) -> CriticalSpeedTimeline:
    """Replay the history up to a day. Raises InvalidInputError for impossible efforts or typed values."""
    decisions = decisions or Decisions()
    speaking = _never_beaten(efforts, decisions.exclusions)
    changes: list[CriticalSpeedChange] = []
    in_force: CriticalSpeed | None = None
    asked: tuple[Effort, ...] = ()
    for day in _days_of_change(speaking, decisions, until):
        if typed := _typed_on(day, decisions.typed, in_force):
            changes.append(typed)
            in_force = typed.in_force
        outcome = _without_slower(calculate(_known(speaking, day, decisions.exclusions), day))
        trials = _trials_asked(outcome)
        if trials == asked:
            continue
        change = _change(day, in_force, outcome, _trigger(asked, trials, day), decisions)
        asked, in_force = trials, change.in_force
        changes.append(change)
    return CriticalSpeedTimeline(tuple(changes))


def decide(before: CriticalSpeed | None, after: CriticalSpeed, *, coached: bool) -> ChangeState:
    """What becomes of a new value beside the one in force.

    The first comes in force at once; one moved by less than its standard error is unchanged; one within the old 95 %
    band comes in force; one outside it too, unless there is a coach to ask, or a person typed the old one.
    """
    if before is None:
        return ChangeState.IN_FORCE
    moved = abs(after.cs_mps - before.cs_mps)
    if after.source == before.source and moved < (after.se_cs_mps or 0.0):
        return ChangeState.UNCHANGED
    if before.source == "provisional":
        return ChangeState.IN_FORCE
    if before.source == "typed":
        return ChangeState.PROPOSED
    low, high = before.cs_band_mps or (before.cs_mps, before.cs_mps)
    return ChangeState.PROPOSED if coached and not low <= after.cs_mps <= high else ChangeState.IN_FORCE


def _change(
    day: date, before: CriticalSpeed | None, outcome: CriticalSpeedOutcome, trigger: str, decisions: Decisions
) -> CriticalSpeedChange:
    candidate = outcome.critical_speed
    if candidate is None or (candidate.source == "provisional" and before and before.source != "provisional"):
        why = outcome.refusal.message if outcome.refusal else ""
        kept = "No value is in force." if before is None else f"{_value_text(before)} stays in force."
        return CriticalSpeedChange(
            day, ChangeState.REFUSED, before, None, before, trigger, f"{trigger} {why} {kept}", outcome
        )
    state = _after_verdict(
        decide(before, candidate, coached=_is_coached(day, decisions)), day, decisions.verdicts
    )
    in_force = candidate if state is ChangeState.IN_FORCE else before
    sentence = f"{trigger} {_state_sentence(state, before, candidate)}"
    return CriticalSpeedChange(day, state, before, candidate, in_force, trigger, sentence, outcome)


def _after_verdict(state: ChangeState, day: date, verdicts: tuple[Verdict, ...]) -> ChangeState:
    """The last recorded word on that day's change wins; it cannot make something of what did not change."""
    said = [verdict for verdict in verdicts if verdict.change_day == day]
    if not said or state is ChangeState.UNCHANGED:
        return state
    return ChangeState.IN_FORCE if said[-1].accepted else ChangeState.REJECTED


def _is_coached(day: date, decisions: Decisions) -> bool:
    return any(first <= day and (last is None or day <= last) for first, last in decisions.coached)


def _typed_on(
    day: date, typed: tuple[TypedCriticalSpeed, ...], before: CriticalSpeed | None
) -> CriticalSpeedChange | None:
    of_day = [one for one in typed if one.effective_day == day]
    if not of_day:
        return None
    cs = positive("Critical Speed", of_day[-1].cs_mps)
    w_prime = None if of_day[-1].w_prime_m is None else not_negative("W'", of_day[-1].w_prime_m)
    value = CriticalSpeed(cs, w_prime, None, None, None, None, None, "typed", day, flags=("typed",))
    trigger = f"Typed on {day_text(day)}."
    sentence = f"{trigger} {_state_sentence(ChangeState.IN_FORCE, before, value)}"
    return CriticalSpeedChange(day, ChangeState.IN_FORCE, before, value, value, trigger, sentence, None)


def _without_slower(outcome: CriticalSpeedOutcome) -> CriticalSpeedOutcome:
    """Efforts that were not the best of their distance are not named: which of them are still here depends on later days."""
    named = tuple(left for left in outcome.selection.left_out if left.code != "slower")
    return replace(outcome, selection=replace(outcome.selection, left_out=named))


def _never_beaten(efforts: Iterable[Effort], exclusions: tuple[Exclusion, ...]) -> list[Effort]:
    """The efforts that are on some day the best of their distance in 90 or 180 days, by day; the others never speak.

    A history of 2,500 runs has some 20,000 efforts, and a few hundred of these. What a person excluded, and races,
    time trials and tests, are all kept.
    """
    kept: list[Effort] = []
    ordinary: dict[float, list[Effort]] = {}
    for effort in sorted(efforts, key=_in_order):
        positive("Distance", effort.distance_m)
        positive("Time", effort.time_s)
        if effort.kind is not EffortKind.NORMAL or _is_touched(effort, exclusions):
            kept.append(effort)
        else:
            ordinary.setdefault(round(effort.distance_m, SAME_DISTANCE_DECIMALS), []).append(effort)
    for same_distance in ordinary.values():
        kept.extend(_sometimes_best(same_distance))
    return sorted(kept, key=_in_order)


def _sometimes_best(efforts: Sequence[Effort]) -> list[Effort]:
    """Of one distance's efforts by day, those that are the fastest of some window of 90 or 180 days."""
    faster_before = _nearest_faster_days(efforts)
    faster_after = [-day for day in reversed(_nearest_faster_days(efforts[::-1], direction=-1))]
    return [
        effort
        for effort, before, after in zip(efforts, faster_before, faster_after, strict=True)
        if any(before + window < min(after - 1, effort.day.toordinal() + window) for window in _WINDOWS_DAYS)
    ]


_WINDOWS_DAYS = (WINDOW_DAYS, WINDOW_WHEN_FEW_DAYS)
_NEVER = -(10**9)  # an ordinal before every date; its negative lies after every date


def _nearest_faster_days(efforts: Sequence[Effort], direction: int = 1) -> list[int]:
    """For each effort the day (ordinal, times direction) of the nearest earlier strictly faster one in the sequence."""
    faster: list[Effort] = []
    days: list[int] = []
    for effort in efforts:
        while faster and faster[-1].time_s >= effort.time_s:
            faster.pop()
        days.append(direction * faster[-1].day.toordinal() if faster else _NEVER)
        faster.append(effort)
    return days


def _in_order(effort: Effort) -> tuple[date, float, float, str]:
    return (effort.day, effort.distance_m, effort.time_s, effort.session_id or "")


def _is_touched(effort: Effort, exclusions: tuple[Exclusion, ...]) -> bool:
    by_person = effort.is_default or effort.excluded_because is not None
    return by_person or any(_concerns(exclusion, effort) for exclusion in exclusions)


def _concerns(exclusion: Exclusion, effort: Effort) -> bool:
    same_distance = exclusion.distance_m is None or exclusion.distance_m == effort.distance_m
    return exclusion.session_id == effort.session_id and same_distance


def _days_of_change(efforts: list[Effort], decisions: Decisions, until: date) -> list[date]:
    run = {effort.day for effort in efforts}
    expired = {day + timedelta(days=window + 1) for day in run for window in _WINDOWS_DAYS}
    decided = {exclusion.effective_day for exclusion in decisions.exclusions}
    typed = {one.effective_day for one in decisions.typed}
    return sorted(day for day in run | expired | decided | typed if day <= until)


def _known(efforts: list[Effort], day: date, exclusions: tuple[Exclusion, ...]) -> list[Effort]:
    """The efforts of the 180 days up to that day, as people had judged them by then."""
    first = bisect.bisect_left(efforts, day - timedelta(days=WINDOW_WHEN_FEW_DAYS), key=lambda one: one.day)
    last = bisect.bisect_right(efforts, day, key=lambda one: one.day)
    return [_as_judged(effort, day, exclusions) for effort in efforts[first:last]]


def _as_judged(effort: Effort, day: date, exclusions: tuple[Exclusion, ...]) -> Effort:
    for exclusion in exclusions:
        if exclusion.effective_day <= day and _concerns(exclusion, effort):
            return replace(effort, excluded_because=exclusion.because)
    return effort


def _trials_asked(outcome: CriticalSpeedOutcome) -> tuple[Effort, ...]:
    """What the outcome rests on: when these are the same, nothing that matters has changed."""
    if outcome.refusal is not None and outcome.critical_speed is not None:
        return outcome.critical_speed.trials
    dropped = tuple(left.effort for left in outcome.selection.left_out if left.code == "outlier")
    return outcome.selection.used + dropped


def _trigger(before: tuple[Effort, ...], after: tuple[Effort, ...], day: date) -> str:
    """The cause first: what was run that day, else what expired, else what people or longer efforts took out."""
    joined = [trial for trial in after if trial not in before]
    gone = [trial for trial in before if trial not in after]
    causes = {
        "New": [trial for trial in joined if trial.day == day],
        "Expired": [trial for trial in gone if (day - trial.day).days > WINDOW_DAYS],
        "No longer a trial": gone,
        "Again a trial": joined,
    }
    cause, trials = next((cause, trials) for cause, trials in causes.items() if trials)
    return f"{cause}: {_trials_text(trials)}."


def _trials_text(trials: list[Effort]) -> str:
    return ", ".join(
        f"{distance_text(trial.distance_m)} in {duration_text(trial.time_s)} on {day_text(trial.day)}"
        for trial in trials
    )


def _state_sentence(state: ChangeState, before: CriticalSpeed | None, after: CriticalSpeed) -> str:
    if before is None and state is ChangeState.IN_FORCE:
        return f"Critical Speed is {_value_text(after)}."
    step = f"Critical Speed {_value_text(after) if before is None else f'{_value_text(before)} to {_value_text(after)}'}"
    endings = {
        ChangeState.IN_FORCE: "in force.",
        ChangeState.PROPOSED: "proposed, the old value stays until it is accepted.",
        ChangeState.REJECTED: "not accepted, what was stays.",
        ChangeState.UNCHANGED: "unchanged, the move is smaller than its error.",
    }
    return f"{step}: {endings[state]}"


def _value_text(value: CriticalSpeed) -> str:
    error = "" if value.se_cs_mps is None else f" ± {value.se_cs_mps:.2f}"
    reserve = "" if value.w_prime_m is None else f", W' {value.w_prime_m:.0f} m"
    return f"{value.cs_mps:.2f}{error} m/s ({pace_text(value.cs_mps)}{reserve})"


def _on_day(change: CriticalSpeedChange, *, is_backfilled: bool) -> CriticalSpeedOnDay | None:
    return None if change.in_force is None else CriticalSpeedOnDay(change.in_force, is_backfilled)
