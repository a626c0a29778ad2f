"""runners/{id}/why/: how each figure of a runner came about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework import serializers

from runlab_site.api.actions import ListsSequence
from runlab_site.api.fields import MomentField
from runlab_site.api.serializers import Serializer
from runners.api.of_runner import OfRunner
from runners.explanations.figures import runner_whys

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runners.explanations.figures import RunnerWhy

__all__ = ["RunnerWhySerializer", "RunnerWhyViewSet", "WhyGivenSerializer"]


class WhyGivenSerializer(Serializer):
    """One value that went in, or was left out with the reason."""

    name = serializers.CharField()
    value = serializers.JSONField(allow_null=True)
    unit = serializers.CharField(allow_blank=True)
    resource = serializers.CharField(allow_null=True)
    id = serializers.CharField(allow_null=True)


class RunnerWhySerializer(Serializer):
    """How a figure of a runner came about."""

    figure = serializers.CharField()
    value = serializers.FloatField(allow_null=True)
    unit = serializers.CharField(allow_blank=True)
    sentence = serializers.CharField()
    formula = serializers.CharField(help_text="In words.")
    expression = serializers.CharField(allow_blank=True, help_text="With the numbers put in.")
    formula_version = serializers.CharField()
    source_reference = serializers.CharField()
    inputs = WhyGivenSerializer(many=True)
    left_out = WhyGivenSerializer(many=True)
    uncertainty = serializers.CharField(allow_null=True)
    flags = serializers.ListField(child=serializers.CharField())
    would_change = serializers.CharField()
    computed_at = MomentField(allow_null=True)


class RunnerWhyViewSet(ListsSequence, OfRunner):
    """How each figure of a runner came about: formula in words, values put in, what was left out, source."""

    serializer_class = RunnerWhySerializer
    parameters: ClassVar[Any] = {
        "list": {"figure": serializers.CharField(required=False, max_length=100, help_text="Such as ctl.")}
    }

    def sequence(self) -> Sequence[Mapping[str, Any]]:
        """One figure, or all of them."""
        wanted = self.query.get("figure")
        return [
            _why_document(one) for one in runner_whys(self.runner, self.today) if wanted in (None, one.figure)
        ]


def _why_document(why: RunnerWhy) -> dict[str, Any]:
    explanation = why.explanation
    return {
        "figure": why.figure,
        "value": explanation.value,
        "unit": explanation.card.unit,
        "sentence": explanation.sentence,
        "formula": explanation.card.words,
        "expression": explanation.expression,
        "formula_version": explanation.card.formula,
        "source_reference": explanation.card.source,
        "inputs": explanation.inputs,
        "left_out": explanation.left_out,
        "uncertainty": explanation.uncertainty,
        "flags": explanation.flags,
        "would_change": explanation.card.would_change,
        "computed_at": why.computed_at,
    }
