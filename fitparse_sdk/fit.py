"""Constants of the protocol, with the names of Garmin's Python SDK."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

from .layout import BASE_TYPE_MASK, BASE_TYPES

LOCAL_MESG_NUM_MASK = 0x0F
MESG_DEFINITION_MASK = 0x40
DEV_DATA_MASK = 0x20
ARCH_LITTLE_ENDIAN = 0x00
MAX_FIELD_SIZE = 255
FIELD_DEFAULT_SCALE = 1
FIELD_DEFAULT_OFFSET = 0

BASE_TYPE: dict[str, int] = {one.name.upper(): one.number for one in BASE_TYPES}
FIELD_TYPE_TO_BASE_TYPE: dict[str, int] = {one.name: one.number for one in BASE_TYPES}
BASE_TYPE_TO_FIELD_TYPE: dict[int, str] = {one.number: one.name for one in BASE_TYPES}

_TYPE_CODES = {
    "u1": "B",
    "i1": "b",
    "u2": "H",
    "i2": "h",
    "u4": "I",
    "i4": "i",
    "u8": "Q",
    "i8": "q",
    "f4": "f",
    "f8": "d",
    "": "s",
}

BASE_TYPE_DEFINITIONS: dict[int, dict[str, Any]] = {
    one.number: {
        "size": one.size,
        "type": one.number,
        "signed": one.dtype.startswith(("i", "f")),
        "type_code": _TYPE_CODES[one.dtype],
        "invalid": one.invalid,
        "endian_flag": 0x80 if one.size > 1 else 0x00,
    }
    for one in BASE_TYPES
}

NUMERIC_FIELD_TYPES = [one.name for one in BASE_TYPES if one.name not in {"enum", "string"}]

__all__ = [
    "ARCH_LITTLE_ENDIAN",
    "BASE_TYPE",
    "BASE_TYPE_DEFINITIONS",
    "BASE_TYPE_MASK",
    "BASE_TYPE_TO_FIELD_TYPE",
    "DEV_DATA_MASK",
    "FIELD_DEFAULT_OFFSET",
    "FIELD_DEFAULT_SCALE",
    "FIELD_TYPE_TO_BASE_TYPE",
    "LOCAL_MESG_NUM_MASK",
    "MAX_FIELD_SIZE",
    "MESG_DEFINITION_MASK",
    "NUMERIC_FIELD_TYPES",
]


def is_none(obj: object) -> bool:
    """Whether it is None."""
    return obj is None


def is_boolean(obj: object) -> bool:
    """Whether it is True or False."""
    return isinstance(obj, bool)


def is_date(obj: object) -> bool:
    """Whether it is a datetime."""
    return isinstance(obj, datetime)


def is_string(obj: object) -> bool:
    """Whether it is a text."""
    return isinstance(obj, str)


def is_numeric(obj: Any) -> bool:
    """Whether it is a finite number, or a text that reads as one; booleans are none."""
    if isinstance(obj, bool):
        return False
    try:
        return isinstance(obj, int) or math.isfinite(float(obj))
    except (TypeError, ValueError):
        return False


def is_number_string_date_or_boolean(obj: object) -> bool:
    """Whether it is something a field can be written from."""
    return isinstance(obj, int | float | str | datetime)


def is_not_number_string_date_or_boolean(obj: object) -> bool:
    """Whether it is nothing a field can be written from."""
    return not is_number_string_date_or_boolean(obj)
