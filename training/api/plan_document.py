"""How the API shows a plan: the nested document with the names of the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from training.planning.records import Plan
from training.planning.sentences import gives_up_texts, notes_in_words, strategy_text
from training.planning.words import WORDS
from training.selectors import open_candidates

if TYPE_CHECKING:
    from collections.abc import Mapping

    from training.models import TrainingPlanSchema

__all__ = ["candidate_data", "nested_data", "plan_data"]

Document = dict[str, Any]
# The stored names on the left, the contract's on the right.
_WORKOUT_NAMES = {
    "role": "kind",
    "expected_s": "target_time_s",
    "expected_m": "target_distance_m",
    "expected_rtss": "target_rtss",
    "d_bal_min_m": "w_prime_balance_min_m",
    "session_id": "session",
    "note": "notes",
}
_WEEK_NAMES = {"start_date": "start_day"}
_DAY_NAMES = {"date": "day"}
_BLOCK_NAMES = {"type": "kind"}


def plan_data(plan: TrainingPlanSchema, document: Document) -> Document:
    """A plan without its days: what a list shows."""
    goal = document["goal"]
    return {
        "id": str(plan.pk),
        "runner": str(plan.runner_id),
        "status": plan.status,
        "version": document["version"],
        "start_day": document["start_date"],
        "goal_day": goal["race_date"],
        "goal_kind": goal["kind"],
        "goal_distance_m": goal["distance_m"],
        "goal_time_s": goal["target_s"],
        "goal_name": goal.get("name"),
        "loading": document["loading"],
        "strategy": WORDS.in_words(document["strategy"]["text"], document.get("sentences")),
    }


def candidate_data(plan: TrainingPlanSchema) -> list[Document]:
    """The candidates to choose from, until the plan is published."""
    chosen = Plan.from_document(plan.document).strategy
    return [
        {
            "candidate": number,
            "strategy": strategy_text(one),
            "forecast": one.forecast.to_document() if one.forecast else None,
            "gives_up": gives_up_texts(one),
            "is_chosen": one.strategy == chosen,
        }
        for number, one in enumerate(open_candidates(plan))
    ]


def nested_data(
    plan: TrainingPlanSchema, document: Document, candidates: list[Document] | None = None
) -> Document:
    """A plan with its blocks, weeks, days and steps; for coaches with the candidates."""
    return plan_data(plan, document) | {
        "remarks": notes_in_words(document["remarks"]),
        "candidates": candidates or [],
        "forecast": document.get("forecast"),
        "blocks": [_block(block) for block in document["blocks"]],
    }


def _block(block: Document) -> Document:
    return _renamed(block, _BLOCK_NAMES) | {"weeks": [_week(week) for week in block["weeks"]]}


def _week(week: Document) -> Document:
    return _renamed(week, _WEEK_NAMES) | {"days": [_day(day) for day in week["days"]]}


def _day(day: Document) -> Document:
    return _renamed(day, _DAY_NAMES) | {
        "workouts": [
            _renamed(workout, _WORKOUT_NAMES) | {"why": notes_in_words(workout["why"])}
            for workout in day["workouts"]
        ]
    }


def _renamed(document: Document, names: Mapping[str, str]) -> Document:
    return {names.get(name, name): value for name, value in document.items()}
