"""A planned workout as pages show it: its picture, why it is there and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from training.pages.translated_words import translated, translated_efforts
from training.pages.workout_pictures import HasPictures
from training.planning.compliance import is_work_missed
from training.planning.sentences import note_text
from training.planning.step_lines import Effort, StepGroup, StepLine, effort_name, step_lines
from training.services.session_matching import MISSED_REASONS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from training.planning.records import Plan, Steps, Workout

__all__ = ["PlannedWorkout", "planned_workout", "step_result_rows", "workout_done_by"]

KEY_ROLES = frozenset({"quality", "long", "test", "race"})
# How a finished day is shown: neutral words, and an icon beside each colour.
_DONE = {
    "green": ("ok", "circle-check", gettext_lazy("As planned")),
    "yellow": ("warn", "triangle-alert", gettext_lazy("Somewhat different")),
    "red": ("warn", "triangle-alert", gettext_lazy("Very different")),
    "grey": ("", "circle-dashed", gettext_lazy("Done")),
}

_NOT_RUN = {
    "": gettext_lazy("Not run"),
    "ill": gettext_lazy("Not run: ill"),
    "injured": gettext_lazy("Not run: injured"),
    "tired": gettext_lazy("Not run: tired"),
    "busy": gettext_lazy("Not run: busy"),
    "weather": gettext_lazy("Not run: weather"),
    "other": gettext_lazy("Not run: another reason"),
}
# By measure, and whether a person paired it.
_JUDGED_BY = {
    ("time", False): gettext_lazy("Judged by time"),
    ("time", True): gettext_lazy("Judged by time, paired by hand"),
    ("distance", False): gettext_lazy("Judged by distance"),
    ("distance", True): gettext_lazy("Judged by distance, paired by hand"),
}


@dataclass(frozen=True, slots=True)
class PlannedWorkout(HasPictures):
    """A workout as a page shows it."""

    workout: Workout
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
    def is_race(self) -> bool:
        """Races have no file for a watch."""
        return self.workout.role == "race"

    @property
    def pictured(self) -> tuple[str, Steps]:
        """Its name and steps."""
        return self.workout.name, self.workout.steps

    @property
    def lines(self) -> tuple[StepLine | StepGroup, ...]:
        """Its steps to be read."""
        return step_lines(self.workout.steps, translated)

    @property
    def efforts(self) -> list[Effort]:
        """What the words of its steps mean."""
        return translated_efforts(self.lines)

    @property
    def is_key(self) -> bool:
        """Whether the week is built around it."""
        return self.workout.role in KEY_ROLES

    @property
    def reasons(self) -> list[str]:
        """Why it stands where it stands, in sentences."""
        return [note_text(reason) for reason in self.workout.why]

    @property
    def compliance(self) -> Mapping[str, Any] | None:
        """How it was followed; None before it was run."""
        return self.workout.extra.get("compliance")

    @property
    def missed_reason(self) -> str:
        """Why it was not run, in words; empty where nobody said."""
        return str(MISSED_REASONS.get(self.workout.extra.get("missed_reason") or "", ""))

    @property
    def badge(self) -> dict[str, str] | None:
        """What came of it: done and how, not run, or nothing while it is to come."""
        if self.compliance:
            kind, icon, words = _DONE[self.compliance["colour"]]
            return {"kind": kind, "icon": icon, "text": self._as_done(str(words))}
        if self.is_past:
            reason = self.workout.extra.get("missed_reason") or ""
            return {"kind": "", "icon": "circle-minus", "text": str(_NOT_RUN.get(reason, _NOT_RUN[""]))}
        return None

    @property
    def judged_by(self) -> str:
        """What its compliance was judged by."""
        followed = self.compliance or {}
        return str(_JUDGED_BY.get((followed.get("measure", ""), bool(followed.get("by_hand"))), ""))

    def _as_done(self, words: str) -> str:
        """What is said of a run that did it; for intervals that were not run as such, how many were hit."""
        followed = self.compliance or {}
        score, share = followed.get("steps_score"), followed["ratio"]
        if score is not None and is_work_missed(self.workout.role, score):
            return _("Not as planned: {share} of the work steps hit").format(share=f"{100 * score:.0f} %")
        return words if share is None else f"{words}, {100 * share:.0f} %"


def step_result_rows(compliance: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Each step as it was run, its target in words."""
    steps = (compliance or {}).get("steps", [])
    return [step | {"name": effort_name(step["target"], translated) or step["target"]} for step in steps]


def workout_done_by(plan: Plan, session_id: str, today: date) -> PlannedWorkout | None:
    """The workout of a plan that a session did; None where it did none."""
    return next(
        (
            PlannedWorkout(workout, day.date, today)
            for day in plan.days
            for workout in day.workouts
            if session_id in (workout.extra.get("compliance") or {}).get("sessions", ())
        ),
        None,
    )


def planned_workout(plan: Plan, workout_id: str, today: date) -> PlannedWorkout | None:
    """A workout of a plan by its id."""
    found = plan.find(workout_id)
    if found is None:
        return None
    day, workout = found
    return PlannedWorkout(workout, day.date, today)
