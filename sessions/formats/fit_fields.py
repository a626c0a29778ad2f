"""Fields of FIT messages as plain numbers and words; None where a field has no value."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import fitparse_sdk as fit

__all__ = ["FIRST_DATE_S", "FIT_EPOCH_S", "above_zero", "first_value", "moment_s", "number", "word"]

FIT_EPOCH_S = 631_065_600.0  # 1989-12-31T00:00:00Z
FIRST_DATE_S = 0x10000000  # smaller FIT times are seconds since the watch was switched on


def number(message: Mapping[str, Any], *names: str) -> float | None:
    """The first of the fields that is a finite number."""
    values = (message.get(name) for name in names)
    numbers = (float(value) for value in values if isinstance(value, int | float))
    return next((value for value in numbers if math.isfinite(value)), None)


def above_zero(message: Mapping[str, Any], *names: str) -> float | None:
    """The same for numbers above zero: watches write zero for unknown."""
    return number(message, *names) or None


def word(value: Any) -> str | None:
    """A field as text; a number where the profile has no name."""
    return None if value is None else str(value)


def first_value(messages: Iterable[fit.Message], *names: str) -> Any:
    """The first of the fields that any of the messages has, message by message."""
    values = (message.get(name) for message in messages for name in names)
    return next((value for value in values if value is not None), None)


def moment_s(message: fit.Message, name: str) -> float | None:
    """A time of a message in Unix seconds, by the file's own clock."""
    value = message.raw.get(name)
    return float(value) + FIT_EPOCH_S if isinstance(value, int | float) and math.isfinite(value) else None
