"""sessions/{id}/laps/: the laps as the watch cut them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from runlab_site.api.actions import ListsSequence
from runlab_site.api.serializers import Serializer
from sessions.api.base import OfSession

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["LapsViewSet"]


class LapSerializer(Serializer):
    """A lap as the watch cut it, or a pool length, in order."""

    index = serializers.IntegerField(min_value=0)
    start_offset_s = serializers.FloatField()
    end_offset_s = serializers.FloatField()
    elapsed_time_s = serializers.FloatField()
    timer_time_s = serializers.FloatField(allow_null=True)
    distance_m = serializers.FloatField(allow_null=True)
    avg_speed_mps = serializers.FloatField(allow_null=True)
    graded_speed_mps = serializers.FloatField(allow_null=True)
    avg_heart_rate_bpm = serializers.FloatField(allow_null=True)
    max_heart_rate_bpm = serializers.FloatField(allow_null=True)
    avg_cadence_spm = serializers.FloatField(allow_null=True)
    avg_power_w = serializers.FloatField(allow_null=True)
    ascent_m = serializers.FloatField(allow_null=True)
    descent_m = serializers.FloatField(allow_null=True)
    trigger = serializers.CharField(allow_null=True)
    intensity = serializers.CharField(allow_null=True)


class LapsViewSet(ListsSequence, OfSession):
    """The laps of a session, in order."""

    serializer_class = LapSerializer

    def sequence(self) -> Sequence[Mapping[str, Any]]:
        """As stored."""
        return self.session.laps  # type: ignore[no-any-return]
