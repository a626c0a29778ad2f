"""The page of weeks and seasons."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from runners.pages.base import RunnerPageMixin
from runners.physiology.summaries import Period
from sessions.statistics.period_totals import period_totals, weeks_from

__all__ = ["SummariesView"]

PERIODS = {
    Period.WEEK: _("Weeks"),
    Period.MONTH: _("Months"),
    Period.SEASON: _("Seasons"),
    Period.YEAR: _("Years"),
}
_MOST_ROWS = 100  # what one answer of MongoDB holds without a second one


class SummariesView(RunnerPageMixin, TemplateView):
    """What was done in each week, month, season or year."""

    template_name = "sessions/summaries/summaries.html"
    page_key = "fitness"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """By weeks unless the address says otherwise."""
        asked = self.request.GET.get("by", Period.WEEK)
        period = Period(asked) if asked in set(Period) else Period.WEEK
        options = [
            {"key": key.value, "label": label, "is_current": key is period} for key, label in PERIODS.items()
        ]
        context = {"rows": self._rows(period), "options": options, "week_start": self._week_start_word()}
        return super().get_context_data(**kwargs) | context

    def _rows(self, period: Period) -> list[dict[str, Any]]:
        """Weeks as the reader counts them: kept ones begin on Monday."""
        if period is Period.WEEK and self.person.week_start:
            weeks = weeks_from(self.runner, self.person.week_start, self.today, _MOST_ROWS)
            return [asdict(week) for week in weeks]
        kept = period_totals(self.runner, period)[:_MOST_ROWS]
        return [one.figures | {"first_day": one.first_day} for one in kept]

    def _week_start_word(self) -> str:
        return self.person.get_week_start_display()
