"""Plans as templates: saved from a plan, made again for an athlete or a group."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from runlab_site.mongo.fields import new_id
from runners.physiology.local_days import local_day
from training.models import PlanTemplate
from training.planning.input_reader import read_input
from training.planning.plan_templates import plan_from_template, template_of
from training.planning.problems import PlanProblem
from training.planning.records import Plan
from training.planning.template_records import Template
from training.services.plan_inputs import plan_input_document
from training.services.plan_service import store_generated

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from runlab_site.accounts.models import User
    from runners.models import Runner
    from training.models import TrainingPlanSchema

__all__ = [
    "Applied",
    "apply_template",
    "apply_to_group",
    "change_template",
    "delete_template",
    "save_template",
]

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a template for one runner: the draft, or why there is none."""

    runner: Runner
    plan: TrainingPlanSchema | None
    problem: str = ""


def save_template(plan: TrainingPlanSchema, owner: User, name: str, notes: str = "") -> PlanTemplate:
    """The working version of a plan as a template of one's own."""
    template = template_of(Plan.from_document(plan.document))
    return PlanTemplate.objects.create(
        owner=owner,
        name=name,
        notes=notes,
        goal_distance_m=template.goal.distance_m,
        weeks_count=len(template.weeks),
        document=template.to_document(),
    )


def change_template(template: PlanTemplate, values: Document) -> PlanTemplate:
    """Another name, other notes."""
    for name, value in values.items():
        setattr(template, name, value)
    template.save()
    return template


def delete_template(template: PlanTemplate) -> None:
    """Plans made from it stay."""
    template.delete()


def apply_template(
    template: PlanTemplate, runner: Runner, wish: Document, today: date, created_by: str | None
) -> TrainingPlanSchema:
    """A draft for a runner. `wish`: goal_day, and if wanted start_day, level_shift, goal_time_s. Raises PlanProblem."""
    plan_id = new_id()
    document = plan_input_document(runner, _full_wish(template, wish, today), plan_id)
    plan = plan_from_template(
        Template.from_document(template.document),
        read_input(document),
        template.name,
        wish.get("level_shift") or 0,
    )
    return store_generated(plan_id, runner, [plan], created_by)


def apply_to_group(
    template: PlanTemplate, runners: Iterable[Runner], wish: Document, now: datetime, created_by: str | None
) -> list[Applied]:
    """A draft for each runner, each with own paces, days, races and date; who cannot have one does not fail the others."""
    return [
        _applied(template, runner, wish, local_day(now, runner.time_zone), created_by) for runner in runners
    ]


def _applied(
    template: PlanTemplate, runner: Runner, wish: Document, today: date, created_by: str | None
) -> Applied:
    try:
        return Applied(runner, apply_template(template, runner, wish, today, created_by))
    except PlanProblem as problem:
        return Applied(runner, None, problem.text)


def _full_wish(template: PlanTemplate, wish: Document, today: date) -> Document:
    """From the template's first day on, but not before tomorrow."""
    goal_day = date.fromisoformat(wish["goal_day"])
    first = goal_day - timedelta(days=Template.from_document(template.document).days_count - 1)
    start = wish.get("start_day") or max(first, today + timedelta(days=1)).isoformat()
    return {
        "start_day": start,
        "goal_day": wish["goal_day"],
        "goal_distance_m": template.goal_distance_m,
        "goal_time_s": wish.get("goal_time_s"),
        "loading": template.document["loading"],
    }
