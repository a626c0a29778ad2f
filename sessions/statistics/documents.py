"""Turns frozen results into what documents hold: dicts, lists, numbers; no NaN, no infinity."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any

import numpy as np

__all__ = ["NotStorableError", "to_document"]


class NotStorableError(ValueError):
    """A result holds NaN or infinity where it must hold a value or None."""


# Most values of a document are of these types, so they are checked first.
_KEPT = frozenset({type(None), bool, int, str})


def to_document(value: Any) -> Any:
    """The storable form of a result. Arrays are for Parquet, not for documents: they raise TypeError."""
    kind = type(value)
    if kind in _KEPT:
        return value
    if kind is float:
        return _finite(value)
    if kind is tuple or kind is list:
        return [to_document(item) for item in value]
    names = _field_names(kind)  # type: ignore[arg-type]  # a type is hashable, whatever mypy says
    if names is not None:
        return {name: to_document(getattr(value, name)) for name in names}
    return _rarer(value)


@cache
def _field_names(kind: type) -> tuple[str, ...] | None:
    """The fields of a dataclass; None for every other type."""
    is_dataclass = dataclasses.is_dataclass(kind)
    return tuple(field.name for field in dataclasses.fields(kind)) if is_dataclass else None


def _rarer(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): to_document(item) for key, item in value.items()}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (list, tuple)):
        return [to_document(item) for item in value]
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return _scalar(value)


def _scalar(value: Any) -> Any:
    if isinstance(value, np.generic):
        return to_document(value.item())
    if isinstance(value, float):
        return _finite(value)
    if isinstance(value, (int, str)):
        return value
    raise TypeError(f"A {type(value).__name__} does not belong in a document.")


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise NotStorableError(f"{value} cannot be stored.")
    return value
