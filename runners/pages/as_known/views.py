"""As known then: a past day as it stood, beside today's recomputation."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.dateparse import parse_date
from django.views.generic import TemplateView

from runners.pages.as_known.context import as_known_page
from runners.pages.base import RunnerPageMixin

if TYPE_CHECKING:
    from datetime import date


__all__ = ["AsKnownView"]


class AsKnownView(RunnerPageMixin, TemplateView):
    """A past day as it stood then, beside today's recomputation of it."""

    template_name = "runners/as_known/as_known.html"
    page_key = "fitness"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read the day in the address; yesterday without one, or when it is no day that has been."""
        yesterday = self.today - timedelta(days=1)
        day = _day_in(self.request.GET.get("day", "")) or yesterday
        page = as_known_page(self.runner, min(day, self.today), self.units)
        return super().get_context_data(**kwargs) | {"page": page, "latest": self.today}


def _day_in(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
