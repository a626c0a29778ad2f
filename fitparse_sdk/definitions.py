"""Definition messages: the layout of the data messages of a local type from there on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from .damage import damage_of
from .layout import KEPT_LAYOUTS, developer_layout, field_layout

if TYPE_CHECKING:
    from collections.abc import MutableSequence
    from typing import Any

    from .layout import DeveloperFieldDefinition, FieldDefinition

__all__ = [
    "COMPRESSED",
    "HAS_DEVELOPER_FIELDS",
    "LOCAL_TYPE_MASK",
    "Definition",
    "Shape",
    "define",
    "length_at",
    "shape_of",
]

LOCAL_TYPE_MASK = 0x0F
COMPRESSED = 0x80
HAS_DEVELOPER_FIELDS = 0x20
COMPRESSED_LOCAL_TYPES = 4
"""Local types that headers with a compressed timestamp can name."""
FIXED_SIZE = 6
"""Bytes of a definition message before its fields: header, reserved, architecture, global number (2), fields."""


@dataclass(slots=True)
class Definition:
    """A definition message: the layout of the data messages of its local type from here on.

    Attributes:
        offset: byte offset of its header byte.
        triples, developer_triples: the bytes that define its fields, three each.
        size: bytes of a data message, its header byte included.
        part: which of the chained files it belongs to.
        first: how many data messages come before this definition.
    """

    offset: int
    header: int
    reserved: int
    architecture: int
    global_num: int
    triples: bytes
    developer_triples: bytes
    size: int
    part: int
    first: int

    @property
    def fields(self) -> tuple[FieldDefinition, ...]:
        """Its fields, in the order of their bytes."""
        return field_layout(self.triples).fields

    @property
    def developer_fields(self) -> tuple[DeveloperFieldDefinition, ...]:
        """Its developer fields, whose bytes come after those of the fields."""
        return developer_layout(self.developer_triples, sum(self.triples[1::3]))

    @property
    def end(self) -> int:
        """Offset after the definition message."""
        after_fields = self.offset + FIXED_SIZE + len(self.triples)
        return (
            after_fields + 1 + len(self.developer_triples)
            if self.header & HAS_DEVELOPER_FIELDS
            else after_fields
        )

    @property
    def local_num(self) -> int:
        """The local message type it defines."""
        return self.header & LOCAL_TYPE_MASK

    @property
    def byte_order(self) -> str:
        """NumPy's sign for the byte order of the values."""
        return ">" if self.architecture else "<"


class Shape(NamedTuple):
    """What the bytes of a definition message say, wherever it stands.

    Attributes:
        faults: (place of a field, what is wrong with it) pairs.
    """

    global_num: int
    triples: bytes
    developer_triples: bytes
    size: int
    faults: tuple[tuple[int, str], ...]
    architecture: int

    def damage(self) -> str:
        """Why no device can have written it; "" where one can."""
        return damage_of(self.architecture, self.global_num, self.triples, self.developer_triples)


def define(table: MutableSequence[Any], local: int, entry: int) -> None:
    """Put an entry in a table by header bytes, for all headers of messages of that local type."""
    for reserved_bits in (0x00, 0x10, 0x20, 0x30):
        table[local | reserved_bits] = entry
    if local < COMPRESSED_LOCAL_TYPES:
        first = COMPRESSED | local << 5
        table[first : first + 32] = [entry] * 32


@lru_cache(KEPT_LAYOUTS)
def shape_of(message: bytes) -> Shape:
    """The shape of a whole definition message."""
    after_fields = FIXED_SIZE + 3 * message[5]
    triples = message[FIXED_SIZE:after_fields]
    developer_triples = message[after_fields + 1 :] if message[0] & HAS_DEVELOPER_FIELDS else b""
    return Shape(
        global_num=int.from_bytes(message[3:5], "big" if message[2] else "little"),
        triples=triples,
        developer_triples=developer_triples,
        size=1 + sum(triples[1::3]) + sum(developer_triples[1::3]),
        faults=field_layout(triples).faults,
        architecture=message[2],
    )


def length_at(data: bytes, position: int, end: int) -> int | None:
    """Bytes of the definition message whose header byte lies there; None where it is cut off by the end."""
    after_count = position + FIXED_SIZE
    if after_count > end:
        return None
    after_fields = after_count + 3 * data[position + 5]
    has_developer_fields = bool(data[position] & HAS_DEVELOPER_FIELDS)
    if after_fields + has_developer_fields > end:
        return None
    after = after_fields + 1 + 3 * data[after_fields] if has_developer_fields else after_fields
    return after - position if after <= end else None
