"""uploads/: files sent in, and what became of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser

from runlab_site.api.actions import Creates, Lists, Retrieves
from runlab_site.api.fields import IdField
from runlab_site.api.serializers import ModelSerializer, Serializer
from runlab_site.api.views import ResourceViewSet, job_accepted
from runlab_site.jobs.api import JobSerializer, job_data
from runners.api.fields import VisibleRunnerField
from sessions import file_processor
from sessions.analysis.words import WORDS
from sessions.api.base import own_or_named_runner
from sessions.models import Upload
from sessions.selectors import counts_of_uploads, files_of, living_jobs, upload_counts, visible_uploads

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet
    from rest_framework.request import Request
    from rest_framework.response import Response

    from sessions.models import UploadFile

__all__ = ["UploadViewSet"]


class UploadFileProblemSerializer(Serializer):
    """Why a file was rejected or skipped."""

    title = serializers.CharField()
    detail = serializers.CharField()


class UploadFileSerializer(Serializer):
    """A file of an upload; of a ZIP, a member."""

    name = serializers.CharField()
    size_bytes = serializers.IntegerField(min_value=0)
    sha256 = serializers.CharField(allow_null=True)
    status = serializers.ChoiceField(
        ["pending", "processing", "processed", "duplicate", "rejected", "skipped"]
    )
    sessions = serializers.ListField(child=IdField())
    duplicate_of = IdField(allow_null=True)
    warnings = serializers.ListField(child=serializers.CharField())
    problem = UploadFileProblemSerializer(allow_null=True)

    def to_representation(self, instance: UploadFile) -> Any:
        """An unknown checksum is null; warnings and problem in today's words."""
        shown = super().to_representation(instance) | {"sha256": instance.sha256 or None}
        told = {name: WORDS.in_words(shown[name], instance.sentences) for name in ("warnings", "problem")}
        return shown | told


class UploadCountsSerializer(Serializer):
    """How many files were received and what became of them."""

    received = serializers.IntegerField(min_value=0)
    pending = serializers.IntegerField(min_value=0)
    processing = serializers.IntegerField(min_value=0)
    processed = serializers.IntegerField(min_value=0)
    duplicate = serializers.IntegerField(min_value=0)
    rejected = serializers.IntegerField(min_value=0)
    skipped = serializers.IntegerField(min_value=0)


class UploadSerializer(ModelSerializer):
    """An upload. It outlives its job, which becomes null."""

    runner = IdField(source="runner_id", read_only=True)
    job = IdField(read_only=True, allow_null=True)
    counts = UploadCountsSerializer(read_only=True)

    class Meta:
        """What is shown."""

        model = Upload
        fields: ClassVar[tuple[str, ...]] = ("id", "runner", "job", "created_at", "counts")


class UploadWithFilesSerializer(UploadSerializer):
    """An upload and what became of each of its files."""

    files = UploadFileSerializer(source="shown_files", many=True, read_only=True)

    class Meta(UploadSerializer.Meta):
        """What is shown."""

        fields = (*UploadSerializer.Meta.fields, "files")


class NewUploadSerializer(Serializer):
    """Files to be read."""

    files = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True, use_url=False),
        allow_empty=False,
        help_text=".fit, .gpx and .tcx, also .gz, and .zip of these, as account exports are; the field is repeated.",
    )
    runner = VisibleRunnerField(required=False, help_text="A coach's athlete; without it oneself.")


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
        jobs = living_jobs(upload.job_id for upload in rows)
        return [
            self.get_serializer(_shown(upload, counts.get(upload.pk, _NO_FILES), jobs)).data
            for upload in rows
        ]

    def represent(self, instance: Upload) -> Any:
        """With its files."""
        shown = _shown(instance, upload_counts(instance), living_jobs([instance.job_id]))
        shown.shown_files = list(files_of(instance))  # type: ignore[attr-defined]
        return self.get_serializer(shown).data


_NO_FILES = dict.fromkeys(
    ("received", "pending", "processing", "processed", "duplicate", "rejected", "skipped"), 0
)


def _shown(upload: Upload, counts: dict[str, int], living_jobs: set[str]) -> Upload:
    upload.counts = counts  # type: ignore[attr-defined]
    upload.job = upload.job_id if upload.job_id in living_jobs else None  # type: ignore[attr-defined]
    return upload
