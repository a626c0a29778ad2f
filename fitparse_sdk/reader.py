"""Reading: what is in a file (`check`), its chained files one by one (`read`), all of it at once (`decode`)."""

from __future__ import annotations

import os
import zlib
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from .columns import Columns, table_columns
from .components import Rules
from .crc_calculator import crc16
from .errors import FitDataError, FitError, FitHeaderError, FitLimitError, FitTruncatedError, FitWarning
from .fields import FIT_EPOCH_S
from .memos import MEMO_GLOB, Memo, joined_memos
from .messages import Message, MessageGroup, name_of
from .profile import message_number, message_profile
from .scanner import CRC_SIZE, DEFAULT_LIMITS, HEADER_SIZE, Header, Limits, Scan, header_at
from .tables import Tables

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta
    from typing import TypeGuard

    from numpy.typing import NDArray

    from .groups import Group

    Source = bytes | bytearray | memoryview | str | os.PathLike[str] | BinaryIO

__all__ = ["Activity", "FileCheck", "check", "decode", "read"]

GZIP_MAGIC = b"\x1f\x8b"
LAST_TIMESTAMP = 0xFFFFFFFF
FILE_ID, RECORD, HR, ACTIVITY = 0, 20, 132, 34


@dataclass(frozen=True, slots=True)
class FileCheck:
    """What the headers and checksums of a file say; no message is decoded.

    Attributes:
        is_fit: whether there is a FIT header at the start.
        header_crc: whether the header's own CRC is right; None where the header has none (12 bytes, or written as 0).
        crc_ok: whether the CRC at the end is right.
        protocol, profile: version of the protocol ("2.0") and of the profile ("21.158") the file was written by.
        type: kind of file ("activity", "workout", ...) by its first file_id message, a number where the profile has no
            name, None where there is no file_id.
        size: bytes of the first of the chained files, its header and CRC included.
    """

    is_fit: bool
    header_crc: bool | None = None
    crc_ok: bool = False
    protocol: str = ""
    profile: str = ""
    type: str | int | None = None
    size: int = 0


def check(data: Source, *, limits: Limits = DEFAULT_LIMITS) -> FileCheck:
    """Look at the header and the checksums; anything that is not FIT gives is_fit=False, not an error."""
    content, _ = load(data, limits)
    header = header_at(content, 0)
    if header is None:
        return FileCheck(is_fit=False)
    whole = memoryview(content)[: header.end + CRC_SIZE]
    crc_ok = len(whole) == header.end + CRC_SIZE and crc16(whole) == 0
    return FileCheck(
        is_fit=True,
        header_crc=crc16(content[:HEADER_SIZE]) == header.crc if header.crc else None,
        crc_ok=crc_ok,
        protocol=f"{header.protocol >> 4}.{header.protocol & 0x0F}",
        profile=f"{header.profile // 1000}.{header.profile % 1000:03d}"
        if header.profile > 2199
        else f"{header.profile / 100:.2f}",
        type=_file_type(content, header, is_attested=crc_ok),
        size=min(header.end + CRC_SIZE, len(content)),
    )


def _file_type(content: bytes, header: Header, *, is_attested: bool) -> str | int | None:
    scan = Scan(content, Limits(max_messages=8), headers=[header], is_attested=is_attested)
    with suppress(FitLimitError):  # the first messages are enough: file_id stands first
        scan.walk(header.start, min(header.end, len(content)))
    messages = Activity(scan).messages("file_id")
    return next((message.get("type") for message in messages), None)


def read(data: Source, *, strict: bool = False, limits: Limits = DEFAULT_LIMITS) -> Iterator[Activity]:
    """The chained files of the data, each when it is asked for.

    Raises:
        FitHeaderError: there is no FIT file at the start.
        FitLimitError: a limit was reached.
        FitError: any fault, when strict.
    """
    content, warnings = load(data, limits)
    offset = 0
    while offset < len(content) or offset == 0:
        scan = Scan(content, limits, strict, warnings=warnings)
        header = header_at(content, offset)
        if header is None and offset == 0:
            raise FitHeaderError("This is not a FIT file", 0)
        if header is None:
            return
        offset = scan.read_file(header)
        _warn_of_garbage(scan, offset)
        warnings = []
        yield Activity(scan)


def decode(data: Source, *, strict: bool = False, limits: Limits = DEFAULT_LIMITS) -> Activity:
    """All messages of all chained files of the data. Values are decoded when they are asked for.

    Raises: as `read`.
    """
    content, warnings = load(data, limits)
    scan = Scan(content, limits, strict, warnings=warnings)
    header = header_at(content, 0)
    if header is None:
        raise FitHeaderError("This is not a FIT file", 0)
    while header is not None:
        offset = scan.read_file(header)
        header = header_at(content, offset)
    _warn_of_garbage(scan, offset)
    return Activity(scan)


def _warn_of_garbage(scan: Scan, offset: int) -> None:
    rest = len(scan.data) - offset
    if rest > 0 and header_at(scan.data, offset) is None:
        scan.warn(FitDataError, f"{rest} bytes after the file are not FIT", offset)


class Activity:
    """A decoded file (or several, chained): its messages one by one and as columns.

    Attributes:
        headers: the file header of each chained file.
    """

    def __init__(self, scan: Scan, rules: Rules | None = None) -> None:
        self._scan = scan
        self._tables = Tables(scan, rules or Rules())
        self._columns: dict[int, Columns] = {}
        self._groups: dict[int, list[MessageGroup]] = {}

    def __repr__(self) -> str:
        return f"<Activity: {len(self)} messages>"

    def __len__(self) -> int:
        return self._scan.count

    @property
    def headers(self) -> tuple[Header, ...]:
        """The file header of each chained file."""
        return tuple(self._scan.headers)

    @cached_property
    def warnings(self) -> list[FitWarning]:
        """Faults that did not stop the reading, by byte offset."""
        return sorted([*self._scan.warnings, *self._developer_warnings()], key=lambda one: one.offset)

    @property
    def names(self) -> list[str]:
        """Names of the kinds of message in the file, in the order of their first definitions."""
        return [name_of(message_profile(num).name) for num in self._tables.numbers]

    def columns(self, name: str | int) -> Columns:
        """All messages of one kind as columns; see `Columns` for shapes and units. Empty where the file has none.

        Heart rates that a sensor delivered later (hr messages) are merged into the record's heart_rate.
        """
        num = _number(name)
        if num not in self._columns:
            columns = table_columns(self._tables, num, self._scan.limits)
            if num == RECORD and HR in self._tables.definitions_by_number:
                self._merge_heart_rates(columns)
            self._columns[num] = columns
        return self._columns[num]

    def messages(self, *names: str | int) -> Iterator[Message]:
        """The messages of these kinds (all kinds without a name) in file order."""
        numbers = list(dict.fromkeys(map(_number, names))) if names else self._tables.numbers
        places = [
            (index, group, row)
            for num in numbers
            for group in self._message_groups(num)
            for row, index in enumerate(group.group.indices.tolist())
        ]
        places.sort(key=lambda place: place[0])
        return (Message(group, row) for _, group, row in places)

    @cached_property
    def utc_offset(self) -> timedelta | None:
        """The local clock's lead over UTC, by the activity message, to the quarter of an hour; None where unknown."""
        for message in self.messages("activity"):
            local, instant = message.raw.get("local_timestamp"), message.raw.get("timestamp")
            if _is_clock_time(local) and _is_clock_time(instant):
                return _quarter_hours(local - instant)
        return None

    @cached_property
    def memos(self) -> list[Memo]:
        """Long texts, put together from the parts that memo_glob messages carry."""
        return joined_memos(self.messages(MEMO_GLOB))

    def _message_groups(self, num: int) -> list[MessageGroup]:
        if num not in self._groups:
            table = self._tables[num]
            pairs = zip(table.groups, table.expansions, strict=True)
            self._groups[num] = [MessageGroup(table, group, expansion.fields) for group, expansion in pairs]
        return self._groups[num]

    def _merge_heart_rates(self, columns: Columns) -> None:
        from .hr_mesg_utils import HeartRateError, expand_heart_rates, merged_into

        sensor = list(self.messages(HR))
        try:
            rates = expand_heart_rates([dict(message) for message in sensor])
        except HeartRateError as error:
            self.warnings.append(
                FitWarning(FitDataError, f"Heart rates are not merged: {error}", sensor[0].offset)
            )
            return
        unknown = np.full(columns.count, np.nan)
        times, rate = columns.get("timestamp", unknown), columns.get("heart_rate", unknown)
        if rates and _is_numbers(times) and _is_numbers(rate) and times is not unknown:
            columns.set("heart_rate", merged_into(rate, times - FIT_EPOCH_S, rates), "bpm")

    def _developer_warnings(self) -> list[FitWarning]:
        found = []
        for num in self._tables.numbers:
            definitions = [self._scan.definitions[place] for place in self._tables.definitions_by_number[num]]
            if any(definition.developer_fields for definition in definitions):
                found += [
                    _undescribed(group, lost)
                    for group in self._tables[num].groups
                    if (lost := group.undescribed())
                ]
        return found


def _is_numbers(column: NDArray[Any]) -> bool:
    """Whether it has a number a message; a file is free to define arrays and texts instead."""
    return column.ndim == 1 and column.dtype != object


def _undescribed(group: Group, fields: list[str]) -> FitWarning:
    return FitWarning(FitDataError, f"No description in force for {', '.join(fields)}", int(group.offsets[0]))


def _number(name: str | int) -> int:
    text = name.removeprefix("unknown_") if isinstance(name, str) else name
    number = message_number(text)
    if number is None:
        raise FitError(f"The profile has no message {name!r}")
    return number


def _is_clock_time(value: Any) -> TypeGuard[int]:
    """Whether it is what a time's own type can hold; a file is free to define another type."""
    return isinstance(value, int) and 0 <= value <= LAST_TIMESTAMP


def _quarter_hours(seconds: int) -> timedelta:
    from datetime import timedelta

    # An offset of years means that the clock was never set; callers need it to correct the times.
    return timedelta(minutes=15 * round(seconds / 900))


# Sources


def load(data: Source, limits: Limits) -> tuple[bytes, list[FitWarning]]:
    """The bytes of a path, a binary file or bytes, gunzipped where they are gzip'd."""
    if isinstance(data, str | os.PathLike):
        with open(data, "rb") as file:  # noqa: PTH123  # pathlib costs import time
            content = file.read()
    elif isinstance(data, bytes | bytearray | memoryview):
        content = bytes(data)
    else:
        content = data.read()
    return _unzipped(content, limits) if content[:2] == GZIP_MAGIC else (content, [])


def _unzipped(content: bytes, limits: Limits) -> tuple[bytes, list[FitWarning]]:
    """The content of one or more gzip members, as far as it can be read."""
    found = bytearray()
    rest = content
    warnings = []
    while rest[:2] == GZIP_MAGIC:
        member = zlib.decompressobj(wbits=31)
        try:
            found += member.decompress(rest, limits.max_output_bytes + 1 - len(found))
        except zlib.error as error:
            raise FitTruncatedError(
                f"The gzip data are damaged: {error}", len(content) - len(rest)
            ) from error
        if len(found) > limits.max_output_bytes:
            raise FitLimitError(
                f"More than {limits.max_output_bytes} bytes of gzip data", limit="max_output_bytes"
            )
        if not member.eof:
            warnings.append(FitWarning(FitTruncatedError, "The gzip data are cut off", len(found)))
        rest = member.unused_data
    return bytes(found), warnings
