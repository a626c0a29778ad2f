"""Critical Speed: the fit in force, its log, and what waits for a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from runners.explanations.critical_speed_words import missing_text
from runners.pages.base import RunnerPageMixin
from runners.pages.critical_speed import context as critical_speed
from runners.pages.critical_speed.forms import RaceForm, SpeedForm
from runners.pages.critical_speed.log import log_lines
from runners.physiology.critical_speed import NO_TRIALS
from runners.physiology.words import WORDS
from runners.services.critical_speed_service import decide_proposal, may_decide
from runners.services.typed_thresholds import newest_typed
from runners.stored.stale_figures import stale_parts

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

__all__ = ["CriticalSpeedDecideView", "CriticalSpeedView"]


class CriticalSpeedView(RunnerPageMixin, TemplateView):
    """The fit in force, its trials, and every change with its reason."""

    template_name = "runners/critical_speed/critical_speed.html"
    page_key = "critical_speed"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read the log."""
        page = critical_speed.critical_speed_page(self.runner, self.today)
        units = self.units
        lines = log_lines(page.log, units)
        return super().get_context_data(**kwargs) | {
            "page": page,
            "chart": page.chart(),
            "words": critical_speed.tile_words(page, units),
            "may_decide": may_decide(self.runner, self.person),
            "doubts": critical_speed.flag_sentences(page),
            "stale": stale_parts(self.runner),
            "log_lines": lines,
            "idle_count": sum(line.changed_nothing for line in lines),
            "missing_reason": missing_text(self.runner) or WORDS.for_reader(NO_TRIALS),
            "speed_form": SpeedForm(),
            "race_form": RaceForm(),
            "has_typed": newest_typed(self.runner) is not None,
        }


class CriticalSpeedDecideView(RunnerPageMixin):
    """Accepts or dismisses the Critical Speed that waits for a decision."""

    def post(self, request: HttpRequest, runner_id: str) -> HttpResponse:
        """The coach decides, an athlete without one alone; what is decided is kept with the name."""
        del runner_id
        accepted = request.POST.get("decision") == "accept"
        try:
            decide_proposal(self.runner, accepted=accepted, decided_by=self.person)
        except LookupError as problem:
            messages.warning(request, str(problem))
        else:
            done = (
                _("The proposal is accepted. What follows from it is computed in a moment.")
                if accepted
                else _("The proposal is dismissed. What follows from it is computed in a moment.")
            )
            messages.success(request, done)
        return redirect("runner_critical_speed", self.runner.pk)
