"""sessions/: sessions themselves, how they are written, cropped and cut."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action

from runlab_site.api.actions import Creates, Deletes, Lists, Retrieves, Updates
from runlab_site.api.errors import Conflict
from runlab_site.api.fields import IdField, MomentField
from runlab_site.api.serializers import ModelSerializer, Serializer
from runlab_site.api.views import ResourceViewSet, job_accepted
from runlab_site.jobs.api import JobSerializer, job_data
from runners.api.fields import VisibleRunnerField
from sessions.api.base import FIGURES, own_or_named_runner
from sessions.models import SessionStatistics
from sessions.selectors import find_deleted, kept_file, visible_sessions
from sessions.services import session_service
from sessions.services.session_problems import COLDEST_C, HOTTEST_C

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet
    from rest_framework.request import Request
    from rest_framework.response import Response

    from runlab_site.models import BackgroundJob

__all__ = ["SessionViewSet"]

# Shown by resources of their own.
_NOT_IN_A_SESSION = ("work", "best_efforts")


class SessionSerializer(ModelSerializer):
    """A session. A figure that is not known is null."""

    runner = IdField(source="runner_id", read_only=True)
    upload = IdField(source="upload_id", read_only=True, allow_null=True)
    file_name = serializers.CharField(source="fit.file_name", default=None, read_only=True, allow_null=True)
    file_sha256 = serializers.CharField(source="fit.sha256", default=None, read_only=True, allow_null=True)
    device = serializers.DictField(
        read_only=True, help_text="manufacturer, product, serial_number, software."
    )
    warnings = serializers.ListField(child=serializers.CharField(), read_only=True)
    distance_m = serializers.FloatField(
        min_value=0, allow_null=True, required=False, help_text="m; may be corrected by hand."
    )
    sport = serializers.CharField(max_length=40, required=False)
    start_time = MomentField(
        required=False, allow_null=True, help_text="May be corrected by hand; null: as the file says."
    )
    avg_temperature_c = serializers.FloatField(
        min_value=COLDEST_C,
        max_value=HOTTEST_C,
        allow_null=True,
        required=False,
        help_text="°C; from the file, or typed.",
    )

    class Meta:
        """What is shown."""

        model = SessionStatistics
        fields: ClassVar[tuple[str, ...]] = (
            "id",
            "runner",
            "upload",
            "file_name",
            "file_sha256",
            "name",
            "notes",
            "gear",
            "sport",
            "sub_sport",
            "effort",
            "rpe",
            "feel",
            "pain",
            "pain_place",
            "excluded_from_bests",
            "start_time",
            "time_zone",
            "day",
            *FIGURES,
            "has_gps",
            "is_treadmill",
            "device",
            "warnings",
        )
        read_only_fields: ClassVar[tuple[str, ...]] = (
            "sub_sport",
            "time_zone",
            "day",
            *(name for name in FIGURES if name not in {"distance_m", "avg_temperature_c"}),
            "has_gps",
            "is_treadmill",
        )


class NewSessionSerializer(Serializer):
    """A session without a file, as it is typed in."""

    runner = VisibleRunnerField(required=False, help_text="A coach's athlete; without it oneself.")
    start_time = MomentField()
    sport = serializers.CharField(max_length=40, default="running")
    timer_time_s = serializers.FloatField(min_value=1)
    distance_m = serializers.FloatField(min_value=0, required=False, allow_null=True)
    rpe = serializers.FloatField(min_value=0, max_value=10, required=False, allow_null=True)


class CropSerializer(Serializer):
    """The stretch of a session that counts, in seconds from its start."""

    from_s = serializers.FloatField(min_value=0)
    to_s = serializers.FloatField(min_value=0)


class SplitSerializer(Serializer):
    """Where a session is cut in two, in seconds from its start."""

    at_s = serializers.FloatField(min_value=0)


@extend_schema_view(create=extend_schema(request=NewSessionSerializer, responses={201: SessionSerializer}))
class SessionViewSet(Lists, Creates, Retrieves, Updates, Deletes, ResourceViewSet):
    """Sessions: one for each run of a file, or typed in without one."""

    scope = "sessions"
    serializer_class = SessionSerializer
    queryset = SessionStatistics.objects.none()
    orderings = ("-start_time", "distance_m", "timer_time_s", "rtss")
    filters: ClassVar[Mapping[str, str]] = {
        "runner": "runner_id",
        "sport": "sport",
        "effort": "effort",
        "upload": "upload_id",
        "start_time_from": "start_time__gte",
        "start_time_to": "start_time__lt",
    }
    parameters: ClassVar[Any] = {
        "list": {
            "runner": IdField(required=False),
            "sport": serializers.CharField(required=False, max_length=40),
            "effort": serializers.ChoiceField(SessionStatistics.Effort.choices, required=False),
            "upload": IdField(required=False),
            "start_time_from": MomentField(required=False, help_text="From this moment on."),
            "start_time_to": MomentField(required=False, help_text="Before this moment."),
        }
    }

    def get_queryset(self) -> QuerySet[SessionStatistics]:
        """Those of the runners one may see."""
        sessions = visible_sessions(self.request.user).select_related("fit")
        return sessions.defer(*_NOT_IN_A_SESSION) if self.action in ("list", "retrieve") else sessions

    def validated(self, request: Request, *, partial: bool = False, instance: Any = None) -> dict[str, Any]:
        """A new session has a body of its own."""
        if instance is not None:
            return super().validated(request, partial=partial, instance=instance)
        serializer = NewSessionSerializer(data=request.data, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def perform_create(self, values: dict[str, Any]) -> SessionStatistics:
        """Type in a session without a file."""
        runner = own_or_named_runner(self.request, values.pop("runner", None))
        return session_service.create_typed_session(runner, **values, decided_by=self.request.user)  # type: ignore[arg-type]

    def perform_update(self, instance: SessionStatistics, values: dict[str, Any]) -> SessionStatistics:
        """Edit; the figures that follow are made anew in a job."""
        return session_service.edit_session(instance, values, self.request.user)  # type: ignore[arg-type]

    def perform_destroy(self, instance: SessionStatistics) -> None:
        """Delete; it stays deleted when its file comes again."""
        session_service.delete_session(instance, self.request.user)  # type: ignore[arg-type]

    @extend_schema(request=None, responses={202: JobSerializer})
    @action(detail=True, methods=["post"], url_path="bring-back")
    def bring_back(self, request: Request, pk: str) -> Response:
        """Bring a deleted session back; it is there again when the job is done. 409 for one that is not deleted."""
        if self.get_queryset().filter(pk=pk).exists():
            raise Conflict("This session is not deleted.")
        decision = find_deleted(request.user, pk)
        if decision is None:
            raise Http404
        fit = kept_file(decision.fit_id)
        return job_accepted(
            job_data(session_service.bring_back_session(decision.runner, pk, fit, request.user))  # type: ignore[arg-type]
        )

    @extend_schema(request=CropSerializer, responses={202: JobSerializer})
    @action(detail=True, methods=["post"])
    def crop(self, request: Request, pk: str) -> Response:
        """Keep one stretch of the recording. The raw file stays; DELETE takes it back."""
        del pk
        stretch = _body(CropSerializer, request)
        return job_accepted(
            job_data(session_service.crop_session(self.get_object(), **stretch, decided_by=request.user))  # type: ignore[arg-type]
        )

    @extend_schema(responses={202: JobSerializer})
    @crop.mapping.delete
    def uncrop(self, request: Request, pk: str) -> Response:
        """All of the recording counts again."""
        del pk
        return job_accepted(job_data(session_service.uncrop_session(self.get_object(), request.user)))  # type: ignore[arg-type]

    @extend_schema(request=SplitSerializer, responses={202: JobSerializer})
    @action(detail=True, methods=["post"])
    def split(self, request: Request, pk: str) -> Response:
        """Cut a session in two. The first part keeps the id; `Content-Location` names the second, there when the job is done."""
        del pk
        at_s = _body(SplitSerializer, request)["at_s"]
        job, second = session_service.split_session(self.get_object(), at_s, request.user)  # type: ignore[arg-type]
        return _accepted_with(job, second)

    @extend_schema(responses={202: JobSerializer})
    @split.mapping.delete
    def join(self, request: Request, pk: str) -> Response:
        """Take back the cut before a part (of the first part, the one after). `Content-Location` names what is whole again."""
        del pk
        job, whole = session_service.join_session(self.get_object(), request.user)  # type: ignore[arg-type]
        return _accepted_with(job, whole)


def _body(serializer_class: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    serializer = serializer_class(data=request.data)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def _accepted_with(job: BackgroundJob, session_id: str) -> Response:
    response = job_accepted(job_data(job))
    response["Content-Location"] = f"/api/v1/sessions/{session_id}/"
    return response
