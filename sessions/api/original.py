"""sessions/{id}/original/: the file as it was uploaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse, Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema

from runlab_site.api.renderers import FitRenderer
from sessions import storage
from sessions.api.base import FIT_MEDIA_TYPE, OfSession
from sessions.selectors import ready_file

if TYPE_CHECKING:
    from rest_framework.request import Request

__all__ = ["OriginalViewSet"]

_MEDIA_TYPES = {"gpx": "application/gpx+xml", "tcx": "application/vnd.garmin.tcx+xml"}


class OriginalViewSet(OfSession):
    """The file as it was uploaded."""

    renderer_classes = [FitRenderer]

    @extend_schema(responses={(200, FIT_MEDIA_TYPE): OpenApiTypes.BINARY})
    def retrieve(self, request: Request, session_id: str) -> FileResponse:
        """Its bytes, as an attachment; the ETag is their SHA-256."""
        del request, session_id
        fit = ready_file(self.session)
        if fit is None:
            raise Http404
        response = FileResponse(
            storage.open_blob(str(fit.blob_id)),
            as_attachment=True,
            # What came packed is stored unpacked.
            filename=fit.file_name.removesuffix(".gz"),
            content_type=_MEDIA_TYPES.get(fit.file_format, FIT_MEDIA_TYPE),
        )
        response["ETag"] = f'"{fit.sha256}"'
        response["Content-Length"] = str(fit.size_bytes)
        return response
