"""Addresses of sessions and uploads in the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessions.api.best_efforts import BestEffortsViewSet
from sessions.api.bin import BinViewSet
from sessions.api.comments import SessionCommentsViewSet
from sessions.api.device_choices import DeviceChoicesViewSet
from sessions.api.effort import EffortViewSet
from sessions.api.laps import LapsViewSet
from sessions.api.original import OriginalViewSet
from sessions.api.sessions import SessionViewSet
from sessions.api.statistics import StatisticsViewSet
from sessions.api.streams import StreamsViewSet
from sessions.api.summaries import SummariesViewSet
from sessions.api.uploads import UploadViewSet
from sessions.api.why import SessionWhyViewSet

if TYPE_CHECKING:
    from runlab_site.api.routers import ApiRouter

__all__ = ["register"]


def register(router: ApiRouter) -> None:
    """Add this app's resources."""
    router.under("runners", "device-choices", DeviceChoicesViewSet)
    router.under("runners", "summaries", SummariesViewSet)
    router.register("sessions", SessionViewSet, basename="session")
    router.one_under("sessions", "statistics", StatisticsViewSet)
    router.one_under("sessions", "effort", EffortViewSet)
    router.under("sessions", "laps", LapsViewSet)
    router.under("sessions", "best-efforts", BestEffortsViewSet)
    router.one_under("sessions", "streams", StreamsViewSet)
    router.one_under("sessions", "original", OriginalViewSet)
    router.under("sessions", "comments", SessionCommentsViewSet)
    router.under("sessions", "why", SessionWhyViewSet)
    router.register("bin", BinViewSet, basename="bin")
    router.register("uploads", UploadViewSet, basename="upload")
