"""Reads the tables of account exports: names, notes, exertion and gear of activities, from CSV and JSON.

Strava's activities.csv names each file. Garmin Connect's JSON names activities by the number in the file's name.
TrainingPeaks' workouts.csv knows only the day, Runalyze's the start.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sessions.importing.export_words import NO_WORDS, TableRow, file_stem, plain_words
from sessions.importing.garmin_export import garmin_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["is_table_name", "table_rows"]

# Headers, in lower case and letters only, of the columns that are read.
_COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("activityname", "title", "name", "titel", "bezeichnung"),
    "notes": (
        "activitydescription",
        "athletecomments",
        "notes",
        "description",
        "workoutdescription",
        "comment",
        "comments",
        "notizen",
        "activityprivatenote",
    ),
    "rpe": ("perceivedexertion", "rpe", "borg"),
    "gear": ("activitygear", "gear", "equipment", "shoes", "shoe", "ausrustung"),
    "file": ("filename", "file"),
    "id": ("activityid",),
    "day": ("workoutday", "date", "datum", "day"),
    "start": ("activitydate", "starttime", "startdate", "start"),
    "clock": ("time", "timeofday", "uhrzeit"),
}
_MOMENTS = (
    "%b %d, %Y, %I:%M:%S %p",
    "%d %b %Y, %H:%M:%S",
    "%d.%m.%Y, %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%m/%d/%Y %H:%M",
    "%d.%m.%Y",
    "%m/%d/%Y",
)


def is_table_name(name: str) -> bool:
    """Whether a file may be such a table, by its name; of the many JSON files of an export only two kinds are."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1].lower()
    return last.endswith(".csv") or (
        last.endswith(".json") and ("summarizedactivities" in last or "gear" in last)
    )


def table_rows(content: bytes, name: str) -> list[TableRow]:
    """The activities in a table; none when it is another kind of table or cannot be read."""
    try:
        rows = garmin_rows(content) if name.lower().endswith(".json") else _of_csv(content)
        return [row for row in rows if row.words != NO_WORDS]
    except (ValueError, csv.Error, RecursionError):
        return []


# CSV


def _of_csv(content: bytes) -> Iterator[TableRow]:
    text = _text(content)
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header = next(reader, [])
    places = _places(header)
    for cells in reader:
        if "file" not in places:
            places = places | _strava_places(cells)
        yield _csv_row(cells, places)


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16") if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig",):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _places(header: Sequence[str]) -> dict[str, list[int]]:
    """The position of each kind of column; names that come first in _COLUMNS are preferred."""
    plain = [re.sub(r"[^a-z]", "", re.sub("[üÜ]", "u", one.lower())) for one in header]
    found = {
        kind: [at for name in names for at, one in enumerate(plain) if one == name]
        for kind, names in _COLUMNS.items()
    }
    return {kind: places for kind, places in found.items() if places}


def _strava_places(cells: Sequence[str]) -> dict[str, list[int]]:
    """Strava translates its headers but keeps their order; the file name's column tells where the others are."""
    at = next(
        (at for at, cell in enumerate(cells) if re.match(r"activities/.+\.(fit|gpx|tcx)(\.gz)?$", cell)), None
    )
    if at is None or at < 7:
        return {}
    return {"id": [0], "start": [1], "name": [2], "notes": [4, at - 2], "gear": [at - 1], "file": [at]}


def _csv_row(cells: Sequence[str], places: Mapping[str, Sequence[int]]) -> TableRow:
    def all_of(kind: str) -> list[str]:
        there = [cells[at].strip() for at in places.get(kind, ()) if at < len(cells)]
        return [text for text in there if text]

    def first(kind: str) -> str:
        return next(iter(all_of(kind)), "")

    clock = first("clock") if re.match(r"\d{1,2}:\d\d", first("clock")) else ""
    start = _moment(first("start")) or (_moment(f"{first('day')} {clock}") if clock else None)
    day = _moment(first("day"))
    file = first("file")
    words = plain_words(
        first("name"), "\n\n".join(dict.fromkeys(all_of("notes"))), first("rpe"), first("gear")
    )
    return TableRow(
        words=words,
        file_stem=file_stem(file) if file else None,
        activity_id=first("id") or None,
        start=start,
        day=day.date() if day else None,
    )


def _moment(text: str) -> datetime | None:
    found = _parsed(text, None) if text else None
    if text and found is None:
        found = next((when for form in _MOMENTS if (when := _parsed(text, form)) is not None), None)
    if found is None:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _parsed(text: str, form: str | None) -> datetime | None:
    """A time by the form; without one as ISO 8601."""
    try:
        return datetime.fromisoformat(text) if form is None else datetime.strptime(text, form)  # noqa: DTZ007 - the zone is not written; see TableRow
    except ValueError:
        return None
