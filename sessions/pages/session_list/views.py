"""The page of all sessions of a runner."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils.dateparse import parse_date
from django.views.generic import TemplateView

from runners.pages.base import RunnerPageMixin
from sessions import selectors

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from sessions.models import SessionStatistics
    from sessions.selectors import SessionSlice

__all__ = ["SESSIONS_A_PAGE", "SessionListView"]

SESSIONS_A_PAGE = 50
_PLACE = re.compile(r"(\d{1,15})-([0-9a-f]{24})")


class SessionListView(RunnerPageMixin, TemplateView):
    """All sessions of a runner, the newest first; found by name, notes or day."""

    template_name = "sessions/session_list/session_list.html"
    page_key = "sessions"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Find, and read the page that begins where the last one ended."""
        query = self.request.GET.get("q", "").strip()
        day = _day(self.request.GET.get("day", ""))
        found = selectors.found_sessions(self.runner, query, day)
        page, count = self._page(found), found.count()
        parameters = urlencode({name: value for name, value in (("q", query), ("day", day)) if value})
        return super().get_context_data(**kwargs) | {
            "sessions": page.sessions,
            "older": _place(page.sessions[-1]) if page.has_older and page.sessions else "",
            "newer": _place(page.sessions[0]) if page.has_newer and page.sessions else "",
            "page_query": f"{parameters}&" if parameters else "",
            "query": query,
            "day": day,
            "lead": f"{count} found" if query or day else f"{count} in all",
        }

    def _page(self, found: QuerySet[SessionStatistics]) -> SessionSlice:
        """The page asked for by ?before=, ?after= (the place of a session) or ?end=oldest; else the first."""
        asked = self.request.GET
        if asked.get("end") == "oldest":
            return selectors.oldest_sessions(found, SESSIONS_A_PAGE)
        if before := _moment_and_id(asked.get("before", "")):
            return selectors.sessions_before(found, *before, SESSIONS_A_PAGE)
        if after := _moment_and_id(asked.get("after", "")):
            return selectors.sessions_after(found, *after, SESSIONS_A_PAGE)
        return selectors.newest_sessions(found, SESSIONS_A_PAGE)


def _place(session: SessionStatistics) -> str:
    """Where a session stands in the list: its start in ms, which MongoDB keeps, and its id."""
    return f"{round(session.start_time.timestamp() * 1000)}-{session.pk}"


def _moment_and_id(place: str) -> tuple[datetime, str] | None:
    found = _PLACE.fullmatch(place)
    if found is None:
        return None
    try:
        whole_s, ms = divmod(int(found[1]), 1000)
        return datetime.fromtimestamp(whole_s, UTC).replace(microsecond=1000 * ms), found[2]
    except (OverflowError, ValueError):
        return None


def _day(text: str) -> date | None:
    try:
        return parse_date(text) if text else None
    except ValueError:
        return None
