"""The errors, all of them subclasses of FitError, and the warnings about a file that was read."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "FitCrcError",
    "FitDataError",
    "FitEncodeError",
    "FitError",
    "FitHeaderError",
    "FitLimitError",
    "FitTruncatedError",
    "FitWarning",
]


class FitError(Exception):
    """The data cannot be read or written as FIT.

    Attributes:
        offset: byte offset of the fault in the (uncompressed) data, or None where it has no place.
    """

    def __init__(self, message: str, offset: int | None = None) -> None:
        super().__init__(message)
        self.offset = offset


class FitHeaderError(FitError):
    """There is no FIT file header where one must be."""


class FitCrcError(FitError):
    """A checksum does not fit the bytes (raised when reading strictly)."""


class FitTruncatedError(FitError):
    """The data end in the middle of a file (raised when reading strictly)."""


class FitDataError(FitError):
    """A record inside the file cannot be interpreted (raised when reading strictly)."""


class FitLimitError(FitError):
    """A limit was reached; `limit` is its name in `Limits`."""

    def __init__(self, message: str, offset: int | None = None, *, limit: str) -> None:
        super().__init__(message, offset)
        self.limit = limit


class FitEncodeError(FitError, ValueError):
    """A message cannot be written as FIT."""


@dataclass(frozen=True, slots=True)
class FitWarning:
    """A fault that did not stop the reading.

    Attributes:
        kind: the error type that strict reading raises for it.
        message: what is wrong, for a person.
        offset: byte offset in the (uncompressed) data.
    """

    kind: type[FitError]
    message: str
    offset: int

    def __str__(self) -> str:
        return f"{self.message} (at byte {self.offset})"

    def as_error(self) -> FitError:
        """The same fault as an exception."""
        return self.kind(self.message, self.offset)
