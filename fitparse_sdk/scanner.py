"""Scans a file's record headers: the offset of each message and the definition it follows. No values are read.

The walk is the only loop over messages in plain Python. It looks up each header byte in a table of message sizes and
adds; everything that is not a plain data message has no size in the table and is handled outside the inner loop.
Devices that write a definition before nearly every message (Suunto) write the same few ones: what a definition says is
worked out once, and the messages that follow definitions of one content are one group.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field, replace
from itertools import repeat
from typing import TYPE_CHECKING

from .crc_calculator import crc16
from .definitions import (
    COMPRESSED,
    FIXED_SIZE,
    HAS_DEVELOPER_FIELDS,
    LOCAL_TYPE_MASK,
    Definition,
    define,
    length_at,
    shape_of,
)
from .errors import (
    FitCrcError,
    FitDataError,
    FitError,
    FitHeaderError,
    FitLimitError,
    FitTruncatedError,
    FitWarning,
)
from .grouping import grouping_of

if TYPE_CHECKING:
    from .definitions import Shape
    from .grouping import Grouping

__all__ = ["Definition", "Header", "Limits", "Scan", "header_at"]

HEADER_SIZE = 12
CRC_SIZE = 2
IS_DEFINITION = 0x40
SIGNATURE = b".FIT"
LOCAL_TYPES = 16
LONG_RUN = 8
"""After so many messages without a definition, looking for known ones costs more than it saves."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of what is read; beyond one of them reading fails with a FitLimitError that names it.

    Attributes:
        max_messages: data messages and definitions together.
        max_output_bytes: bytes of unpacked gzip data, and bytes of any one table of columns or values.
    """

    max_messages: int = 10_000_000
    max_output_bytes: int = 1 << 30


DEFAULT_LIMITS = Limits()


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


@dataclass(slots=True)
class _LocalTypes:
    """What the definitions of one file have said so far.

    Attributes:
        sizes: bytes of a data message by its header byte, None where that local type is not defined.
        known: (index of its content, local type, bytes of a data message) of each definition message, by its bytes.
        contents: index of a definition message's content by its bytes without the header byte.
    """

    sizes: list[int | None] = field(default_factory=lambda: [None] * 256)
    known: dict[bytes, tuple[int, int, int]] = field(default_factory=dict)
    contents: dict[bytes, int] = field(default_factory=dict)

    def put_in_force(self, sizes: list[int | None]) -> None:
        """Set the sizes of the local types, of which there are as many as sizes."""
        for local, size in enumerate(sizes):
            if size is not None and size != self.sizes[local]:
                define(self.sizes, local, size)


def _no_integers() -> array[int]:
    """An array of 64-bit integers: they take a fifth of a list's memory, and NumPy takes them over at once."""
    return array("q")


@dataclass(slots=True)
class Scan:
    """The offsets of all messages and definitions in one or more chained files."""

    data: bytes
    limits: Limits = DEFAULT_LIMITS
    strict: bool = False
    headers: list[Header] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)
    """The first definition message of each content, in file order."""
    offsets: list[int] = field(default_factory=list)
    """Byte offset of every data message's header byte, in file order; none any more once they are grouped."""
    written: array[int] = field(default_factory=_no_integers)
    """Byte offset of every definition message's header byte; none any more once they are grouped."""
    contents: array[int] = field(default_factory=_no_integers)
    """Index in `definitions` of every definition message's content; none any more once they are grouped."""
    warnings: list[FitWarning] = field(default_factory=list)
    is_attested: bool = True
    """Whether a right CRC says that the bytes being walked over are as they were written."""
    _cut: bytes | None = None
    _grouping: Grouping | None = None
    _written_definitions: dict[int, Definition] = field(default_factory=dict)

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
        self.is_attested = True
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
            self.is_attested = False
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
        self.is_attested = False
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
        types = _LocalTypes()
        position = self._walk_messages(types, start, end)
        while position < end:
            if self.data[position] & (COMPRESSED | IS_DEFINITION) != IS_DEFINITION:
                text = f"Message of undefined local type, header {self.data[position]:#04x}"
                return position, self.warn(FitDataError, text, position)
            length = length_at(self.data, position, last_byte)
            if length is None:
                return position, self.warn(
                    FitTruncatedError, "A definition is cut off by the end of the file", position
                )
            after = position + length
            message = self.data[position:after]
            if message in types.known and after <= end and self._budget() > 1:
                after = self._walk_known(types, position, end)
            else:
                damage = self._add_definition(types, message, position)
                if damage:
                    text = f"The reading ends at a damaged definition ({damage})"
                    return position, self.warn(FitDataError, text, position)
            position = self._walk_messages(types, after, end)
        if position > last_byte:
            position = self.offsets.pop()
            return position, self.warn(
                FitTruncatedError, "A message is cut off by the end of the file", position
            )
        return position, None

    def _walk_messages(self, types: _LocalTypes, position: int, end: int) -> int:
        """Note the offsets of data messages until something else comes, or the end; returns where that is."""
        data, sizes = self._until(end), types.sizes
        offsets = self.offsets
        append = offsets.append
        budget = self._budget()
        try:
            for _ in repeat(None, budget + 1):
                append(position)
                position += sizes[data[position]]  # type: ignore[operator]  # None leaves the loop by TypeError
        except (TypeError, IndexError):  # no data message here, or the end of the data
            offsets.pop()
            return position
        if budget >= 0:
            offsets.pop()  # the one too many; it alone might reach beyond the end
        raise self._too_many(position)

    def _walk_known(self, types: _LocalTypes, position: int, end: int) -> int:
        """The same where definitions that have been there before stand between a few messages each."""
        data = self._until(end)
        sizes, known = types.sizes[:LOCAL_TYPES], types.known
        note_message, note_definition, note_content = (
            self.offsets.append,
            self.written.append,
            self.contents.append,
        )
        run = 0
        try:
            for _ in repeat(None, self._budget() // 2):  # a definition and a message each
                head = data[position]
                if head < LOCAL_TYPES:
                    if run == LONG_RUN:
                        return position
                    run += 1
                    after = position + sizes[head]  # type: ignore[operator]  # None leaves the loop by TypeError
                    note_message(position)
                    position = after
                    continue
                after = position + FIXED_SIZE + 3 * data[position + 5]
                if head & HAS_DEVELOPER_FIELDS:
                    after += 1 + 3 * data[after]
                content, local, size = known[data[position:after]]
                run = 0
                note_definition(position)
                note_content(content)
                sizes[local] = size
                position = after
                if data[after] == local:  # the message nearly always follows at once
                    note_message(after)
                    position = after + size
        except (KeyError, TypeError, IndexError):  # a new definition, another header, the end of the data
            return position
        finally:
            types.put_in_force(sizes)
        return position

    def _budget(self) -> int:
        """How many more messages and definitions there may be."""
        return self.limits.max_messages - len(self.offsets) - len(self.written)

    def _too_many(self, position: int) -> FitLimitError:
        return FitLimitError(f"More than {self.limits.max_messages} messages", position, limit="max_messages")

    def _until(self, end: int) -> bytes:
        """The data before `end`; the copy is kept for the next call."""
        if end >= len(self.data):
            return self.data
        if self._cut is None or len(self._cut) != end:
            self._cut = self.data[:end]
        return self._cut

    def _add_definition(self, types: _LocalTypes, message: bytes, position: int) -> str:
        """Put a definition message that is new in force; where it is damaged it is not, and what it has is returned."""
        shape = shape_of(message)
        damage = "" if self.is_attested else shape.damage()
        if damage:
            return damage
        body = message[1:]
        content = types.contents.get(body)
        if content is None:
            content = types.contents[body] = len(self.definitions)
            self._add_content(shape, message, position)
        local = message[0] & LOCAL_TYPE_MASK
        self.written.append(position)
        self.contents.append(content)
        types.known[message] = content, local, shape.size
        define(types.sizes, local, shape.size)
        return ""

    def _add_content(self, shape: Shape, message: bytes, position: int) -> None:
        for place, fault in shape.faults:
            self.warn(FitDataError, fault, position + FIXED_SIZE + 3 * place)
        self.definitions.append(
            Definition(
                offset=position,
                header=message[0],
                reserved=message[1],
                architecture=message[2],
                global_num=shape.global_num,
                triples=shape.triples,
                developer_triples=shape.developer_triples,
                size=shape.size,
                part=len(self.headers) - 1,
                first=len(self.offsets),
            )
        )

    # What columns are made from

    def grouped(self) -> Grouping:
        """Which messages follow which definition, when the walk is over. The lists are given up for arrays."""
        if self._grouping is None:
            self._grouping = grouping_of(
                self.data, self.offsets, self.written, self.contents, len(self.definitions)
            )
            self.offsets.clear()
            self.written, self.contents = _no_integers(), _no_integers()
        return self._grouping

    def definition_of(self, message: int) -> Definition:
        """The very definition message that the data message follows, of all those with the same content."""
        return self.definition_message(int(self.grouped().follows[message]))

    def definition_message(self, number: int) -> Definition:
        """The definition message of that number among all of the scan."""
        if number not in self._written_definitions:
            self._written_definitions[number] = self._made_definition(number)
        return self._written_definitions[number]

    def _made_definition(self, number: int) -> Definition:
        grouping = self.grouped()
        offset = int(grouping.written[number])
        first = self.definitions[int(grouping.contents[number])]
        if first.offset == offset:
            return first
        return replace(first, offset=offset, header=self.data[offset], first=int(grouping.firsts[number]))
