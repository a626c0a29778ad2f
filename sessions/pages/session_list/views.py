"""The page of all sessions of a runner."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils.dateparse import parse_date
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from runners.pages.base import RunnerPageMixin
from sessions import session_lists
from sessions.session_lists import Place, SessionList

if TYPE_CHECKING:
    from datetime import date

    from sessions.models import SessionStatistics
    from sessions.session_lists import SessionSlice

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
        wanted = SessionList(self.runner, query, day)
        page, count = self._page(wanted), session_lists.sessions_count(wanted)
        parameters = urlencode({name: value for name, value in (("q", query), ("day", day)) if value})
        return super().get_context_data(**kwargs) | {
            "sessions": page.sessions,
            "older": _place(page.sessions[-1]) if page.has_older and page.sessions else "",
            "newer": _place(page.sessions[0]) if page.has_newer and page.sessions else "",
            "page_query": f"{parameters}&" if parameters else "",
            "query": query,
            "day": day,
            "lead": _lead(count, is_search=bool(query or day)),
        }

    def _page(self, wanted: SessionList) -> SessionSlice:
        """The page asked for by ?before=, ?after= (the place of a session) or ?end=oldest; else the first."""
        asked = self.request.GET
        if asked.get("end") == "oldest":
            return session_lists.oldest_sessions(wanted, SESSIONS_A_PAGE)
        if before := _place_in(asked.get("before", "")):
            return session_lists.sessions_before(wanted, before, SESSIONS_A_PAGE)
        if after := _place_in(asked.get("after", "")):
            return session_lists.sessions_after(wanted, after, SESSIONS_A_PAGE)
        return session_lists.newest_sessions(wanted, SESSIONS_A_PAGE)


def _lead(count: int, *, is_search: bool) -> str:
    words = (
        ngettext("{n} found", "{n} found", count)
        if is_search
        else ngettext("{n} in all", "{n} in all", count)
    )
    return words.format(n=count)


def _place(session: SessionStatistics) -> str:
    """The position of a session in the list: its start in ms, as MongoDB stores it, and its id."""
    return f"{round(session.start_time.timestamp() * 1000)}-{session.pk}"


def _place_in(text: str) -> Place | None:
    found = _PLACE.fullmatch(text)
    if found is None:
        return None
    try:
        whole_s, ms = divmod(int(found[1]), 1000)
        return Place(datetime.fromtimestamp(whole_s, UTC).replace(microsecond=1000 * ms), found[2])
    except (OverflowError, ValueError):
        return None


def _day(text: str) -> date | None:
    try:
        return parse_date(text) if text else None
    except ValueError:
        return None
