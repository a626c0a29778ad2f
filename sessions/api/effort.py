"""sessions/{id}/effort/: what a session was, and what would follow if it had been something else."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from runlab_site.api.actions import Retrieves
from runlab_site.api.fields import IdField
from runlab_site.api.serializers import Serializer
from sessions.api.base import OfSession
from sessions.models import SessionStatistics
from sessions.services import effort_service

__all__ = ["EffortViewSet"]


class EffortProposalSerializer(Serializer):
    """What a session seems to have been."""

    effort = serializers.ChoiceField(SessionStatistics.Effort.choices)
    reasons = serializers.ListField(child=serializers.CharField())


class LoadShiftSerializer(Serializer):
    """A session whose load would be another, since Critical Speed of its day would be."""

    session = IdField(source="session_id")
    day = serializers.DateField()
    load_before_rtss = serializers.FloatField(source="before")
    load_after_rtss = serializers.FloatField(source="after")


class EffortPreviewSerializer(Serializer):
    """What would follow if the session had been that. Nothing is stored."""

    effort = serializers.ChoiceField(SessionStatistics.Effort.choices)
    changes_past = serializers.BooleanField()
    critical_speed_before_mps = serializers.FloatField(allow_null=True)
    critical_speed_after_mps = serializers.FloatField(allow_null=True)
    changes = serializers.ListField(
        child=serializers.CharField(), help_text="New lines of the Critical Speed log."
    )
    loads = LoadShiftSerializer(many=True)


class EffortSerializer(Serializer):
    """What a session was, whether a person said so, what it seems to have been, and what would follow.

    It is confirmed or changed by PATCH of the session's `effort`.
    """

    effort = serializers.ChoiceField(SessionStatistics.Effort.choices)
    is_confirmed = serializers.BooleanField()
    proposal = EffortProposalSerializer(allow_null=True)
    preview = EffortPreviewSerializer(
        help_text="Of the effort asked for; without one of the proposed, else of the present one."
    )


class EffortViewSet(Retrieves, OfSession):
    """What a session was: race, time trial, test or training; proposed, previewed, and confirmed by PATCH."""

    serializer_class = EffortSerializer
    parameters: ClassVar[Any] = {
        "retrieve": {
            "effort": serializers.ChoiceField(
                SessionStatistics.Effort.choices,
                required=False,
                help_text="Preview what would follow if it had been that.",
            )
        }
    }

    def represent(self, instance: SessionStatistics) -> Any:
        """With the consequences of the effort asked for."""
        proposal = effort_service.proposal(instance)
        asked = self.query.get("effort") or (proposal.effort if proposal else instance.effort)
        return self.get_serializer(
            {
                "effort": instance.effort,
                "is_confirmed": effort_service.is_confirmed(instance),
                "proposal": proposal,
                "preview": effort_service.preview(instance, asked),
            }
        ).data
