"""Writes plans: nested and flat in one transaction, with every change kept so that it can be undone."""

from __future__ import annotations

import copy
from datetime import date
from typing import TYPE_CHECKING, Any

import structlog
from django.utils import timezone

from runlab_site.database import database
from training.models import PlanVersion, TrainingPlan, TrainingPlanSchema
from training.planning.document import days_of, flat
from training.planning.projection import fill_projection

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from runners.models import Runner

__all__ = [
    "PlanRefused",
    "adapt_plan",
    "change_plan",
    "choose_candidate",
    "delete_plan",
    "keep_flat_equal",
    "publish_plan",
    "rewrite_flat",
    "store_generated",
    "undo_change",
    "with_past_of",
]

Document = dict[str, Any]
Kind = PlanVersion.Kind
Status = TrainingPlanSchema.Status
FLAT_COLUMNS = (
    "runner_id", "version", "date", "block", "week", "planned_id", "workout_id", "name", "role", "shorthand",
    "expected_s", "expected_m", "expected_rtss", "state", "locked", "session_id", "compliance",
)  # fmt: skip
KEPT_STATES = ("done", "missed")

log = structlog.get_logger(__name__)


class PlanRefused(ValueError):  # noqa: N818 a refusal is an answer, not a fault
    """The change is not possible now; the message says why."""


def store_generated(
    plan_id: str, runner: Runner, choices: Sequence[Document], created_by: str | None
) -> TrainingPlanSchema:
    """The draft of what was generated, the best candidate chosen. Storing it a second time changes nothing."""

    def write() -> TrainingPlanSchema:
        found = TrainingPlanSchema.objects.filter(pk=plan_id).first()
        if found is not None:
            return found
        best = dict(choices[0])
        plan = TrainingPlanSchema.objects.create(
            pk=plan_id,
            runner=runner,
            version=1,
            input_hash=best["input_hash"],
            start_date=date.fromisoformat(best["start_date"]),
            race_date=date.fromisoformat(best["goal"]["race_date"]),
            document=best,
            candidates=list(choices),
            created_by=created_by,
        )
        _keep_version(plan, Kind.GENERATED, created_by)
        rewrite_flat(plan)
        return plan

    return database.transaction(write)


def choose_candidate(plan: TrainingPlanSchema, number: int, changed_by: str | None) -> TrainingPlanSchema:
    """Another of the candidates (from 0) as the draft. Raises PlanRefused once the athlete has seen the plan."""
    if plan.published is not None:
        raise PlanRefused("This plan is published. Undo the publication before you choose another.")
    if not 0 <= number < len(plan.candidates):
        raise PlanRefused("There is no such candidate.")
    return change_plan(plan, Kind.CHOSEN, lambda _: copy.deepcopy(plan.candidates[number]), changed_by)


def change_plan(
    plan: TrainingPlanSchema, kind: str, change: Callable[[Document], Document], changed_by: str | None
) -> TrainingPlanSchema:
    """The working document after `change`, as a new version. Raises PlanRefused and what `change` raises."""

    def write() -> TrainingPlanSchema:
        current = _current(plan)
        current.document = change(current.document)
        current.version += 1
        return _stored(current, kind, changed_by)

    return database.transaction(write)


def publish_plan(plan: TrainingPlanSchema, changed_by: str | None) -> TrainingPlanSchema:
    """Show the working document to the athlete; plans of the same days are archived. Raises PlanRefused."""

    def write() -> TrainingPlanSchema:
        current = _current(plan)
        if current.status == Status.ARCHIVED:
            raise PlanRefused("This plan is archived.")
        _archive_others(current)
        current.document = _with_state(current.document, "published")
        current.version += 1
        current.status, current.published_at = Status.PUBLISHED, timezone.now()
        return _stored(current, Kind.PUBLISHED, changed_by)

    return database.transaction(write)


def adapt_plan(
    plan: TrainingPlanSchema, change: Callable[[Document], Document], changed_by: str | None
) -> TrainingPlanSchema:
    """The plan made again, as one version that one undo takes back; published at once if the athlete follows the plan.

    Raises PlanRefused.
    """

    def write() -> TrainingPlanSchema:
        current = _current(plan)
        if current.status == Status.ARCHIVED:
            raise PlanRefused("This plan is archived.")
        current.document = change(current.document)
        if current.published is not None:
            current.document = _with_state(current.document, "published")
            current.published_at = timezone.now()
        current.version += 1
        return _stored(current, Kind.ADAPTED, changed_by)

    return database.transaction(write)


def undo_change(plan: TrainingPlanSchema, today: date, changed_by: str | None) -> TrainingPlanSchema:
    """What was before the last change, for today and later; past days stay. Raises PlanRefused at the beginning."""

    def write() -> TrainingPlanSchema:
        current = _current(plan)
        standing = PlanVersion.objects.filter(plan=current, undone_at=None).order_by("-version")[:2]
        if len(standing) < 2:
            raise PlanRefused("There is nothing to undo: this is the plan as it was made.")
        last, before = standing
        PlanVersion.objects.filter(pk=last.pk).update(undone_at=timezone.now())
        current.document = with_past_of(before.document, current.document, today)
        current.version += 1
        _restore_published(current, before, today)
        _write(current)
        log.info("plan_change_undone", plan=current.pk, version=last.version, by=changed_by)
        return current

    return database.transaction(write)


def archive_plan(plan: TrainingPlanSchema) -> TrainingPlanSchema:
    """The athlete follows it no more; what was run of it stays. Raises PlanRefused for what changed meanwhile."""

    def write() -> TrainingPlanSchema:
        current = _current(plan)
        current.status = Status.ARCHIVED
        _write(current)
        return current

    return database.transaction(write)


def delete_plan(plan: TrainingPlanSchema) -> None:
    """The plan with its flat rows and its history."""
    database.transaction(plan.delete)


def rewrite_flat(plan: TrainingPlanSchema) -> None:
    """Make `trainingplan` say what the nested document says; within the caller's transaction."""
    TrainingPlan.objects.filter(plan=plan).delete()
    TrainingPlan.objects.bulk_create([_flat_row(plan, row) for row in flat(plan.document)])


def keep_flat_equal(plan: TrainingPlanSchema) -> list[str]:
    """Compare flat with nested, column by column, and make the flat rows again where they differ; what differed."""
    rows = list(TrainingPlan.objects.filter(plan=plan))
    stored = {row.planned_id: _columns(row) for row in rows}
    made = {row["id"]: _columns(_flat_row(plan, row)) for row in flat(plan.document)}
    found = [
        f"{planned_id}: {_first_difference(stored.get(planned_id), made.get(planned_id))}"
        for planned_id in sorted(stored.keys() | made.keys())
        if stored.get(planned_id) != made.get(planned_id)
    ]
    if len(rows) != len(stored):
        found.append("a workout stands there twice")
    if found:
        log.warning("flat_plan_differed", plan=plan.pk, differences=found[:5], count=len(found))
        database.transaction(lambda: rewrite_flat(TrainingPlanSchema.objects.get(pk=plan.pk)))
    return found


def _columns(row: TrainingPlan) -> Document:
    """All that a flat row says."""
    return {name: getattr(row, name) for name in FLAT_COLUMNS}


def _first_difference(stored: Document | None, made: Document | None) -> str:
    if stored is None or made is None:
        return "is missing" if stored is None else "is not in the plan"
    return next(
        f"{name} is {stored[name]!r}, not {made[name]!r}"
        for name in FLAT_COLUMNS
        if stored[name] != made[name]
    )


def _current(plan: TrainingPlanSchema) -> TrainingPlanSchema:
    """The plan as it is stored. Raises PlanRefused when it is not what the person saw."""
    current = TrainingPlanSchema.objects.get(pk=plan.pk)
    if current.version != plan.version:
        raise PlanRefused(
            "Someone changed this plan in the meantime. Look at it again, then repeat your change."
        )
    return current


def _stored(plan: TrainingPlanSchema, kind: str, changed_by: str | None) -> TrainingPlanSchema:
    _number(plan)
    if kind == Kind.PUBLISHED or (kind == Kind.ADAPTED and plan.published is not None):
        plan.published = copy.deepcopy(plan.document)
    _write(plan)
    _keep_version(plan, kind, changed_by)
    return plan


def _write(plan: TrainingPlanSchema) -> None:
    _number(plan)
    plan.save()
    rewrite_flat(plan)


def _number(plan: TrainingPlanSchema) -> None:
    plan.document["version"], plan.document["status"] = plan.version, str(plan.status)
    plan.race_date = date.fromisoformat(plan.document["goal"]["race_date"])


def _keep_version(plan: TrainingPlanSchema, kind: str, changed_by: str | None) -> None:
    PlanVersion.objects.create(
        plan=plan,
        version=plan.version,
        kind=kind,
        document=plan.document,
        published_version=plan.published["version"] if plan.published else None,
        changed_by=changed_by,
    )


def _archive_others(plan: TrainingPlanSchema) -> None:
    """An athlete follows one plan a day."""
    others = TrainingPlanSchema.objects.filter(
        runner_id=plan.runner_id,
        status=Status.PUBLISHED,
        start_date__lte=plan.race_date,
        race_date__gte=plan.start_date,
    ).exclude(pk=plan.pk)
    for other in others:
        other.status = Status.ARCHIVED
        _write(other)


def _with_state(document: Document, state: str) -> Document:
    """Every workout to come in a state; what a person edited stays known as made by hand."""
    changed = copy.deepcopy(document)
    for _, _, day in days_of(changed):
        for workout in day["workouts"]:
            if workout["state"] == "edited":
                workout["by_hand"] = True
            if workout["state"] not in KEPT_STATES:
                workout["state"] = state
    return changed


def with_past_of(document: Document, current: Document, today: date) -> Document:
    """A document with the days before today, and those already run, of another."""
    restored, past = copy.deepcopy(document), {}
    for _, _, day in days_of(current):
        is_done = any(workout["state"] in KEPT_STATES for workout in day["workouts"])
        if day["date"] < today.isoformat() or is_done:
            past[day["date"]] = day["workouts"]
    for _, _, day in days_of(restored):
        day["workouts"] = past.get(day["date"], day["workouts"])
    fill_projection(restored)
    return restored


def _restore_published(plan: TrainingPlanSchema, before: PlanVersion, today: date) -> None:
    """What the athlete saw then; nothing, if that was before the first publication."""
    if before.published_version is None:
        plan.published, plan.published_at, plan.status = None, None, Status.DRAFT
        return
    seen = PlanVersion.objects.get(plan=plan, version=before.published_version).document
    plan.published = with_past_of(seen, plan.published or plan.document, today)
    plan.published |= {"version": before.published_version, "status": str(Status.PUBLISHED)}
    plan.status = Status.PUBLISHED


def _flat_row(plan: TrainingPlanSchema, row: Mapping[str, Any]) -> TrainingPlan:
    return TrainingPlan(
        plan=plan,
        runner_id=plan.runner_id,
        version=row["version"],
        date=date.fromisoformat(row["date"]),
        block=row["block"],
        week=row["week"],
        planned_id=row["id"],
        workout_id=row["workout_id"] or "",
        name=row["name"][:200],
        role=row["role"],
        shorthand=row["shorthand"],
        expected_s=row["expected_s"],
        expected_m=row["expected_m"],
        expected_rtss=row["expected_rtss"],
        state=row["state"],
        locked=row["locked"],
        session_id=row["session_id"],
        compliance=row["compliance"],
    )
