"""What the page of a plan shows: its weeks with their workouts, and its candidates beside each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from training.pages.plan_charts import strategy_name
from training.pages.plan_words import BLOCK_WORDS, WEEK_WORDS
from training.pages.planned_workouts import PlannedWorkout
from training.planning.document import days_of

if TYPE_CHECKING:
    from training.models import TrainingPlanSchema

__all__ = ["WeekRows", "candidate_cards", "weeks_of_plan"]

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class WeekRows:
    """A week of the plan."""

    number: int
    index: int
    block: str
    kind: str
    planned_rtss: float
    planned_s: float
    days: tuple[tuple[date, tuple[PlannedWorkout, ...]], ...]
    is_past: bool
    is_current: bool


def weeks_of_plan(document: Document, today: date) -> list[WeekRows]:
    """The weeks in order, each with its days and workouts."""
    return [_week(block, week, today) for block in document["blocks"] for week in block["weeks"]]


def _week(block: Document, week: Document, today: date) -> WeekRows:
    days = tuple(_day(day, today) for day in week["days"])
    return WeekRows(
        number=week["index"] + 1,
        index=week["index"],
        block=BLOCK_WORDS[block["type"]],
        kind=WEEK_WORDS.get(week["kind"], ""),
        planned_rtss=week["planned_rtss"],
        planned_s=week["planned_s"],
        days=days,
        is_past=days[-1][0] < today,
        is_current=days[0][0] <= today <= days[-1][0],
    )


def _day(day: Document, today: date) -> tuple[date, tuple[PlannedWorkout, ...]]:
    when = date.fromisoformat(day["date"])
    return when, tuple(PlannedWorkout(workout, when, today) for workout in day["workouts"])


def candidate_cards(plan: TrainingPlanSchema) -> list[Document]:
    """The candidates with what each leads to and gives up."""
    return [
        {
            "number": number,
            "name": strategy_name(document),
            "forecast": document["forecast"],
            "gives_up": document["gives_up"],
            "hours": _hours(document),
            "is_chosen": document["strategy"] == plan.document["strategy"],
        }
        for number, document in enumerate(plan.candidates)
    ]


def _hours(document: Document) -> float:
    seconds = [float(w["expected_s"]) for _, _, day in days_of(document) for w in day["workouts"]]
    return sum(seconds) / 3600
