"""The Critical Speed log of a runner: replayed from efforts and decisions, stored line by line."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied

from runlab_site.mongo.fields import derived_id
from runners.models import CriticalSpeedRecord, Runner, RunnerDecision, SquadMember
from runners.physiology.critical_speed import CRITICAL_SPEED_FORMULA, NO_TRIALS
from runners.physiology.critical_speed_timeline import (
    ChangeState,
    CriticalSpeedChange,
    CriticalSpeedTimeline,
    Decisions,
    Exclusion,
    Verdict,
    timeline,
)
from runners.physiology.effort_evidence import with_highest_heart_rates
from runners.physiology.local_days import local_day
from runners.physiology.sentences import stored_sentences
from runners.physiology.words import WORDS
from runners.selectors import decisions_of, open_proposal
from runners.services.analysis_requests import request_analysis
from runners.services.typed_thresholds import typed_effort, typed_threshold
from runners.stored.physiology_of_day import physiology_on

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runlab_site.accounts.models import User
    from runners.physiology.efforts import Effort
    from runners.physiology.sentences import Sentence

__all__ = ["decide_proposal", "may_decide", "replay", "store_log"]

LONGEST_REASON = 400

Kind = RunnerDecision.Kind
State = CriticalSpeedRecord.State


def replay(runner: Runner, efforts: Iterable[Effort], until: date) -> CriticalSpeedTimeline:
    """Critical Speed through the runner's history, from efforts and recorded decisions alone."""
    decisions = decisions_of(runner)
    typed = [typed_effort(one) for one in decisions if one.kind in {Kind.TYPED_BEST, Kind.TYPED_RACE}]
    told = with_highest_heart_rates(
        efforts, lambda day: physiology_on(runner, day, decisions).max_heart_rate.bpm
    )
    return timeline([*told, *typed], until, _decisions(runner, decisions))


def store_log(runner: Runner, log: CriticalSpeedTimeline) -> CriticalSpeedRecord | None:
    """Store every change under a derived id; returns the one in force today, which the runner then carries."""
    records = [_record(runner, change) for change in log.changes]
    CriticalSpeedRecord.objects.filter(runner=runner).exclude(pk__in=[one.pk for one in records]).delete()
    known = {one.pk: one for one in CriticalSpeedRecord.objects.filter(runner=runner)}
    for record in records:
        if record.pk not in known:
            record.save(force_insert=True)
        elif _content(known[record.pk]) != _content(record):
            record.save(force_update=True)
    in_force = next((one for one in reversed(records) if one.state in CriticalSpeedRecord.IN_USE), None)
    _carry(runner, in_force, log)
    return in_force


def record_id(runner_id: str, change: CriticalSpeedChange, *, what: str) -> str:
    """The derived id of a line of the log: a day has one of each kind at most."""
    return derived_id(runner_id, change.day.isoformat(), what)


def may_decide(runner: Runner, person: User) -> bool:
    """Whether a person may decide on a proposal: a coached athlete's coach does (formula book, section 3)."""
    return runner.coach_id is None or person.is_coach or person.is_superuser


def decide_proposal(runner: Runner, *, accepted: bool, decided_by: User) -> CriticalSpeedRecord:
    """Accept or dismiss the open proposal, from its session's day on; a coached athlete's coach does.

    Raises PermissionDenied for the athlete then, LookupError when nothing waits.
    """
    if not may_decide(runner, decided_by):
        raise PermissionDenied("Your coach decides on a proposed Critical Speed.")
    proposal = open_proposal(runner)
    if proposal is None:
        raise LookupError("No proposed Critical Speed waits for a decision.")
    RunnerDecision.objects.create(
        runner=runner,
        kind=Kind.ACCEPT_CRITICAL_SPEED if accepted else Kind.DISMISS_CRITICAL_SPEED,
        effective_day=proposal.valid_from,
        value={"change_day": proposal.valid_from.isoformat()},
        decided_by=decided_by.pk,
    )
    request_analysis(runner.pk, proposal.valid_from, user_id=decided_by.pk)
    return proposal


def _decisions(runner: Runner, decisions: list[RunnerDecision]) -> Decisions:
    return Decisions(
        exclusions=_exclusions(decisions),
        typed=tuple(
            typed_threshold(one)
            for one in decisions
            if one.kind in {Kind.TYPED_CRITICAL_SPEED, Kind.TYPED_RACE}
        ),
        verdicts=tuple(
            Verdict(date.fromisoformat(one.value["change_day"]), one.kind == Kind.ACCEPT_CRITICAL_SPEED)
            for one in decisions
            if one.kind in {Kind.ACCEPT_CRITICAL_SPEED, Kind.DISMISS_CRITICAL_SPEED}
        ),
        coached=_coached(runner),
    )


def _exclusions(decisions: list[RunnerDecision]) -> tuple[Exclusion, ...]:
    latest: dict[tuple[str, float], RunnerDecision] = {}
    for one in decisions:
        if one.kind == Kind.EXCLUDE_BEST:
            latest[one.value["session"], one.value["distance_m"]] = one
    return tuple(
        Exclusion(session, one.effective_day, WORDS.say("taken_out"), distance_m)
        for (session, distance_m), one in latest.items()
        if one.value["excluded"]
    )


def _coached(runner: Runner) -> tuple[tuple[date, date | None], ...]:
    """From the day of joining a squad on there is a coach to ask."""
    if runner.coach_id is None:
        return ()
    joined = SquadMember.objects.filter(runner=runner).order_by("joined_at").first()
    since = joined.joined_at if joined else runner.created_at
    return ((local_day(since, runner.time_zone), None),)


def _record(runner: Runner, change: CriticalSpeedChange) -> CriticalSpeedRecord:
    value = change.candidate
    band = (value.cs_band_mps if value else None) or (None, None)
    w_band = (value.w_prime_band_m if value else None) or (None, None)
    is_typed = change.outcome is None and change.state is ChangeState.IN_FORCE
    line = change.outcome.line if change.outcome else None
    points = _points(change)
    return CriticalSpeedRecord(
        pk=record_id(runner.pk, change, what="typed" if is_typed else _what(change)),
        runner=runner,
        valid_from=change.day,
        state=change.state.value,
        critical_speed_mps=value.cs_mps if value else None,
        w_prime_m=value.w_prime_m if value else None,
        r2=value.r_squared if value else None,
        standard_error_mps=value.se_cs_mps if value else None,
        w_prime_standard_error_m=value.se_w_prime_m if value else None,
        low_mps=band[0],
        high_mps=band[1],
        w_prime_low_m=w_band[0],
        w_prime_high_m=w_band[1],
        source=value.source if value else "",
        line=asdict(line) if line else None,
        points=points,
        reason=_reason(change, points),
        flags=list(value.flags) if value else [],
        previous=_previous(change),
        formula_version=CRITICAL_SPEED_FORMULA,
        computed_at=datetime.now(UTC),
    )


def _what(change: CriticalSpeedChange) -> str:
    return "stale" if change.state is ChangeState.STALE else "fit"


def _points(change: CriticalSpeedChange) -> list[dict[str, Any]]:
    """The efforts behind the value; of a refused fit those that it had."""
    if change.outcome is None:
        behind = change.candidate.trials if change.candidate else ()
        return [_point(trial, used=True, why_not=None) for trial in behind]
    selection = change.outcome.selection
    found = zip(selection.used, selection.evidence, strict=True)
    evidence = {trial: proof.sentence for trial, proof in found}
    behind = change.candidate.trials if change.candidate else selection.used
    used = [_point(trial, used=True, why_not=None, evidence=evidence.get(trial)) for trial in behind]
    beside = [
        _point(trial, used=False, why_not=WORDS.say("too_few_for_a_fit"), evidence=evidence[trial])
        for trial in selection.used
        if trial not in behind
    ]
    out = [_point(one.effort, used=False, why_not=one.why) for one in change.outcome.selection.left_out]
    return used + beside + out


def _point(effort: Effort, *, used: bool, why_not: str | None, evidence: str | None = None) -> dict[str, Any]:
    return {
        "distance_m": effort.distance_m,
        "time_s": effort.time_s,
        "day": effort.day.isoformat(),
        "session": effort.session_id,
        "kind": effort.kind.value,
        "used": used,
        "why_not": why_not,
        "evidence": evidence,
    }


def _reason(change: CriticalSpeedChange, points: list[dict[str, Any]]) -> dict[str, Any]:
    """Why, and beside it what each sentence of the record says, those of the points too."""
    trials = change.outcome.selection.used if change.outcome else ()
    newest = max(trials, key=lambda trial: (trial.day, trial.session_id or ""), default=None)
    refusal = change.outcome.refusal if change.outcome else None
    return {
        "code": refusal.code if refusal else change.state.value,
        "text": change.sentence,
        "session": newest.session_id if newest else None,
        "personal_bests": [trial.distance_m for trial in trials],
        "sentences": stored_sentences(
            [change.sentence, *(point[name] for point in points for name in ("why_not", "evidence"))]
        ),
    }


def _previous(change: CriticalSpeedChange) -> dict[str, Any] | None:
    if change.before is None:
        return None
    return {"critical_speed_mps": change.before.cs_mps, "w_prime_m": change.before.w_prime_m}


def _content(record: CriticalSpeedRecord) -> dict[str, Any]:
    return {
        field.attname: getattr(record, field.attname)
        for field in CriticalSpeedRecord._meta.concrete_fields  # noqa: SLF001 - Django's documented model API
        if field.attname != "computed_at"
    }


def _carry(runner: Runner, in_force: CriticalSpeedRecord | None, log: CriticalSpeedTimeline) -> None:
    runner.critical_speed_mps = in_force.critical_speed_mps if in_force else None
    runner.w_prime_m = in_force.w_prime_m if in_force else None
    runner.critical_speed_valid_from = in_force.valid_from if in_force else None
    missing = None if in_force else _missing_reason(log)
    runner.critical_speed_missing_reason = (missing or "")[:LONGEST_REASON]
    runner.critical_speed_missing_sentence = missing.to_document() if missing else None
    runner.save(
        update_fields=[
            "critical_speed_mps",
            "w_prime_m",
            "critical_speed_valid_from",
            "critical_speed_missing_reason",
            "critical_speed_missing_sentence",
            "updated_at",
        ]
    )


def _missing_reason(log: CriticalSpeedTimeline) -> Sentence:
    refusals = [change.outcome.refusal for change in log.changes if change.outcome and change.outcome.refusal]
    return refusals[-1].message if refusals else NO_TRIALS
