"""This app's resources of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runners.api.as_known import AsKnownViewSet
from runners.api.calendar_entries import CalendarEntryViewSet
from runners.api.check_ins import CheckInViewSet
from runners.api.comments import CommentViewSet, DayCommentsViewSet
from runners.api.critical_speed import CriticalSpeedHistoryViewSet, CriticalSpeedViewSet
from runners.api.history import HistoryViewSet
from runners.api.invitations import InvitationViewSet, SquadInvitationsViewSet
from runners.api.personal_bests import BestsViewSet, BestViewSet
from runners.api.prediction import PredictionViewSet
from runners.api.runners import RunnerViewSet
from runners.api.squad_codes import SquadCodesViewSet
from runners.api.squad_members import MembersViewSet
from runners.api.squads import SquadViewSet
from runners.api.why import RunnerWhyViewSet
from runners.api.zones import ZonesViewSet

if TYPE_CHECKING:
    from runlab_site.api.routers import ApiRouter

__all__ = ["register"]


def register(router: ApiRouter) -> None:
    """Add runners, squads and the calendar to the API."""
    router.register("runners", RunnerViewSet, basename="runner")
    router.one_under("runners", "zones", ZonesViewSet)
    router.under("runners", "personal-bests", BestsViewSet)
    router.register("personal-bests", BestViewSet, basename="personal-best")
    router.one_under("runners", "critical-speed", CriticalSpeedViewSet)
    router.under("runners", "critical-speed-history", CriticalSpeedHistoryViewSet)
    router.under("runners", "history", HistoryViewSet)
    router.one_under("runners", "prediction", PredictionViewSet)
    router.one_under("runners", "as-known", AsKnownViewSet)
    router.under("runners", "why", RunnerWhyViewSet)
    router.register("calendar-entries", CalendarEntryViewSet, basename="calendar-entry")
    router.register("check-ins", CheckInViewSet, basename="check-in")
    router.under_day("runners", "comments", DayCommentsViewSet)
    router.register("comments", CommentViewSet, basename="comment")

    router.register("squads", SquadViewSet, basename="squad")
    router.under("squads", "members", MembersViewSet)
    router.under("squads", "codes", SquadCodesViewSet)
    router.under("squads", "invitations", SquadInvitationsViewSet)
    router.register("invitations", InvitationViewSet, basename="invitation")
