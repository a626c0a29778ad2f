"""Planned workouts as CSV (RFC 4180), safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable
from typing import Any

Document = dict[str, Any]

COLUMNS = ("date", "block", "week", "role", "id", "name", "shorthand", "s", "m", "rtss", "state")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_text(rows: Iterable[Document]) -> str:
    """The table of flat plan documents; text that a spreadsheet would run as a formula gets a leading quote."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_safe(value) for value in _values(row)])
    return buffer.getvalue()


def _values(row: Document) -> list[Any]:
    return [
        row["date"],
        row["block"],
        row["week"],
        row["role"],
        row["workout_id"] or "",
        row["name"],
        row["shorthand"],
        round(row["expected_s"]),
        round(row["expected_m"]),
        round(row["expected_rtss"], 1),
        row["state"],
    ]


def _safe(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
