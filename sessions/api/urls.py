"""The API's resources of sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessions.api import views as sessions
from sessions.api.summaries import SummariesViewSet

if TYPE_CHECKING:
    from runlab_site.api.routers import ApiRouter

__all__ = ["register"]


def register(router: ApiRouter) -> None:
    """Add them."""
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
