"""What the page of a workout shows: the workout sized for an athlete, and its steps with W' after each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from training.models import Workout
from training.pages.choices import KIND_CHOICES
from training.pages.translated_words import translated, translated_efforts
from training.pages.workout_pictures import HasPictures
from training.planning.library import LIBRARY, PURPOSES
from training.planning.step_lines import Effort, effort_name, step_lines, until_words
from training.planning.steps import unrolled
from training.services import workout_service

if TYPE_CHECKING:
    from runners.models import Runner
    from training.planning.sizing import Sized
    from training.planning.step_records import Steps

__all__ = ["WorkoutCard", "step_rows"]

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class WorkoutCard(HasPictures):
    """A workout sized for an athlete, or for nobody in particular."""

    workout: Workout
    sized: Sized
    runner: Runner | None
    level: float

    @classmethod
    def of(cls, workout: Workout, runner: Runner | None, level: float) -> WorkoutCard:
        """The workout at a level."""
        return cls(workout, workout_service.sized_for(workout, runner, level), runner, level)

    @property
    def pictured(self) -> tuple[str, Steps]:
        """Its name and steps."""
        return self.workout.name, self.sized.steps

    @property
    def whose(self) -> str:
        """Of the shared library, imported, or a coach's."""
        if self.workout.owner_id is None:
            return _("Library {code}").format(code=self.workout.code)
        return _("Shared") if self.workout.is_shared else _("Own")

    @property
    def kind(self) -> str:
        """Easy, long, quality or a test."""
        return str(dict(KIND_CHOICES).get(self.workout.role, self.workout.role.capitalize()))

    @property
    def purpose(self) -> str:
        """What it develops, where it is known: a coach's own quality session may be anything."""
        is_known = self.workout.owner_id is None or self.workout.role != "quality"
        return translated(PURPOSES.get(self.workout.system, "")) if is_known else ""

    @property
    def has_known_paces(self) -> bool:
        """Whether the paces are an athlete's and not assumed."""
        return self.runner is not None and not workout_service.paces_of(self.runner).heart_rate_only

    @property
    def query(self) -> str:
        """For links that must show the same size for the same athlete."""
        runner = f"runner={self.runner.pk}&" if self.runner else ""
        return f"{runner}level={self.level:g}"

    @property
    def nearest(self) -> Document | None:
        """What is offered in the place of what W' does not carry."""
        if self.sized.is_carried:
            return None
        found = workout_service.nearest_for(self.workout, self.runner, self.level)
        if found is None:
            return None
        other = Workout.objects.filter(owner=None, code=found.code).first() if found.code else None
        return {
            "text": found.text,
            "level": None if found.level is None else f"{found.level:g}",
            "workout": other or self.workout,
            "name": LIBRARY[found.code].name if found.code else "",
        }

    @property
    def rows(self) -> list[Document]:
        """Its single steps, with W' left after each."""
        return step_rows(self.sized, workout_service.paces_of(self.runner).d_prime_m)

    @property
    def efforts(self) -> list[Effort]:
        """What its words and letters mean."""
        return translated_efforts(step_lines(self.sized.steps))

    @property
    def lowest_percent(self) -> float:
        """The least of W' that is left, %."""
        return 100 * min(self.sized.balances_m) / workout_service.paces_of(self.runner).d_prime_m


def step_rows(sized: Sized, w_prime_m: float) -> list[Document]:
    """Single steps in the order they are run, repeats unrolled: how long, how fast, and W' left after it."""
    return [
        {
            "number": number,
            "cue": step.cue or "",
            "metres": step.duration.value if step.duration.type == "distance" else None,
            "seconds": step.planned_s,
            "until": until_words(step.duration, translated),
            "target": step.target,
            "name": effort_name(step.label or "", translated),
            "left_m": left,
            "left_percent": 100 * left / w_prime_m,
        }
        for number, (step, left) in enumerate(
            zip(unrolled(sized.steps), sized.balances_m, strict=True), start=1
        )
    ]
