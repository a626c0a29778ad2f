"""Texts too long for one message: memo_glob messages carry them in parts, which belong to a field of another message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .messages import name_of
from .profile import message_profile

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .messages import Message

__all__ = ["MEMO_GLOB", "Memo", "joined_memos"]

MEMO_GLOB = 145
INDEX_MASK = 0x0FFF
"""The bits of a message_index that count; the others are marks."""


class Memo(NamedTuple):
    """A text put together.

    Attributes:
        message: kind of the message it belongs to ("course_point").
        message_index: that of the message.
        field: name of the field it fills, "unknown_" and its number where the profile does not know it.
        text: UTF-8; bytes that are not are left out.
    """

    message: str
    message_index: int
    field: str
    text: str


class _Place(NamedTuple):
    """The field a memo fills, and which of the chained files it is in."""

    part: int
    mesg_num: int
    parent_index: int
    field_num: int


def joined_memos(parts: Iterable[Message]) -> list[Memo]:
    """The memos of memo_glob messages, in the order of their first parts.

    A part whose part_index the memo of that field already has begins a new one.
    """
    memos: list[tuple[_Place, dict[int, bytes]]] = []
    latest: dict[_Place, dict[int, bytes]] = {}
    for part in parts:
        raw = part.raw
        numbers = [raw.get(name) for name in ("mesg_num", "parent_index", "field_num")]
        part_index = raw.get("part_index", 0)
        if not all(isinstance(one, int) for one in (*numbers, part_index)):
            continue  # belongs to no field
        place = _Place(part.definition.part, *numbers)  # type: ignore[arg-type]  # integers, as was seen
        memo = latest.get(place)
        if memo is None or part_index in memo:
            memo = latest[place] = {}
            memos.append((place, memo))
        memo[part_index] = _bytes_of(raw)
    return [_memo(place, memo) for place, memo in memos]


def _bytes_of(raw: Mapping[str, Any]) -> bytes:
    """The part's bytes: "data", or "memo" in older files; 0 is the value for "none"."""
    value = raw.get("data", raw.get("memo"))
    numbers = value if isinstance(value, list) else [value]
    return bytes([one for one in numbers if isinstance(one, int) and 0 < one <= 0xFF])


def _memo(place: _Place, parts: Mapping[int, bytes]) -> Memo:
    profile = message_profile(place.mesg_num)
    field = profile.field(place.field_num)
    text = b"".join(parts[index] for index in sorted(parts)).decode("utf-8", errors="ignore")
    name = f"unknown_{place.field_num}" if field is None else field.name
    return Memo(name_of(profile.name), place.parent_index & INDEX_MASK, name, text)
