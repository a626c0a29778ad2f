"""Finds definitions that no device can have written: signs that the file is damaged from there on.

They are checked only where the file's CRC is wrong or missing. None of these signs is in any of 159 real files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .layout import BASE_TYPE_MASK, BASE_TYPES, ENDIAN_BIT
from .profile import message_profile

if TYPE_CHECKING:
    from .layout import BaseType

__all__ = ["damage_of"]

LAST_ARCHITECTURE = 1
NUMBER_SIZES = frozenset({1, 2, 4, 8})


def damage_of(architecture: int, global_num: int, triples: bytes, developer_triples: bytes) -> str:
    """Why no device can have written the definition; "" where one can."""
    if architecture > LAST_ARCHITECTURE:
        return f"byte order {architecture}"
    if _has_repetition(triples[::3]):
        return "the same field twice"
    if _has_repetition(list(zip(developer_triples[::3], developer_triples[2::3], strict=True))):
        return "the same developer field twice"
    fields = zip(triples[::3], triples[1::3], triples[2::3], strict=True)
    return next(filter(None, (_field_damage(global_num, *one) for one in fields)), "")


def _has_repetition(numbers: bytes | list[tuple[int, int]]) -> bool:
    return len(set(numbers)) < len(numbers)


def _field_damage(global_num: int, num: int, size: int, declared: int) -> str:
    number = declared & BASE_TYPE_MASK
    if declared & ~(BASE_TYPE_MASK | ENDIAN_BIT) or number >= len(BASE_TYPES):
        return f"base type {declared:#04x}"
    base_type = BASE_TYPES[number]
    if size % base_type.size and not _is_narrowed(global_num, num, size, base_type):
        return f"{size} bytes of {base_type.name}"
    return ""


def _is_narrowed(global_num: int, num: int, size: int, base_type: BaseType) -> bool:
    """Whether the profile's type has been given a smaller number's size, as COROS watches do (event.data in one byte)."""
    facts = message_profile(global_num).field(num)
    is_narrower = size in NUMBER_SIZES and size < base_type.size
    return is_narrower and facts is not None and facts.base_type == base_type.name
