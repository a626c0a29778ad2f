"""From a file's bytes to recorded sessions, or a reason in plain words why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import fitparse_sdk as fit
from sessions.formats.fit import RecordedSession, sessions_of

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["FileProblem", "ReadFile", "ReadingLimits", "read_file"]

_OLDEST = datetime(1995, 1, 1, tzinfo=UTC)
_FUTURE = timedelta(days=1)
_SNIFFED_BYTES = 2048
_MEGABYTE = 1024 * 1024


class FileProblem(ValueError):  # noqa: N818 - shown to a person
    """A file that gives no session: `title` in a few words, the text says why and what to do."""

    def __init__(self, title: str, detail: str) -> None:
        super().__init__(detail)
        self.title = title
        self.detail = detail


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """Bounds of what is decoded."""

    file_bytes: int
    records: int


@dataclass(frozen=True, slots=True)
class ReadFile:
    """The sessions of a file, and what was odd about it, in plain words."""

    sessions: tuple[RecordedSession, ...]
    warnings: tuple[str, ...]


def read_file(content: bytes, name: str, limits: ReadingLimits) -> ReadFile:
    """Decode an activity file. Raises FileProblem."""
    _refuse_unreadable(content, name, limits)
    activities, warnings = _decode(content, name, limits)
    sessions: list[RecordedSession] = []
    for activity in activities:
        sessions.extend(sessions_of(activity, first_index=len(sessions)))
    if not sessions:
        raise _without_sessions(activities, name)
    for session in sessions:
        _refuse_date(datetime.fromtimestamp(session.start_s, UTC), name)
        warnings.extend(session.warnings)
    return ReadFile(tuple(sessions), tuple(dict.fromkeys(warnings)))


def _refuse_unreadable(content: bytes, name: str, limits: ReadingLimits) -> None:
    if not content:
        raise FileProblem("Empty file", f"{name} is empty. Copy it from the watch again.")
    if len(content) > limits.file_bytes:
        allowed = limits.file_bytes // _MEGABYTE
        raise FileProblem("Too large", f"{name} is larger than {allowed} MB, which no activity file is.")
    for looks_like, title, detail in _FOREIGN:
        if looks_like(content[:_SNIFFED_BYTES].lstrip(b"\xef\xbb\xbf \r\n\t").lower()):
            raise FileProblem(title, f"{name} {detail}")
    if not fit.check(content).is_fit:
        detail = "is not a FIT file. Export the original activity file from the watch or its app."
        raise FileProblem("Not an activity file", f"{name} {detail}")


def _starts(*starts: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(starts)


_FOREIGN: tuple[tuple[Callable[[bytes], bool], str, str], ...] = (
    (
        lambda content: (
            content.startswith(b"<?xml") and (b"<gpx" in content or b"<trainingcenter" in content)
        ),
        "GPX and TCX are not read yet",
        "is a GPX or TCX file. Export the original FIT file instead: it holds more.",
    ),
    (
        _starts(b"<!doctype html", b"<html"),
        "A web page",
        "is a web page, not an activity: the download probably failed. Sign in there and export it again.",
    ),
    (_starts(b"%pdf"), "A PDF", "is a PDF, not an activity file."),
)


def _decode(content: bytes, name: str, limits: ReadingLimits) -> tuple[list[fit.Activity], list[str]]:
    """Every part of a chained file; a later part that is damaged costs only itself."""
    activities: list[fit.Activity] = []
    warnings: list[str] = []
    try:
        for activity in fit.read(content, limits=fit.Limits(max_messages=limits.records * 4)):
            activities.append(activity)
            warnings.extend(_in_words(activity))
    except fit.FitError as error:
        if not activities:
            raise FileProblem("Damaged file", f"{name}: {_sentence(error)}") from error
        warnings.append(f"A later part of the file could not be read: {_sentence(error)}")
    return activities, warnings


_FAULTS = {
    fit.FitTruncatedError: "The file is cut off; what is there was read. Copy it from the watch again to get the rest.",
    fit.FitCrcError: "The file's checksum is wrong: it was damaged on its way. What can be read was read; copy it "
    "from the watch again if anything looks odd.",
    fit.FitDataError: "A part of the file cannot be understood and was left out.",
}


def _in_words(activity: fit.Activity) -> list[str]:
    """What was wrong with the file, once each, the most telling first."""
    kinds = {warning.kind for warning in activity.warnings}
    if fit.FitTruncatedError in kinds:
        kinds.discard(fit.FitCrcError)  # a file that is cut off has no checksum at its end
    known = [text for kind, text in _FAULTS.items() if kind in kinds]
    others = [warning for warning in activity.warnings if warning.kind not in _FAULTS]
    return [*known, *(f"The file has a fault that was worked around: {one}." for one in others[:1])]


def _sentence(error: fit.FitError) -> str:
    if isinstance(error, fit.FitLimitError):
        return "It holds more records than any activity, so it was not read."
    text = str(error).rstrip(".")
    where = f" at byte {error.offset}" if error.offset is not None and "byte" not in text else ""
    return f"{text}{where}. Copy it from the watch again."


def _without_sessions(activities: list[fit.Activity], name: str) -> FileProblem:
    if any(warning.kind is fit.FitTruncatedError for activity in activities for warning in activity.warnings):
        detail = f"{name} is cut off before the first record. Copy it from the watch again."
        return FileProblem("Cut off", detail)
    kinds = {str(message.get("type")) for activity in activities for message in activity.messages("file_id")}
    if kinds & {"workout", "course", "settings", "device", "sport", "totals", "schedules", "segment"}:
        kind = next(iter(kinds))
        return FileProblem(
            "Not an activity",
            f"{name} is a {kind} file, not an activity. Upload the activity that the watch recorded.",
        )
    return FileProblem(
        "Nothing recorded",
        f"{name} has no records: the watch was probably stopped at once. If you did run, type the session in by hand.",
    )


def _refuse_date(start: datetime, name: str) -> None:
    if start < _OLDEST:
        detail = (
            f"{name} says it began on {start:%d %b %Y}: the watch's clock was not set. Set it for the next run, and "
            "type this session in by hand with its real date."
        )
        raise FileProblem("No date", detail)
    if start > datetime.now(UTC) + _FUTURE:
        detail = (
            f"{name} says it begins on {start:%d %b %Y}, which is in the future. Set the watch's clock, and type this "
            "session in by hand with its real date."
        )
        raise FileProblem("In the future", detail)
