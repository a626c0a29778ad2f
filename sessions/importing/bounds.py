"""The limits of what is read, from the settings, and the position of a file in its upload."""

from __future__ import annotations

from django.conf import settings

from sessions.importing.archives import ArchiveLimits
from sessions.importing.reading import ReadingLimits

__all__ = ["archive_limits", "position_of", "reading_limits"]

_MEGABYTE = 1024 * 1024
_POSITION_DIGITS = 5


def archive_limits() -> ArchiveLimits:
    """Bounds of a ZIP and of its members."""
    config = settings.CONFIG
    return ArchiveLimits(
        member_bytes=config.max_file_mb * _MEGABYTE,
        total_bytes=config.max_zip_total_mb * _MEGABYTE,
        entries=config.max_zip_entries,
        ratio=config.max_zip_ratio,
    )


def reading_limits() -> ReadingLimits:
    """Bounds of one activity file."""
    config = settings.CONFIG
    return ReadingLimits(config.max_file_mb * _MEGABYTE, config.max_records)


def position_of(parent: str, number: int) -> str:
    """The position of a file in its upload; sorted as text, positions are in order, an archive's members after it."""
    own = f"{number:0{_POSITION_DIGITS}d}"
    return f"{parent}.{own}" if parent else own
