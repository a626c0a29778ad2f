"""Admin of jobs and of GridFS: looked at, never edited; a job may be tried again or cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages

from runlab_site.jobs import job_manager
from runlab_site.jobs.selectors import visible_jobs
from runlab_site.models import BackgroundJob
from runlab_site.mongo.stored_files import StoredChunk, StoredFile
from runlab_site.web.admin_base import ScopedAdmin
from sessions.selectors import visible_blob_ids

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpRequest


@admin.register(BackgroundJob)
class BackgroundJobAdmin(ScopedAdmin):
    """Jobs."""

    selector = staticmethod(visible_jobs)
    list_display = ("type", "status", "progress_percent", "message", "runner_id", "created_at", "finished_at")
    list_filter = ("status", "type")
    ordering = ("-created_at",)
    exclude = ("lease_token",)
    actions = ("export_csv", "retry", "cancel")

    @admin.action(description="Try again", permissions=["view"])
    def retry(self, request: HttpRequest, queryset: QuerySet[BackgroundJob]) -> None:
        """Put failed jobs back."""
        self._each(request, queryset, job_manager.retry)

    @admin.action(description="Cancel", permissions=["view"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[BackgroundJob]) -> None:
        """End jobs that wait or run."""
        self._each(request, queryset, job_manager.cancel)

    def _each(
        self,
        request: HttpRequest,
        queryset: QuerySet[BackgroundJob],
        change: Callable[[str], BackgroundJob],
    ) -> None:
        for job in queryset:
            try:
                change(job.pk)
            except ValueError as error:
                messages.error(request, f"{job}: {error}")
            else:
                messages.success(request, f"{job}: done.")


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
    ordering = ("-upload_date",)


@admin.register(StoredChunk)
class StoredChunkAdmin(ScopedAdmin):
    """Pieces of files in GridFS, without their bytes."""

    selector = staticmethod(_stored_chunks)
    list_display = ("files_id", "n")
    ordering = ("files_id", "n")
