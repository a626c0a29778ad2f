"""sessions/{id}/best-efforts/: the fastest stretches over the usual distances."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from runlab_site.api.actions import ListsSequence
from runlab_site.api.serializers import Serializer
from sessions.api.base import OfSession
from sessions.selectors import effort_ranks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["BestEffortsViewSet"]


class BestEffortSerializer(Serializer):
    """The fastest stretch over a distance. A pause inside counts."""

    distance_m = serializers.FloatField()
    time_s = serializers.FloatField()
    start_offset_s = serializers.FloatField()
    end_offset_s = serializers.FloatField()
    avg_heart_rate_bpm = serializers.FloatField(allow_null=True)
    rank = serializers.IntegerField(
        min_value=1,
        allow_null=True,
        help_text="Among all efforts of the athlete over that distance; null where it cannot be a best.",
    )
    is_personal_best = serializers.BooleanField()
    flags = serializers.ListField(child=serializers.CharField(), help_text="Why it cannot be a best.")


class BestEffortsViewSet(ListsSequence, OfSession):
    """The fastest stretches of a session over 400 m to the marathon, as far as it reaches."""

    serializer_class = BestEffortSerializer

    def sequence(self) -> Sequence[Mapping[str, Any]]:
        """As stored, each with its place among the athlete's."""
        session, ranks = self.session, effort_ranks(self.session)
        bests = {
            best["distance_m"]
            for best in session.runner.personal_bests
            if best.get("session") == session.pk and not best["excluded"]
        }
        return [
            effort
            | {
                "rank": ranks.get(effort["distance_m"]),
                "is_personal_best": effort["distance_m"] in bests,
            }
            for effort in session.best_efforts
        ]
