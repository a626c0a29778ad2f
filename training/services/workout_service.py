"""Writes workouts of one's own with their versions, and gives any workout the paces of an athlete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from fitparse_sdk import FitError
from runlab_site.database import database
from training.exports.fit_workout import WorkoutExportError
from training.exports.fit_workout_reading import read_fit
from training.models import Workout, WorkoutVersion
from training.planning import sizing
from training.planning.inputs import ASSUMED_CS_MPS, ASSUMED_D_PRIME_M
from training.planning.shorthand import ShorthandError
from training.planning.shorthand_text import text_of
from training.planning.step_records import steps_from
from training.planning.steps import tree_of, unrolled
from training.planning.zones import EASY_BELOW, Paces

if TYPE_CHECKING:
    from runlab_site.accounts.models import User
    from runners.models import Runner
    from training.planning.sizing import Sized

__all__ = [
    "MIDDLE_LEVEL",
    "NotAWorkout",
    "copy_workout",
    "create_workout",
    "delete_workout",
    "import_fit",
    "may_change",
    "nearest_for",
    "paces_of",
    "restore_version",
    "sized_for",
    "text_of_steps",
    "update_workout",
]

Document = dict[str, Any]

MIDDLE_LEVEL = 0.5
SYSTEMS = {"easy": "E", "long": "L", "test": "Q"}  # all other kinds are quality of no named system
QUALITY_SYSTEM = "T"
KEPT = ("name", "role", "system", "shorthand", "notes", "tags", "folder", "is_shared")
LARGEST_FIT_BYTES = 1_000_000


class NotAWorkout(ValueError):  # noqa: N818 a refusal is an answer, not a fault
    """The file holds no workout that can be read; the message says why."""


def create_workout(owner: User, values: Document, *, source: str = "coach") -> Workout:
    """A workout of one's own. `values`: name, role, shorthand (already read), and what is optional."""

    def write() -> Workout:
        made = Workout(owner=owner, source=source, **_with_system(values))
        made.save()
        _keep_version(made, str(owner.pk))
        return made

    return database.transaction(write)


def update_workout(workout: Workout, values: Document, changed_by: str | None) -> Workout:
    """Change what is named; a new version. Nothing that differs, no new version."""
    values = {name: value for name, value in values.items() if getattr(workout, name) != value}
    if not values:
        return workout

    def write() -> Workout:
        for name, value in _with_system(values).items():
            setattr(workout, name, value)
        workout.version += 1
        workout.save()
        _keep_version(workout, changed_by)
        return workout

    return database.transaction(write)


def copy_workout(workout: Workout, owner: User) -> Workout:
    """A copy of one's own, levels included, to be changed."""
    values = {name: getattr(workout, name) for name in KEPT}
    return create_workout(owner, values | {"name": f"{workout.name} (copy)"[:200], "is_shared": False})


def restore_version(workout: Workout, version: int, changed_by: str | None) -> Workout:
    """The workout as it was in a version, as a new version. Raises WorkoutVersion.DoesNotExist."""
    kept = WorkoutVersion.objects.get(workout=workout, version=version)
    return update_workout(workout, kept.values, changed_by)


def import_fit(owner: User, data: bytes) -> Workout:
    """The workout of a FIT file as one of one's own. Raises NotAWorkout."""
    if len(data) > LARGEST_FIT_BYTES:
        raise NotAWorkout(_("A workout file is smaller than 1 MB."))
    try:
        name, text = read_fit(data)
        text = sizing.canonical(text)
    except WorkoutExportError as error:
        raise NotAWorkout(str(error)) from error
    except ShorthandError as error:
        raise NotAWorkout(
            _("Its steps cannot be written as shorthand: {error}.").format(error=error)
        ) from error
    except FitError as error:
        raise NotAWorkout(_("This is no FIT file that can be read: {error}.").format(error=error)) from error
    steps = sizing.sized(text, paces_of(None), MIDDLE_LEVEL).steps
    role = "quality" if any(step.planned_if >= EASY_BELOW for step in unrolled(steps)) else "easy"
    return create_workout(owner, {"name": name[:200], "role": role, "shorthand": text}, source="import")


def delete_workout(workout: Workout) -> None:
    """The workout with its versions; plans that used it keep their own copy."""
    database.transaction(workout.delete)


def may_change(workout: Workout, user: User | Any) -> bool:
    """Whether a workout is one's own; a superuser's are all of them."""
    return bool(user.is_superuser) or (workout.owner_id is not None and str(workout.owner_id) == str(user.pk))


def text_of_steps(steps: list[Document]) -> str:
    """The shorthand of steps as the plan stores them; what the planner fills in may be missing.

    Raises KeyError, TypeError or ValueError for what are no steps.
    """
    return sizing.canonical(text_of(tree_of(steps_from([_complete(step) for step in steps]))))


def _complete(step: Document) -> Document:
    if step.get("kind") == "repeat":
        return step | {"steps": [_complete(child) for child in step["steps"]]}
    return {"kind": "step", "target": {"type": "none"}, "planned_if": 0.0, "planned_s": 0.0} | step


def sized_for(workout: Workout, runner: Runner | None, level: float = MIDDLE_LEVEL) -> Sized:
    """The workout at a level for an athlete; without a Critical Speed in heart-rate zones, on assumed speeds."""
    return sizing.sized(workout.shorthand, paces_of(runner), level, all_out=workout.all_out)


def nearest_for(workout: Workout, runner: Runner | None, level: float) -> Sized | None:
    """The workout or the nearest that the athlete's W' carries; None if none is."""
    return sizing.nearest_carried(
        workout.shorthand, paces_of(runner), level, system=workout.system, all_out=workout.all_out
    )


def paces_of(runner: Runner | None) -> Paces:
    """The paces of an athlete, assumed where no Critical Speed is known; an estimated one has an assumed W'."""
    if runner is not None and runner.critical_speed_mps:
        d_prime_m = runner.w_prime_m or ASSUMED_D_PRIME_M
        return Paces(runner.critical_speed_mps, d_prime_m, hr_max_bpm=runner.max_heart_rate_bpm)
    return Paces(ASSUMED_CS_MPS["intermediate"], ASSUMED_D_PRIME_M, heart_rate_only=True)


def _with_system(values: Document) -> Document:
    """With the system and whether it is all-out, which follow from the kind unless they are named."""
    if "role" not in values:
        return values
    system = SYSTEMS.get(values["role"], QUALITY_SYSTEM)
    return {"system": system, **values, "all_out": values["role"] == "test"}


def _keep_version(workout: Workout, changed_by: str | None) -> None:
    WorkoutVersion.objects.create(
        workout=workout,
        version=workout.version,
        values={name: getattr(workout, name) for name in KEPT},
        changed_by=changed_by,
        changed_at=timezone.now(),
    )
