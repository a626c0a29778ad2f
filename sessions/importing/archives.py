"""Reads a ZIP member by member within limits; nothing is written to disk.

Python's zipfile trusts the directory at the archive's end. This does not: entries may not overlap, a
member is stopped by the bytes it gives rather than those it declares, and names are only labels.
"""

from __future__ import annotations

import gzip
import io
import stat
import zipfile
import zlib
from dataclasses import dataclass, replace
from typing import IO

from sessions.analysis.words import WORDS
from sessions.formats.reader import FileProblem

__all__ = ["Archive", "ArchiveLimits", "ArchiveProblem", "Member", "gunzip", "is_gzip", "is_zip"]

_READ_BYTES = 256 * 1024
_MEGABYTE = 1024 * 1024
_UNWANTED_FOLDERS = ("__MACOSX/",)
_UNWANTED_NAMES = (".DS_Store", "Thumbs.db")
# A ratio says little of a file this small: 3 KB of zeros are no bomb.
_RATIO_FROM_BYTES = _MEGABYTE


class ArchiveProblem(FileProblem):
    """An archive, or one entry of it, that is not read."""


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """Bounds of what is unpacked, in bytes, entries and times."""

    member_bytes: int
    total_bytes: int
    entries: int
    ratio: int


@dataclass(frozen=True, slots=True)
class Member:
    """One entry: its number in the archive, its name, and a problem that its directory entry already shows."""

    number: int
    name: str
    problem: ArchiveProblem | None


def is_zip(start: bytes) -> bool:
    """Whether bytes begin like a ZIP."""
    return start[:4] in {b"PK\x03\x04", b"PK\x05\x06"}


def is_gzip(start: bytes) -> bool:
    """Whether bytes begin like gzip."""
    return start[:2] == b"\x1f\x8b"


class Archive:
    """An open ZIP. Raises ArchiveProblem when it cannot be read as a whole."""

    def __init__(self, source: IO[bytes], limits: ArchiveLimits) -> None:
        self.limits = limits
        self._archive = _open(source, limits)
        self._entries = [
            info for info in self._archive.infolist() if not info.is_dir() and not _is_litter(info.filename)
        ]
        # zipfile reads no more of a member than it declares, so this is what it can unpack to at most.
        self.unpacked_bytes = sum(info.file_size for info in self._entries)
        if self.unpacked_bytes > limits.total_bytes:
            detail = WORDS.say("zip_too_large", allowed_mb=limits.total_bytes // _MEGABYTE)
            raise ArchiveProblem(WORDS.say("title_too_large_unpacked"), detail)

    def members(self) -> list[Member]:
        """Its files, in order."""
        return [
            Member(number, _label(info.filename), _problem(info)) for number, info in enumerate(self._entries)
        ]

    def read(self, number: int) -> bytes:
        """The bytes of one file. Raises ArchiveProblem."""
        info = self._entries[number]
        problem = _problem(info)
        if problem is not None:
            raise problem
        return _read(self._archive, info, self.limits)

    def limits_inside(self) -> ArchiveLimits:
        """The bounds of an archive inside this one: they share the total."""
        return replace(self.limits, total_bytes=max(self.limits.total_bytes - self.unpacked_bytes, 0))


def _open(source: IO[bytes], limits: ArchiveLimits) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, UnicodeDecodeError) as error:
        raise ArchiveProblem(WORDS.say("title_not_readable_zip"), WORDS.say("zip_damaged")) from error
    entries = archive.infolist()
    if len(entries) > limits.entries:
        detail = WORDS.say("zip_too_many_files", entries_count=len(entries), allowed_count=limits.entries)
        raise ArchiveProblem(WORDS.say("title_too_many_files"), detail)
    _refuse_overlaps(entries)
    return archive


def _refuse_overlaps(entries: list[zipfile.ZipInfo]) -> None:
    """Entries that share bytes make small archives unpack to anything (Fifield 2019)."""
    end = 0
    for info in sorted(entries, key=lambda entry: entry.header_offset):
        if info.header_offset < end:
            raise ArchiveProblem(WORDS.say("title_not_ordinary_zip"), WORDS.say("zip_overlaps"))
        end = info.header_offset + 30 + len(info.orig_filename) + info.compress_size


def _problem(info: zipfile.ZipInfo) -> ArchiveProblem | None:
    name, label = info.orig_filename, _label(info.filename)
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or "\x00" in name:
        return ArchiveProblem(WORDS.say("title_unsafe_name"), WORDS.say("zip_name_outside", name=label))
    if info.flag_bits & 0x1:
        return ArchiveProblem(WORDS.say("title_encrypted"), WORDS.say("zip_encrypted", name=label))
    if stat.S_ISLNK(info.external_attr >> 16):
        return ArchiveProblem(WORDS.say("title_link"), WORDS.say("zip_link", name=label))
    return None


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: ArchiveLimits) -> bytes:
    chunks, size = [], 0
    packed = max(info.compress_size, 1)
    try:
        with archive.open(info) as member:
            while chunk := member.read(_READ_BYTES):
                size += len(chunk)
                _refuse_growth(_label(info.filename), size, packed, limits)
                chunks.append(chunk)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        detail = WORDS.say("zip_member_damaged", name=_label(info.filename))
        raise ArchiveProblem(WORDS.say("title_damaged"), detail) from error
    return b"".join(chunks)


def _refuse_growth(name: str, size: int, packed: int, limits: ArchiveLimits) -> None:
    if size > limits.member_bytes:
        detail = WORDS.say("unpacked_too_large", name=name, allowed_mb=limits.member_bytes // _MEGABYTE)
        raise ArchiveProblem(WORDS.say("title_too_large"), detail)
    if size > _RATIO_FROM_BYTES and size > packed * limits.ratio:
        detail = WORDS.say("unpacked_grows", name=name, allowed_ratio=limits.ratio)
        raise ArchiveProblem(WORDS.say("title_grows"), detail)


def gunzip(content: bytes, name: str, limits: ArchiveLimits) -> bytes:
    """Unpack gzip within the same bounds. What stands before a cut is kept. Raises ArchiveProblem."""
    chunks, size = [], 0
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            while chunk := packed.read1(_READ_BYTES):
                size += len(chunk)
                _refuse_growth(name, size, max(len(content), 1), limits)
                chunks.append(chunk)
    except (OSError, EOFError, zlib.error) as error:
        if not chunks:
            detail = WORDS.say("gzip_damaged", name=name)
            raise ArchiveProblem(WORDS.say("title_damaged"), detail) from error
    return b"".join(chunks)


def _label(name: str) -> str:
    """A name for people: short, and without anything that is not printed."""
    return "".join(char if char.isprintable() else "?" for char in name)[:300]


def _is_litter(name: str) -> bool:
    """Whether an entry is a file that operating systems add to archives."""
    last = name.rsplit("/", 1)[-1]
    return name.startswith(_UNWANTED_FOLDERS) or last in _UNWANTED_NAMES or last.startswith("._")
