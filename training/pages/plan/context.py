"""What the page of a plan shows: its weeks with their workouts, and its candidates beside each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from training.models import PlanProposal
from training.pages.plan_charts import strategy_name
from training.pages.plan_words import BLOCK_WORDS, WEEK_WORDS
from training.pages.planned_workouts import PlannedWorkout
from training.planning.sentences import gives_up_texts
from training.planning.words import WORDS
from training.selectors import visible_proposals
from training.selectors.outlooks import outlooks_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from runlab_site.accounts.models import User
    from training.models import TrainingPlanSchema
    from training.planning.records import Block, Day, Plan, Week

__all__ = ["WeekRows", "adapting_card", "candidate_cards", "weeks_of_plan"]


@dataclass(frozen=True, slots=True)
class WeekRows:
    """A week of the plan."""

    number: int
    index: int
    block: str
    kind: str
    planned_rtss: float
    planned_s: float
    planned_m: float
    days: tuple[tuple[date, tuple[PlannedWorkout, ...]], ...]
    is_past: bool


def weeks_of_plan(plan: Plan, today: date) -> list[WeekRows]:
    """The weeks in order, each with its days and workouts."""
    return [_week(block, week, today) for block in plan.blocks for week in block.weeks]


def _week(block: Block, week: Week, today: date) -> WeekRows:
    return WeekRows(
        number=week.index + 1,
        index=week.index,
        block=str(BLOCK_WORDS[block.type]),
        kind=str(WEEK_WORDS.get(week.kind, "")),
        planned_rtss=week.planned_rtss or 0.0,
        planned_s=week.planned_s or 0.0,
        planned_m=sum(workout.expected_m for workout in week.workouts),
        days=tuple(_day(day, today) for day in week.days),
        is_past=week.days[-1].date < today,
    )


def _day(day: Day, today: date) -> tuple[date, tuple[PlannedWorkout, ...]]:
    return day.date, tuple(PlannedWorkout(workout, day.date, today) for workout in day.workouts)


def candidate_cards(candidates: Sequence[Plan], chosen: Plan) -> list[dict[str, Any]]:
    """The candidates with what each leads to and gives up."""
    return [
        {
            "number": number,
            "name": strategy_name(one),
            "forecast": one.forecast,
            "gives_up": gives_up_texts(one),
            "hours": _hours(one),
            "is_chosen": one.strategy == chosen.strategy,
        }
        for number, one in enumerate(candidates)
    ]


def _hours(plan: Plan) -> float:
    return sum(workout.expected_s for week in plan.weeks for workout in week.workouts) / 3600


def adapting_card(plan: TrainingPlanSchema, person: User, today: date, *, may_plan: bool) -> dict[str, Any]:
    """Race morning if the plan is followed and if it is not; for who plans the proposal to be decided."""
    proposals = visible_proposals(person).filter(plan=plan, status=PlanProposal.Status.PENDING)
    proposal = proposals.order_by("-created_at").first() if may_plan else None
    return {
        "proposal": proposal,
        "proposal_reasons": WORDS.in_words(proposal.reasons, proposal.sentences) if proposal else [],
        "is_followed": plan.status == plan.Status.PUBLISHED,
        "outlooks": [
            (_(name), seen) for name, seen in outlooks_of(plan, today, with_changes=may_plan).items()
        ],
    }
