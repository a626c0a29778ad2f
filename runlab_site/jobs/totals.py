"""Totals of ended jobs for /metrics: how many, how they ended and how long they took.

The jobs themselves are deleted after a week. A count is written after the job's end, without waiting: one may be missing
after a kill, none is ever taken back.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from pymongo.errors import PyMongoError

from runlab_site.database import database

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["BOUNDS_S", "JOB_TOTALS", "JobTotal", "count", "totals"]

JOB_TOTALS = "job_totals"
BOUNDS_S = (0.1, 0.5, 1, 2, 5, 10, 30, 60, 120)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class JobTotal:
    """Ended jobs of one type and one end; `problem` is empty where they were completed."""

    type: str
    problem: str
    count: int
    seconds: float
    # Jobs by duration: one count for each bound of BOUNDS_S, and one for longer ones.
    within: tuple[int, ...]


def count(job_type: str, problem: str, seconds: float) -> None:
    """Add a job that took `seconds` from its first start to its end."""
    key = {"_id": f"{job_type} {problem}".strip()}
    more = {"count": 1, "seconds": seconds, f"within.{bisect_left(BOUNDS_S, seconds)}": 1}
    named = {"type": job_type, "problem": problem}
    try:
        database.quick_collection(JOB_TOTALS).update_one(
            key, {"$inc": more, "$setOnInsert": named}, upsert=True
        )
    except PyMongoError as error:
        log.warning("job_not_counted", error=str(error)[:200])


def totals() -> Iterator[JobTotal]:
    """Every type and end there has been."""
    for one in database.collection(JOB_TOTALS).find().sort("_id", 1):
        within = tuple(one["within"].get(str(number), 0) for number in range(len(BOUNDS_S) + 1))
        yield JobTotal(one["type"], one["problem"], one["count"], one["seconds"], within)
