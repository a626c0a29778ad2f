"""What the page of a plan template shows: its weeks as a table."""

from __future__ import annotations

from typing import Any

from training.pages.plan_words import BLOCK_WORDS, WEEK_WORDS

__all__ = ["template_weeks"]

Document = dict[str, Any]


def template_weeks(template: Document) -> list[Document]:
    """The weeks of a template as a table shows them."""
    return [
        {
            "number": number,
            "block": str(BLOCK_WORDS[week["block"]["type"]]),
            "kind": str(WEEK_WORDS.get(week["kind"], "")),
            "workouts": [workout for day in week["days"] for workout in day if workout["role"] != "easy"],
            "runs_count": sum(len(day) for day in week["days"]),
            "planned_s": week["planned_s"],
            "planned_rtss": week["planned_rtss"],
        }
        for number, week in enumerate(template["weeks"], start=1)
    ]
