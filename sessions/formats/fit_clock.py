"""The times of a file's records and messages, after errors of the watch's clock are put right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sessions.analysis.clock import Clock, settled_clock
from sessions.analysis.words import WORDS
from sessions.formats.fit_fields import FIRST_DATE_S, FIT_EPOCH_S, above_zero, moment_s

if TYPE_CHECKING:
    import fitparse_sdk as fit
    from sessions.analysis.arrays import FloatArray

__all__ = ["FileClock", "file_clock"]

STOPS = frozenset({"stop", "stop_all", "stop_disable", "stop_disable_all"})
# No time zone lies farther west or east.
WESTERNMOST_S, EASTERNMOST_S = -12 * 3600, 14 * 3600


@dataclass(frozen=True, slots=True)
class FileClock:
    """The clock of one part of a file. record_time_s: Unix seconds UTC of each record, NaN where it was left out.

    A valid UTC wins over the local time. A watch whose clock was never set counts from when it was switched on: then
    unset_shift_s leads to the local time it wrote at the end.
    """

    record_time_s: FloatArray
    clock: Clock
    unset_shift_s: float
    utc_offset_s: int | None
    pauses_s: tuple[tuple[float, float], ...]
    warnings: tuple[str, ...]

    def of(self, message: fit.Message, name: str) -> float | None:
        """A time of a message in Unix seconds UTC."""
        written = moment_s(message, name)
        return None if written is None else self.clock.at(written + self.unset_shift_s)


def file_clock(activity: fit.Activity, timestamps: FloatArray, distance_m: FloatArray) -> FileClock:
    """The clock by the timestamps of the records (as decoded, shape (n,)), the events and the activity message."""
    offset = activity.utc_offset
    is_unset = _is_unset(activity, timestamps)
    shift_s = offset.total_seconds() if offset is not None and is_unset else 0.0
    written = np.where(timestamps < FIRST_DATE_S, timestamps + FIT_EPOCH_S, timestamps) + shift_s
    marks = _timer_marks(activity, shift_s)
    clock = settled_clock(
        written,
        distance_m,
        _pauses(marks),
        _total(activity, "total_elapsed_time"),
        _total(activity, "total_timer_time"),
    )
    warnings = [*clock.sentences()]
    if is_unset and offset is not None:
        warnings.append(WORDS.say("clock_unset"))
    return FileClock(
        record_time_s=clock.time_s,
        clock=clock,
        unset_shift_s=shift_s,
        utc_offset_s=None if offset is None or is_unset else _zone(offset.total_seconds()),
        pauses_s=_pauses([(clock.at(time_s), is_stop) for time_s, is_stop in marks]),
        warnings=tuple(warnings),
    )


def _is_unset(activity: fit.Activity, timestamps: FloatArray) -> bool:
    known = timestamps[np.isfinite(timestamps)]
    if known.size:
        return bool((known < FIRST_DATE_S).all())
    ends = [moment_s(message, "timestamp") for message in activity.messages("session", "activity")]
    return any(end is not None and end < FIRST_DATE_S + FIT_EPOCH_S for end in ends)


def _zone(offset_s: float) -> int | None:
    """The offset from UTC, if a time zone has it; None otherwise."""
    return int(offset_s) if WESTERNMOST_S <= offset_s <= EASTERNMOST_S else None


def _total(activity: fit.Activity, name: str) -> float | None:
    """A total from the only session message; None where several sessions share the records."""
    messages = list(activity.messages("session"))
    return above_zero(messages[0], name) if len(messages) == 1 else None


def _timer_marks(activity: fit.Activity, shift_s: float) -> list[tuple[float, bool]]:
    """When the timer was stopped (True) or started, sorted by time, since some files are not."""
    marks = []
    for event in activity.messages("event"):
        time_s, kind = moment_s(event, "timestamp"), event.get("event_type")
        if event.get("event") == "timer" and time_s is not None and (kind in STOPS or kind == "start"):
            marks.append((time_s + shift_s, kind in STOPS))
    return sorted(marks, key=lambda mark: mark[0])


def _pauses(marks: list[tuple[float, bool]]) -> tuple[tuple[float, float], ...]:
    """The pauses: from each stop of the timer to its next start; the last stop ends the recording and is no pause."""
    pauses: list[tuple[float, float]] = []
    stopped: float | None = None
    for time_s, is_stop in sorted(marks, key=lambda mark: mark[0]):
        if is_stop:
            stopped = time_s if stopped is None else stopped
        elif stopped is not None:
            pauses.append((stopped, time_s))
            stopped = None
    return tuple((stop, start) for stop, start in pauses if start > stop)
