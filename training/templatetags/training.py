"""{% planned_today runner %}: today's workout on the Today page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils import timezone

from runlab_site.time_zones import zone
from training.pages.planned_workouts import today_workouts
from training.selectors import current_plan

if TYPE_CHECKING:
    from runners.models import Runner

register = template.Library()


@register.inclusion_tag("training/today_card.html", takes_context=True)
def planned_today(context: dict[str, Any], runner: Runner) -> dict[str, Any]:
    """What is published for the runner's day; nothing at all without a published plan that holds the day."""
    user = context["user"]
    today = timezone.localtime(timezone.now(), zone(runner.time_zone)).date()
    shown: dict[str, Any] = {"user": user, "runner": runner, "plan": None}
    plan = current_plan(user, str(runner.pk))
    if plan is None or plan.published is None or not plan.start_date <= today <= plan.race_date:
        return shown
    return shown | {
        "plan": plan,
        "workouts": today_workouts(plan.published, today),
        "days_left": (plan.race_date - today).days,
    }
