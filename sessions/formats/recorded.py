"""The typed recording that every reader of a file format gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from sessions.analysis.streams import DeviceTotals, RawStreams, RecordedLap, SportKind

__all__ = ["Device", "RecordedSession"]


@dataclass(frozen=True, slots=True)
class Device:
    """What recorded it, by the file's own words; a number where the profile has no name."""

    manufacturer: str | None = None
    product: str | None = None
    serial_number: int | None = None
    software_version: str | None = None

    @property
    def name(self) -> str | None:
        """Manufacturer and product as people read them: "garmin fenix5x"."""
        words = [word for word in (self.manufacturer, self.product) if word]
        return " ".join(words) or None


@dataclass(frozen=True, slots=True)
class RecordedSession:
    """One session as it was recorded.

    index counts the sessions through all parts of the file. start_s and end_s are Unix seconds UTC.
    utc_offset_s is the local clock's lead over UTC where the file gives it. has_session_message: False when it was
    made from records alone. warnings are for people; notes are the athlete's, as the file tells them.
    """

    index: int
    sport: str
    sub_sport: str | None
    name: str | None
    kind: SportKind
    start_s: float
    end_s: float
    utc_offset_s: int | None
    raw: RawStreams
    totals: DeviceTotals
    laps: tuple[RecordedLap, ...]
    device: Device
    has_gps: bool
    has_session_message: bool
    warnings: tuple[str, ...]
    notes: str | None = None

    @property
    def start_time(self) -> datetime:
        """When it began, aware, UTC."""
        return datetime.fromtimestamp(self.start_s, UTC)

    @property
    def elapsed_time_s(self) -> float:
        """Seconds from its start to its end, pauses included."""
        return self.end_s - self.start_s

    @property
    def distance_m(self) -> float | None:
        """What the watch wrote as the distance, else how far its counter went; None when it did neither."""
        if self.totals.distance_m is not None:
            return self.totals.distance_m
        known = self.raw.distance_m[np.isfinite(self.raw.distance_m)]
        return float(known.max() - known.min()) if known.size else None
