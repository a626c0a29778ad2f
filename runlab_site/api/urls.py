"""Every address under /api/."""

from __future__ import annotations

from django.urls import include, path

from runlab_site.accounts.api import ApiKeyViewSet, MeViewSet
from runlab_site.api.docs import DocsView, SchemaView
from runlab_site.api.routers import ApiRouter
from runlab_site.jobs.api import EventsView, JobViewSet
from runners.api import squads
from runners.api import views as runners
from sessions.api import urls as sessions
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

router.register("runners", runners.RunnerViewSet, basename="runner")
router.one_under("runners", "zones", runners.ZonesViewSet)
router.under("runners", "personal-bests", runners.BestsViewSet)
router.register("personal-bests", runners.BestViewSet, basename="personal-best")
router.one_under("runners", "critical-speed", runners.CriticalSpeedViewSet)
router.under("runners", "critical-speed-history", runners.CriticalSpeedHistoryViewSet)
router.under("runners", "history", runners.HistoryViewSet)
router.one_under("runners", "prediction", runners.PredictionViewSet)
router.one_under("runners", "as-known", runners.AsKnownViewSet)
router.under("runners", "why", runners.RunnerWhyViewSet)

router.register("squads", squads.SquadViewSet, basename="squad")
router.under("squads", "members", squads.MembersViewSet)
router.under("squads", "invitations", squads.SquadInvitationsViewSet)
router.register("invitations", squads.InvitationViewSet, basename="invitation")

sessions.register(router)

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

urlpatterns = [
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", DocsView.as_view(), name="api_docs"),
    path("v1/events/", EventsView.as_view(), name="events"),
    path("v1/", include(router.urls)),
]
