"""workouts/: the library and one's own, with copies and files in and out."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from runlab_site.api.actions import Creates, Deletes, Lists, Retrieves, Updates
from runlab_site.api.errors import Unprocessable
from runlab_site.api.fields import IdField
from runlab_site.api.renderers import CsvRenderer, FitRenderer, JsonRenderer, NdjsonRenderer
from runners.models import Runner
from runners.physiology.local_days import local_day
from runners.selectors import visible_runners
from training.api.files import IcsRenderer, file_answer, fit_answer, units_of
from training.api.workout_serializers import WorkoutFileSerializer, WorkoutSerializer
from training.api.workout_versions import WorkoutVersionsMixin
from training.exports.calendar_feed import calendar_bytes
from training.models import Workout
from training.planning.step_records import steps_to_documents
from training.selectors import visible_workouts
from training.services import workout_service

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse
    from rest_framework.request import Request

    from runners.models import Runner
    from training.planning.sizing import Sized


__all__ = ["WorkoutViewSet"]

Document = dict[str, Any]


def _for_whom() -> dict[str, Any]:
    return {
        "runner": IdField(
            required=False, help_text="Estimates are for this runner; one's own when left out."
        ),
        "level": serializers.FloatField(
            min_value=0, max_value=1, required=False, help_text="How much of it, where it has levels; 0.5."
        ),
    }


class WorkoutViewSet(Lists, Creates, Retrieves, Updates, Deletes, WorkoutVersionsMixin):
    """Workouts: the shared library and one's own. Estimates are for one's own runner, or the one named."""

    scope = "workouts"
    serializer_class = WorkoutSerializer
    queryset = Workout.objects.none()
    requires_if_match = True
    orderings = ("name", "code")
    filters: ClassVar[Any] = {
        "kind": "role",
        "source": "source",
        "folder": "folder",
        "tag": "tags__contains",
        "q": "name__icontains",
    }
    parameters: ClassVar[Any] = {
        "list": {
            "kind": serializers.CharField(required=False, max_length=10),
            "source": serializers.CharField(required=False, max_length=20),
            "folder": serializers.CharField(required=False, max_length=100),
            "tag": serializers.CharField(required=False, max_length=40),
            "q": serializers.CharField(required=False, max_length=100, help_text="Part of the name."),
            **_for_whom(),
        },
        "retrieve": _for_whom(),
    }
    action_renderers: ClassVar[Any] = {
        "list": [JsonRenderer, NdjsonRenderer, CsvRenderer],
        "retrieve": [JsonRenderer, FitRenderer, IcsRenderer],
    }

    def get_queryset(self) -> QuerySet[Workout]:
        """The library, one's own and what is shared."""
        return visible_workouts(self.request.user)

    def filtered(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """A tag is one of several."""
        if "tag" in self.query:
            self.query["tag"] = [self.query["tag"]]
        return super().filtered(queryset)

    @cached_property
    def athlete(self) -> Runner | None:
        """Whose paces estimates are for. Raises Http404 for a runner one may not see."""
        runners = visible_runners(self.request.user)
        wanted = self.query.get("runner")
        if wanted:
            return get_object_or_404(runners, pk=wanted)
        return runners.filter(user_id=self.request.user.pk).first()

    def sized(self, workout: Workout) -> Sized:
        """At the level asked for, for the athlete."""
        return workout_service.sized_for(
            workout, self.athlete, self.query.get("level", workout_service.MIDDLE_LEVEL)
        )

    def represent(self, instance: Workout) -> Any:
        """With steps and estimates."""
        sized = self.sized(instance)
        figures: Document = {
            "steps": steps_to_documents(sized.steps),
            "level": sized.level,
            "estimated_time_s": sized.expected.s,
            "estimated_distance_m": sized.expected.m,
            "estimated_rtss": sized.expected.rtss,
            "w_prime_balance_m": list(sized.balances_m),
            "is_carried": sized.is_carried,
            "nearest_carried": None if sized.is_carried else self._nearest(instance),
        }
        for name, value in figures.items():
            setattr(instance, name, value)
        return dict(self.get_serializer(instance).data) | {"shorthand": sized.text}

    def _nearest(self, workout: Workout) -> Document | None:
        level = self.query.get("level", workout_service.MIDDLE_LEVEL)
        found = workout_service.nearest_for(workout, self.athlete, level)
        return {"shorthand": found.text, "level": found.level, "code": found.code} if found else None

    @extend_schema(
        responses={
            (200, "application/json"): WorkoutSerializer,
            (200, "application/vnd.ant.fit"): OpenApiTypes.BINARY,
            (200, "text/calendar"): OpenApiTypes.BINARY,
        }
    )
    def retrieve(self, request: Request, pk: str) -> Any:
        """As JSON, as a FIT workout for a watch, or as a calendar with it on today."""
        del pk
        workout = self.get_object()
        kind = request.accepted_renderer.format
        if kind == "json":
            return Response(self.represent(workout))
        return self._as_fit(workout) if kind == "fit" else self._as_ics(workout)

    @extend_schema(request={"multipart/form-data": WorkoutFileSerializer}, responses={201: WorkoutSerializer})
    @action(detail=False, methods=["post"], url_path="import", parser_classes=[MultiPartParser])
    def import_file(self, request: Request) -> Response:
        """A workout from a FIT workout file."""
        serializer = WorkoutFileSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        file = serializer.validated_data["file"]
        try:
            made = workout_service.import_fit(
                request.user,  # type: ignore[arg-type]  # signed in, by the permission
                file.read(workout_service.LARGEST_FIT_BYTES + 1),
            )
        except workout_service.NotAWorkout as refusal:
            raise Unprocessable(str(refusal)) from refusal
        return self._made(made)

    @extend_schema(request=None, responses={201: WorkoutSerializer})
    @action(detail=True, methods=["post"])
    def copy(self, request: Request, pk: str) -> Response:
        """A copy of one's own, levels included, to be changed."""
        del pk
        return self._made(workout_service.copy_workout(self.get_object(), request.user))  # type: ignore[arg-type]

    def perform_create(self, values: Document) -> Workout:
        """One's own."""
        return workout_service.create_workout(self.request.user, values)  # type: ignore[arg-type]

    def perform_update(self, instance: Workout, values: Document) -> Workout:
        """A new version of one's own."""
        self.require_own(instance)
        return workout_service.update_workout(instance, values, str(self.request.user.pk))

    def perform_destroy(self, instance: Workout) -> None:
        """Plans that used it keep their own copy."""
        self.require_own(instance)
        workout_service.delete_workout(instance)

    def _made(self, workout: Workout) -> Response:
        location = f"/api/v1/workouts/{workout.pk}/"
        return Response(self.represent(workout), status=201, headers={"Location": location})

    def _as_fit(self, workout: Workout) -> HttpResponse:
        steps = self.sized(workout).steps
        return fit_answer(workout.name, steps, str(workout.pk), workout.updated_at, f"{workout.pk}.fit")

    def _as_ics(self, workout: Workout) -> HttpResponse:
        sized = self.sized(workout)
        time_zone = self.athlete.time_zone if self.athlete else "UTC"
        row = {
            "id": str(workout.pk),
            "version": workout.version,
            "date": local_day(datetime.now(UTC), time_zone).isoformat(),
            "name": workout.name,
            "role": workout.role,
            "shorthand": sized.text,
            "expected_s": sized.expected.s,
            "expected_m": sized.expected.m,
            "expected_rtss": sized.expected.rtss,
        }
        return file_answer(
            calendar_bytes(
                [row], workout.updated_at, steps={str(workout.pk): sized.steps}, units=units_of(self.request)
            ),
            IcsRenderer.media_type,
            f"{workout.pk}.ics",
        )
