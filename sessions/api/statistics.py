"""sessions/{id}/statistics/: all figures of a session."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from runlab_site.api.actions import Retrieves
from runlab_site.api.serializers import ModelSerializer
from sessions.api.base import FIGURES, OfSession
from sessions.models import SessionStatistics
from sessions.statistics.sentences import missing_in_words

__all__ = ["StatisticsViewSet"]


class StatisticsSerializer(ModelSerializer):
    """All figures of a session; `missing` says why one is null."""

    time_in_heart_rate_zones_s = serializers.ListField(child=serializers.FloatField())
    time_in_pace_zones_s = serializers.ListField(child=serializers.FloatField())
    missing = serializers.DictField(child=serializers.CharField(), help_text="Figure -> why there is none.")

    class Meta:
        """What is shown."""

        model = SessionStatistics
        fields = (
            "id",
            *FIGURES,
            "graded_speed_mps",
            "normalized_graded_speed_mps",
            "intensity_factor",
            "efficiency",
            "decoupling_percent",
            "w_prime_balance_min_m",
            "time_in_heart_rate_zones_s",
            "time_in_pace_zones_s",
            "missing",
            "formula_version",
            "computed_at",
        )

    def to_representation(self, instance: SessionStatistics) -> dict[str, Any]:
        """With its sentences in today's words."""
        shown: dict[str, Any] = super().to_representation(instance)
        return shown | {"missing": missing_in_words(instance)}


class StatisticsViewSet(Retrieves, OfSession):
    """All figures of a session."""

    serializer_class = StatisticsSerializer
