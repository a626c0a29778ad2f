"""The formats that are read, recognised by content. A new format is a reader of its own and a line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessions.formats.fit_file import FitReader
from sessions.formats.gpx import GpxReader
from sessions.formats.tcx import TcxReader

if TYPE_CHECKING:
    from sessions.formats.reader import Reader

__all__ = ["READERS", "reader_of"]

READERS: tuple[Reader, ...] = (FitReader(), GpxReader(), TcxReader())


def reader_of(content: bytes) -> Reader | None:
    """The reader of this content's format; None when no format is recognised."""
    return next((reader for reader in READERS if reader.recognises(content)), None)
