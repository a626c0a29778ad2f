"""What a reader of a file format is given and gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from runners.physiology.sentences import Sentence
    from sessions.formats.recorded import RecordedSession

__all__ = ["FileProblem", "ReadFile", "Reader", "ReadingLimits"]


class FileProblem(ValueError):  # noqa: N818 - shown to a person
    """A file that gives no session: `title` in a few words, `detail` says why and what to do; both know their codes.

    is_other_kind: a sound file of another kind than a recording, as account exports hold many.
    """

    def __init__(self, title: Sentence, detail: Sentence, *, is_other_kind: bool = False) -> None:
        super().__init__(detail)
        self.title = title
        self.detail = detail
        self.is_other_kind = is_other_kind


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """Bounds of what is decoded."""

    file_bytes: int
    records: int


@dataclass(frozen=True, slots=True)
class ReadFile:
    """The sessions of a file, the name of its format, and what was odd about it, in plain words."""

    sessions: tuple[RecordedSession, ...]
    warnings: tuple[str, ...]
    file_format: str = "fit"


class Reader(Protocol):
    """A file format."""

    @property
    def name(self) -> str:
        """Its short name, as files of it end."""

    def recognises(self, content: bytes) -> bool:
        """Whether the content is of this format, whatever the file is called."""

    def read(self, content: bytes, name: str, limits: ReadingLimits) -> ReadFile:
        """Decode; `name` is the file's, for sentences. Raises FileProblem."""
