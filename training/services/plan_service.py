"""What is done to a plan: each action is one function that returns what it changed, and can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog
from django.utils import timezone
from django.utils.translation import gettext as _

from runlab_site.database import database
from training.models import PlanVersion, TrainingPlanSchema
from training.planning.records import Plan
from training.services import plan_changes
from training.services.flat_plan import rewrite_flat
from training.services.plan_versions import (
    PlanEdit,
    PlanRefused,
    change_stored,
    keep_version,
    show_to_athlete,
)
from training.services.publication import (
    Status,
    archive_others,
    as_published,
    require_not_archived,
    restore_published,
    with_past_of,
)
from training.services.race_outlook import refresh_race_predictions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from runners.models import Runner

__all__ = [
    "PlanEdit",
    "PlanRefused",
    "adapt_plan",
    "archive_plan",
    "change_plan",
    "choose_candidate",
    "delete_plan",
    "edit_planned_workout",
    "publish_plan",
    "scale_week",
    "store_generated",
    "undo_change",
]

Kind = PlanVersion.Kind

log = structlog.get_logger(__name__)


def store_generated(
    plan_id: str, runner: Runner, choices: Sequence[Plan], created_by: str | None
) -> TrainingPlanSchema:
    """The draft of what was generated, the best candidate chosen. Storing it a second time changes nothing."""

    def write() -> TrainingPlanSchema:
        found = TrainingPlanSchema.objects.filter(pk=plan_id).first()
        if found is not None:
            return found
        best = choices[0]
        plan = TrainingPlanSchema.objects.create(
            pk=plan_id,
            runner=runner,
            version=1,
            input_hash=best.input_hash or "",
            start_date=best.start_date,
            race_date=best.goal.race_date,
            document=best.to_document(),
            candidates=[choice.to_document() for choice in choices],
            created_by=created_by,
        )
        keep_version(plan, Kind.GENERATED, created_by)
        rewrite_flat(plan, best)
        return plan

    return database.transaction(write)


def edit_planned_workout(
    plan: TrainingPlanSchema, workout_id: str, changes: Mapping[str, Any], changed_by: str | None
) -> PlanEdit:
    """Move, swap, scale, lock, note or rewrite a planned workout; `changes` as plan_changes.apply_changes names them.

    Raises PlanRefused, EditRefused for what cannot be, and ShorthandError for steps that cannot be read.
    """
    return change_plan(
        plan,
        Kind.EDITED,
        lambda working: plan_changes.apply_changes(working, workout_id, changes),
        changed_by,
    )


def scale_week(plan: TrainingPlanSchema, week_index: int, factor: float, changed_by: str | None) -> PlanEdit:
    """Easy and long parts of a week (counted from 0) longer or shorter. Raises PlanRefused and EditRefused."""
    return change_plan(
        plan,
        Kind.EDITED,
        lambda working: plan_changes.scale_week(working, week_index, factor),
        changed_by,
    )


def choose_candidate(plan: TrainingPlanSchema, number: int, changed_by: str | None) -> PlanEdit:
    """Another of the candidates (from 0) as the draft. Raises PlanRefused once the athlete has seen the plan."""
    if plan.published is not None:
        raise PlanRefused(_("This plan is published. Undo the publication before you choose another."))
    if not 0 <= number < len(plan.candidates):
        raise PlanRefused(_("There is no such candidate."))
    return change_plan(
        plan, Kind.CHOSEN, lambda _plan: Plan.from_document(plan.candidates[number]), changed_by
    )


def change_plan(
    plan: TrainingPlanSchema, kind: str, change: Callable[[Plan], Plan], changed_by: str | None
) -> PlanEdit:
    """The working version after `change`, as a new version. Raises PlanRefused and what `change` raises."""

    def apply(current: TrainingPlanSchema, working: Plan) -> Plan:
        current.version += 1
        return change(working)

    return change_stored(plan.pk, plan.version, apply, changed_by, kind)


def publish_plan(plan: TrainingPlanSchema, changed_by: str | None) -> PlanEdit:
    """Show the working version to the athlete; plans of the same days are archived. Raises PlanRefused."""

    def apply(current: TrainingPlanSchema, working: Plan) -> Plan:
        require_not_archived(current)
        archive_others(current)
        published = as_published(working)
        current.version += 1
        current.status = Status.PUBLISHED
        show_to_athlete(current, published)
        return published

    return change_stored(plan.pk, plan.version, apply, changed_by, Kind.PUBLISHED)


def adapt_plan(
    plan_id: str, seen_version: int, change: Callable[[Plan], Plan], changed_by: str | None
) -> PlanEdit:
    """The plan made again, as one version that one undo takes back; published at once if the athlete follows the plan.

    Raises PlanRefused.
    """

    def apply(current: TrainingPlanSchema, working: Plan) -> Plan:
        require_not_archived(current)
        changed = change(working)
        current.version += 1
        if current.published is None:
            return changed
        published = as_published(changed)
        show_to_athlete(current, published)
        return published

    return change_stored(plan_id, seen_version, apply, changed_by, Kind.ADAPTED)


def undo_change(plan: TrainingPlanSchema, today: date, changed_by: str | None) -> PlanEdit:
    """What was before the last change, for today and later; past days stay. Raises PlanRefused at the beginning."""

    def apply(current: TrainingPlanSchema, working: Plan) -> Plan:
        standing = PlanVersion.objects.filter(plan=current, undone_at=None).order_by("-version")[:2]
        if len(standing) < 2:
            raise PlanRefused(_("There is nothing to undo: this is the plan as it was made."))
        last, before = standing
        PlanVersion.objects.filter(pk=last.pk).update(undone_at=timezone.now())
        current.version += 1
        restore_published(current, working, before, today)
        log.info("plan_change_undone", plan=current.pk, version=last.version, by=changed_by)
        return with_past_of(Plan.from_document(before.document), working, today)

    return change_stored(plan.pk, plan.version, apply, changed_by)


def archive_plan(plan: TrainingPlanSchema, changed_by: str | None) -> PlanEdit:
    """The athlete follows it no more; what was run of it stays. Raises PlanRefused for what changed meanwhile."""

    def apply(current: TrainingPlanSchema, working: Plan) -> Plan:
        current.status = Status.ARCHIVED
        return working

    return change_stored(plan.pk, plan.version, apply, changed_by)


def delete_plan(plan: TrainingPlanSchema) -> None:
    """The plan with its flat rows and its history."""

    def delete() -> None:
        runner_id = str(plan.runner_id)
        plan.delete()
        refresh_race_predictions(runner_id)

    database.transaction(delete)
