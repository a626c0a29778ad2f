"""The page a coach sees first."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.views.generic import TemplateView

from runlab_site.web.navigation import Place
from runlab_site.web.page_base import CoachPage
from runners.selectors import visible_runners
from training.pages.squad.context import COLUMNS, lead, sorted_rows, squad_rows

__all__ = ["SquadView"]


class SquadView(CoachPage, TemplateView):
    """The coach's athletes in one sortable table."""

    template_name = "training/squad/squad.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Find, read, sort."""
        query = self.request.GET.get("q", "").strip()
        runners = visible_runners(self.person).order_by("name")
        rows = squad_rows(runners.filter(name__icontains=query) if query else runners, timezone.localdate())
        sort = self.request.GET.get("sort", "")
        return super().get_context_data(**kwargs) | {
            "place": Place("squad"),
            "query": query,
            "rows": sorted_rows(rows, sort),
            "columns": [column.heading(sort, query) for column in COLUMNS],
            "lead": lead(rows, query),
        }
