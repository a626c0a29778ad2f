"""Plans made again from today: proposes, and does what the coach decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from django.utils.translation import gettext as _

from runlab_site.database import database
from runlab_site.time_zones import moment_now
from runners.physiology.local_days import local_day
from runners.physiology.sentences import stored_sentences
from training.models import PlanProposal, TrainingPlanSchema
from training.planning.adapting import Proposal, needs_replan, replan, with_only
from training.planning.problems import PlanProblem
from training.planning.records import Plan
from training.services.plan_circumstances import circumstances_of
from training.services.plan_service import PlanEdit, PlanRefused, adapt_plan
from training.services.publication import with_past_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from training.planning.circumstances import Circumstances


__all__ = ["accept_proposal", "decline_proposal", "propose", "propose_where_needed", "set_adapts_by_itself"]

Status = PlanProposal.Status

log = structlog.get_logger(__name__)


def propose(
    plan: TrainingPlanSchema,
    today: date,
    *,
    race_day: date | None = None,
    released_from: date | None = None,
    asked_by: str | None = None,
) -> PlanProposal | None:
    """The plan made again from today on as a proposal; None where nothing should change. Nothing else is stored.

    released_from: published workouts of that day and later may change; without it what is published stays. Raises
    PlanRefused for what cannot be planned.
    """
    came = circumstances_of(plan, today, race_day=race_day, released_from=released_from)
    try:
        found = replan(Plan.from_document(plan.document), came)
    except PlanProblem as problem:
        raise PlanRefused(problem.text) from problem
    if not found.changes_anything:
        return None
    return database.transaction(lambda: _kept_proposal(plan, today, found, asked_by))


def accept_proposal(
    proposal: PlanProposal, decided_by: str | None, days: Iterable[str] | None = None
) -> PlanEdit:
    """The plan as proposed, on all days or on some (ISO dates); `proposal` is accepted as stored.

    Raises PlanRefused if it is not open any more.
    """
    chosen = None if days is None else frozenset(days)
    proposed = Plan.from_document(proposal.document)

    def change(current: Plan) -> Plan:
        if chosen is None:
            return with_past_of(proposed, current, proposal.day)
        if proposed.goal != current.goal:
            raise PlanRefused(_("The race moved: the days of this proposal go together."))
        return with_past_of(with_only(proposed, current, chosen), current, proposal.day)

    def write() -> PlanEdit:
        _require_open(proposal)
        _decide(proposal, Status.ACCEPTED, decided_by)
        return adapt_plan(str(proposal.plan_id), proposal.plan_version, change, decided_by)

    return database.transaction(write)


def decline_proposal(proposal: PlanProposal, decided_by: str | None) -> PlanProposal:
    """The plan stays as it is. Raises PlanRefused if it is not open any more."""
    _require_open(proposal)
    return _decide(proposal, Status.DISMISSED, decided_by)


def set_adapts_by_itself(
    plan: TrainingPlanSchema, *, wanted: bool, changed_by: str | None
) -> TrainingPlanSchema:
    """The plan whose proposals are accepted without asking, or not; only its coach turns this on."""
    TrainingPlanSchema.objects.filter(pk=plan.pk).update(adapts_by_itself=wanted)
    plan.adapts_by_itself = wanted
    log.info("plan_adapts_by_itself", plan=plan.pk, wanted=wanted, by=changed_by)
    return plan


def propose_where_needed(now: datetime | None = None) -> int:
    """Look at every plan that is followed and propose where something has changed; how many proposals. Recurs.

    Days from tomorrow on may change, from today on after illness; what is locked or edited stays. A plan whose coach
    turned that on takes the proposal at once, and says so in its history.
    """
    made = 0
    plans = TrainingPlanSchema.objects.filter(status=TrainingPlanSchema.Status.PUBLISHED)
    for plan in plans.select_related("runner").iterator():
        today = local_day(now or datetime.now(UTC), plan.runner.time_zone)
        if plan.start_date < today < plan.race_date:
            made += _watched(plan, today)
    return made


def _watched(plan: TrainingPlanSchema, today: date) -> bool:
    came = circumstances_of(plan, today)
    ill_now = today in came.closed
    proposal = _proposed_again(
        plan, replace(came, released_from=today if ill_now else today + timedelta(days=1))
    )
    if proposal is not None and plan.adapts_by_itself:
        accept_proposal(proposal, None)
    return proposal is not None


def _proposed_again(plan: TrainingPlanSchema, came: Circumstances) -> PlanProposal | None:
    """A proposal unless the same reasons are open or were decided today or yesterday.

    A better plan alone is no reason to disturb a coach at night.
    """
    today = came.today
    working = Plan.from_document(plan.document)
    if not needs_replan(working, came):
        return None
    try:
        found = replan(working, came)
    except PlanProblem as problem:
        log.warning("plan_cannot_be_made_again", plan=plan.pk, problem=problem.text)
        return None
    recent = PlanProposal.objects.filter(plan=plan, day__gte=today - timedelta(days=1))
    known = {tuple(reasons) for reasons in recent.values_list("reasons", flat=True)}
    if not found.changes_anything or found.reasons in known or found.is_gain_only:
        return None
    return database.transaction(lambda: _kept_proposal(plan, today, found, None))


def _kept_proposal(
    plan: TrainingPlanSchema, today: date, found: Proposal, asked_by: str | None
) -> PlanProposal:
    """The proposal; those still open are overtaken by it."""
    open_ones = PlanProposal.objects.filter(plan=plan, status=Status.PENDING)
    open_ones.update(status=Status.SUPERSEDED, decided_at=moment_now())
    return PlanProposal.objects.create(
        plan=plan,
        plan_version=plan.version,
        day=today,
        reasons=[str(reason) for reason in found.reasons],
        sentences=stored_sentences(found.reasons),
        difference=found.difference,
        document=found.plan.to_document(),
        asked_by=asked_by,
        created_at=moment_now(),
    )


def _require_open(proposal: PlanProposal) -> None:
    status = PlanProposal.objects.values_list("status", flat=True).get(pk=proposal.pk)
    if status != Status.PENDING:
        raise PlanRefused(_("This proposal is decided already."))


def _decide(proposal: PlanProposal, status: str, decided_by: str | None) -> PlanProposal:
    proposal.status, proposal.decided_by, proposal.decided_at = status, decided_by, moment_now()
    proposal.save(update_fields=["status", "decided_by", "decided_at"])
    return proposal
