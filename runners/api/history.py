"""runners/{id}/history/: load, fitness, fatigue and form of each local day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework import serializers

from runlab_site.api.actions import Lists
from runlab_site.api.serializers import ModelSerializer
from runners.api.of_runner import OfRunner
from runners.models import RunnerHistory
from runners.selectors import (
    history_rows,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet


__all__ = ["LONGEST_HISTORY_DAYS", "HistoryDaySerializer", "HistoryViewSet"]

LONGEST_HISTORY_DAYS = 4000
USUAL_HISTORY_DAYS = 400  # what a chart can show; `next` leads on


class HistoryDaySerializer(ModelSerializer):
    """One local day: load, and fitness, fatigue and form that follow."""

    load_by_sport = serializers.DictField(child=serializers.FloatField())

    class Meta:
        """What is shown."""

        model = RunnerHistory
        fields = (
            "day",
            "load_rtss",
            "load_by_sport",
            "estimated_load_rtss",
            "estimated_percent",
            "ctl",
            "atl",
            "tsb",
            "ramp_rate",
            "monotony",
            "strain",
            "banister_fitness",
            "banister_fatigue",
            "banister_performance",
            "sessions_count",
            "unknown_load_count",
            "phase",
            "source",
            "formula_version",
        )


class HistoryViewSet(Lists, OfRunner):
    """The fitness history: load, CTL, ATL, TSB, ramp and Banister of each local day."""

    serializer_class = HistoryDaySerializer
    orderings = ("day",)
    default_limit, max_limit = USUAL_HISTORY_DAYS, LONGEST_HISTORY_DAYS
    parameters: ClassVar[Any] = {
        "list": {
            "from": serializers.DateField(required=False, help_text="From this day on."),
            "to": serializers.DateField(required=False, help_text="Up to this day."),
        }
    }

    def get_queryset(self) -> QuerySet[RunnerHistory]:
        """The days in the range."""
        return history_rows(self.runner, self.query.get("from"), self.query.get("to"))
