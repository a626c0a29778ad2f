"""The page of one session, the explanation of each of its figures, and its original file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import FileResponse, Http404
from django.shortcuts import render
from django.views.generic import TemplateView

from sessions import storage
from sessions.pages.base import SessionPageMixin
from sessions.pages.session.context import session_context
from sessions.pages.session.figure_table import why_of
from sessions.statistics.figure_explanations import explained

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

__all__ = ["SessionOriginalView", "SessionView", "SessionWhyView"]


class SessionView(SessionPageMixin, TemplateView):
    """One session: figures, map, curves, laps, zones, best efforts."""

    template_name = "sessions/session/session.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read what is stored of it."""
        return super().get_context_data(**kwargs) | session_context(self.session, self.person, self.units)


class SessionWhyView(SessionPageMixin):
    """Why a figure of the session is what it is, as the inside of the popover."""

    def get(self, request: HttpRequest, session_id: str) -> HttpResponseBase:
        """One figure, by its name."""
        del session_id
        name = request.GET.get("figure", "")
        figure = explained(self.session).get(name)
        if figure is None:
            raise Http404
        return render(request, "components/why.html", {"why": why_of(name, figure, self.units)})


class SessionOriginalView(SessionPageMixin):
    """The uploaded bytes, as they came."""

    def get(self, request: HttpRequest, session_id: str) -> FileResponse:
        """A download under the name the file came with."""
        del request, session_id
        fit = self.session.fit
        if fit is None or fit.blob_id is None:
            raise Http404
        response = FileResponse(
            storage.open_blob(fit.blob_id),
            as_attachment=True,
            filename=fit.file_name.rpartition("/")[2],
            content_type="application/vnd.ant.fit",
        )
        response["X-Content-Type-Options"] = "nosniff"
        response["ETag"] = f'"{fit.sha256}"'
        return response
