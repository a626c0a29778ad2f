"""What people wrote about activities in other services, and how a file is matched to an activity of an export."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["NO_WORDS", "TableRow", "Words", "file_stem", "plain_text", "plain_words", "words_for"]

_SAME_START = timedelta(minutes=2)
_LONGEST_NAME, _LONGEST_NOTES, _LONGEST_GEAR = 200, 10_000, 100
_HIGHEST_RPE = 10.0


@dataclass(frozen=True, slots=True)
class Words:
    """What a person wrote about an activity elsewhere; None where nothing. rpe goes from 0 to 10."""

    name: str | None = None
    notes: str | None = None
    rpe: float | None = None
    gear: str | None = None

    def over(self, other: Words) -> Words:
        """These words, and the other ones where there are none."""
        return Words(
            self.name or other.name,
            self.notes or other.notes,
            other.rpe if self.rpe is None else self.rpe,
            self.gear or other.gear,
        )


NO_WORDS = Words()


@dataclass(frozen=True, slots=True)
class TableRow:
    """One activity of a table: how its file is found, and the words. start is as written, in UTC or the local clock."""

    words: Words
    file_stem: str | None = None
    activity_id: str | None = None
    start: datetime | None = None
    day: date | None = None


def words_for(rows: Sequence[TableRow], file_name: str, start: datetime, utc_offset_s: float) -> Words:
    """The words for a file whose activity began at `start`, found by file name, number, start, or day alone.

    utc_offset_s is the local clock's lead over UTC.
    """
    stem, local = file_stem(file_name), start + timedelta(seconds=utc_offset_s)
    numbers = set(re.findall(r"\d{5,}", stem))
    tests = (
        lambda row: row.file_stem == stem,
        lambda row: row.activity_id in numbers,
        lambda row: _is_start(row, start, local),
    )
    for test in tests:
        found = [row.words for row in rows if test(row)]
        if found:
            return _joined(found)
    of_day = [
        row for row in rows if row.day == local.date() and row.file_stem is None and row.activity_id is None
    ]
    return of_day[0].words if len(of_day) == 1 else NO_WORDS


def _joined(found: Iterable[Words]) -> Words:
    words = NO_WORDS
    for one in found:
        words = words.over(one)
    return words


def _is_start(row: TableRow, start: datetime, local: datetime) -> bool:
    if row.start is None or row.file_stem is not None:
        return False
    return any(abs(row.start - one.replace(tzinfo=UTC)) <= _SAME_START for one in (start, local))


def file_stem(name: str) -> str:
    """A file's name without folders and endings, however often it was packed."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1].lower()
    return re.sub(r"(\.(fit|gpx|tcx|gz|zip))+$", "", last)


def plain_words(name: Any, notes: Any, rpe: Any, gear: Any) -> Words:
    """Words of limited length without unprintable characters; an exertion outside 0 to 10 is dropped."""
    return Words(
        plain_text(name, _LONGEST_NAME),
        plain_text(notes, _LONGEST_NOTES),
        _exertion(rpe),
        plain_text(gear, _LONGEST_GEAR),
    )


def plain_text(value: Any, longest: int = _LONGEST_GEAR) -> str | None:
    """What can be printed of a value, at most so long; None for nothing."""
    written = str(value) if isinstance(value, str | int | float) else ""
    text = "".join(char for char in written if char.isprintable() or char in "\n\t").strip()
    return text[:longest] or None


def _exertion(value: Any) -> float | None:
    try:
        rpe = float(str(value).replace(",", "."))
    except ValueError:
        return None
    return rpe if 0 < rpe <= _HIGHEST_RPE else None
