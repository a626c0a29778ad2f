"""runners/{id}/summaries/: weeks, months, seasons and years of a runner."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.shortcuts import get_object_or_404
from rest_framework import serializers

from runlab_site.api.actions import Lists
from runlab_site.api.renderers import CsvRenderer, JsonRenderer, NdjsonRenderer
from runlab_site.api.serializers import Serializer
from runlab_site.api.views import ResourceViewSet
from runners.models import Runner
from runners.physiology.summaries import Period
from runners.selectors import visible_runners
from sessions.statistics.period_totals import period_totals

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sessions.models import PeriodTotal

__all__ = ["SummariesViewSet"]


class SummarySerializer(Serializer):
    """One period. Sums skip what is unknown; null where nothing of it is known."""

    first_day = serializers.DateField()
    last_day = serializers.DateField(source="figures.last_day")
    days_count = serializers.IntegerField(source="figures.days", help_text="Days of it that have a row.")
    is_whole = serializers.BooleanField(source="figures.is_whole")
    load_rtss = serializers.FloatField(source="figures.load")
    estimated_load_rtss = serializers.FloatField(source="figures.estimated_load")
    sessions_count = serializers.IntegerField(source="figures.sessions")
    unknown_load_count = serializers.IntegerField(source="figures.unknown_sessions")
    rest_days_count = serializers.IntegerField(source="figures.rest_days")
    distance_m = serializers.FloatField(source="figures.distance_m", allow_null=True)
    moving_time_s = serializers.FloatField(source="figures.moving_time_s", allow_null=True)
    ascent_m = serializers.FloatField(source="figures.ascent_m", allow_null=True)
    longest_m = serializers.FloatField(source="figures.longest_m", allow_null=True)
    ctl = serializers.FloatField(source="figures.ctl", help_text="At its end.")
    ctl_change = serializers.FloatField(source="figures.ctl_change", allow_null=True)
    lowest_tsb = serializers.FloatField(source="figures.lowest_tsb")
    highest_tsb = serializers.FloatField(source="figures.highest_tsb")


class SummariesViewSet(Lists, ResourceViewSet):
    """Weeks from Monday, months, seasons (from December, March, June, September) or years; the newest first."""

    scope = "profile"
    queryset = Runner.objects.none()
    serializer_class = SummarySerializer
    orderings = ("-first_day",)
    renderer_classes = [JsonRenderer, NdjsonRenderer, CsvRenderer]
    parameters: ClassVar[Any] = {
        "list": {
            "by": serializers.ChoiceField([period.value for period in Period], default=Period.WEEK.value)
        }
    }

    @cached_property
    def runner(self) -> Runner:
        """The runner in the address. Raises Http404."""
        return get_object_or_404(visible_runners(self.request.user), pk=self.kwargs["runner_id"])

    def get_queryset(self) -> QuerySet[PeriodTotal]:
        """Of the whole history."""
        return period_totals(self.runner, Period(self.query.get("by") or Period.WEEK))
