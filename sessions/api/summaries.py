"""runners/{id}/summaries/: weeks, months, seasons and years of a runner."""

from __future__ import annotations

from dataclasses import asdict
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.shortcuts import get_object_or_404
from rest_framework import serializers

from runlab_site.api.actions import ListsSequence
from runlab_site.api.renderers import CsvRenderer, JsonRenderer, NdjsonRenderer
from runlab_site.api.serializers import Serializer
from runlab_site.api.views import ResourceViewSet
from runners.models import Runner
from runners.physiology.summaries import Period
from runners.selectors import visible_runners
from sessions.selectors import summaries_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["SummariesViewSet"]


class SummarySerializer(Serializer):
    """One period. Sums skip what is unknown; null where nothing of it is known."""

    first_day = serializers.DateField()
    last_day = serializers.DateField()
    days_count = serializers.IntegerField(source="days", help_text="Days of it that have a row.")
    is_whole = serializers.BooleanField()
    load_rtss = serializers.FloatField(source="load")
    estimated_load_rtss = serializers.FloatField(source="estimated_load")
    sessions_count = serializers.IntegerField(source="sessions")
    unknown_load_count = serializers.IntegerField(source="unknown_sessions")
    rest_days_count = serializers.IntegerField(source="rest_days")
    distance_m = serializers.FloatField(allow_null=True)
    moving_time_s = serializers.FloatField(allow_null=True)
    ascent_m = serializers.FloatField(allow_null=True)
    longest_m = serializers.FloatField(allow_null=True)
    ctl = serializers.FloatField(help_text="At its end.")
    ctl_change = serializers.FloatField(allow_null=True)
    lowest_tsb = serializers.FloatField()
    highest_tsb = serializers.FloatField()


class SummariesViewSet(ListsSequence, ResourceViewSet):
    """Weeks from Monday, months, seasons (from December, March, June, September) or years; the newest first."""

    scope = "profile"
    queryset = Runner.objects.none()
    serializer_class = SummarySerializer
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

    def sequence(self) -> Sequence[Mapping[str, Any]]:
        """Of the whole history."""
        period = Period(self.query.get("by") or Period.WEEK)
        return [asdict(one) for one in summaries_of(self.runner, period)]
