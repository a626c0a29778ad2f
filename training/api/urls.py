"""The API's resources of training."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.api import views as training
from training.api.following import PlanComplianceViewSet
from training.api.proposals import ProposalViewSet
from training.api.templates import PlanTemplateViewSet
from training.api.workouts import WorkoutViewSet

if TYPE_CHECKING:
    from runlab_site.api.routers import ApiRouter

__all__ = ["register"]


def register(router: ApiRouter) -> None:
    """Add them."""
    router.register("plans", training.PlanViewSet, basename="plan")
    router.under("plans", "days", training.PlanDaysViewSet)
    router.one_under("plans", "preview", training.PlanPreviewViewSet)
    router.under("plans", "proposals", ProposalViewSet)
    router.under("plans", "compliance", PlanComplianceViewSet)
    router.register("plan-templates", PlanTemplateViewSet, basename="plan-template")
    router.register("workouts", WorkoutViewSet, basename="workout")
    router.register("calendar-entries", training.CalendarEntryViewSet, basename="calendar-entry")
    router.under("runners", "calendar", training.CalendarViewSet)
    router.under("runners", "compliance", training.ComplianceViewSet)
