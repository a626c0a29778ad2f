"""Reads a file's bytes into recorded sessions, or says in plain words why it cannot."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sessions.analysis.words import WORDS
from sessions.formats.reader import FileProblem, ReadFile, ReadingLimits
from sessions.formats.registry import reader_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from runners.physiology.sentences import Sentence

__all__ = ["FileProblem", "ReadFile", "ReadingLimits", "read_file", "too_large"]

_OLDEST = datetime(1995, 1, 1, tzinfo=UTC)
_FUTURE = timedelta(days=1)
_SNIFFED_BYTES = 2048
_MEGABYTE = 1024 * 1024


def read_file(content: bytes, name: str, limits: ReadingLimits) -> ReadFile:
    """Decode an activity file. Raises FileProblem."""
    _refuse_foreign(content, name, limits)
    reader = reader_of(content)
    if reader is None:
        raise _not_activity(WORDS.say("title_not_activity_file"), WORDS.say("other_format", name=name), name)
    read = reader.read(content, name, limits)
    for session in read.sessions:
        _refuse_date(session.start_time, name)
    said = [*read.warnings, *(text for session in read.sessions for text in session.warnings)]
    return replace(read, warnings=tuple(dict.fromkeys(said)))


def _refuse_foreign(content: bytes, name: str, limits: ReadingLimits) -> None:
    if not content:
        raise FileProblem(WORDS.say("title_empty_file"), WORDS.say("empty_file", name=name))
    if len(content) > limits.file_bytes:
        raise too_large(name, limits.file_bytes // _MEGABYTE)
    for looks_like, title, code in _FOREIGN:
        if looks_like(content[:_SNIFFED_BYTES].lstrip(b"\xef\xbb\xbf \r\n\t").lower()):
            raise _not_activity(title, WORDS.say(code, name=name), name)


def too_large(name: str, allowed_mb: int) -> FileProblem:
    """The problem of a file larger than any activity."""
    detail = WORDS.say("file_too_large", name=name, allowed_mb=allowed_mb)
    return FileProblem(WORDS.say("title_too_large"), detail)


def _not_activity(title: Sentence, detail: Sentence, name: str) -> FileProblem:
    return FileProblem(title, detail, is_other_kind=not _is_named_activity(name))


def _is_named_activity(name: str) -> bool:
    """Whether the name is an activity's: then other content is a failed download, not another kind of file."""
    return name.lower().removesuffix(".gz").endswith((".fit", ".gpx", ".tcx"))


def _starts(*starts: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(starts)


_FOREIGN: tuple[tuple[Callable[[bytes], bool], Sentence, str], ...] = (
    (_starts(b"<!doctype html", b"<html"), WORDS.say("title_web_page"), "web_page"),
    (_starts(b"%pdf"), WORDS.say("title_pdf"), "pdf"),
    (
        _starts(b"\xff\xd8\xff", b"\x89png", b"gif8", b"riff"),
        WORDS.say("title_not_activity_file"),
        "picture",
    ),
)


def _refuse_date(start: datetime, name: str) -> None:
    if start < _OLDEST:
        raise FileProblem(WORDS.say("title_no_date"), WORDS.say("no_date", name=name, start_day=start.date()))
    if start > datetime.now(UTC) + _FUTURE:
        raise FileProblem(
            WORDS.say("title_in_future"), WORDS.say("in_future", name=name, start_day=start.date())
        )
