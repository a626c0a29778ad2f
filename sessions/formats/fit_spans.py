"""When the sessions and laps of a FIT file began and ended, and which records and laps belong to which session."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sessions.formats.fit_fields import FIT_EPOCH_S, number
from sessions.formats.fit_totals import CadenceUnit, recorded_lap

if TYPE_CHECKING:
    from collections.abc import Iterable

    import fitparse_sdk as fit
    from sessions.analysis.streams import RawStreams, RecordedLap
    from sessions.formats.fit_clock import FileClock

__all__ = ["EARLIEST_START_S", "WHOLE", "Span", "believed_span", "laps_in", "recorded_laps", "spans_by_start"]

# A session's start may differ this much from its first record, its duration this much from its records'.
EARLIEST_START_S, LATEST_START_S = 120.0, 10.0
SAME_LENGTH_S, SAME_LENGTH_SHARE = 60.0, 0.02


@dataclass(frozen=True, slots=True)
class Span:
    """When a session message says it began, and the records that are its own: from first to before next."""

    start_s: float | None
    first_s: float
    next_s: float

    def has(self, moment_s: float) -> bool:
        """Whether a moment belongs to it."""
        return self.first_s <= moment_s < self.next_s


WHOLE = Span(None, -math.inf, math.inf)


def spans_by_start(messages: list[fit.Message], clock: FileClock) -> list[tuple[fit.Message, Span]]:
    """Each session message in file order with its span; if there is only one, it gets all records."""
    starts = [_start_of(message, clock) for message in messages]
    known = sorted({start for start in starts if start is not None})
    spans: list[Span] = []
    for start in starts:
        later = (other for other in known if start is not None and other > start)
        first = -math.inf if start is None or start == known[0] else start
        spans.append(Span(start, first, next(later, math.inf)))
    return list(zip(messages, spans, strict=True))


def _start_of(message: fit.Message, clock: FileClock) -> float | None:
    """When a session or lap began; if the start is written as the end, it began its own duration earlier."""
    start, end = clock.of(message, "start_time"), clock.of(message, "timestamp")
    elapsed = number(message, "total_elapsed_time")
    if end is not None and elapsed and (start is None or abs(start - end) < min(elapsed, LATEST_START_S)):
        return end - elapsed
    return start


def believed_span(raw: RawStreams, start_s: float | None, elapsed_s: float) -> tuple[float, float]:
    """Start and end from the session message where it agrees with the records, otherwise from the records."""
    times = raw.timestamp_s
    if not times.size:
        start = FIT_EPOCH_S if start_s is None else start_s
        return start, start + elapsed_s
    first, last = float(times.min()), float(times.max())
    tolerance = max(SAME_LENGTH_S, SAME_LENGTH_SHARE * (last - first))
    start = first if start_s is None else start_s
    ends_with_them = abs(start + elapsed_s - last) <= tolerance and start <= first
    if not (first - EARLIEST_START_S <= start <= first + LATEST_START_S or ends_with_them):
        start = first
    end = start + elapsed_s
    return start, max(last, end if end <= last + tolerance else last)


def laps_in(laps: tuple[fit.Message, ...], clock: FileClock, span: Span) -> tuple[fit.Message, ...]:
    """The laps that begin inside the span."""
    starts = ((lap, _start_of(lap, clock)) for lap in laps)
    return tuple(lap for lap, start in starts if start is not None and span.has(start))


def recorded_laps(
    messages: Iterable[fit.Message], clock: FileClock, span: tuple[float, float], cadence: CadenceUnit
) -> tuple[RecordedLap, ...]:
    """The laps, none outside the session: one that would reach beyond ends with the next, or with the session."""
    timed = [(lap, _start_of(lap, clock)) for lap in messages]
    placed = sorted(
        ((lap, min(max(start, span[0]), span[1])) for lap, start in timed if start is not None),
        key=lambda pair: pair[1],
    )
    ends = [*(start for _, start in placed), span[1]][1:] if placed else []
    return tuple(
        recorded_lap(lap, start, _lap_length(lap, start, end, span[1]), cadence)
        for (lap, start), end in zip(placed, ends, strict=True)
    )


def _lap_length(lap: fit.Message, start_s: float, next_s: float, end_s: float) -> float:
    written = number(lap, "total_elapsed_time", "total_timer_time") or 0.0
    return written if start_s + written <= end_s + SAME_LENGTH_S else max(next_s - start_s, 0.0)
