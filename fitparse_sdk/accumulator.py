"""Turns counters of few bits, which overflow, into running totals, with the interface of Garmin's Python SDK."""

from __future__ import annotations

__all__ = ["AccumulatedField", "Accumulator"]


class AccumulatedField:
    """The running total of one field."""

    __slots__ = ("_accumulated_value", "_last_value")

    def __init__(self, value: int = 0) -> None:
        self._accumulated_value = value
        self._last_value = value

    def accumulate(self, value: int, bits: int) -> int:
        """Add the step from the last value, modulo 2^bits; returns the total."""
        self._accumulated_value += (value - self._last_value) & ((1 << bits) - 1)
        self._last_value = value
        return self._accumulated_value


class Accumulator:
    """Running totals by message and field number."""

    def __init__(self) -> None:
        self._messages: dict[int, dict[int, AccumulatedField]] = {}

    def createAccumulatedField(self, mesg_num: int, field_num: int, value: int) -> AccumulatedField:  # noqa: N802  # the SDK's name
        """Start a total at a value; one that was there before is forgotten."""
        field = AccumulatedField(value)
        self._messages.setdefault(mesg_num, {})[field_num] = field
        return field

    def accumulate(self, mesg_num: int, field_num: int, value: int, bits: int) -> int:
        """Add a value to its total, which starts with it where there is none yet; returns the total."""
        field = self._messages.get(mesg_num, {}).get(field_num)
        if field is None:
            field = self.createAccumulatedField(mesg_num, field_num, value)
        return field.accumulate(value, bits)
