"""The page a runner sees first."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from runlab_site.web import dates
from runners.check_ins.selectors import check_in_of
from runners.explanations.critical_speed_words import missing_text
from runners.pages.base import RunnerPageMixin
from runners.pages.zones.context import zones_page
from runners.physiology.critical_speed import NO_TRIALS
from runners.selectors import is_own
from training.pages.today.context import followed_plan, today_page, words_on

__all__ = ["TodayView"]


class TodayView(RunnerPageMixin, TemplateView):
    """The planned workout, the week, the next race, the last session, and what is still missing."""

    template_name = "training/today/today.html"
    page_key = "today"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read the runner's own day."""
        planned = followed_plan(self.runner, self.today)
        page = today_page(self.runner, planned, self.today, self.person.week_start)
        return super().get_context_data(**kwargs) | {
            "page": page,
            "now": page.now,
            "heading": dates.heading(self.today),
            "lead": planned.place if planned else "",
            "critical_speed_missing": missing_text(self.runner) or NO_TRIALS,
            "estimated_max": self._estimated_max(),
            "asks_check_in": is_own(self.runner, self.person),
            "check_in": check_in_of(self.runner, self.today),
            **words_on(page.last.session if page.last else None, self.runner, self.person),
        }

    def _estimated_max(self) -> str:
        """What is used in place of a measured maximum heart rate, or nothing when one is known."""
        zones = zones_page(self.runner, self.today)
        if zones.max_is_measured:
            return ""
        bpm, room = zones.physiology.max_heart_rate.bpm, zones.max_uncertainty_bpm
        if zones.physiology.age_is_default:
            words = _("Using {bpm} bpm (± {room}) from an assumed age as the highest heart rate.")
        else:
            words = _("Using {bpm} bpm (± {room}) from age as the highest heart rate.")
        return words.format(bpm=f"{bpm:.0f}", room=f"{room:.0f}")
