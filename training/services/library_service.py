"""Puts the library of the engine into the database, where coaches see it beside their own workouts."""

from __future__ import annotations

from typing import Any

from bson import ObjectId
from django.utils import timezone
from pymongo import UpdateOne

from runlab_site.database import database
from training.models import Workout
from training.planning.library import LIBRARY

__all__ = ["seed_library"]


def seed_library(**_signal: Any) -> None:
    """Write the 58 shared workouts; idempotent, run after every `migrate`."""
    now = timezone.now()
    writes = [
        UpdateOne(
            {"owner_id": None, "source": "library", "code": workout.id},
            {
                "$set": {
                    "name": workout.name,
                    "system": workout.system,
                    "role": workout.role,
                    "phases": list(workout.phases),
                    "shorthand": workout.template,
                    "all_out": workout.all_out,
                },
                "$setOnInsert": {
                    "_id": ObjectId(),
                    "sport": "running",
                    "tags": [],
                    "folder": "",
                    "notes": "",
                    "is_shared": False,
                    "version": 1,
                    "created_at": now,
                    "updated_at": now,
                },
            },
            upsert=True,
        )
        for workout in LIBRARY.values()
    ]
    database.collection(Workout._meta.db_table).bulk_write(writes)  # noqa: SLF001 - Django's documented model API
