"""The page of what publishing a plan would change."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from training.pages.base import PlannerPageMixin
from training.pages.plan_charts import named_chart_data
from training.pages.plan_differences.context import difference_rows
from training.planning.differences import difference
from training.planning.plan_warnings import warnings_of
from training.planning.projection import forecast, forecast_if_missed
from training.planning.records import Plan

__all__ = ["PlanDifferencesView"]


class PlanDifferencesView(PlannerPageMixin, TemplateView):
    """What publishing would change, day by day, and what that does to race day."""

    template_name = "training/plan_differences/plan_differences.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Published beside changed."""
        plan = self.existing_plan
        working = Plan.from_document(plan.document)
        named = [(_("As changed"), working)]
        rows = []
        if plan.published:
            published = Plan.from_document(plan.published)
            named.append((_("As published"), published))
            rows = difference_rows(difference(published, working))
        outlooks = [(name, forecast(one)) for name, one in reversed(named)]
        outlooks.append((_("If nothing more is run"), forecast_if_missed(working, self.today.isoformat())))
        return super().get_context_data(**kwargs) | {
            "plan": plan,
            "warnings": warnings_of(plan.document),
            "outlooks": outlooks,
            "rows": rows,
            "chart": named_chart_data(named),
            "may_publish": plan.status != plan.Status.ARCHIVED,
        }
