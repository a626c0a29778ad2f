"""Runs written anew as some devices write them: a definition before nearly every message (Suunto Ambit)."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import fitparse_sdk as fit
from fitparse_sdk.crc_calculator import crc16

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["WAYS"]

TIMESTAMP, RECORD = 253, 20
LOCAL_TYPES = 16
SUBSETS = 6


def repeated(data: bytes) -> bytes:
    """The same definition before each message, all of local type 0."""
    return _file(part for message in _messages(data) for part in _written(message, 0))


def rotating(data: bytes) -> bytes:
    """The same, the local types in turn."""
    return _file(
        part
        for number, message in enumerate(_messages(data))
        for part in _written(message, number % LOCAL_TYPES)
    )


def alternating(data: bytes) -> bytes:
    """Records that have the time and a part of their fields, as sensors tell them: another definition each."""
    return _file(
        part
        for number, message in enumerate(_messages(data))
        for part in _written(message, 0, number % SUBSETS if message.num == RECORD else None)
    )


WAYS = (repeated, rotating, alternating)


def _messages(data: bytes) -> list[fit.Message]:
    return list(fit.decode(data).messages())


def _written(message: fit.Message, local: int, subset: int | None = None) -> Iterator[bytes]:
    """A definition of the message's own, and the message. Developer fields are left out."""
    definition = message.definition
    fields = [
        one
        for place, one in enumerate(definition.fields)
        if subset is None or one.num == TIMESTAMP or place % SUBSETS in {subset, (subset + 1) % SUBSETS}
    ]
    order = ">" if definition.architecture else "<"
    head = struct.pack(f"{order}BBBHB", 0x40 | local, 0, definition.architecture, message.num, len(fields))
    yield head + b"".join(bytes((one.num, one.size, one.declared_type)) for one in fields)
    payload = message.payload
    yield bytes((local,)) + b"".join(payload[one.start : one.start + one.size] for one in fields)


def _file(records: Iterator[bytes]) -> bytes:
    body = b"".join(records)
    head = struct.pack("<BBHI4s", 14, 0x20, 21_218, len(body), b".FIT")
    content = head + struct.pack("<H", crc16(head)) + body
    return content + struct.pack("<H", crc16(content))
