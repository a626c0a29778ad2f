"""{% adapting_card %}: what race day looks like if a plan is followed and if not, and what is proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils import timezone

from runlab_site.accounts.roles import is_coaching
from runners.physiology.local_days import local_day
from training.models import PlanProposal
from training.selectors import visible_proposals
from training.selectors.outlooks import outlooks_of

if TYPE_CHECKING:
    from runners.models import Runner
    from training.models import TrainingPlanSchema

register = template.Library()


@register.inclusion_tag("training/plan/adapting_card.html", takes_context=True)
def adapting_card(context: dict[str, Any], runner: Runner, plan: TrainingPlanSchema) -> dict[str, Any]:
    """For everyone the outlooks; for coaches what is proposed, and the way to ask for a proposal."""
    user = context["user"]
    today = local_day(timezone.now(), runner.time_zone)
    may_plan = is_coaching(user)
    proposals = visible_proposals(user).filter(plan=plan, status=PlanProposal.Status.PENDING)
    return {
        "runner": runner,
        "plan": plan,
        "may_plan": may_plan,
        "csrf_token": context.get("csrf_token"),
        "proposal": proposals.order_by("-created_at").first() if may_plan else None,
        "is_followed": plan.status == plan.Status.PUBLISHED,
        "outlooks": outlooks_of(plan, today, with_changes=may_plan).items(),
    }
