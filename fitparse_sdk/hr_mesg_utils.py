"""Heart rates that a chest strap recorded on its own (under water) and delivered later as hr messages.

An hr message with a timestamp is an anchor: it ties the strap's clock (event_timestamp, seconds) to the file's clock.
Those without one bring up to eight beats each. `expand_heart_rates` makes one series of them, held over gaps of up to
five seconds in steps of a quarter second; `merge_heart_rates` gives each record the mean of its interval.
"""

from __future__ import annotations

from datetime import datetime
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from .fields import FIT_EPOCH_S

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence

    from numpy.typing import NDArray

__all__ = [
    "HeartRateError",
    "expand_heart_rates",
    "merge_heart_rates",
    "merged_into",
    "seconds_since_fit_epoch",
]

STEP_S = 0.25
STEP_MS = 250
LONGEST_GAP_STEPS = 20
CLOCK_PERIOD_S = 0x400000
"""The strap's clock counts 1/1024 s in 32 bits."""


class HeartRateError(RuntimeError):
    """The hr messages do not fit together."""

    def __init__(self, message: str) -> None:
        super().__init__(f"FIT Runtime Error {message}")


def expand_heart_rates(hr_mesgs: Sequence[Mapping[str, Any]] | None) -> list[dict[str, float]]:
    """The beats of hr messages as {"timestamp": seconds since the FIT epoch, "heart_rate": bpm}, gaps filled.

    Raises:
        HeartRateError: a message has no anchor before it, or as many times as rates are not there.
    """
    rates: list[dict[str, float]] = []
    for timestamp, rate in _beats(hr_mesgs or ()):
        if rates:
            rates += _held(rates[-1], timestamp)
        rates.append({"timestamp": timestamp, "heart_rate": rate})
    return rates


def _beats(messages: Iterable[Mapping[str, Any]]) -> Iterator[tuple[float, float]]:
    anchor_s: float | None = None
    anchor_event_s = 0.0
    for message in messages:
        if message is None:
            raise HeartRateError("HR message must not be None.")
        events, bpm = _numbers(message, "event_timestamp"), _numbers(message, "filtered_bpm")
        if message.get("timestamp") is not None:
            if len(events) != 1:
                raise HeartRateError("Anchor HR message must have at least one event_timestamp")
            anchor_s = _anchor_s(message)
            anchor_event_s = events[0]
        if anchor_s is None:
            raise HeartRateError("No anchor timestamp received in an HR message before delta HR messages")
        if len(events) != len(bpm):
            raise HeartRateError("HR message with mismatching event timestamp and filtered bpm")
        for event_s, rate in zip(events, bpm, strict=True):
            yield anchor_s + (_unwrapped(event_s, anchor_event_s) - anchor_event_s), rate


def _numbers(message: Mapping[str, Any], name: str) -> list[float]:
    """The field's numbers; a file is free to leave them out or to define them as texts."""
    value = message.get(name)
    found: list[Any] = value if isinstance(value, list) else [value]
    if not all(map(_is_number, found)):
        raise HeartRateError(f"HR message without {name}")
    return found


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and isfinite(value)


def _anchor_s(message: Mapping[str, Any]) -> float:
    times = seconds_since_fit_epoch(message["timestamp"]), message.get("fractional_timestamp") or 0
    if not all(map(_is_number, times)):
        raise HeartRateError("Anchor HR message with a timestamp that is no time")
    return sum(times)


def _unwrapped(event_s: float, anchor_s: float) -> float:
    if event_s >= anchor_s:
        return event_s
    if anchor_s - event_s > CLOCK_PERIOD_S:
        return event_s + CLOCK_PERIOD_S
    raise HeartRateError(
        "Anchor event_timestamp is greater than subsequent event_timestamp. This does not allow for correct delta calculation."
    )


def _held(previous: dict[str, float], until: float) -> list[dict[str, float]]:
    gap_ms = abs(until - previous["timestamp"]) * 1000
    held = []
    for step in range(1, LONGEST_GAP_STEPS + 1):
        if gap_ms <= STEP_MS:
            break
        held.append(
            {"timestamp": previous["timestamp"] + STEP_S * step, "heart_rate": previous["heart_rate"]}
        )
        gap_ms -= STEP_MS
    return held


def merge_heart_rates(
    hr_mesgs: Sequence[Mapping[str, Any]] | None, record_mesgs: Sequence[MutableMapping[str, Any]] | None
) -> None:
    """Set the records' heart_rate to the mean of the beats since the record before."""
    if not hr_mesgs or not record_mesgs:
        return
    timed = [(seconds_since_fit_epoch(record.get("timestamp")), record) for record in record_mesgs]
    timed = [(time, record) for time, record in timed if _is_number(time)]
    means = _means([time for time, _ in timed], expand_heart_rates(hr_mesgs))
    for (_, record), rate in zip(timed, means, strict=True):
        if rate is not None:
            record["heart_rate"] = rate


def merged_into(
    heart_rate: NDArray[np.float64], times: NDArray[np.float64], rates: list[dict[str, float]]
) -> NDArray[np.float64]:
    """The column with the means where there are any. Shapes (n,); times in seconds since the FIT epoch."""
    means = [np.nan if mean is None else mean for mean in _means(times.tolist(), rates)]
    merged = np.asarray(means, np.float64)
    return np.where(np.isnan(merged), heart_rate, merged)


def _means(times: list[float], rates: list[dict[str, float]]) -> list[int | None]:
    """For each time the rounded mean of the rates after the time before it; None where there is none.

    A range counts only once a later rate has closed it. Where a time repeats, the last second counts again.
    """
    means: list[int | None] = []
    place = 0
    start: float | None = None
    for end in times:
        if start is None or start == end:
            start = end - 1
            place = max(place - 1, 0)
        inside = []
        while place < len(rates) and rates[place]["timestamp"] <= end:
            if rates[place]["timestamp"] > start:
                inside.append(rates[place]["heart_rate"])
            place += 1
        is_closed = place < len(rates)
        means.append(int(sum(inside) / len(inside) + 0.5) if inside and is_closed else None)
        start = end if is_closed else start
    return means


def seconds_since_fit_epoch(timestamp: Any) -> Any:
    """Seconds since the FIT epoch of a datetime; numbers count as such already, what else a file may have stays."""
    return timestamp.timestamp() - FIT_EPOCH_S if isinstance(timestamp, datetime) else timestamp
