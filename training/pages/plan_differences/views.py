"""The page of what publishing a plan would change."""

from __future__ import annotations

from typing import Any

from django.views.generic import TemplateView

from training.pages.base import CoachPlanMixin
from training.pages.plan_charts import named_chart_data
from training.pages.plan_differences.context import difference_rows
from training.planning.projection import forecast, forecast_if_missed
from training.planning.warnings_said import warnings_of

__all__ = ["PlanDifferencesView"]


class PlanDifferencesView(CoachPlanMixin, TemplateView):
    """What publishing would change, day by day, and what that does to race day."""

    template_name = "training/plan_differences/plan_differences.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Published beside changed."""
        plan = self.existing_plan
        context = super().get_context_data(**kwargs) | {"plan": plan, "warnings": warnings_of(plan.document)}
        outlooks = [("As changed", forecast(plan.document))]
        charted = [("As changed", plan.document)]
        if plan.published:
            outlooks.insert(0, ("As published", forecast(plan.published)))
            charted.append(("As published", plan.published))
        outlooks.append(("If nothing more is run", forecast_if_missed(plan.document, self.today.isoformat())))
        return context | {
            "outlooks": outlooks,
            "rows": difference_rows(plan.published, plan.document) if plan.published else [],
            "chart": named_chart_data(charted),
            "may_publish": plan.status != plan.Status.ARCHIVED,
        }
