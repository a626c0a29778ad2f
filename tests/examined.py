"""What MongoDB reads to answer, counted by its own profiler."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runlab_site.database import database

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class Examined:
    """Documents and index entries that were read, and the plans."""

    documents_count: int = 0
    keys_count: int = 0
    sorted_in_memory: bool = False
    plans: tuple[str, ...] = ()


@contextmanager
def examined() -> Iterator[Examined]:
    """Count what is read within; the numbers are there at the end."""
    raw, found = database.raw, Examined()
    raw.drop_collection("system.profile")
    raw.command("profile", 2)
    try:
        yield found
    finally:
        raw.command("profile", 0)
        rows = [row for row in raw["system.profile"].find() if "planSummary" in row]
        raw.drop_collection("system.profile")
        found.documents_count = sum(row.get("docsExamined", 0) for row in rows)
        found.keys_count = sum(row.get("keysExamined", 0) for row in rows)
        found.sorted_in_memory = any(row.get("hasSortStage") for row in rows)
        found.plans = tuple(f"{row['ns'].partition('.')[2]}: {row['planSummary']}" for row in rows)
