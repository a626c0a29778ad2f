"""The Critical Speed log of a runner: replayed from efforts and decisions, stored line by line."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from runners.models import CriticalSpeedRecord, Runner, RunnerDecision, SquadMember
from runners.physiology.critical_speed import NO_TRIALS
from runners.physiology.critical_speed_changes import (
    CriticalSpeedTimeline,
    Decisions,
    Verdict,
)
from runners.physiology.critical_speed_timeline import Exclusion, timeline
from runners.physiology.effort_evidence import with_highest_heart_rates
from runners.physiology.local_days import local_day
from runners.physiology.words import WORDS
from runners.selectors import decisions_of, open_proposal
from runners.services.analysis_requests import request_analysis
from runners.services.critical_speed_records import LONGEST_REASON, content_of, record_of
from runners.services.typed_thresholds import typed_effort, typed_threshold
from runners.stored.physiology_of_day import physiology_on

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runlab_site.accounts.models import User
    from runners.physiology.efforts import Effort
    from runners.physiology.sentences import Sentence

__all__ = ["decide_proposal", "may_decide", "replay", "store_log"]


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
    records = [record_of(runner, change) for change in log.changes]
    CriticalSpeedRecord.objects.filter(runner=runner).exclude(pk__in=[one.pk for one in records]).delete()
    known = {one.pk: one for one in CriticalSpeedRecord.objects.filter(runner=runner)}
    for record in records:
        if record.pk not in known:
            record.save(force_insert=True)
        elif content_of(known[record.pk]) != content_of(record):
            record.save(force_update=True)
    in_force = next((one for one in reversed(records) if one.state in CriticalSpeedRecord.IN_USE), None)
    _carry(runner, in_force, log)
    return in_force


def may_decide(runner: Runner, person: User) -> bool:
    """Whether a person may decide on a proposal: a coached athlete's coach does (formula book, section 3)."""
    return runner.coach_id is None or person.is_coach or person.is_superuser


def decide_proposal(runner: Runner, *, accepted: bool, decided_by: User) -> CriticalSpeedRecord:
    """Accept or dismiss the open proposal, from its session's day on; a coached athlete's coach does.

    Raises PermissionDenied for the athlete then, LookupError when nothing waits.
    """
    if not may_decide(runner, decided_by):
        raise PermissionDenied(_("Your coach decides on a proposed Critical Speed."))
    proposal = open_proposal(runner)
    if proposal is None:
        raise LookupError(_("No proposed Critical Speed waits for a decision."))
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
