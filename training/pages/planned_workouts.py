"""A planned workout as pages show it: its picture and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from training.planning.document import days_of, find_workout
from training.planning.profile_picture import LARGE, SMALL, profile_svg
from training.services.session_matching import MISSED_REASONS

__all__ = ["PlannedWorkout", "planned_workout", "today_workouts"]

Document = dict[str, Any]
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


def planned_workout(document: Document, workout_id: str, today: date) -> PlannedWorkout | None:
    """A workout of a plan by its id."""
    found = find_workout(document, workout_id)
    if found is None:
        return None
    day, workout = found
    return PlannedWorkout(workout, date.fromisoformat(day["date"]), today)


def today_workouts(document: Document, today: date) -> list[PlannedWorkout]:
    """What is planned for a day."""
    return [
        PlannedWorkout(workout, today, today)
        for _, _, day in days_of(document)
        if day["date"] == today.isoformat()
        for workout in day["workouts"]
    ]
