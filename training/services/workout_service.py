"""Writes workouts of one's own, and gives any workout the paces of an athlete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from training.models import Workout
from training.planning.expectation import Expected, expected_of
from training.planning.inputs import ASSUMED_CS_MPS, ASSUMED_D_PRIME_M
from training.planning.library import LibraryWorkout
from training.planning.plain_lines import parse_any
from training.planning.shorthand_text import text_of
from training.planning.steps import resolve, tree_of
from training.planning.zones import Paces

if TYPE_CHECKING:
    from runlab_site.accounts.models import User
    from runners.models import Runner

__all__ = [
    "canonical_text",
    "create_workout",
    "paces_of",
    "sized_text",
    "text_of_steps",
    "update_workout",
    "worked_out",
]

Document = dict[str, Any]

MIDDLE_LEVEL = 0.5
SYSTEMS = {"easy": "E", "long": "L", "test": "Q"}  # all other kinds are quality of no named system
QUALITY_SYSTEM = "T"


def create_workout(owner: User, values: dict[str, Any]) -> Workout:
    """A workout of one's own. `values`: name, role, shorthand (already read), and what is optional."""
    system = SYSTEMS.get(values["role"], QUALITY_SYSTEM)
    made = Workout(owner=owner, source="coach", system=system, all_out=values["role"] == "test", **values)
    made.save()
    return made


def update_workout(workout: Workout, values: dict[str, Any]) -> Workout:
    """Change what is named; a new version."""
    for name, value in values.items():
        setattr(workout, name, value)
    if "role" in values:
        workout.system = SYSTEMS.get(workout.role, QUALITY_SYSTEM)
        workout.all_out = workout.role == "test"
    workout.version += 1
    workout.save()
    return workout


def canonical_text(text: str) -> str:
    """Shorthand or plain lines as the one spelling. Raises ShorthandError."""
    return text_of(parse_any(text))


def text_of_steps(steps: list[Document]) -> str:
    """The shorthand of steps as the plan stores them. Raises KeyError, TypeError or ValueError for what are none."""
    return canonical_text(text_of(tree_of(steps)))


def sized_text(workout: Workout) -> str:
    """The shorthand at the middle level, for templates with `{a..b}`."""
    template = LibraryWorkout(workout.code, workout.name, workout.system, workout.role, "", workout.shorthand)
    return template.text(MIDDLE_LEVEL)


def worked_out(workout: Workout, runner: Runner | None) -> tuple[list[Document], Expected]:
    """Steps and expectations for an athlete; without a Critical Speed in heart-rate zones, on assumed speeds."""
    paces = paces_of(runner)
    steps = resolve(parse_any(sized_text(workout)), paces, all_out=workout.all_out)
    return steps, expected_of(steps, paces)


def paces_of(runner: Runner | None) -> Paces:
    """The paces of an athlete, assumed where no Critical Speed is known."""
    if runner is not None and runner.critical_speed_mps and runner.w_prime_m:
        return Paces(runner.critical_speed_mps, runner.w_prime_m, hr_max_bpm=runner.max_heart_rate_bpm)
    return Paces(ASSUMED_CS_MPS["intermediate"], ASSUMED_D_PRIME_M, heart_rate_only=True)
