"""The page of all sessions of a runner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.utils.dateparse import parse_date
from django.views.generic import TemplateView

from runners.pages.base import RunnerPageMixin
from sessions.selectors import found_sessions

if TYPE_CHECKING:
    from datetime import date

__all__ = ["SessionListView"]

SESSIONS_A_PAGE = 50


class SessionListView(RunnerPageMixin, TemplateView):
    """All sessions of a runner, the newest first; found by name, notes or day."""

    template_name = "sessions/session_list/session_list.html"
    page_key = "sessions"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Find and cut into pages."""
        query = self.request.GET.get("q", "").strip()
        day = _day(self.request.GET.get("day", ""))
        found = found_sessions(self.runner, query, day)
        parameters = urlencode({name: value for name, value in (("q", query), ("day", day)) if value})
        page = Paginator(found, SESSIONS_A_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(**kwargs) | {
            "page_obj": page,
            "page_query": f"{parameters}&" if parameters else "",
            "query": query,
            "day": day,
            "lead": f"{page.paginator.count} in all"
            if not (query or day)
            else f"{page.paginator.count} found",
        }


def _day(text: str) -> date | None:
    try:
        return parse_date(text) if text else None
    except ValueError:
        return None
