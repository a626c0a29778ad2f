"""Fitness: load, fitness, fatigue and form over a range of days, alerts, forecasts, the model."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from runners.explanations.alert_words import alert_sentences
from runners.pages.base import RunnerPageMixin
from runners.pages.fitness import context as fitness
from runners.pages.fitness.forecasts import asked_forecast, forecasts_page
from runners.pages.fitness.forms import ForecastForm
from runners.pages.fitness.impulse_response import model_days, model_page
from runners.pages.fitness.wellness import wellness_context
from runners.services.race_predictions import race_predictions
from runners.stored.stale_figures import stale_parts
from runners.stored.thinned_history import ThinnedHistory, thinned_history

__all__ = ["DEFAULT_RANGE", "FitnessView"]

DEFAULT_RANGE = "3m"


class FitnessView(RunnerPageMixin, TemplateView):
    """CTL, ATL, TSB and ramp over a range of days."""

    template_name = "runners/fitness/fitness.html"
    page_key = "fitness"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read the range asked for."""
        recent = fitness.recent_rows(self.runner)
        now = fitness.fitness_now(recent)
        context = super().get_context_data(**kwargs) | {"now": now}
        if now is None:
            return context
        history = thinned_history(self.runner, now.today, fitness.days_shown(self.range_key))
        days = fitness.chart_days(history)
        return context | {
            "best": fitness.best_of_year(self.runner, now.today.day),
            "days": days,
            "days_a_point": history.days_a_point,
            "has_filling": any(day["is_filling"] for day in days),
            "has_estimated": any(day["estimated_load_rtss"] for day in days),
            "has_unknown": any(day["unknown"] for day in days),
            "ranges": self._ranges(),
            "heaviest": fitness.heaviest_days(recent),
            "alerts": alert_sentences(fitness.alerts_now(self.runner, recent)),
            "stale": stale_parts(self.runner),
            **wellness_context(self.runner, self.person, self.today),
            **self._ratio(),
            **self._races(history),
        }

    def _ratio(self) -> dict[str, Any]:
        """The acute:chronic ratio only for who asks for it."""
        if self.request.GET.get("ratio") != "show":
            return {"shows_ratio": False}
        ratio = fitness.load_ratio(self.runner)
        return {"shows_ratio": True, "ratio": ratio, "ratio_words": fitness.ratio_words()}

    def _races(self, history: ThinnedHistory) -> dict[str, Any]:
        asks = "distance_m" in self.request.GET
        form = ForecastForm(self.request.GET if asks else None, initial={"race_day": self.today})
        asked = None
        if asks and form.is_valid():
            asked = asked_forecast(
                self.runner, form.cleaned_data["distance_m"], form.cleaned_data["race_day"]
            )
        model = model_page(self.runner)
        return {
            "forecasts": forecasts_page(self.runner),
            "coming_races": [one for one in race_predictions(self.runner) if one.race_day >= self.today],
            "forecast_form": form,
            "asked": asked,
            "model": model,
            "model_chart": {
                **model_days(self.runner, history),
                "curve": model.curve,
                "is_kept": model.is_kept,
            }
            if model
            else None,
        }

    @property
    def range_key(self) -> str:
        """The range in the address, or three months."""
        asked = self.request.GET.get("range", DEFAULT_RANGE)
        return asked if asked in fitness.RANGES else DEFAULT_RANGE

    def _ranges(self) -> list[dict[str, Any]]:
        return [
            {"key": key, "label": _(label), "is_current": key == self.range_key}
            for key, (label, _count) in fitness.RANGES.items()
        ]
