"""plans/{id}/preview/: what a plan leads to, and what publishing it would change."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from runlab_site.api.actions import Retrieves
from runlab_site.api.serializers import Serializer
from runners.physiology.local_days import local_day
from training.api.of_plan import OfPlan
from training.selectors import may_plan
from training.selectors.outlooks import CHANGED, MISSED, PLAN, outlooks_of, plan_preview

if TYPE_CHECKING:
    from training.models import TrainingPlanSchema
    from training.planning.projection import RaceForecast

__all__ = ["PlanPreviewViewSet"]

Document = dict[str, Any]


class PlanPreviewSerializer(Serializer):
    """The days to come and what publishing would change."""

    days = serializers.ListField(child=serializers.DictField())
    race_time_s = serializers.FloatField()
    race_time_low_s = serializers.FloatField()
    race_time_high_s = serializers.FloatField()
    outlooks = serializers.DictField(
        help_text="Race morning for plan, changed (null without changes) and missed: ctl atl tsb and race_time_*_s."
    )
    changes = serializers.ListField(child=serializers.DictField())


class PlanPreviewViewSet(Retrieves, OfPlan):
    """What a plan leads to, and what publishing it would change; nothing is stored."""

    serializer_class = PlanPreviewSerializer

    def get_object(self) -> TrainingPlanSchema:
        """The plan itself."""
        return self.plan

    def represent(self, instance: TrainingPlanSchema) -> Document:
        """Day by day."""
        today = local_day(datetime.now(UTC), instance.runner.time_zone)
        seen = outlooks_of(instance, today, with_changes=may_plan(self.request.user, instance.runner))
        outlooks = {"plan": seen[PLAN], "changed": seen.get(CHANGED), "missed": seen[MISSED]}
        return plan_preview(instance, self.document) | {
            "outlooks": {name: _outlook(forecast) for name, forecast in outlooks.items()}
        }


def _outlook(forecast: RaceForecast | None) -> Document | None:
    if forecast is None:
        return None
    return {
        "ctl": forecast.ctl,
        "atl": forecast.atl,
        "tsb": forecast.tsb,
        "race_time_s": forecast.time_s,
        "race_time_low_s": forecast.fast_s,
        "race_time_high_s": forecast.slow_s,
    }
