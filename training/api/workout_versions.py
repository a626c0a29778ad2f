"""workouts/{id}/versions/ and restore/: what a workout was, the newest first, and how a version comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from runlab_site.api.fields import IdField
from runlab_site.api.serializers import Serializer
from runlab_site.api.views import ResourceViewSet
from training.models import Workout, WorkoutVersion
from training.services import workout_service

if TYPE_CHECKING:
    from rest_framework.request import Request


__all__ = ["WorkoutVersionsMixin"]

Document = dict[str, Any]


class WorkoutVersionSerializer(Serializer):
    """What a workout was in one of its versions."""

    version = serializers.IntegerField()
    changed_at = serializers.DateTimeField(help_text="When it became so.")
    changed_by = IdField(allow_null=True)
    name = serializers.CharField()
    kind = serializers.CharField()
    template = serializers.CharField()
    notes = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())
    folder = serializers.CharField()


class RestoreSerializer(Serializer):
    """Which version comes back."""

    version = serializers.IntegerField(min_value=1)


class WorkoutVersionsMixin(ResourceViewSet):
    """What a workout was, and how a version comes back."""

    @extend_schema(responses=WorkoutVersionSerializer(many=True))
    @action(detail=True)
    def versions(self, request: Request, pk: str) -> Response:
        """What it was, the newest first; empty for the shared library, which nobody changes."""
        del request, pk
        kept = WorkoutVersion.objects.filter(workout=self.get_object()).order_by("-version")
        return Response({"results": [_version(one) for one in kept], "next": None, "previous": None})

    @extend_schema(request=RestoreSerializer)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: str) -> Response:
        """As it was in a version, as a new version."""
        del pk
        serializer = RestoreSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        with self.current(request) as workout:
            self.require_own(workout)
            try:
                restored = workout_service.restore_version(
                    workout, serializer.validated_data["version"], str(request.user.pk)
                )
            except WorkoutVersion.DoesNotExist as error:
                raise serializers.ValidationError({"version": "There is no such version."}) from error
            return Response(self.represent(restored))

    def require_own(self, workout: Workout) -> None:
        """Raises PermissionDenied for a workout of someone else."""
        if not workout_service.may_change(workout, self.request.user):
            raise PermissionDenied("Only your own workouts are changed; make a copy of this one.")


def _version(kept: WorkoutVersion) -> Document:
    return {
        "version": kept.version,
        "changed_at": kept.changed_at,
        "changed_by": kept.changed_by,
        "name": kept.values["name"],
        "kind": kept.values["role"],
        "template": kept.values["shorthand"],
        "notes": kept.values["notes"],
        "tags": kept.values["tags"],
        "folder": kept.values["folder"],
    }
