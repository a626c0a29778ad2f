"""runners/{id}/compliance/: planned and done, week by week."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from runlab_site.api.serializers import Serializer
from training.api.days_of_runner import DaysOfRunner
from training.selectors.calendar_rows import compliance_weeks

__all__ = ["ComplianceViewSet"]

Document = dict[str, Any]


class ComplianceWeekSerializer(Serializer):
    """Planned and done in a week."""

    week_start = serializers.DateField()
    planned_s = serializers.FloatField()
    done_s = serializers.FloatField()
    planned_m = serializers.FloatField()
    done_m = serializers.FloatField()
    planned_rtss = serializers.FloatField()
    done_rtss = serializers.FloatField()
    compliance_percent = serializers.FloatField(allow_null=True)
    colour = serializers.ChoiceField(["green", "yellow", "red", "grey"])


class ComplianceViewSet(DaysOfRunner):
    """Planned and done, week by week (Monday first)."""

    serializer_class = ComplianceWeekSerializer

    def sequence(self) -> list[Document]:
        """The weeks that have something planned."""
        return compliance_weeks(self.runner, *self.span())
