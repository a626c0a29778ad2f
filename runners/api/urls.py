"""The API's resources of runners."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runners.api import squads
from runners.api import views as runners

if TYPE_CHECKING:
    from runlab_site.api.routers import ApiRouter

__all__ = ["register"]


def register(router: ApiRouter) -> None:
    """Add them."""
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
