"""runners/{id}/personal-bests/ and personal-bests/: measured, typed in, and defaults where there is none."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.response import Response

from runlab_site.api.actions import Creates, Deletes, ListsSequence, Retrieves, Updates
from runlab_site.api.errors import Conflict
from runlab_site.api.fields import IdField
from runlab_site.api.serializers import Serializer
from runlab_site.api.views import ResourceViewSet
from runners.api.of_runner import OfRunner
from runners.models import Runner
from runners.physiology.local_days import local_day
from runners.physiology.words import WORDS
from runners.selectors import (
    find_best,
)
from runners.services.personal_bests import exclude_best, type_best, withdraw_typed_best

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rest_framework.request import Request


__all__ = ["BestChangeSerializer", "BestSerializer", "BestViewSet", "BestsViewSet", "NewBestSerializer"]


class BestSerializer(Serializer):
    """The best over a distance: computed from a session, typed in, or a default that stands for none."""

    id = IdField(read_only=True, allow_null=True)
    distance_m = serializers.FloatField(min_value=100, max_value=1_000_000)
    time_s = serializers.FloatField(min_value=1, max_value=1_000_000)
    session = IdField(read_only=True, allow_null=True)
    start_offset_s = serializers.FloatField(read_only=True, allow_null=True)
    achieved_at = serializers.CharField(
        help_text="The moment; of a typed one the day.", allow_null=True, required=False
    )
    excluded = serializers.BooleanField(read_only=True)
    is_default = serializers.BooleanField(read_only=True)
    source = serializers.ChoiceField(["computed", "typed", "default"], read_only=True)  # type: ignore[assignment]
    race = IdField(
        read_only=True, allow_null=True, help_text="The calendar entry whose official result it is."
    )
    contradiction = serializers.CharField(
        read_only=True,
        allow_null=True,
        help_text="The longer best that was faster: this one was not all-out.",
    )


class NewBestSerializer(Serializer):
    """A best that has no file."""

    distance_m = serializers.FloatField(min_value=100, max_value=1_000_000)
    time_s = serializers.FloatField(min_value=1, max_value=1_000_000)
    achieved_at = serializers.DateField(help_text="The day it was run.")


class BestChangeSerializer(Serializer):
    """Whether a session's best counts."""

    excluded = serializers.BooleanField()


@extend_schema_view(create=extend_schema(request=NewBestSerializer, responses={201: BestSerializer}))
class BestsViewSet(ListsSequence, Creates, OfRunner):
    """Personal bests: computed, typed in, and defaults where there is none."""

    serializer_class = BestSerializer

    def sequence(self) -> Sequence[Mapping[str, Any]]:
        """By distance, the one that counts first."""
        return self.runner.personal_bests  # type: ignore[no-any-return]

    def represent(self, instance: Mapping[str, Any]) -> Any:
        """The row."""
        return self.get_serializer(_whole_row(instance)).data

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Type in a best that has no file."""
        del args, kwargs
        serializer = NewBestSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        typed = serializer.validated_data
        decision = type_best(
            self.runner, typed["distance_m"], typed["time_s"], typed["achieved_at"], self.person
        )
        row = {
            **decision.value,
            "id": decision.pk,
            "achieved_at": decision.effective_day.isoformat(),
            "excluded": False,
            "is_default": False,
            "source": "typed",
        }
        location = f"/api/v1/personal-bests/{decision.pk}/"
        return Response(self.represent(row), status=201, headers={"Location": location})


@extend_schema_view(
    partial_update=extend_schema(request=BestChangeSerializer, responses={200: BestSerializer})
)
class BestViewSet(Retrieves, Updates, Deletes, ResourceViewSet):
    """One personal best: whether it counts; a typed one can be taken back."""

    scope = "profile"
    queryset = Runner.objects.none()
    serializer_class = BestSerializer

    def get_object(self) -> tuple[Runner, dict[str, Any]]:
        """Its runner and its row. Raises Http404."""
        found = find_best(self.request.user, self.kwargs["pk"])
        if found is None:
            raise Http404
        return found

    def represent(self, instance: tuple[Runner, dict[str, Any]]) -> Any:
        """The row."""
        return self.get_serializer(_whole_row(instance[1])).data

    def validated(self, request: Request, *, partial: bool = False, instance: Any = None) -> dict[str, Any]:
        """Only whether it counts may be changed."""
        del partial, instance
        serializer = BestChangeSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def perform_update(
        self, instance: tuple[Runner, dict[str, Any]], values: dict[str, Any]
    ) -> tuple[Runner, dict[str, Any]]:
        """Exclude it, or count it again."""
        runner, best = instance
        if best["source"] != "computed":
            raise Conflict("Only the best of a session can be excluded; a typed one can be deleted.")
        day = datetime.fromisoformat(best["achieved_at"])
        exclude_best(
            runner,
            best["session"],
            best["distance_m"],
            local_day(day, runner.time_zone),
            excluded=values["excluded"],
            decided_by=self.request.user,  # type: ignore[arg-type]
        )
        return runner, best | values

    def perform_destroy(self, instance: tuple[Runner, dict[str, Any]]) -> None:
        """Take a typed best back."""
        runner, best = instance
        try:
            withdraw_typed_best(runner, best["id"], self.request.user)  # type: ignore[arg-type]
        except LookupError as error:
            raise Conflict(str(error)) from error


def _whole_row(best: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the bests with everything that defaults and typed ones lack."""
    told = WORDS.in_words(best, best.get("sentences"))
    names = ("id", "session", "start_offset_s", "achieved_at", "race", "contradiction")
    return {**dict.fromkeys(names), **told}
