"""bin/: what was deleted in the last 30 days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework import serializers

from runlab_site.api.actions import Lists
from runlab_site.api.fields import IdField, MomentField
from runlab_site.api.serializers import ModelSerializer
from runlab_site.api.views import ResourceViewSet
from sessions.models import DeletedSession
from sessions.selectors import visible_deleted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

__all__ = ["BinViewSet"]


class DeletedSessionSerializer(ModelSerializer):
    """A deleted session, by the id it had."""

    runner = IdField(source="runner_id")
    file_name = serializers.SerializerMethodField(help_text="Null for one that was typed in.")
    kept_until = MomentField(help_text="From then on it is deleted for good.")

    class Meta:
        """What is shown."""

        model = DeletedSession
        fields = (
            "id", "runner", "name", "sport", "start_time", "time_zone", "day", "distance_m", "elapsed_time_s",
            "timer_time_s", "file_name", "deleted_at", "kept_until",
        )  # fmt: skip

    def get_file_name(self, deleted: DeletedSession) -> str | None:
        """Its name."""
        return deleted.file_name or None


class BinViewSet(Lists, ResourceViewSet):
    """What was deleted in the last 30 days. `POST sessions/{id}/bring-back/` brings one back."""

    scope = "sessions"
    serializer_class = DeletedSessionSerializer
    queryset = DeletedSession.objects.none()
    orderings = ("-deleted_at",)
    filters: ClassVar[Mapping[str, str]] = {"runner": "runner_id"}
    parameters: ClassVar[Any] = {"list": {"runner": IdField(required=False)}}

    def get_queryset(self) -> QuerySet[DeletedSession]:
        """Those of the runners one may see."""
        return visible_deleted(self.request.user)
