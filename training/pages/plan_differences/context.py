"""What the page of differences shows: the days that publishing would change."""

from __future__ import annotations

from datetime import date
from typing import Any

from training.planning.differences import difference

__all__ = ["difference_rows"]

Document = dict[str, Any]


def difference_rows(published: Document, changed: Document) -> list[Document]:
    """The days that publishing would change: before, after, the change of load, and why."""
    return [
        {
            "day": date.fromisoformat(row["date"]),
            "before": row["before"],
            "after": row["after"],
            "d_rtss": row["d_rtss"],
            "why": row["why"],
        }
        for row in difference(published, changed)["days"]
    ]
