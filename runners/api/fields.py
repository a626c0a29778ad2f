"""Serializer fields that several resources use."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from runlab_site.api.fields import ReferenceField
from runners.models import Runner
from runners.selectors import visible_runners

__all__ = ["SecondsOfDatesField", "VisibleRunnerField"]

LONGEST_DAY_S, MOST_DATES = 86_400, 400


class SecondsOfDatesField(serializers.DictField):
    """Seconds by date (2026-05-03: 5400): what differs from the weekday's."""

    def __init__(self, **kwargs: Any) -> None:
        child = serializers.IntegerField(min_value=0, max_value=LONGEST_DAY_S)
        kwargs.setdefault("help_text", "Seconds of single dates; they win over the weekday's.")
        super().__init__(child=child, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        """Raises ValidationError for keys that are no dates."""
        values = super().to_internal_value(data)
        if len(values) > MOST_DATES:
            raise serializers.ValidationError(f"No more than {MOST_DATES} dates.")
        for day in values:
            serializers.DateField().run_validation(day)
        return values


class VisibleRunnerField(ReferenceField):
    """A runner that the one who asks may see."""

    def get_queryset(self) -> Any:
        """Theirs; none while the schema is made."""
        request = self.context.get("request")
        return visible_runners(request.user) if request is not None else Runner.objects.none()
