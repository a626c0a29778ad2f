"""The flat rows of a plan: derived from the nested document, compared with it, and made again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import structlog

from runlab_site.database import database
from training.models import TrainingPlan, TrainingPlanSchema
from training.planning.document import flat
from training.planning.records import Plan

if TYPE_CHECKING:
    from collections.abc import Mapping


__all__ = ["keep_flat_equal", "rewrite_flat"]

Document = dict[str, Any]
FLAT_COLUMNS = (
    "runner_id", "version", "date", "block", "week", "planned_id", "workout_id", "name", "role", "shorthand",
    "expected_s", "expected_m", "expected_rtss", "state", "locked", "session_id", "compliance",
)  # fmt: skip
log = structlog.get_logger(__name__)


def rewrite_flat(plan: TrainingPlanSchema, working: Plan) -> None:
    """Make `trainingplan` say what the working version says; within the caller's transaction."""
    TrainingPlan.objects.filter(plan=plan).delete()
    TrainingPlan.objects.bulk_create([_flat_row(plan, row) for row in flat(working)])


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
        database.transaction(lambda: _rewrite(plan.pk))
    return found


def _rewrite(plan_id: str) -> None:
    plan = TrainingPlanSchema.objects.get(pk=plan_id)
    rewrite_flat(plan, Plan.from_document(plan.document))


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
