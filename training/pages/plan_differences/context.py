"""What the pages of differences show: the days that change."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from training.planning.sentences import notes_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["difference_rows"]


def difference_rows(difference: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The days of a difference between two plans: before, after, the change of load (rTSS), and why in sentences."""
    return [
        {
            "date": row["date"],
            "day": date.fromisoformat(row["date"]),
            "before": row["before"],
            "after": row["after"],
            "d_rtss": row["d_rtss"],
            "why": [reason["text"] for reason in notes_in_words(row["why"])],
        }
        for row in difference["days"]
    ]
