"""From a file's bytes to recorded sessions, or a reason in plain words why not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sessions.formats.reader import FileProblem, ReadFile, ReadingLimits
from sessions.formats.registry import reader_of

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["FileProblem", "ReadFile", "ReadingLimits", "read_file"]

_OLDEST = datetime(1995, 1, 1, tzinfo=UTC)
_FUTURE = timedelta(days=1)
_SNIFFED_BYTES = 2048
_MEGABYTE = 1024 * 1024


def read_file(content: bytes, name: str, limits: ReadingLimits) -> ReadFile:
    """Decode an activity file. Raises FileProblem."""
    _refuse_foreign(content, name, limits)
    reader = reader_of(content)
    if reader is None:
        detail = (
            f"{name} is no FIT, GPX or TCX file. Export the original activity file from the watch or its app."
        )
        raise FileProblem("Not an activity file", detail, is_other_kind=not _is_named_activity(name))
    read = reader.read(content, name, limits)
    for session in read.sessions:
        _refuse_date(session.start_time, name)
    said = [*read.warnings, *(text for session in read.sessions for text in session.warnings)]
    return replace(read, warnings=tuple(dict.fromkeys(said)))


def _refuse_foreign(content: bytes, name: str, limits: ReadingLimits) -> None:
    if not content:
        raise FileProblem("Empty file", f"{name} is empty. Copy it from the watch again.")
    if len(content) > limits.file_bytes:
        allowed = limits.file_bytes // _MEGABYTE
        raise FileProblem("Too large", f"{name} is larger than {allowed} MB, which no activity file is.")
    for looks_like, title, detail in _FOREIGN:
        if looks_like(content[:_SNIFFED_BYTES].lstrip(b"\xef\xbb\xbf \r\n\t").lower()):
            raise FileProblem(title, f"{name} {detail}", is_other_kind=not _is_named_activity(name))


def _is_named_activity(name: str) -> bool:
    """Whether the name promises an activity: then other content is a failed download, not another kind of file."""
    return name.lower().removesuffix(".gz").endswith((".fit", ".gpx", ".tcx"))


def _starts(*starts: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(starts)


_FOREIGN: tuple[tuple[Callable[[bytes], bool], str, str], ...] = (
    (
        _starts(b"<!doctype html", b"<html"),
        "A web page",
        "is a web page, not an activity: the download probably failed. Sign in there and export it again.",
    ),
    (_starts(b"%pdf"), "A PDF", "is a PDF, not an activity file."),
    (
        _starts(b"\xff\xd8\xff", b"\x89png", b"gif8", b"riff"),
        "Not an activity file",
        "is a picture, not an activity file. Export the original activity file from the watch or its app.",
    ),
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
