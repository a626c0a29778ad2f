"""From frozen results to what a document holds: dicts, lists, numbers; no NaN, no infinity."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

import numpy as np

__all__ = ["NotStorableError", "plain"]


class NotStorableError(ValueError):
    """A result holds NaN or infinity where it must hold a value or None."""


def plain(value: Any) -> Any:
    """The storable form of a result. Arrays are for Parquet, not for documents: they raise TypeError."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return _scalar(value)


def _scalar(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        raise NotStorableError(f"{value} cannot be stored.")
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError(f"A {type(value).__name__} does not belong in a document.")
