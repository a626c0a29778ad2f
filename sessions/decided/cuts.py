"""Recordings that a person cut in two: which sessions they consist of, from the decisions.

A cut is kept in seconds from the recording's first record. The first part keeps the session's id; each other
has an id derived from it and its cut, so that a rebuild finds it again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sessions.analysis.streams import NO_TOTALS, crop_laps, split
from sessions.models import SessionDecision
from sessions.storage import derived_ids

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sessions.analysis.streams import RawStreams
    from sessions.formats.recorded import RecordedSession
    from sessions.models import SessionStatistics

__all__ = ["Place", "cuts_of", "part_ids", "parts_of", "place_of"]


def cuts_of(recording_id: str) -> list[float]:
    """Where a recording is cut now, in order: the latest decision on each place counts."""
    words = SessionDecision.objects.filter(session_id=recording_id, kind=SessionDecision.Kind.SPLIT)
    stands = {
        float(word.value["at_s"]): not word.value.get("joined") for word in words.order_by("decided_at", "pk")
    }
    return sorted(at_s for at_s, is_cut in stands.items() if is_cut)


def part_ids(recording_id: str, cuts: Sequence[float]) -> list[str]:
    """The ids of a recording's sessions, in order."""
    return [recording_id, *(derived_ids.part_id(recording_id, at_s) for at_s in cuts)]


def parts_of(recording_id: str, recorded: RecordedSession) -> list[tuple[str, RecordedSession]]:
    """The sessions of a recording with their ids; the recording itself when nobody cut it."""
    cuts = cuts_of(recording_id)
    found: list[RecordedSession] = []
    rest, start_s = recorded, _first_record_s(recorded)
    for at_s in cuts:
        first, second = split(rest.raw, start_s + at_s)
        found.append(_part(rest, first))
        rest = _part(rest, second)
    return list(zip(part_ids(recording_id, cuts), [*found, rest], strict=True))


def _part(whole: RecordedSession, raw: RawStreams) -> RecordedSession:
    """A part of a recording, without the watch's totals, since these are of the whole."""
    part = replace(whole, raw=raw, totals=NO_TOTALS)
    times = part.raw.timestamp_s
    if not times.size:
        return replace(part, laps=(), has_gps=False)
    start_s, end_s = float(times.min()), float(times.max())
    return replace(
        part,
        start_s=start_s,
        end_s=end_s,
        laps=crop_laps(whole.laps, start_s, end_s),
        has_gps=bool(np.isfinite(part.raw.latitude_deg).any()),
    )


def _first_record_s(recorded: RecordedSession) -> float:
    times = recorded.raw.timestamp_s
    return float(times[0]) if times.size else recorded.start_s


@dataclass(frozen=True, slots=True)
class Place:
    """Where a session lies in its recording: number counts from 1; starts_at_s is its cut, 0 for the first."""

    recording_id: str
    ids: tuple[str, ...]
    cuts: tuple[float, ...]
    number: int

    @property
    def starts_at_s(self) -> float:
        """Seconds from the recording's first record."""
        return self.cuts[self.number - 2] if self.number > 1 else 0.0

    @property
    def joining_cut_s(self) -> float | None:
        """The cut to take back: the one before the session, for the first the one after; None for a whole one."""
        if not self.cuts:
            return None
        return self.cuts[max(self.number - 2, 0)]


def place_of(session: SessionStatistics) -> Place:
    """Where a session made from a file lies in its recording."""
    if session.fit is None:
        return Place(session.pk, (session.pk,), (), 1)
    recording_id = derived_ids.session_id(session.runner_id, session.fit.sha256, session.session_index)
    cuts = cuts_of(recording_id)
    ids = part_ids(recording_id, cuts)
    number = ids.index(session.pk) + 1 if session.pk in ids else 1
    return Place(recording_id, tuple(ids), tuple(cuts), number)
