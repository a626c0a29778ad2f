"""runners/{id}/device-choices/: which of two devices counts where both recorded a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from runlab_site.api.actions import ListsSequence
from runlab_site.api.serializers import Serializer
from runners.api.of_runner import OfRunner
from sessions.importing.device_choices import device_pairs
from sessions.services.device_choice import count_device
from sessions.services.session_service import SessionProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rest_framework.request import Request

    from sessions.importing.device_choices import DevicePair

__all__ = ["DeviceChoicesViewSet"]


class DeviceChoiceSerializer(Serializer):
    """Two devices that recorded a run together, by their names, and the one that counts; null: not chosen yet."""

    devices = serializers.ListField(child=serializers.CharField(max_length=200), min_length=2, max_length=2)
    counts = serializers.CharField(max_length=200, allow_null=True)
    held_count = serializers.IntegerField(
        read_only=True, help_text="Recordings of the pair that do not count."
    )


class ChosenDeviceSerializer(DeviceChoiceSerializer):
    """The choice: both devices as the list names them, and one of them."""

    counts = serializers.CharField(max_length=200)


class DeviceChoicesViewSet(ListsSequence, OfRunner):
    """Pairs of devices that recorded a run together. Each pair is asked about once; a choice can be changed."""

    scope = "sessions"
    serializer_class = DeviceChoiceSerializer

    def sequence(self) -> Sequence[DevicePair]:
        """Every pair."""
        return device_pairs(self.runner)

    @extend_schema(request=ChosenDeviceSerializer, responses={200: DeviceChoiceSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Choose the device that counts, in the runs so far and those to come; a job computes what is swapped."""
        del args, kwargs
        serializer = ChosenDeviceSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        first, second = serializer.validated_data["devices"]
        try:
            count_device(self.runner, (first, second), serializer.validated_data["counts"], self.person)
        except SessionProblem as problem:
            raise serializers.ValidationError(problem.errors, code="unknown") from problem
        pair = next(one for one in device_pairs(self.runner) if one.devices == (first, second))
        return Response(DeviceChoiceSerializer(pair).data)
