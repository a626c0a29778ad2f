"""Intervals between beats in a FIT file: hrv messages, or the beat_intervals of newer ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sessions.analysis.beat_intervals import NO_BEATS, BeatIntervals
from sessions.formats.fit_fields import FIT_EPOCH_S

if TYPE_CHECKING:
    from collections.abc import Iterable

    import fitparse_sdk as fit
    from sessions.analysis.arrays import FloatArray

__all__ = ["beats_of"]

MS_PER_S = 1000.0
# The longest interval that an hrv message can hold; 65.535 stands for none.
NO_INTERVAL_S = 65.0


def beats_of(activity: fit.Activity) -> BeatIntervals:
    """All intervals of a part of a file, on the clock of its records."""
    stamped = [
        found for message in activity.messages("beat_intervals") if (found := _stamped(message)) is not None
    ]
    return _in_order(stamped or _hrv(activity))


def _hrv(activity: fit.Activity) -> list[tuple[float, FloatArray]]:
    """Each hrv message with the time of the record before it, or of the first one after it where there is none."""
    records = list(activity.messages("record"))
    known = [(one.offset, float(stamp)) for one in records if (stamp := one.raw.get("timestamp")) is not None]
    if not known:
        return []
    offsets = np.array([offset for offset, _ in known])
    times = np.array([stamp for _, stamp in known]) + FIT_EPOCH_S
    found = []
    for message in activity.messages("hrv"):
        at = max(int(np.searchsorted(offsets, message.offset)) - 1, 0)
        found.append((float(times[at]), _seconds(message.get("time"), 1.0)))
    return found


def _stamped(message: fit.Message) -> tuple[float, FloatArray] | None:
    stamp = message.raw.get("timestamp")
    if not isinstance(stamp, int | float):
        return None
    milliseconds = message.get("timestamp_ms")
    fraction_s = float(milliseconds) / MS_PER_S if isinstance(milliseconds, int | float) else 0.0
    return float(stamp) + FIT_EPOCH_S + fraction_s, _seconds(message.get("time"), MS_PER_S)


def _seconds(value: object, units_per_s: float) -> FloatArray:
    """The intervals of a field, one or several, without the invalid values that fill it up."""
    several = value if isinstance(value, list | tuple) else [value]
    numbers = (
        np.array([one for one in several if isinstance(one, int | float)], dtype=np.float64) / units_per_s
    )
    return numbers[(numbers > 0) & (numbers < NO_INTERVAL_S)]


def _in_order(messages: Iterable[tuple[float, FloatArray]]) -> BeatIntervals:
    """The last beat of a message is at the message's time, the others earlier by their intervals; time never runs back."""
    times: list[FloatArray] = []
    intervals: list[FloatArray] = []
    for time_s, several in messages:
        if several.size:
            after_s = np.cumsum(several[::-1])[::-1] - several
            times.append(time_s - after_s)
            intervals.append(several)
    if not intervals:
        return NO_BEATS
    return BeatIntervals(np.maximum.accumulate(np.concatenate(times)), np.concatenate(intervals))
