"""What the plan's pages show: weeks with their workouts and reasons, candidates beside each other, today's workout."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString, mark_safe

from training.planning.differences import difference
from training.planning.document import days_of, find_workout
from training.planning.profile_picture import LARGE, SMALL, profile_svg
from training.planning.projection import day_states
from training.services.session_matching import MISSED_REASONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from training.models import TrainingPlanSchema

__all__ = [
    "PlannedWorkout",
    "WeekRows",
    "candidate_cards",
    "chart_data",
    "difference_rows",
    "named_chart_data",
    "planned_workout",
    "template_weeks",
    "today_workouts",
    "weeks_of_plan",
]

Document = dict[str, Any]

BLOCK_WORDS = {
    "base": "Base", "build_1": "Build", "build_2": "Build", "peak": "Specific", "taper": "Taper",
}  # fmt: skip
WEEK_WORDS = {"recovery": "light week", "taper": "taper", "intro": "easing in"}
# How a finished day is said: neutral words, and an icon beside each colour.
_DONE = {
    "green": ("ok", "circle-check", "As planned"),
    "yellow": ("warn", "triangle-alert", "Somewhat different"),
    "red": ("warn", "triangle-alert", "Very different"),
    "grey": ("", "circle-dashed", "Done"),
}


@dataclass(frozen=True, slots=True)
class PlannedWorkout:
    """A workout as a page shows it."""

    document: Document
    day: date
    today: date

    @property
    def is_today(self) -> bool:
        """Whether it is for today."""
        return self.day == self.today

    @property
    def is_past(self) -> bool:
        """Whether its day is over."""
        return self.day < self.today

    @property
    def picture(self) -> SafeString:
        """Its profile, small."""
        return self._picture(large=False)

    @property
    def large_picture(self) -> SafeString:
        """Its profile, large."""
        return self._picture(large=True)

    def _picture(self, *, large: bool) -> SafeString:
        svg = profile_svg(self.document["name"], self.document["steps"], LARGE if large else SMALL)
        return mark_safe(svg)  # noqa: S308 - drawn by us, names escaped

    @property
    def is_race(self) -> bool:
        """Races have no file for a watch."""
        return bool(self.document["role"] == "race")

    @property
    def badge(self) -> dict[str, str] | None:
        """What came of it: done and how, not run, or nothing while it is to come."""
        followed = self.document.get("compliance")
        if followed:
            kind, icon, words = _DONE[followed["colour"]]
            share = followed["ratio"]
            return {
                "kind": kind,
                "icon": icon,
                "text": words if share is None else f"{words}, {100 * share:.0f} %",
            }
        if self.is_past:
            reason = MISSED_REASONS.get(self.document.get("missed_reason") or "")
            text = f"Not run: {reason.lower()}" if reason else "Not run"
            return {"kind": "", "icon": "circle-minus", "text": text}
        return None


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


def today_workouts(document: Document, today: date) -> list[PlannedWorkout]:
    """What is planned for a day."""
    return [
        PlannedWorkout(workout, today, today)
        for _, _, day in days_of(document)
        if day["date"] == today.isoformat()
        for workout in day["workouts"]
    ]


def planned_workout(document: Document, workout_id: str, today: date) -> PlannedWorkout | None:
    """A workout of a plan by its id."""
    found = find_workout(document, workout_id)
    if found is None:
        return None
    day, workout = found
    return PlannedWorkout(workout, date.fromisoformat(day["date"]), today)


def difference_rows(published: Document, changed: Document) -> list[Document]:
    """The days that publishing would change: before, after, the change of load, and why."""
    return [
        {
            "day": date.fromisoformat(row["date"]),
            "before": row["before"],
            "after": row["after"],
            "d_rtss": row["d_rtss"],
            "why": row["why"],
        }
        for row in difference(published, changed)["days"]
    ]


def template_weeks(template: Document) -> list[Document]:
    """The weeks of a template as a table shows them."""
    return [
        {
            "number": number,
            "block": BLOCK_WORDS[week["block"]["type"]],
            "kind": WEEK_WORDS.get(week["kind"], ""),
            "workouts": [workout for day in week["days"] for workout in day if workout["role"] != "easy"],
            "runs_count": sum(len(day) for day in week["days"]),
            "planned_s": week["planned_s"],
            "planned_rtss": week["planned_rtss"],
        }
        for number, week in enumerate(template["weeks"], start=1)
    ]


def candidate_cards(plan: TrainingPlanSchema) -> list[Document]:
    """The candidates with what each leads to and gives up."""
    return [
        {
            "number": number,
            "name": _name(document),
            "forecast": document["forecast"],
            "gives_up": document["gives_up"],
            "hours": _hours(document),
            "is_chosen": document["strategy"] == plan.document["strategy"],
        }
        for number, document in enumerate(plan.candidates)
    ]


def chart_data(documents: Sequence[Document]) -> Document:
    """Week loads and, for each day, CTL and TSB of one plan or of several; the first is the main one."""
    return named_chart_data([(_name(document), document) for document in documents])


def named_chart_data(plans: Sequence[tuple[str, Document]]) -> Document:
    """The same, of plans with names of their own."""
    first = plans[0][1]
    return {
        "days": [day["date"] for _, _, day in days_of(first)],
        "weeks": [week["start_date"] for block in first["blocks"] for week in block["weeks"]],
        "plans": [_plan_lines(name, document) for name, document in plans],
    }


def _plan_lines(name: str, document: Document) -> Document:
    states = day_states(document)
    return {
        "name": name,
        "load": [round(week["planned_rtss"], 1) for block in document["blocks"] for week in block["weeks"]],
        "ctl": [round(state.ctl, 2) for state in states],
        "tsb": [round(state.tsb, 2) for state in states],
    }


def _name(document: Document) -> str:
    text = str(document["strategy"]["text"])
    return text[:1].upper() + text[1:]


def _hours(document: Document) -> float:
    seconds = [float(w["expected_s"]) for _, _, day in days_of(document) for w in day["workouts"]]
    return sum(seconds) / 3600
