"""What a session was (race, time trial, test or training): proposed, previewed with its consequences, confirmed by a person."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from runners.calendar.selectors import races_on
from runners.physiology.critical_speed_changes import ChangeState
from runners.physiology.local_days import local_day
from runners.services.critical_speed_service import replay
from runners.stored.critical_speed_days import replayed_days, stored_days_of_log
from runners.stored.formula_inputs import critical_speed_in_force
from sessions.analysis.effort_proposal import (
    LONGEST_TRIAL_S,
    SHORTEST_TRIAL_S,
    HardBout,
    PlannedRace,
    Proposal,
    SessionShape,
    propose,
)
from sessions.decided.edits import edits_of
from sessions.models import SessionStatistics
from sessions.statistics.runner_efforts import as_if, sessions_with_efforts, trials_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from runners.models import Runner
    from runners.stored.critical_speed_days import CriticalSpeedDays

__all__ = ["EffortPreview", "LoadShift", "is_confirmed", "preview", "proposal"]

_PACE_METHOD = "rtss"
_NO_CHANGE = 0.005  # loads are shown as whole numbers


def is_confirmed(session: SessionStatistics) -> bool:
    """Whether a person has said what the session was."""
    return edits_of(session.pk).get("effort") is not None


def proposal(session: SessionStatistics, edits: Mapping[str, Any] | None = None) -> Proposal | None:
    """The proposed effort of an unconfirmed run; None when there is no reason to change what it counts as.

    edits: its edits, where they were read already.
    """
    if session.sport != "running":
        return None
    if (edits_of(session.pk) if edits is None else edits).get("effort") is not None:
        return None
    races = [PlannedRace(race.title, race.distance_m) for race in races_on(session.runner_id, session.day)]
    asks_for_length = any(race.distance_m is None for race in races)
    shape = _shape(session, is_longest=not asks_for_length or _is_longest_of_day(session))
    found = propose(session.name, races, shape)
    return None if found is None or found.effort == session.effort else found


def _is_longest_of_day(session: SessionStatistics) -> bool:
    longer = SessionStatistics.objects.filter(
        runner_id=session.runner_id, day=session.day, sport="running", distance_m__gt=session.distance_m or 0
    )
    return not longer.exclude(pk=session.pk).exists()


def _shape(session: SessionStatistics, *, is_longest: bool) -> SessionShape:
    balance = session.figures.get("w_prime_balance_min_m") or {}
    used = {one["name"]: one.get("value") for one in balance.get("inputs") or ()}
    cs, w_prime = used.get("Critical Speed"), used.get("W'")
    return SessionShape(
        distance_m=session.distance_m,
        elapsed_time_s=session.elapsed_time_s,
        graded_speed_mps=None if session.is_treadmill else session.graded_speed_mps,
        bouts=() if session.is_treadmill else _hard_bouts(session, cs, w_prime),
        cs_mps=cs,
        w_prime_m=w_prime,
        is_longest_of_day=is_longest,
    )


def _hard_bouts(
    session: SessionStatistics, cs_mps: float | None, w_prime_m: float | None
) -> tuple[HardBout, ...]:
    """The bouts of work, or the hardest stretch where there are none, since a single bout is no interval session."""
    bouts = (session.judged.get("intervals") or {}).get("bouts") or ()
    if bouts:
        return tuple(
            HardBout(bout["time_s"], bout["graded_speed_mps"])
            for bout in bouts
            if bout["is_work"] and bout["graded_speed_mps"] is not None
        )
    curve = (session.measured.get("curves") or {}).get("speed")
    if not (curve and cs_mps and w_prime_m):
        return ()
    candidates = [
        HardBout(seconds, speed)
        for seconds, speed in zip(curve["durations_s"], curve["values"], strict=True)
        if SHORTEST_TRIAL_S <= seconds <= LONGEST_TRIAL_S
    ]
    hardest = max(candidates, key=lambda one: one.speed_mps / (cs_mps + w_prime_m / one.time_s), default=None)
    return () if hardest is None else (hardest,)


@dataclass(frozen=True, slots=True)
class LoadShift:
    """The load of one session before and after a change of the Critical Speed of its day."""

    session_id: str
    day: date
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class EffortPreview:
    """The consequences if a session had been this effort; nothing is stored.

    Critical Speeds (m/s) are those in force today. changes are the new lines of the Critical Speed log.
    """

    effort: str
    critical_speed_before_mps: float | None
    critical_speed_after_mps: float | None
    changes: tuple[str, ...]
    loads: tuple[LoadShift, ...]

    @property
    def changes_past(self) -> bool:
        """Whether figures of other sessions or the Critical Speed of any day would be others."""
        return bool(self.changes or self.loads)

    @property
    def fingerprint(self) -> str:
        """A fingerprint of the consequences, so that a confirmation is for exactly those that were shown."""
        text = json.dumps([self.effort, self.critical_speed_after_mps, self.changes, len(self.loads)])
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def load_before(self) -> float:
        """Load of all sessions that would change, as it stands."""
        return sum(one.before for one in self.loads)

    @property
    def load_after(self) -> float:
        """The same afterwards."""
        return sum(one.after for one in self.loads)


def preview(session: SessionStatistics, effort: str) -> EffortPreview:
    """What the athlete's Critical Speed and loads would be if the session had been `effort`."""
    runner, today = session.runner, local_day(datetime.now(UTC), session.runner.time_zone)
    if effort == session.effort:
        return _unchanged(runner, effort, today)
    sessions = sessions_with_efforts(runner)
    before = stored_days_of_log(runner)
    after = replayed_days(replay(runner, trials_of(as_if(sessions, {session.pk: effort})), today))
    return EffortPreview(
        effort=effort,
        critical_speed_before_mps=before.on(today),
        critical_speed_after_mps=after.on(today),
        changes=_new_lines(before, after),
        loads=_load_shifts(runner, before, after),
    )


def _unchanged(runner: Runner, effort: str, today: date) -> EffortPreview:
    """The preview of an effort that the session already has: no consequences, and no run is read."""
    stands = critical_speed_in_force(runner, today)
    speed_mps = stands.critical_speed_mps if stands else None
    return EffortPreview(effort, speed_mps, speed_mps, (), ())


def _new_lines(before: CriticalSpeedDays, after: CriticalSpeedDays) -> tuple[str, ...]:
    """New lines of the log that put a value into force or propose one."""
    said = (ChangeState.IN_FORCE, ChangeState.ESTIMATED, ChangeState.PROPOSED)
    known = {(day, sentence) for day, _, sentence in before.lines}
    return tuple(
        sentence for day, state, sentence in after.lines if state in said and (day, sentence) not in known
    )


def _load_shifts(
    runner: Runner, before: CriticalSpeedDays, after: CriticalSpeedDays
) -> tuple[LoadShift, ...]:
    """How loads change: load by pace is inversely proportional to the square of Critical Speed; other loads do not use it."""
    by_pace = SessionStatistics.objects.filter(runner=runner, load_method=_PACE_METHOD, rtss__isnull=False)
    shifts: list[LoadShift] = []
    for session_id, day, load in by_pace.order_by("start_time", "pk").values_list("pk", "day", "rtss"):
        was, will_be = before.on(day), after.on(day)
        if not was or not will_be:
            continue
        changed = load * (was / will_be) ** 2
        if abs(changed - load) > _NO_CHANGE:
            shifts.append(LoadShift(session_id, day, load, changed))
    return tuple(shifts)
