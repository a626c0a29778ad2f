"""runners/{id}/critical-speed/typed/: a Critical Speed or a race result that a person types."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from runlab_site.api.errors import Conflict
from runlab_site.api.serializers import Serializer
from runlab_site.api.views import job_accepted
from runlab_site.jobs.api import JobSerializer, job_data
from runners.physiology.critical_speed_value import FASTEST_CS_MPS, SLOWEST_CS_MPS, W_PRIME_BOUNDS_M
from runners.physiology.errors import InvalidInputError
from runners.physiology.local_days import local_day
from runners.services.analysis_requests import latest_analysis
from runners.services.typed_thresholds import newest_typed, type_critical_speed, type_race, withdraw_typed

if TYPE_CHECKING:
    from rest_framework.request import Request

__all__ = ["TypedThresholdSerializer", "TypesThreshold"]


class TypedRaceSerializer(Serializer):
    """A recent race; it need not have a file."""

    distance_m = serializers.FloatField(min_value=1000, max_value=100_000)
    time_s = serializers.FloatField(min_value=720, max_value=13_800, help_text="12 to 230 minutes.")
    day = serializers.DateField(help_text="The day it was run.")


class TypedThresholdSerializer(Serializer):
    """Either a Critical Speed, with W' where it is known, or a race."""

    critical_speed_mps = serializers.FloatField(
        min_value=SLOWEST_CS_MPS, max_value=FASTEST_CS_MPS, required=False
    )
    w_prime_m = serializers.FloatField(
        min_value=W_PRIME_BOUNDS_M[0], max_value=W_PRIME_BOUNDS_M[1], required=False, allow_null=True
    )
    valid_from = serializers.DateField(required=False, help_text="The day it counts from; today without it.")
    race = TypedRaceSerializer(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One of the two; a race has its own day and no W'."""
        if ("critical_speed_mps" in attrs) == ("race" in attrs):
            raise serializers.ValidationError("Give critical_speed_mps or race, one of them.", code="one_of")
        if "race" in attrs and attrs.keys() & {"w_prime_m", "valid_from"}:
            raise serializers.ValidationError("A race has a day of its own and no W'.", code="race_alone")
        return attrs


class TypesThreshold:
    """POST, PUT and DELETE of the typed threshold, for the view of Critical Speed."""

    @extend_schema(request=TypedThresholdSerializer, responses={202: JobSerializer})
    @action(detail=False, methods=["post"])
    def typed(self: Any, request: Request, runner_id: str) -> Response:
        """Type a Critical Speed or a race result: in force from its day until a better-supported fit is accepted."""
        del runner_id
        serializer = TypedThresholdSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        self._type(serializer.validated_data)
        return job_accepted(job_data(latest_analysis(self.runner.pk)))

    @extend_schema(request=TypedThresholdSerializer, responses={202: JobSerializer})
    @typed.mapping.put
    def replace_typed(self: Any, request: Request, runner_id: str) -> Response:
        """Type it in place of the one that was typed last."""
        del runner_id
        serializer = TypedThresholdSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        if newest_typed(self.runner) is not None:
            withdraw_typed(self.runner, self.person)
        self._type(serializer.validated_data)
        return job_accepted(job_data(latest_analysis(self.runner.pk)))

    @extend_schema(request=None, responses={204: None})
    @typed.mapping.delete
    def withdraw_typed(self: Any, request: Request, runner_id: str) -> Response:
        """Take back the one that was typed last; fits and estimates count again."""
        del request, runner_id
        try:
            withdraw_typed(self.runner, self.person)
        except LookupError as error:
            raise Conflict(str(error)) from error
        return Response(status=204)

    def _type(self: Any, typed: dict[str, Any]) -> None:
        runner, race = self.runner, typed.get("race")
        today = local_day(datetime.now(UTC), runner.time_zone)
        day = race["day"] if race else typed.get("valid_from", today)
        if day > today:
            text = "The day lies in the future."
            raise serializers.ValidationError({"race" if race else "valid_from": [text]}, code="future")
        try:
            if race:
                type_race(runner, race["distance_m"], race["time_s"], day, self.person)
            else:
                speed, w_prime = typed["critical_speed_mps"], typed.get("w_prime_m")
                type_critical_speed(runner, speed, w_prime, day, self.person)
        except InvalidInputError as error:
            raise serializers.ValidationError({"race": [str(error)]}, code="impossible") from error
