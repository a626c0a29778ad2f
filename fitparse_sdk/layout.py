"""The layout of values in a message's bytes: the protocol's base types, and the fields of definition messages.

Layouts are kept for reuse: devices send the same definitions again and again, in one file and from file to file.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = [
    "BASE_TYPES",
    "BaseType",
    "DeveloperFieldDefinition",
    "FieldDefinition",
    "FieldLayout",
    "WordLayout",
    "developer_layout",
    "field_layout",
    "payload_type",
    "scalar_words",
    "word_layout",
]

BASE_TYPE_MASK = 0x1F
ENDIAN_BIT = 0x80
"""Set in the byte of a base type of more than one byte."""
KEPT_LAYOUTS = 512
WORD = 8
WIDEST_EXACT = 4


@dataclass(frozen=True, slots=True)
class BaseType:
    """How a value lies in the bytes.

    Attributes:
        number: the type's number in the protocol without the endian bit.
        name: its name in the profile.
        dtype: NumPy's type code without byte order; empty for strings.
        size: bytes of one value.
        invalid: the value that stands for "none", as an integer of the type's bits.
    """

    number: int
    name: str
    dtype: str
    size: int
    invalid: int

    is_float: bool = False
    """Whether values are floating point, whose invalid value is a NaN."""

    @property
    def is_exact(self) -> bool:
        """Whether values are integers that float64 holds exactly, the invalid one too."""
        return not self.is_float and self.size <= WIDEST_EXACT


BASE_TYPES = (
    BaseType(0, "enum", "u1", 1, 0xFF),
    BaseType(1, "sint8", "i1", 1, 0x7F),
    BaseType(2, "uint8", "u1", 1, 0xFF),
    BaseType(3, "sint16", "i2", 2, 0x7FFF),
    BaseType(4, "uint16", "u2", 2, 0xFFFF),
    BaseType(5, "sint32", "i4", 4, 0x7FFFFFFF),
    BaseType(6, "uint32", "u4", 4, 0xFFFFFFFF),
    BaseType(7, "string", "", 1, 0x00),
    BaseType(8, "float32", "f4", 4, 0xFFFFFFFF, is_float=True),
    BaseType(9, "float64", "f8", 8, 0xFFFFFFFFFFFFFFFF, is_float=True),
    BaseType(10, "uint8z", "u1", 1, 0x00),
    BaseType(11, "uint16z", "u2", 2, 0x0000),
    BaseType(12, "uint32z", "u4", 4, 0x00000000),
    BaseType(13, "byte", "u1", 1, 0xFF),
    BaseType(14, "sint64", "i8", 8, 0x7FFFFFFFFFFFFFFF),
    BaseType(15, "uint64", "u8", 8, 0xFFFFFFFFFFFFFFFF),
    BaseType(16, "uint64z", "u8", 8, 0x0000000000000000),
)
ENUM, UINT8, STRING, BYTE = BASE_TYPES[0], BASE_TYPES[2], BASE_TYPES[7], BASE_TYPES[13]


class FieldDefinition(NamedTuple):
    """One field of a definition.

    Attributes:
        num: field number.
        size: its bytes.
        declared_type: the base type's byte as it is in the file.
        base_type: the type its values are read as.
        elements: how many values there are.
        start: where it begins, counted from the byte after the message's header byte.
    """

    num: int
    size: int
    declared_type: int
    base_type: BaseType
    elements: int
    start: int


class DeveloperFieldDefinition(NamedTuple):
    """One developer field of a definition: what it is, a field_description message tells."""

    num: int
    size: int
    developer_data_index: int
    start: int


class FieldLayout(NamedTuple):
    """The fields of a definition.

    Attributes:
        fields: in the order of their bytes.
        faults: (place of the field, what is wrong with it) pairs.
        scalars: places of the fields with one number a message, those of a base type together.
        others: places of the texts and arrays.
    """

    fields: tuple[FieldDefinition, ...]
    faults: tuple[tuple[int, str], ...]
    scalars: tuple[tuple[int, ...], ...]
    others: tuple[int, ...]


@lru_cache(KEPT_LAYOUTS)
def field_layout(triples: bytes) -> FieldLayout:
    """The fields that (number, size, base type) triples of bytes define."""
    fields: list[FieldDefinition] = []
    faults: list[tuple[int, str]] = []
    start = 0
    for num, size, declared in zip(triples[::3], triples[1::3], triples[2::3], strict=True):
        base_type, fault = _readable_type(declared, size)
        if fault:
            faults.append((len(fields), fault))
        fields.append(FieldDefinition(num, size, declared, base_type, size // base_type.size, start))
        start += size
    if len(set(triples[::3])) < len(fields):
        faults.append((0, "A definition has the same field twice; the last one counts"))
    scalars: dict[BaseType, list[int]] = {}
    others: list[int] = []
    for place, field in enumerate(fields):
        if field.elements == 1 and field.base_type is not STRING:
            scalars.setdefault(field.base_type, []).append(place)
        elif field.elements:
            others.append(place)
    return FieldLayout(tuple(fields), tuple(faults), tuple(map(tuple, scalars.values())), tuple(others))


def _readable_type(declared: int, size: int) -> tuple[BaseType, str]:
    """The type a field's values can be read as, and what is wrong with the declared one ("" if nothing)."""
    number = declared & BASE_TYPE_MASK
    if number >= len(BASE_TYPES):
        return BYTE, f"Unknown base type {declared:#04x}, read as bytes"
    base_type = BASE_TYPES[number]
    if size % base_type.size:
        return UINT8, f"{size} bytes are no multiple of {base_type.name}, read as bytes"
    return base_type, ""


@lru_cache(KEPT_LAYOUTS)
def developer_layout(triples: bytes, start: int) -> tuple[DeveloperFieldDefinition, ...]:
    """The developer fields that (number, size, developer data index) triples of bytes define, from that byte on."""
    fields = []
    for num, size, index in zip(triples[::3], triples[1::3], triples[2::3], strict=True):
        fields.append(DeveloperFieldDefinition(num, size, index, start))
        start += size
    return tuple(fields)


@dataclass(frozen=True, slots=True)
class WordLayout:
    """How to take several integers of each message at once, as words of 64 bits, whatever their types and byte order.

    Attributes:
        indices: shape (8 * integers,), where in a message the bytes of the words are.
        masks: shape (integers,), the bits of each word that are the integer's.
        signs: shape (integers,), its sign bit, 0 for unsigned ones; None where all are.
        invalids: shape (integers, 1), the values that stand for "none".
    """

    indices: NDArray[np.intp]
    masks: NDArray[np.uint64]
    signs: NDArray[np.uint64] | None
    invalids: NDArray[np.int64]

    def read(self, messages: NDArray[np.uint8]) -> NDArray[np.int64]:
        """The integers, shape (integers, n), of messages of shape (n, bytes)."""
        words = np.take(messages, self.indices, axis=1).view("<u8")
        words &= self.masks
        if self.signs is not None:
            words ^= self.signs
            words -= self.signs
        return words.view("<i8").T


def word_layout(integers: Sequence[tuple[int, BaseType]], byte_order: str) -> WordLayout:
    """The layout for (first byte in the message, type) pairs of integers."""
    widths = [8 * base.size for _, base in integers]
    bases = [base for _, base in integers]
    signs = [
        1 << width - 1 if base.dtype.startswith("i") else 0 for width, base in zip(widths, bases, strict=True)
    ]
    indices = [_word_bytes(start, base.size, byte_order) for start, base in integers]
    return WordLayout(
        indices=np.array(indices, np.intp).reshape(-1),
        masks=np.array([(1 << width) - 1 for width in widths], np.uint64),
        signs=np.array(signs, np.uint64) if any(signs) else None,
        invalids=np.array([base.invalid if base.is_exact else 0 for base in bases], np.int64)[:, None],
    )


def _word_bytes(start: int, size: int, byte_order: str) -> list[int]:
    """Where the eight bytes of an integer's word are taken from, the lowest first; those beyond its size are masked."""
    own = list(range(start, start + size))
    return (own[::-1] if byte_order == ">" else own) + [0] * (WORD - size)


@lru_cache(KEPT_LAYOUTS)
def scalar_words(triples: bytes, byte_order: str) -> tuple[tuple[int, ...], WordLayout]:
    """Places of the fields with one exact integer a message, and how to take them."""
    layout = field_layout(triples)
    places = tuple(
        sorted(
            place for places in layout.scalars for place in places if layout.fields[place].base_type.is_exact
        )
    )
    fields = [layout.fields[place] for place in places]
    return places, word_layout([(field.start, field.base_type) for field in fields], byte_order)


@lru_cache(KEPT_LAYOUTS)
def payload_type(triples: bytes, developer_triples: bytes, byte_order: str) -> np.dtype[Any]:
    """The structured type of a message's bytes: "0", "1", ... for fields, "d0", "d1", ... for developer fields."""
    fields = field_layout(triples).fields
    size = sum(triples[1::3])
    developer = developer_layout(developer_triples, size)
    names = [f"{place}" for place in range(len(fields))] + [f"d{place}" for place in range(len(developer))]
    formats = [_format(field, byte_order) for field in fields] + [f"V{field.size}" for field in developer]
    starts = [field.start for field in fields] + [field.start for field in developer]
    whole = size + sum(developer_triples[1::3])
    return np.dtype({"names": names, "formats": formats, "offsets": starts, "itemsize": whole})


def _format(field: FieldDefinition, byte_order: str) -> Any:
    if field.base_type is STRING:
        return f"V{field.size}"
    code = f"{byte_order}{field.base_type.dtype}"
    return code if field.elements == 1 else (code, (field.elements,))
