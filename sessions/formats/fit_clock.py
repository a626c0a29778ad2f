"""The times of a file's records and messages, after errors of the watch's clock are put right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sessions.analysis.clock import Clock, settled_clock
from sessions.analysis.words import WORDS
from sessions.formats.fit_fields import FIRST_DATE_S, FIT_EPOCH_S, above_zero, moment_s
from sessions.formats.fit_timer import TimerMark, off_timer, pauses_of

if TYPE_CHECKING:
    import fitparse_sdk as fit
    from runners.physiology.sentences import Sentence
    from sessions.analysis.arrays import FloatArray

__all__ = ["FileClock", "file_clock"]

STOPS = frozenset({"stop", "stop_all", "stop_disable", "stop_disable_all"})
# No time zone lies farther west or east; all lie so many seconds apart.
WESTERNMOST_S, EASTERNMOST_S, ZONE_STEP_S = -12 * 3600, 14 * 3600, 900.0
SAME_MOMENT_S = 15.0


@dataclass(frozen=True, slots=True)
class FileClock:
    """The clock of one part of a file. record_time_s: Unix seconds UTC of each record, NaN where it was left out.

    A valid UTC wins over the local time. A watch whose clock was not set counts from when it was switched on: then
    unset_shift_s leads from such times to the UTC of its messages, else to the local time it wrote at the end.
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
        return None if written is None else self.clock.at(_dated(written, self.unset_shift_s))


def file_clock(activity: fit.Activity, timestamps: FloatArray, distance_m: FloatArray) -> FileClock:
    """The clock by the timestamps of the records (as decoded, shape (n,)), the events and the activity message."""
    offset = activity.utc_offset
    unset = _unset_shift(activity, timestamps)
    written = np.where(timestamps < FIRST_DATE_S, timestamps + FIT_EPOCH_S + unset.shift_s, timestamps)
    timer_s = _total(activity, "total_timer_time")
    marks = _by_records_clock(_timer_marks(activity, unset.shift_s), written)
    elapsed_s = _total(activity, "total_elapsed_time")
    clock = settled_clock(written, distance_m, pauses_of(marks), elapsed_s, timer_s)
    settled = [TimerMark(clock.at(mark.time_s), mark.is_stop) for mark in marks]
    outside = off_timer(clock.time_s, settled, timer_s)
    off = (WORDS.say("off_timer", records_count=int(outside.sum())),) if outside.any() else ()
    return FileClock(
        record_time_s=np.where(outside, np.nan, clock.time_s),
        clock=clock,
        unset_shift_s=unset.shift_s,
        utc_offset_s=None if offset is None or unset.is_local else _zone(offset.total_seconds()),
        pauses_s=pauses_of(settled),
        warnings=(*clock.sentences(), *unset.said, *off),
    )


@dataclass(frozen=True, slots=True)
class _Unset:
    """What leads from times since the watch was switched on to dates, whether those are local, and what is said."""

    shift_s: float = 0.0
    is_local: bool = False
    said: tuple[Sentence, ...] = ()


def _unset_shift(activity: fit.Activity, timestamps: FloatArray) -> _Unset:
    """By a UTC that the messages of the whole have, else by the local time at the end."""
    known = timestamps[np.isfinite(timestamps)]
    if known.size and (known >= FIRST_DATE_S).any():
        return _Unset()
    if known.size:
        first_s, last_s = (float(end(known)) + FIT_EPOCH_S for end in (np.min, np.max))
        start_s, end_s = (
            _date(activity, "start_time", "session"),
            _date(activity, "timestamp", "session", "activity"),
        )
        if start_s is not None or end_s is not None:
            shift_s = start_s - first_s if start_s is not None else (end_s or 0.0) - last_s
            return _Unset(shift_s, said=(WORDS.say("clock_unset_until_end"),))
    elif _date(activity, "timestamp", "session", "activity") is not None:
        return _Unset()
    offset = activity.utc_offset
    if offset is None:
        return _Unset()
    return _Unset(offset.total_seconds(), is_local=True, said=(WORDS.say("clock_unset"),))


def _date(activity: fit.Activity, name: str, *messages: str) -> float | None:
    """The first such time that is a date, in Unix seconds."""
    times = (moment_s(message, name) for message in activity.messages(*messages))
    return next((one for one in times if one is not None and one >= FIRST_DATE_S + FIT_EPOCH_S), None)


def _dated(time_s: float, unset_shift_s: float) -> float:
    return time_s + unset_shift_s if time_s < FIRST_DATE_S + FIT_EPOCH_S else time_s


def _zone(offset_s: float) -> int | None:
    """The offset from UTC, if a time zone has it; None otherwise."""
    return int(offset_s) if WESTERNMOST_S <= offset_s <= EASTERNMOST_S else None


def _total(activity: fit.Activity, name: str) -> float | None:
    """A total from the only session message; None where several sessions share the records."""
    messages = list(activity.messages("session"))
    return above_zero(messages[0], name) if len(messages) == 1 else None


def _timer_marks(activity: fit.Activity, unset_shift_s: float) -> list[TimerMark]:
    """When the timer was stopped or started, sorted by time, since some files are not."""
    marks = []
    for event in activity.messages("event"):
        time_s, kind = moment_s(event, "timestamp"), event.get("event_type")
        if event.get("event") == "timer" and time_s is not None and (kind in STOPS or kind == "start"):
            marks.append(TimerMark(_dated(time_s, unset_shift_s), kind in STOPS))
    return sorted(marks, key=lambda mark: mark.time_s)


def _by_records_clock(marks: list[TimerMark], record_time_s: FloatArray) -> list[TimerMark]:
    """The marks of a file that wrote them in local time are moved to its records' clock: they begin and end with them."""
    known = record_time_s[np.isfinite(record_time_s)]
    if not marks or not known.size:
        return marks
    shift_s = float(known.min()) - marks[0].time_s
    end_differs_s = abs(float(known.max()) - marks[-1].time_s - shift_s)
    zones = round(shift_s / ZONE_STEP_S)
    is_zone = (
        zones != 0 and _zone(shift_s) is not None and abs(shift_s - zones * ZONE_STEP_S) <= SAME_MOMENT_S
    )
    if not is_zone or end_differs_s > SAME_MOMENT_S:
        return marks
    return [TimerMark(mark.time_s + shift_s, mark.is_stop) for mark in marks]
