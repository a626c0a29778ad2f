"""Every address under /api/."""

from __future__ import annotations

from django.urls import include, path
from django.utils.module_loading import import_string

from runlab_site.accounts.api import ApiKeyViewSet, MeViewSet
from runlab_site.api.docs import DocsView, SchemaView
from runlab_site.api.routers import ApiRouter
from runlab_site.jobs.api import EventsView, JobViewSet
from runners.api import squads
from runners.api import views as runners
from runners.api.calendar_entries import CalendarEntryViewSet
from sessions.api import views as sessions
from sessions.api.summaries import SummariesViewSet

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
router.under("runners", "summaries", SummariesViewSet)

router.register("squads", squads.SquadViewSet, basename="squad")
router.under("squads", "members", squads.MembersViewSet)
router.under("squads", "invitations", squads.SquadInvitationsViewSet)
router.register("invitations", squads.InvitationViewSet, basename="invitation")

router.register("sessions", sessions.SessionViewSet, basename="session")
router.one_under("sessions", "statistics", sessions.StatisticsViewSet)
router.one_under("sessions", "effort", sessions.EffortViewSet)
router.under("sessions", "laps", sessions.LapsViewSet)
router.under("sessions", "best-efforts", sessions.BestEffortsViewSet)
router.one_under("sessions", "streams", sessions.StreamsViewSet)
router.one_under("sessions", "original", sessions.OriginalViewSet)
router.under("sessions", "why", sessions.SessionWhyViewSet)
router.register("uploads", sessions.UploadViewSet, basename="upload")

router.register("calendar-entries", CalendarEntryViewSet, basename="calendar-entry")
import_string("training.api.urls.register")(router)

urlpatterns = [
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", DocsView.as_view(), name="api_docs"),
    path("v1/events/", EventsView.as_view(), name="events"),
    path("v1/", include(router.urls)),
]
