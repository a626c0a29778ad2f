"""How a change of a plan is stored: the version that was seen is checked, nested and flat are written together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from runlab_site.database import database
from training.models import PlanVersion, TrainingPlanSchema
from training.planning.projection import forecast
from training.planning.records import Plan
from training.services.flat_plan import rewrite_flat
from training.services.race_outlook import refresh_race_predictions

if TYPE_CHECKING:
    from collections.abc import Callable

    from training.planning.projection import RaceForecast

__all__ = [
    "PlanEdit",
    "PlanRefused",
    "change_stored",
    "keep_version",
    "require_version",
    "show_to_athlete",
    "write_plan",
]

Kind = PlanVersion.Kind


class PlanRefused(ValueError):  # noqa: N818 a refusal is an answer, not a fault
    """The change is not possible now; the message says why."""


@dataclass(frozen=True, slots=True)
class PlanEdit:
    """What an action did: the plan as it is stored now, and its working version before and after."""

    plan: TrainingPlanSchema
    before: Plan
    after: Plan

    @property
    def race_day_before(self) -> RaceForecast:
        """Race morning as it looked before the action."""
        return forecast(self.before)

    @property
    def race_day_after(self) -> RaceForecast:
        """Race morning as it looks now."""
        return forecast(self.after)


def require_version(plan: TrainingPlanSchema, seen_version: int | str | None) -> None:
    """Raises PlanRefused when the plan is not in the version that the person saw."""
    if str(plan.version) != str(seen_version):
        raise PlanRefused(
            _(
                "Someone changed this plan in the meantime: it has changed since version {version}. "
                "Look at it again, then repeat your change."
            ).format(version=seen_version)
        )


def change_stored(
    plan_id: str,
    seen_version: int,
    change: Callable[[TrainingPlanSchema, Plan], Plan],
    changed_by: str | None,
    kind: str | None = None,
) -> PlanEdit:
    """The stored plan after `change`, written in one transaction; as a new version in its history if it has a kind.

    `change` sets what is stored beside the working version and returns what this becomes. Raises PlanRefused when the
    plan is not in the version seen, and what `change` raises.
    """

    def write() -> PlanEdit:
        plan = TrainingPlanSchema.objects.get(pk=plan_id)
        require_version(plan, seen_version)
        seen = (plan.status, plan.published)
        before = Plan.from_document(plan.document)
        after = write_plan(plan, change(plan, before))
        if kind is not None:
            keep_version(plan, kind, changed_by)
        if seen != (plan.status, plan.published):
            refresh_race_predictions(str(plan.runner_id))
        return PlanEdit(plan, before, after)

    return database.transaction(write)


def write_plan(plan: TrainingPlanSchema, working: Plan) -> Plan:
    """Nested and flat in agreement, within the caller's transaction; the working version as it is stored."""
    stored = _numbered(plan, working)
    plan.document, plan.race_date = stored.to_document(), stored.goal.race_date
    plan.save()
    rewrite_flat(plan, stored)
    return stored


def show_to_athlete(plan: TrainingPlanSchema, shown: Plan) -> None:
    """What the athlete sees, once the plan is written."""
    plan.published, plan.published_at = _numbered(plan, shown).to_document(), timezone.now()


def _numbered(plan: TrainingPlanSchema, working: Plan) -> Plan:
    """Version and status are the same in the document and beside it."""
    return replace(working, version=plan.version, status=str(plan.status))


def keep_version(plan: TrainingPlanSchema, kind: str, changed_by: str | None) -> None:
    """Remember what the plan is now, so that a change can be undone."""
    PlanVersion.objects.create(
        plan=plan,
        version=plan.version,
        kind=kind,
        document=plan.document,
        published_version=plan.published["version"] if plan.published else None,
        changed_by=changed_by,
    )
