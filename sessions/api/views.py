"""sessions/ with its parts, and uploads/: thin; read by selectors, written by services."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from runlab_site.api.fields import CommaListField, IdField, MomentField
from runlab_site.api.renderers import (
    ArrowRenderer,
    CsvRenderer,
    FitRenderer,
    JsonRenderer,
    ParquetRenderer,
)
from runlab_site.api.views import (
    Creates,
    Deletes,
    Lists,
    ListsSequence,
    ResourceViewSet,
    Retrieves,
    Updates,
    job_accepted,
)
from runlab_site.jobs.api import JobSerializer, job_data
from runlab_site.models import BackgroundJob
from runners.selectors import visible_runners
from sessions import columns, file_processor, storage
from sessions.api.serializers import (
    BestEffortSerializer,
    CropSerializer,
    EffortSerializer,
    LapSerializer,
    NewSessionSerializer,
    NewUploadSerializer,
    SessionSerializer,
    SplitSerializer,
    StatisticsSerializer,
    StreamsSerializer,
    UploadSerializer,
    UploadWithFilesSerializer,
    WhySerializer,
)
from sessions.explanations import explained
from sessions.models import SessionFIT, SessionStatistics, Upload
from sessions.selectors import (
    counts_of_uploads,
    effort_ranks,
    files_of,
    upload_counts,
    visible_sessions,
    visible_uploads,
)
from sessions.services import effort_service, session_service

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet
    from django.http import HttpResponseBase
    from rest_framework.request import Request

    from runners.models import Runner

__all__ = [
    "BestEffortsViewSet",
    "EffortViewSet",
    "LapsViewSet",
    "OriginalViewSet",
    "SessionViewSet",
    "SessionWhyViewSet",
    "StatisticsViewSet",
    "StreamsViewSet",
    "UploadViewSet",
]

# Large, and shown by resources of their own.
_NOT_IN_A_SESSION = ("measured", "judged", "figures", "missing", "laps", "best_efforts")
_FIT_MEDIA_TYPE = "application/vnd.ant.fit"


def own_or_named_runner(request: Request, named: Runner | None) -> Runner:
    """The runner that a body names, else one's own. Raises ValidationError when there is neither."""
    runner = named or visible_runners(request.user).filter(user_id=request.user.pk).first()
    if runner is None:
        text = "Say whose it is: you have no runner of your own."
        raise serializers.ValidationError({"runner": [serializers.ErrorDetail(text, "required")]})
    return runner


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


class _OfSession(ResourceViewSet):
    """A part of one session."""

    scope = "sessions"
    queryset = SessionStatistics.objects.none()

    @cached_property
    def session(self) -> SessionStatistics:
        """The session in the address. Raises Http404."""
        return get_object_or_404(visible_sessions(self.request.user), pk=self.kwargs["session_id"])

    def get_object(self) -> SessionStatistics:
        """The session itself."""
        return self.session


class StatisticsViewSet(Retrieves, _OfSession):
    """All figures of a session."""

    serializer_class = StatisticsSerializer


class EffortViewSet(Retrieves, _OfSession):
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


class LapsViewSet(ListsSequence, _OfSession):
    """The laps of a session, in order."""

    serializer_class = LapSerializer

    def sequence(self) -> Sequence[Mapping[str, Any]]:
        """As stored."""
        return self.session.laps  # type: ignore[no-any-return]


class BestEffortsViewSet(ListsSequence, _OfSession):
    """The fastest stretches of a session over 400 m to the marathon, as far as it reaches."""

    serializer_class = BestEffortSerializer

    def sequence(self) -> Sequence[Mapping[str, Any]]:
        """As stored, each with its place among the athlete's."""
        session, ranks = self.session, effort_ranks(self.session)
        bests = {
            best["distance_m"]
            for best in session.runner.personal_bests
            if best.get("session") == session.pk and not best["excluded"]
        }
        return [
            effort
            | {
                "rank": ranks.get(effort["distance_m"]),
                "is_personal_best": effort["distance_m"] in bests,
            }
            for effort in session.best_efforts
        ]


class StreamsViewSet(_OfSession):
    """The columns of a session, recorded and computed (graded speed, W' left): as JSON, CSV, Parquet or Arrow."""

    serializer_class = StreamsSerializer
    renderer_classes = [JsonRenderer, CsvRenderer, ParquetRenderer, ArrowRenderer]
    parameters: ClassVar[Any] = {
        "retrieve": {
            "columns": CommaListField(
                child=serializers.CharField(max_length=100),
                required=False,
                help_text="Names with commas between; time_s always comes along.",
            ),
            "max_points": serializers.IntegerField(
                min_value=2, max_value=1_000_000, required=False, help_text="Rows, picked evenly."
            ),
            "from_s": serializers.FloatField(min_value=0, required=False, help_text="From this time_s on."),
            "to_s": serializers.FloatField(min_value=0, required=False, help_text="Up to this time_s."),
        }
    }

    def retrieve(self, request: Request, session_id: str) -> HttpResponseBase:
        """The columns that are asked for."""
        del session_id
        table = self._table()
        renderer = request.accepted_renderer
        if renderer.format == "json":
            return Response({"count": len(table), "columns": columns.as_lists(table)})
        write = {"csv": columns.as_csv, "parquet": columns.as_parquet, "arrow": columns.as_arrow}
        content = write[renderer.format](table)
        name = f"{self.session.pk}.{renderer.format}"
        return HttpResponse(
            content,
            content_type=renderer.media_type,
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def _table(self) -> Any:
        choice = columns.ColumnChoice(
            names=self.query.get("columns"),
            from_s=self.query.get("from_s"),
            to_s=self.query.get("to_s"),
            max_points=self.query.get("max_points"),
        )
        try:
            return columns.session_columns(self.session, choice)
        except columns.NoColumnsError as error:
            if error.column is None:
                raise Http404 from error
            raise serializers.ValidationError(
                {"columns": [serializers.ErrorDetail(str(error), "unknown")]}
            ) from error


class OriginalViewSet(_OfSession):
    """The file as it was uploaded."""

    renderer_classes = [FitRenderer]

    @extend_schema(responses={(200, _FIT_MEDIA_TYPE): OpenApiTypes.BINARY})
    def retrieve(self, request: Request, session_id: str) -> FileResponse:
        """Its bytes, as an attachment; the ETag is their SHA-256."""
        del request, session_id
        fit = SessionFIT.objects.filter(pk=self.session.fit_id, status=SessionFIT.Status.READY).first()
        if fit is None:
            raise Http404
        response = FileResponse(
            storage.open_blob(str(fit.blob_id)),
            as_attachment=True,
            filename=fit.file_name,
            content_type=_FIT_MEDIA_TYPE,
        )
        response["ETag"] = f'"{fit.sha256}"'
        response["Content-Length"] = str(fit.size_bytes)
        return response


class SessionWhyViewSet(ListsSequence, _OfSession):
    """How each figure of a session came about: formula, numbers that went in, source."""

    serializer_class = WhySerializer
    parameters: ClassVar[Any] = {
        "list": {"figure": serializers.CharField(required=False, max_length=100, help_text="Such as rtss.")}
    }

    def sequence(self) -> Sequence[Mapping[str, Any]]:
        """One figure, or all of them."""
        wanted, computed_at = self.query.get("figure"), self.session.computed_at
        return [
            {**figure, "figure": name, "computed_at": computed_at}
            for name, figure in sorted(explained(self.session).items())
            if wanted in (None, name)
        ]


@extend_schema_view(
    create=extend_schema(request={"multipart/form-data": NewUploadSerializer}, responses={202: JobSerializer})
)
class UploadViewSet(Lists, Creates, Retrieves, ResourceViewSet):
    """Uploads of one or many files, and what became of each."""

    scope = "sessions"
    queryset = Upload.objects.none()
    parser_classes = [MultiPartParser]
    orderings = ("-created_at",)
    filters: ClassVar[Mapping[str, str]] = {"runner": "runner_id"}
    parameters: ClassVar[Any] = {"list": {"runner": IdField(required=False)}}

    def get_queryset(self) -> QuerySet[Upload]:
        """Those for the runners one may see."""
        return visible_uploads(self.request.user)

    def get_serializer_class(self) -> Any:
        """A list tells the counts; one upload names its files."""
        by_action = {"create": NewUploadSerializer, "list": UploadSerializer}
        return by_action.get(self.action or "", UploadWithFilesSerializer)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take files; they are safe when the answer is there, and read by its job."""
        del args, kwargs
        values = self.validated(request)
        job = file_processor.receive(
            runner=own_or_named_runner(request, values.get("runner")),
            files=values["files"],
            user=request.user,  # type: ignore[arg-type]
            request_id=getattr(request, "request_id", ""),
        )
        return job_accepted(job_data(job))

    def page_rows(self, rows: Sequence[Upload]) -> list[Any]:
        """All counts of a page in one query."""
        counts = counts_of_uploads(upload.pk for upload in rows)
        jobs = _living_jobs(upload.job_id for upload in rows)
        return [
            self.get_serializer(_shown(upload, counts.get(upload.pk, _NO_FILES), jobs)).data
            for upload in rows
        ]

    def represent(self, instance: Upload) -> Any:
        """With its files."""
        shown = _shown(instance, upload_counts(instance), _living_jobs([instance.job_id]))
        shown.shown_files = list(files_of(instance))  # type: ignore[attr-defined]
        return self.get_serializer(shown).data


_NO_FILES = dict.fromkeys(("received", "pending", "processing", "processed", "duplicate", "rejected"), 0)


def _shown(upload: Upload, counts: dict[str, int], living_jobs: set[str]) -> Upload:
    upload.counts = counts  # type: ignore[attr-defined]
    upload.job = upload.job_id if upload.job_id in living_jobs else None  # type: ignore[attr-defined]
    return upload


def _living_jobs(job_ids: Any) -> set[str]:
    """Jobs go after some days; their uploads stay."""
    wanted = [job_id for job_id in job_ids if job_id]
    return set(BackgroundJob.objects.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()
