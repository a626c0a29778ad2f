"""Admin of sessions, their raw files and columns, and uploads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from runlab_site.mongo.stored_files import StoredChunk, StoredFile
from runlab_site.web.admin_base import ScopedAdmin
from runlab_site.web.admin_filters import known_values
from sessions.models import SessionFIT, SessionParquet, SessionStatistics, Upload
from sessions.selectors import (
    visible_blob_ids,
    visible_columns,
    visible_files,
    visible_sessions,
    visible_uploads,
)
from sessions.services.session_service import delete_session, edit_session

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

_SPORTS = ("running", "cycling", "walking", "hiking", "swimming", "rowing", "training", "generic")
_EDITABLE = ("name", "notes", "effort", "rpe", "feel", "pain", "pain_place", "excluded_from_bests")
_SHOWN = (
    "runner", "fit", "sport", "sub_sport", "start_time", "day", "time_zone", "elapsed_time_s", "timer_time_s",
    "moving_time_s", "distance_m", "ascent_m", "descent_m", "avg_speed_mps", "avg_heart_rate_bpm",
    "max_heart_rate_bpm", "avg_cadence_spm", "avg_power_w", "rtss", "load_method", "load_is_estimated",
    "intensity_factor", "efficiency", "decoupling_percent", "device", "warnings", "missing", "formula_version",
    "computed_at",
)  # fmt: skip


@admin.register(SessionStatistics)
class SessionStatisticsAdmin(ScopedAdmin):
    """Sessions. Edits and deletions are decisions, made by the session service."""

    selector = staticmethod(visible_sessions)
    may_change = may_delete = True
    list_display = ("__str__", "runner", "sport", "start_time", "distance_m", "timer_time_s", "rtss")
    list_select_related = ("runner",)
    list_filter = (known_values("sport", *_SPORTS), "effort")
    search_fields = ("runner__name",)
    ordering = ("-start_time", "-pk")
    fields = (*_EDITABLE, *_SHOWN)
    readonly_fields = _SHOWN

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Edit it by the service."""
        del change
        user: Any = request.user
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        edit_session(SessionStatistics.objects.get(pk=obj.pk), changes, user)

    def delete_model(self, request: HttpRequest, obj: SessionStatistics) -> None:
        """Delete it by the service: it stays deleted when its file comes again."""
        user: Any = request.user
        delete_session(obj, user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[SessionStatistics]) -> None:
        """Delete each by the service."""
        for session in queryset:
            self.delete_model(request, session)


@admin.register(SessionFIT)
class SessionFITAdmin(ScopedAdmin):
    """Raw files: what was uploaded, never changed."""

    selector = staticmethod(visible_files)
    list_display = ("file_name", "runner", "role", "status", "size_bytes", "received_at")
    list_select_related = ("runner",)
    list_filter = ("role", "status", known_values("file_format", "fit", "gpx", "tcx"))
    search_fields = ("runner__name",)
    ordering = ("-received_at", "-pk")


@admin.register(SessionParquet)
class SessionParquetAdmin(ScopedAdmin):
    """Columns of sessions: derived, so only looked at."""

    selector = staticmethod(visible_columns)
    list_display = ("id", "runner", "rows_count", "size_bytes", "format_version", "computed_at")
    list_select_related = ("runner",)
    search_fields = ("runner__name",)
    ordering = ("-computed_at", "-pk")


@admin.register(Upload)
class UploadAdmin(ScopedAdmin):
    """Uploads."""

    selector = staticmethod(visible_uploads)
    list_display = ("created_at", "runner", "finished_at")
    list_select_related = ("runner",)
    search_fields = ("runner__name",)
    ordering = ("-created_at", "-pk")


def _stored_files(user: Any) -> QuerySet[StoredFile]:
    blob_ids = visible_blob_ids(user)
    files = StoredFile.objects.all()
    return files if blob_ids is None else files.filter(pk__in=blob_ids) if blob_ids else files.none()


def _stored_chunks(user: Any) -> QuerySet[StoredChunk]:
    blob_ids = visible_blob_ids(user)
    chunks = StoredChunk.objects.all()
    return chunks if blob_ids is None else chunks.filter(files_id__in=blob_ids) if blob_ids else chunks.none()


@admin.register(StoredFile)
class StoredFileAdmin(ScopedAdmin):
    """Files in GridFS."""

    selector = staticmethod(_stored_files)
    list_display = ("filename", "length", "upload_date")
    search_fields = ("filename",)
    ordering = ("-pk",)


@admin.register(StoredChunk)
class StoredChunkAdmin(ScopedAdmin):
    """Pieces of files in GridFS, without their bytes."""

    selector = staticmethod(_stored_chunks)
    list_display = ("files_id", "n")
    ordering = ("files_id", "n")
