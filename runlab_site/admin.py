"""Admin of jobs: looked at, never edited; a job may be tried again or cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin, messages

from runlab_site.jobs import job_manager
from runlab_site.jobs.selectors import visible_jobs
from runlab_site.models import BackgroundJob
from runlab_site.web.admin_base import ScopedAdmin

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
    ordering = ("-created_at", "-pk")
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
