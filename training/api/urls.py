"""The resources of training under /api/v1/."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.api.plan_compliance import PlanComplianceViewSet
from training.api.plan_days import PlanDaysViewSet
from training.api.plan_preview import PlanPreviewViewSet
from training.api.plan_proposals import PlanProposalsViewSet
from training.api.plan_templates import PlanTemplateViewSet
from training.api.planned_workout_comments import PlannedWorkoutCommentsViewSet
from training.api.plans import PlanViewSet
from training.api.runner_calendar import CalendarViewSet
from training.api.runner_compliance import ComplianceViewSet
from training.api.workouts import WorkoutViewSet

if TYPE_CHECKING:
    from runlab_site.api.routers import ApiRouter

__all__ = ["register"]


def register(router: ApiRouter) -> None:
    """Add them, in the order of the documentation."""
    router.register("plans", PlanViewSet, basename="plan")
    router.under("plans", "days", PlanDaysViewSet)
    router.one_under("plans", "preview", PlanPreviewViewSet)
    router.under("plans", "proposals", PlanProposalsViewSet)
    router.under("plans", "compliance", PlanComplianceViewSet)
    router.under("planned-workouts", "comments", PlannedWorkoutCommentsViewSet)
    router.register("plan-templates", PlanTemplateViewSet, basename="plan-template")
    router.register("workouts", WorkoutViewSet, basename="workout")
    router.under("runners", "calendar", CalendarViewSet)
    router.under("runners", "compliance", ComplianceViewSet)
