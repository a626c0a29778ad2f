"""Stores the times of all of a runner's efforts over each distance, so that ranking a session reads no other session."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from bson import ObjectId
from pymongo import ReplaceOne

from runlab_site.database import database, object_id
from runlab_site.mongo.fields import derived_id
from sessions.analysis.packed_times import pack_times
from sessions.models import EffortTimes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runners.models import Runner

__all__ = ["store_effort_times"]


def store_effort_times(runner: Runner, sessions: Iterable[dict[str, Any]]) -> None:
    """Keep the times of the valid efforts of `sessions_with_efforts`, one document a distance."""
    times: dict[float, list[float]] = defaultdict(list)
    for session in sessions:
        for effort in session["best_efforts"]:
            if not effort["flags"]:
                times[effort["distance_m"]].append(effort["time_s"])
    documents = [
        {
            "_id": ObjectId(derived_id(runner.pk, f"{distance_m:g}", "effort times")),
            "runner_id": object_id(runner.pk),
            "distance_m": distance_m,
            "times": pack_times(times_s),
        }
        for distance_m, times_s in times.items()
    ]
    collection = database.collection(EffortTimes._meta.db_table)  # noqa: SLF001 - Django's documented model API
    kept = [document["_id"] for document in documents]
    collection.delete_many(
        {"runner_id": object_id(runner.pk), "_id": {"$nin": kept}}, session=database.session
    )
    if documents:
        replacements = [ReplaceOne({"_id": one["_id"]}, one, upsert=True) for one in documents]
        collection.bulk_write(replacements, ordered=False, session=database.session)
