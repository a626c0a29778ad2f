"""What the page of the workout library shows: the workouts that its filters leave, and the folders and tags to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from training.models import Workout


__all__ = ["filtered_workouts", "shelves"]

Document = dict[str, Any]


def shelves(workouts: Iterable[Workout]) -> Document:
    """The folders and tags that there are, to choose from."""
    found = list(workouts)
    return {
        "folders": sorted({workout.folder for workout in found if workout.folder}),
        "tags": sorted({tag for workout in found for tag in workout.tags}),
    }


def filtered_workouts(
    workouts: QuerySet[Workout], chosen: dict[str, str], person_id: str
) -> QuerySet[Workout]:
    """The workouts that the choices above the list leave; `person_id` tells which are own."""
    lookups = {"q": "name__icontains", "kind": "role", "folder": "folder"}
    found = workouts.filter(**{lookups[name]: value for name, value in chosen.items() if name in lookups})
    if "tag" in chosen:
        found = found.filter(tags__contains=[chosen["tag"]])
    whose = chosen.get("whose")
    if whose == "own":
        return found.filter(owner_id=person_id)
    if whose == "shared":
        return found.filter(owner__isnull=False).exclude(owner_id=person_id)
    return found.filter(owner__isnull=True) if whose == "library" else found
