"""Every address under /api/."""

from __future__ import annotations

from django.urls import include, path

from runlab_site.accounts.api import ApiKeyViewSet, MeViewSet
from runlab_site.api.docs import DocsView, SchemaView
from runlab_site.api.routers import ApiRouter
from runlab_site.jobs.api import EventsView, JobViewSet
from runners.api.urls import register as register_runners
from sessions.api import views as sessions
from sessions.api.summaries import SummariesViewSet
from training.api import views as training
from training.api.following import PlanComplianceViewSet
from training.api.proposals import ProposalViewSet
from training.api.templates import PlanTemplateViewSet
from training.api.workouts import WorkoutViewSet

app_name = "api"

router = ApiRouter()
router.one("me", MeViewSet)
router.register("api-keys", ApiKeyViewSet, basename="api-key")
router.register("jobs", JobViewSet, basename="job")

register_runners(router)
router.under("runners", "summaries", SummariesViewSet)

router.register("sessions", sessions.SessionViewSet, basename="session")
router.one_under("sessions", "statistics", sessions.StatisticsViewSet)
router.one_under("sessions", "effort", sessions.EffortViewSet)
router.under("sessions", "laps", sessions.LapsViewSet)
router.under("sessions", "best-efforts", sessions.BestEffortsViewSet)
router.one_under("sessions", "streams", sessions.StreamsViewSet)
router.one_under("sessions", "original", sessions.OriginalViewSet)
router.under("sessions", "why", sessions.SessionWhyViewSet)
router.register("uploads", sessions.UploadViewSet, basename="upload")

router.register("plans", training.PlanViewSet, basename="plan")
router.under("plans", "days", training.PlanDaysViewSet)
router.one_under("plans", "preview", training.PlanPreviewViewSet)
router.under("plans", "proposals", ProposalViewSet)
router.under("plans", "compliance", PlanComplianceViewSet)
router.register("plan-templates", PlanTemplateViewSet, basename="plan-template")
router.register("workouts", WorkoutViewSet, basename="workout")
router.under("runners", "calendar", training.CalendarViewSet)
router.under("runners", "compliance", training.ComplianceViewSet)

urlpatterns = [
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", DocsView.as_view(), name="api_docs"),
    path("v1/events/", EventsView.as_view(), name="events"),
    path("v1/", include(router.urls)),
]
