"""The page where files are dropped, and the pages of one upload."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from runlab_site.web.page_base import SignedInPage
from runners.pages.base import RunnerPageMixin, runner_context
from sessions.pages.upload.context import upload_page
from sessions.selectors import has_sessions, latest_uploads, visible_uploads

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from sessions.models import Upload

__all__ = ["UploadDetailView", "UploadFilesView", "UploadFitnessView", "UploadView"]

UPLOADS_SHOWN = 8
MEGABYTE = 1024 * 1024


class UploadView(RunnerPageMixin, TemplateView):
    """Where files are dropped, and what became of the last ones."""

    template_name = "sessions/upload/upload.html"
    page_key = "upload"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The uploads that are still read stand open; the others are listed."""
        pages = [upload_page(upload) for upload in latest_uploads(self.runner, UPLOADS_SHOWN)]
        megabytes = settings.CONFIG.max_file_mb
        return super().get_context_data(**kwargs) | {
            "open_uploads": [page for page in pages if page.upload.finished_at is None],
            "recent": [page for page in pages if page.upload.finished_at is not None],
            "is_first": not has_sessions(self.runner),
            "max_file_bytes": megabytes * MEGABYTE,
            "lead": _(
                "FIT, GPX or TCX files, or the ZIP of an account export as it comes. Up to {megabytes} MB a file."
            ).format(megabytes=megabytes),
        }


class _UploadMixin(SignedInPage):
    """A page of the upload named in the address."""

    @cached_property
    def upload(self) -> Upload:
        """The upload; one that may not be seen is 404."""
        uploads = visible_uploads(self.person).select_related("runner")
        return get_object_or_404(uploads, pk=self.kwargs["upload_id"])


class UploadDetailView(_UploadMixin, TemplateView):
    """One upload: each file with its outcome and one next step."""

    template_name = "sessions/upload/upload_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read its files."""
        context = super().get_context_data(**kwargs)
        context |= runner_context(self.upload.runner, self.person, "upload")
        return context | {"page": upload_page(self.upload)}


class UploadFitnessView(_UploadMixin):
    """Goes from an upload to the fitness page and says there what was read."""

    def get(self, request: HttpRequest, upload_id: str) -> HttpResponseBase:
        """The counts, then Fitness."""
        del upload_id
        if said := upload_page(self.upload).history_summary:
            messages.success(request, said)
        return redirect("runner_fitness", self.upload.runner_id)


class UploadFilesView(_UploadMixin):
    """The files of an upload as a fragment: asked for when an event says that something changed."""

    def get(self, request: HttpRequest, upload_id: str) -> HttpResponseBase:
        """The rows as they stand."""
        del upload_id
        return render(request, "sessions/upload/upload_rows.html", {"page": upload_page(self.upload)})
