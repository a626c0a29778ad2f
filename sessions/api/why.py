"""sessions/{id}/why/: how each figure of a session came about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework import serializers

from runlab_site.api.actions import ListsSequence
from runlab_site.api.fields import MomentField
from runlab_site.api.serializers import Serializer
from sessions.api.base import OfSession
from sessions.statistics.figure_explanations import explained

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["SessionWhyViewSet"]


class WhyInputSerializer(Serializer):
    """One number that went in."""

    name = serializers.CharField()
    value = serializers.JSONField(allow_null=True)
    unit = serializers.CharField()
    resource = serializers.CharField(allow_null=True)
    id = serializers.CharField(allow_null=True)


class WhyPointsSerializer(Serializer):
    """The stretch of the recording that was read."""

    start_offset_s = serializers.FloatField()
    end_offset_s = serializers.FloatField()
    count = serializers.IntegerField()


class WhySerializer(Serializer):
    """How a figure came about."""

    figure = serializers.CharField()
    value = serializers.FloatField(allow_null=True)
    unit = serializers.CharField()
    formula = serializers.CharField()
    formula_version = serializers.IntegerField()
    words = serializers.CharField(help_text="The formula in words.")
    expression = serializers.CharField()
    sentence = serializers.CharField(allow_null=True, help_text="The value in one sentence.")
    source_reference = serializers.CharField()
    inputs = WhyInputSerializer(many=True)
    points = WhyPointsSerializer(allow_null=True)
    clock = serializers.ChoiceField(
        ["elapsed", "timer", "none"], help_text="Which clock's seconds were read."
    )
    coverage = serializers.FloatField(
        allow_null=True, help_text="Share of the clock's seconds with data, 0 to 1."
    )
    computed = serializers.FloatField(
        allow_null=True, help_text="From our records, where the watch's own total is shown."
    )
    standard_error = serializers.FloatField(allow_null=True)
    excluded = serializers.ListField(
        child=serializers.CharField(), help_text="Data and ways that were left out, and why."
    )
    flags = serializers.ListField(child=serializers.CharField(), help_text="Doubts, as stable words.")
    would_change = serializers.CharField(help_text="What would make it another value.")
    missing = serializers.CharField(allow_null=True, help_text="Why there is no value.")
    computed_at = MomentField()


class SessionWhyViewSet(ListsSequence, OfSession):
    """How each figure of a session came about: formula, numbers that went in, source."""

    serializer_class = WhySerializer
    parameters: ClassVar[Any] = {
        "list": {"figure": serializers.CharField(required=False, max_length=100, help_text="Such as rtss.")}
    }

    def sequence(self) -> Sequence[Mapping[str, Any]]:
        """One figure, or all of them."""
        wanted, computed_at = self.query.get("figure"), self.session.computed_at
        return [
            {**figure, "figure": name, "computed_at": computed_at}
            for name, figure in sorted(explained(self.session).items())
            if wanted in (None, name)
        ]
