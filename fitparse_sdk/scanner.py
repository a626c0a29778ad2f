"""The walk over a file's record headers: where each message lies and which definition it follows. Values are not read.

The walk is the only loop over messages in plain Python. It looks up each header byte in a table of message sizes and
adds; everything that is not a plain data message has no size in the table and is handled outside the inner loop.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .crc_calculator import crc16
from .errors import (
    FitCrcError,
    FitDataError,
    FitError,
    FitHeaderError,
    FitLimitError,
    FitTruncatedError,
    FitWarning,
)
from .layout import KEPT_LAYOUTS, developer_layout, field_layout

if TYPE_CHECKING:
    from collections.abc import Iterator, MutableSequence
    from typing import Any

    from numpy.typing import NDArray

    from .layout import DeveloperFieldDefinition, FieldDefinition

__all__ = ["Definition", "Grouping", "Header", "Limits", "Scan", "header_at"]

HEADER_SIZE = 12
CRC_SIZE = 2
LOCAL_TYPE_MASK = 0x0F
COMPRESSED = 0x80
IS_DEFINITION = 0x40
HAS_DEVELOPER_FIELDS = 0x20
SIGNATURE = b".FIT"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may ask for before reading it fails with a FitLimitError that names the limit.

    Attributes:
        max_messages: data messages and definitions together.
        max_output_bytes: bytes of unpacked gzip data, and bytes of any one table of columns or values.
    """

    max_messages: int = 10_000_000
    max_output_bytes: int = 1 << 30


DEFAULT_LIMITS = Limits()


@dataclass(slots=True)
class Definition:
    """A definition message: how the data messages of its local type lie in the bytes from here on.

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
        after_fields = self.offset + 6 + len(self.triples)
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


@dataclass(frozen=True, slots=True)
class Header:
    """The file header of one of the chained files, and where its parts lie in the data."""

    offset: int
    size: int
    protocol: int
    profile: int
    data_size: int
    crc: int | None
    """The header's own CRC; None in a header of 12 bytes; 0 where the writer left it out."""

    @property
    def start(self) -> int:
        """Offset of the first record."""
        return self.offset + self.size

    @property
    def end(self) -> int:
        """Offset after the last record, as the header has it."""
        return self.start + self.data_size


def header_at(data: bytes, offset: int) -> Header | None:
    """The file header at that offset, or None where there is none."""
    if len(data) < offset + HEADER_SIZE or data[offset + 8 : offset + 12] != SIGNATURE:
        return None
    size = data[offset]
    if size < HEADER_SIZE or len(data) < offset + size:
        return None
    return Header(
        offset=offset,
        size=size,
        protocol=data[offset + 1],
        profile=int.from_bytes(data[offset + 2 : offset + 4], "little"),
        data_size=int.from_bytes(data[offset + 4 : offset + 8], "little"),
        crc=int.from_bytes(data[offset + 12 : offset + 14], "little")
        if size >= HEADER_SIZE + CRC_SIZE
        else None,
    )


def _define(table: MutableSequence[Any], local: int, entry: int) -> None:
    """Put an entry in a table by header bytes, for all headers of messages of that local type."""
    for reserved_bits in (0x00, 0x10, 0x20, 0x30):
        table[local | reserved_bits] = entry
    if local < 4:
        first = COMPRESSED | local << 5
        table[first : first + 32] = [entry] * 32


class _Shape(NamedTuple):
    """What the bytes of a definition message say, wherever it stands."""

    global_num: int
    triples: bytes
    developer_triples: bytes
    size: int
    faults: tuple[tuple[int, str], ...]


@lru_cache(KEPT_LAYOUTS)
def _shape(body: bytes, has_developer_fields: bool) -> _Shape:  # noqa: FBT001  # a bit of the header byte before the body
    """The shape of a definition message, given without its header byte."""
    after_fields = 5 + 3 * body[4]
    triples = body[5:after_fields]
    developer_triples = body[after_fields + 1 :] if has_developer_fields else b""
    return _Shape(
        global_num=int.from_bytes(body[2:4], "big" if body[1] else "little"),
        triples=triples,
        developer_triples=developer_triples,
        size=1 + sum(triples[1::3]) + sum(developer_triples[1::3]),
        faults=field_layout(triples).faults,
    )


@dataclass(slots=True)
class Scan:
    """Where everything lies in the data of one or more chained files."""

    data: bytes
    limits: Limits = DEFAULT_LIMITS
    strict: bool = False
    headers: list[Header] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    """Byte offset of every data message's header byte, in file order; none any more once they are grouped."""
    warnings: list[FitWarning] = field(default_factory=list)
    _cut: bytes | None = None
    _grouping: Grouping | None = None

    @property
    def count(self) -> int:
        """Number of data messages."""
        return len(self.offsets) if self._grouping is None else len(self._grouping.offsets)

    def warn(self, kind: type[FitError], text: str, offset: int) -> FitWarning:
        """Note a fault; reading strictly, raise it."""
        warning = FitWarning(kind, text, offset)
        if self.strict:
            raise warning.as_error()
        self.warnings.append(warning)
        return warning

    # One file of the chain

    def read_file(self, header: Header) -> int:
        """Walk over one file; returns the offset after its CRC."""
        self.headers.append(header)
        self._check_header(header)
        end, after = self._bounds(header)
        self.walk(header.start, end)
        self._cut = None
        return after

    def _check_header(self, header: Header) -> None:
        start = header.offset
        if header.crc and header.crc != crc16(self.data[start : start + HEADER_SIZE]):
            self.warn(FitCrcError, "The header's CRC is wrong", start + HEADER_SIZE)

    def _bounds(self, header: Header) -> tuple[int, int]:
        """(offset after the last record, offset after the file), whatever the header claims.

        Where the declared size does not lead to a right CRC but the CRC at the end of the data is right for all of
        them, the declared size is wrong. 0 is what writers leave behind that did not come to close the file.
        """
        data, total = self.data, len(self.data)
        end = header.end
        if header.data_size == 0 and end + CRC_SIZE < total and header_at(data, end + CRC_SIZE) is None:
            return self._rest_of_data(header, "The header's data size is 0")
        if end + CRC_SIZE > total:
            return self._rest_of_data(header, "The header's data size goes beyond the end of the data")
        if crc16(memoryview(data)[header.offset : end + CRC_SIZE]) != 0:
            if end + CRC_SIZE < total and crc16(memoryview(data)[header.offset :]) == 0:
                return self._rest_of_data(header, "The header's data size is too small")
            self.warn(FitCrcError, "The file's CRC is wrong", end)
        return end, end + CRC_SIZE

    def _rest_of_data(self, header: Header, fault: str) -> tuple[int, int]:
        total = len(self.data)
        is_complete = total - header.start >= CRC_SIZE and crc16(memoryview(self.data)[header.offset :]) == 0
        if is_complete:
            self.warn(
                FitHeaderError, f"{fault}, the file's CRC at the end of the data is right", header.offset + 4
            )
            return total - CRC_SIZE, total
        self.warn(FitTruncatedError, f"{fault}, and there is no right CRC at its end", header.offset + 4)
        return total, total

    # Records

    def walk(self, start: int, end: int, last_byte: int | None = None) -> tuple[int, FitWarning | None]:
        """Walk over the records that begin in data[start:end]; what cannot be read ends the walk with a warning.

        Args:
            start: offset of the first record.
            end: offset after the last record.
            last_byte: offset up to which the last record may reach beyond `end`; `end` itself if not given.

        Returns:
            The offset after the last record read, and the fault that ended the walk early (or None).
        """
        last_byte = end if last_byte is None else last_byte
        sizes: list[int | None] = [None] * 256
        position = self._walk_messages(sizes, start, end)
        while position < end:
            if not self.data[position] & IS_DEFINITION or self.data[position] & COMPRESSED:
                text = f"Message of undefined local type, header {self.data[position]:#04x}"
                return position, self.warn(FitDataError, text, position)
            definition = self._definition_at(position, last_byte)
            if definition is None:
                return position, self.warn(
                    FitTruncatedError, "A definition is cut off by the end of the file", position
                )
            self.definitions.append(definition)
            _define(sizes, definition.local_num, definition.size)
            position = self._walk_messages(sizes, definition.end, end)
        if position > last_byte:
            position = self.offsets.pop()
            return position, self.warn(
                FitTruncatedError, "A message is cut off by the end of the file", position
            )
        return position, None

    def _walk_messages(self, sizes: list[int | None], position: int, end: int) -> int:
        """Note the offsets of data messages until something else comes, or the end; returns where that is."""
        data = self._until(end)
        offsets = self.offsets
        append = offsets.append
        budget = self.limits.max_messages - len(offsets) - len(self.definitions)
        try:
            for _ in repeat(None, budget + 1):
                append(position)
                position += sizes[data[position]]  # type: ignore[operator]  # None leaves the loop by TypeError
        except (TypeError, IndexError):  # no data message here, or the end of the data
            offsets.pop()
            return position
        if budget >= 0:
            offsets.pop()  # the one too many; it alone might reach beyond the end
        raise FitLimitError(f"More than {self.limits.max_messages} messages", position, limit="max_messages")

    def _until(self, end: int) -> bytes:
        """The data before `end`; the copy is kept for the next call."""
        if end >= len(self.data):
            return self.data
        if self._cut is None or len(self._cut) != end:
            self._cut = self.data[:end]
        return self._cut

    def _definition_at(self, position: int, end: int) -> Definition | None:
        """The definition whose header byte lies there, or None where it is cut off."""
        data = self.data
        after_count = position + 6
        if after_count > end:
            return None
        after_fields = after_count + 3 * data[position + 5]
        has_developer_fields = bool(data[position] & HAS_DEVELOPER_FIELDS)
        if after_fields + has_developer_fields > end:
            return None
        after = after_fields + 1 + 3 * data[after_fields] if has_developer_fields else after_fields
        if after > end:
            return None
        shape = _shape(data[position + 1 : after], has_developer_fields)
        for place, fault in shape.faults:
            self.warn(FitDataError, fault, after_count + 3 * place)
        return Definition(
            offset=position,
            header=data[position],
            reserved=data[position + 1],
            architecture=data[position + 2],
            global_num=shape.global_num,
            triples=shape.triples,
            developer_triples=shape.developer_triples,
            size=shape.size,
            part=len(self.headers) - 1,
            first=len(self.offsets),
        )

    # What columns are made from

    def grouped(self) -> Grouping:
        """Which messages follow which definition, when the walk is over. The list of offsets is given up for an array."""
        if self._grouping is None:
            self._grouping = self._made_groups()
            self.offsets.clear()
        return self._grouping

    def _made_groups(self) -> Grouping:
        count = len(self.definitions)
        offsets = np.fromiter(self.offsets, np.intp, len(self.offsets))
        heads = np.frombuffer(self.data, np.uint8)[offsets]
        compressed = heads >= COMPRESSED
        owner = self._owners(heads) if count <= 1 << 8 else self._many_owners(heads, compressed)
        order = np.argsort(owner, kind="stable")
        edges = np.zeros(count + 1, np.intp)
        np.cumsum(np.bincount(owner, minlength=count), out=edges[1:])
        return Grouping(offsets, order, edges, owner, heads, compressed)

    def _owners(self, heads: NDArray[np.uint8]) -> NDArray[Any]:
        """The index of the definition that each message follows: the latest of its local type before it."""
        owner = bytearray()
        header_bytes = heads.tobytes()
        in_force = bytearray(256)
        for number, (definition, end) in enumerate(self._reaches()):
            _define(in_force, definition.local_num, number)
            if end > definition.first:
                owner += header_bytes[definition.first : end].translate(in_force)
        return np.frombuffer(owner, np.uint8)

    def _many_owners(self, heads: NDArray[np.uint8], compressed: NDArray[np.bool_]) -> NDArray[Any]:
        """The same for more definitions than a byte can count."""
        locals_ = np.where(compressed, heads >> 5 & 3, heads & LOCAL_TYPE_MASK)
        # NumPy sorts integers of up to 16 bits by radix, many times faster than wider ones
        kind = np.uint16 if len(self.definitions) <= 1 << 16 else np.intp
        owner = np.zeros(len(locals_), kind)
        in_force = np.zeros(16, kind)
        for number, (definition, end) in enumerate(self._reaches()):
            in_force[definition.local_num] = number
            if end > definition.first:
                owner[definition.first : end] = in_force[locals_[definition.first : end]]
        return owner

    def _reaches(self) -> Iterator[tuple[Definition, int]]:
        """Each definition, and the index of the first message after the next definition."""
        ends = [*(definition.first for definition in self.definitions), self.count][1:]
        return zip(self.definitions, ends, strict=True)


@dataclass(frozen=True, slots=True)
class Grouping:
    """The messages of a scan by the definition they follow.

    Attributes:
        offsets: shape (messages,), byte offset of each message's header byte.
        order: shape (messages,), message indices, those of one definition together, in file order.
        edges: shape (definitions + 1,), where each definition's part of `order` begins.
        owner: shape (messages,), index of the definition each message follows.
        heads: shape (messages,), the header bytes.
        compressed: shape (messages,), whether the header carries a compressed timestamp.
    """

    offsets: NDArray[np.intp]
    order: NDArray[np.intp]
    edges: NDArray[np.intp]
    owner: NDArray[Any]
    heads: NDArray[np.uint8]
    compressed: NDArray[np.bool_]

    def of(self, definition: int) -> NDArray[np.intp]:
        """Indices of the messages that follow the definition, in file order."""
        return self.order[self.edges[definition] : self.edges[definition + 1]]
