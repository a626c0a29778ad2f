"""The page a coach sees first."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.utils import timezone
from django.views.generic import TemplateView

from runlab_site.web.navigation import Place
from runlab_site.web.page_base import CoachPage
from runners.pages.comments.context import unread_rows
from runners.squads.selectors import squad_page
from training.pages.squad.context import COLUMNS, lead, shown_rows

__all__ = ["ATHLETES_A_PAGE", "SquadView"]

ATHLETES_A_PAGE = 50


class SquadView(CoachPage, TemplateView):
    """The coach's athletes in one sortable table, fifty a page."""

    template_name = "training/squad/squad.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Find, sort and cut in the database."""
        query, sort = (self.request.GET.get(name, "").strip() for name in ("q", "sort"))
        number = _page_number(self.request.GET.get("page", ""))
        found = squad_page(
            self.person,
            query,
            sort,
            timezone.localdate(),
            skip=(number - 1) * ATHLETES_A_PAGE,
            limit=ATHLETES_A_PAGE,
        )
        parameters = urlencode({name: value for name, value in (("q", query), ("sort", sort)) if value})
        return super().get_context_data(**kwargs) | {
            "place": Place("squad"),
            "query": query,
            "unread": unread_rows(self.person),
            "rows": shown_rows(found),
            "columns": [column.heading(sort, query) for column in COLUMNS],
            "lead": lead(found, query),
            "page_obj": Paginator(range(found.found_count), ATHLETES_A_PAGE).get_page(number),
            "page_query": f"{parameters}&" if parameters else "",
        }


def _page_number(text: str) -> int:
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 7 else 1
