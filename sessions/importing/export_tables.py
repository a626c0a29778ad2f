"""What an account export tells of its activities beside the files: names, notes, exertion and gear, from CSV and JSON.

Strava's activities.csv names each file. Garmin Connect's JSON names activities by the number in the file's name.
TrainingPeaks' workouts.csv knows only the day, Runalyze's the start.
"""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

__all__ = ["NO_WORDS", "TableRow", "Words", "is_table_name", "table_rows", "words_for"]

_SAME_START = timedelta(minutes=2)
_LONGEST_NAME, _LONGEST_NOTES, _LONGEST_GEAR = 200, 10_000, 100
_HIGHEST_RPE = 10.0
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


@dataclass(frozen=True, slots=True)
class Words:
    """What a person said of an activity elsewhere; None where nothing. rpe goes from 0 to 10."""

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
    day: date | None = field(default=None)


def is_table_name(name: str) -> bool:
    """Whether a file may be such a table, by its name: of the hundreds of JSON files of an export two kinds are."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1].lower()
    return last.endswith(".csv") or (
        last.endswith(".json") and ("summarizedactivities" in last or "gear" in last)
    )


def table_rows(content: bytes, name: str) -> list[TableRow]:
    """The activities a table tells of; none when it is another table or cannot be read."""
    try:
        rows = _of_json(content) if name.lower().endswith(".json") else _of_csv(content)
        return [row for row in rows if row.words != NO_WORDS]
    except (ValueError, csv.Error, RecursionError):
        return []


def words_for(rows: Sequence[TableRow], file_name: str, start: datetime, utc_offset_s: float) -> Words:
    """The words of the activity in a file that began at `start`: by its name, its number, its start, or its day alone.

    utc_offset_s is the local clock's lead over UTC.
    """
    stem, local = _stem(file_name), start + timedelta(seconds=utc_offset_s)
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


def _stem(name: str) -> str:
    """A file's name without folders and endings, however often it was packed."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1].lower()
    return re.sub(r"(\.(fit|gpx|tcx|gz|zip))+$", "", last)


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
    """Where each kind of column stands; the ones named first in _COLUMNS first."""
    plain = [re.sub(r"[^a-z]", "", re.sub("[üÜ]", "u", one.lower())) for one in header]
    found = {
        kind: [at for name in names for at, one in enumerate(plain) if one == name]
        for kind, names in _COLUMNS.items()
    }
    return {kind: places for kind, places in found.items() if places}


def _strava_places(cells: Sequence[str]) -> dict[str, list[int]]:
    """Strava translates its headers but not their order; the file's name tells where it is."""
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
    words = _words(first("name"), "\n\n".join(dict.fromkeys(all_of("notes"))), first("rpe"), first("gear"))
    return TableRow(
        words=words,
        file_stem=_stem(file) if file else None,
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


def _words(name: Any, notes: Any, rpe: Any, gear: Any) -> Words:
    return Words(
        _plain(name, _LONGEST_NAME),
        _plain(notes, _LONGEST_NOTES),
        _exertion(rpe),
        _plain(gear, _LONGEST_GEAR),
    )


def _plain(value: Any, longest: int) -> str | None:
    text = "".join(char for char in str(value or "") if char.isprintable() or char in "\n\t").strip()
    return text[:longest] or None


def _exertion(value: Any) -> float | None:
    try:
        rpe = float(str(value).replace(",", "."))
    except ValueError:
        return None
    return rpe if 0 < rpe <= _HIGHEST_RPE else None


# Garmin Connect's JSON


def _of_json(content: bytes) -> list[TableRow]:
    documents = json.loads(content)
    activities, gear = [], dict[str, str]()
    for document in documents if isinstance(documents, list) else [documents]:
        if isinstance(document, dict):
            activities += _dicts(document.get("summarizedActivitiesExport"))
            gear |= _gear_by_activity(document)
    if not activities and not gear:
        return []
    rows = [_json_row(one) for one in activities]
    described = [
        replace(row, words=row.words.over(Words(gear=gear.pop(row.activity_id or "", None)))) for row in rows
    ]
    return [*described, *(TableRow(Words(gear=name), activity_id=number) for number, name in gear.items())]


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _gear_by_activity(document: Mapping[str, Any]) -> dict[str, str]:
    """The name of the gear of each activity, by the activity's number."""
    names = {
        str(one.get("gearPk")): _plain(one.get("displayName") or one.get("customMakeModel"), _LONGEST_GEAR)
        for one in _dicts(document.get("gearDTOS"))
    }
    used = document.get("gearActivityDTOs")
    pairs = used.items() if isinstance(used, dict) else ()
    return {
        str(one.get("activityId")): name
        for gear, activities in pairs
        for one in _dicts(activities)
        if (name := names.get(str(gear))) is not None
    }


def _json_row(activity: Mapping[str, Any]) -> TableRow:
    rpe = activity.get("workoutRpe")
    milliseconds = activity.get("startTimeGmt") or activity.get("beginTimestamp")
    start = None
    if isinstance(milliseconds, int | float) and 0 < milliseconds < 1e14:
        start = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return TableRow(
        words=_words(
            activity.get("name"),
            activity.get("description"),
            # Garmin keeps exertion in tenths of a point.
            rpe / 10 if isinstance(rpe, int | float) else None,
            None,
        ),
        activity_id=str(activity["activityId"]) if activity.get("activityId") else None,
        start=start,
    )
