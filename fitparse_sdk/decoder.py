"""A decoder with the interface and the results of Garmin's Python SDK, made from columns.

It gives what that SDK gives, message for message, but for what docs/fitparse_sdk.md lists as the SDK's mistakes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

import numpy as np

from . import fit as FIT  # noqa: N812  # the name programs written for the SDK know
from . import hr_mesg_utils, util
from .components import Rules
from .crc_calculator import CrcCalculator
from .errors import FitTruncatedError, FitWarning
from .fields import FIRST_DATE, Origin
from .layout import BASE_TYPE_MASK, BASE_TYPES
from .messages import raw_list, rows_of_values, scaled_list
from .profile import MessageProfile, Profile
from .scanner import CRC_SIZE, HEADER_SIZE, Header, Scan
from .stream import Endianness, Stream
from .tables import Table, Tables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .definitions import Definition
    from .fields import Field
    from .groups import Group

    Message = dict[Any, Any]
    MesgListener = Callable[[int, Message], object]
    MesgDefinitionListener = Callable[[dict[str, Any]], object]
    FieldDescriptionListener = Callable[[int, Message, Message], object]

__all__ = ["DecodeMode", "Decoder", "FileHeader"]

HEADER_WITH_CRC_SIZE = HEADER_SIZE + CRC_SIZE
LAST_TIMESTAMP = 0xFFFFFFFF
FIELD_DESCRIPTION, DEVELOPER_DATA_ID = 206, 207
NO_DEFINITION: tuple[int | None, int] = (None, 0)
NO_MESSAGE = -1

DecodeMode = Enum("DecodeMode", ["NORMAL", "SKIP_HEADER", "DATA_ONLY"])


class FileHeader:
    """The header of a FIT file, read from a stream."""

    def __init__(self, stream: Stream, decode_mode: DecodeMode = DecodeMode.NORMAL) -> None:
        if decode_mode is not DecodeMode.NORMAL:
            self.header_size = HEADER_WITH_CRC_SIZE if decode_mode is DecodeMode.SKIP_HEADER else 0
            stream.seek(stream.position() if decode_mode is DecodeMode.DATA_ONLY else self.header_size)
            self.data_size = stream.get_length() - self.header_size - CRC_SIZE
            return
        self.header_size = stream.read_byte()
        self.protocol_version = stream.read_byte()
        self.profile_version = stream.read_unint_16(Endianness.LITTLE)
        self.data_size = stream.read_unint_32(Endianness.LITTLE)
        self.data_type = stream.read_string(4)
        self.header_crc = (
            stream.read_unint_16(Endianness.LITTLE) if self.header_size == HEADER_WITH_CRC_SIZE else 0
        )
        self.file_total_size = self.header_size + self.data_size

    def get_dict(self) -> dict[str, Any]:
        """The header as a dict, versions as numbers with decimals."""
        return {
            "header_size": self.header_size,
            "protocol_version": (self.protocol_version >> 4) + (self.protocol_version & 0x0F) / 10,
            "profile_version": self.profile_version / 1000 if self.profile_version > 2199 else 100,
            "data_size": self.data_size,
            "data_type": self.data_type,
            "header_crc": self.header_crc,
            "file_total_size": self.file_total_size,
        }


@dataclass(frozen=True, slots=True)
class _Options:
    """What `Decoder.read` was asked for."""

    scale: bool
    dates: bool
    strings: bool
    crc: bool
    mode: DecodeMode
    rules: Rules
    known_dates: _KnownDates


@dataclass(frozen=True, slots=True)
class _Listeners:
    message: MesgListener | None
    definition: MesgDefinitionListener | None
    description: FieldDescriptionListener | None

    @property
    def any(self) -> bool:
        return any((self.message, self.definition, self.description))


class Decoder:
    """Decodes the FIT files of a stream to dicts of messages."""

    def __init__(self, stream: Stream) -> None:
        if stream is None:
            raise RuntimeError("FIT Runtime Error stream parameter is None.")
        self._stream = stream
        self._messages: dict[Any, list[Message]] = {}

    def is_fit(self) -> bool:
        """Whether a FIT file begins at the stream's position."""
        try:
            if self._stream.peek_byte() not in {HEADER_SIZE, HEADER_WITH_CRC_SIZE}:
                return False
            if self._stream.get_length() < self._stream.peek_byte() + CRC_SIZE:
                return False
            return self.read_file_header(reset=True).data_type == [b".FIT"]
        except (IndexError, OSError, ValueError):
            return False

    def check_integrity(self) -> bool:
        """Whether the file at the stream's position is whole and its checksums are right."""
        try:
            return self.is_fit() and self._checksums_are_right()
        except (IndexError, OSError, ValueError):
            return False

    def _checksums_are_right(self) -> bool:
        header = self.read_file_header(reset=True)
        if header.file_total_size + CRC_SIZE > self._stream.get_length():
            return False
        start = self._stream.slice(0, HEADER_SIZE)
        has_crc = header.header_size == HEADER_WITH_CRC_SIZE
        if has_crc and header.header_crc != CrcCalculator.calculate_crc(start, 0, HEADER_SIZE):
            return False
        content = self._stream.read_bytes(header.file_total_size)
        return self._stream.read_unint_16() == CrcCalculator.calculate_crc(content, 0, len(content))

    def read_file_header(
        self,
        reset: object = False,  # noqa: FBT002  # the SDK's signature
        decode_mode: DecodeMode = DecodeMode.NORMAL,
    ) -> FileHeader:
        """Read the file header at the stream's position; with reset=True the position stays."""
        position = self._stream.position()
        header = FileHeader(self._stream, decode_mode)
        if reset is True:
            self._stream.seek(position)
        return header

    def get_num_messages(self) -> int:
        """Number of messages decoded so far."""
        return sum(map(len, self._messages.values()))

    def read(  # noqa: PLR0913, PLR0917  # the SDK's signature
        self,
        apply_scale_and_offset: bool = True,  # noqa: FBT001, FBT002  # the SDK's signature, here and below
        convert_datetimes_to_dates: bool = True,  # noqa: FBT001, FBT002
        convert_types_to_strings: bool = True,  # noqa: FBT001, FBT002
        enable_crc_check: bool = True,  # noqa: FBT001, FBT002
        expand_sub_fields: bool = True,  # noqa: FBT001, FBT002
        expand_components: bool = True,  # noqa: FBT001, FBT002
        merge_heart_rates: bool = True,  # noqa: FBT001, FBT002
        mesg_listener: MesgListener | None = None,
        mesg_definition_listener: MesgDefinitionListener | None = None,
        field_description_listener: FieldDescriptionListener | None = None,
        decode_mode: DecodeMode = DecodeMode.NORMAL,
    ) -> tuple[dict[Any, list[Message]], list[Exception]]:
        """Decode all files from the stream's position on.

        Returns:
            The messages by kind ("record_mesgs", ...), and the errors: empty, or the one that ended the reading.
        """
        options = _Options(
            scale=apply_scale_and_offset,
            dates=convert_datetimes_to_dates,
            strings=convert_types_to_strings,
            crc=enable_crc_check,
            mode=decode_mode,
            rules=Rules(expand_sub_fields, expand_components, like_garmin=True),
            known_dates=_KnownDates(),
        )
        listeners = _Listeners(mesg_listener, mesg_definition_listener, field_description_listener)
        self._messages = {}
        try:
            if merge_heart_rates and not (apply_scale_and_offset and expand_components):
                self._fail(
                    "merge_heart_rates requires both apply_scale_and_offset and expand_components to be enabled!"
                )
            self._read_files(options, listeners)
            if merge_heart_rates:
                hr_mesg_utils.merge_heart_rates(
                    self._messages.get("hr_mesgs"), self._messages.get("record_mesgs")
                )
        except Exception as error:  # noqa: BLE001  # the SDK's way: a listener's error too is returned, not raised
            return self._messages, [error]
        return self._messages, []

    def _read_files(self, options: _Options, listeners: _Listeners) -> None:
        if self._stream.position() >= self._stream.get_length():
            return
        data = self._stream.slice(0, self._stream.get_length())
        while self._stream.position() < self._stream.get_length():
            self._read_file(data, options, listeners)

    def _read_file(self, data: bytes, options: _Options, listeners: _Listeners) -> None:
        start = self._stream.position()
        if options.mode is DecodeMode.NORMAL and self.is_fit() is False:
            self._fail("The file is not a fit file.")
        header = self.read_file_header(decode_mode=options.mode)
        scan = Scan(data, headers=[Header(start, header.header_size, 0, 0, header.data_size, None)])
        first_record = self._stream.position()
        declared_end = start + header.header_size + header.data_size
        end, fault = scan.walk(first_record, min(declared_end, len(data)), len(data))
        unreadable = _first_unreadable(scan)
        if unreadable is not None:
            _forget_after(scan, unreadable)
        self._deliver(scan, options, listeners)
        self._stream.seek(end)
        if unreadable is not None:
            self._stream.seek(_after_unknown_type(unreadable))
            self._fail("Invalid field definition base type")
        if fault is not None:
            self._fail_of(fault)
        if end < declared_end:
            self._stream.peek_byte()  # raises what reading at the end raises
        self._check_crc(data, start if options.mode is DecodeMode.NORMAL else first_record, end, options)

    def _check_crc(self, data: bytes, start: int, end: int, options: _Options) -> None:
        calculator = CrcCalculator() if options.crc is True else None
        if calculator is not None:
            calculator.add_bytes(data, start, end)
        crc = self._stream.read_unint_16()
        if calculator is not None and calculator.get_crc() != crc and options.mode is DecodeMode.NORMAL:
            self._fail("CRC Error")

    def _fail_of(self, fault: FitWarning) -> None:
        if fault.kind is FitTruncatedError:
            self._stream.read_bytes(
                self._stream.get_length() + 1
            )  # raises what reading beyond the end raises
        self._stream.seek(fault.offset + 1)
        self._fail("Invalid local message number")

    def _fail(self, error: str) -> None:
        raise RuntimeError(f"FIT Runtime Error at byte: {self._stream.position()} {error}")

    # Delivery of one file's messages

    def _deliver(self, scan: Scan, options: _Options, listeners: _Listeners) -> None:
        """Add the file's messages to those before, and tell the listeners about each in file order."""
        tables = Tables(scan, options.rules, _profile)
        known = len(self._messages.get("field_description_mesgs", ()))
        rows = {num: _rows(tables[num], options, known) for num in tables.numbers}
        if listeners.any:
            self._deliver_one_by_one(scan, tables, rows, listeners)
            return
        for definition in scan.definitions:
            self._messages.setdefault(_messages_key(definition), [])
        for num, messages in rows.items():
            self._messages[tables.profiles(num).messages_key] += messages

    def _deliver_one_by_one(
        self, scan: Scan, tables: Tables, rows: dict[int, list[Message]], listeners: _Listeners
    ) -> None:
        ahead = {num: iter(messages) for num, messages in rows.items()}
        grouping = tables.grouping
        waiting = iter(enumerate(grouping.firsts.tolist()))
        number, first = next(waiting, NO_DEFINITION)
        for index, owner in enumerate([*grouping.owner.tolist(), NO_MESSAGE]):
            while number is not None and first <= index:
                self._deliver_definition(scan.definition_message(number), listeners)
                number, first = next(waiting, NO_DEFINITION)
            if owner != NO_MESSAGE:
                num = scan.definitions[owner].global_num
                self._deliver_message(num, next(ahead[num]), listeners)

    def _deliver_definition(self, definition: Definition, listeners: _Listeners) -> None:
        if listeners.definition is not None:
            listeners.definition(_definition_dict(definition))
        self._messages.setdefault(_messages_key(definition), [])

    def _deliver_message(self, num: int, message: Message, listeners: _Listeners) -> None:
        self._messages[_profile(num).messages_key].append(message)
        if listeners.message is not None:
            listeners.message(num, message)
        if num == FIELD_DESCRIPTION and listeners.description is not None:
            index = message.get("developer_data_index")
            applications = self._messages.get("developer_data_id_mesgs", [])
            application = next((one for one in applications if one.get("developer_data_index") == index), {})
            listeners.description(message["key"], {**application}, {**message})


def _profile(num: int) -> MessageProfile:
    """The message's profile as it stands in `Profile` now: programs may put in messages of their own."""
    return MessageProfile(num, Profile["messages"].get(num))


def _messages_key(definition: Definition) -> str:
    return _profile(definition.global_num).messages_key


def _first_unreadable(scan: Scan) -> Definition | None:
    """The first definition with a base type that the protocol does not have."""
    return next((one for one in scan.definitions if any(map(_is_unknown, one.triples[2::3]))), None)


def _is_unknown(declared_type: int) -> bool:
    return declared_type & BASE_TYPE_MASK >= len(BASE_TYPES)


def _after_unknown_type(definition: Definition) -> int:
    """Offset after the first field of the definition whose base type the protocol does not have."""
    place = [_is_unknown(one) for one in definition.triples[2::3]].index(True)
    return definition.offset + 6 + 3 * (place + 1)


def _forget_after(scan: Scan, definition: Definition) -> None:
    del scan.definitions[scan.definitions.index(definition) :]
    number = scan.written.index(definition.offset)
    del scan.written[number:], scan.contents[number:]
    del scan.offsets[definition.first :]


def _definition_dict(definition: Definition) -> dict[str, Any]:
    endianness = Endianness.BIG if definition.architecture else Endianness.LITTLE
    order = ">" if definition.architecture else "<"
    codes = [_struct_code(field.base_type.number, field.elements) for field in definition.fields]
    return {
        "record_header": definition.header,
        "local_mesg_num": definition.local_num,
        "reserved": definition.reserved,
        "architecture": definition.architecture,
        "endianness": endianness,
        "struct_format_string": order + "".join(codes),
        "global_mesg_num": definition.global_num,
        "num_fields": len(definition.fields),
        "field_definitions": [
            {
                "field_id": field.num,
                "size": field.size,
                "base_type": field.base_type.number,
                "num_field_elements": field.elements,
            }
            for field in definition.fields
        ],
        "developer_field_defs": [
            {
                "field_definition_number": field.num,
                "size": field.size,
                "developer_data_index": field.developer_data_index,
                "endianness": endianness,
            }
            for field in definition.developer_fields
        ],
        "message_size": sum(field.size for field in definition.fields),
        "developer_data_size": sum(field.size for field in definition.developer_fields),
    }


def _struct_code(base_type: int, count: int) -> str:
    code: str = FIT.BASE_TYPE_DEFINITIONS[base_type]["type_code"]
    return f"{count}{code}" if count > 1 else code


# Rows of one table, as the SDK would have them


def _rows(table: Table, options: _Options, known_descriptions: int) -> list[Message]:
    """The table's messages in file order."""
    rows: list[Message] = [{}] * len(table)
    for places, group, expansion in zip(table.rows, table.groups, table.expansions, strict=True):
        made = _group_rows(table, group, list(expansion.fields.values()), options, known_descriptions)
        if isinstance(places, slice):
            rows[places] = made
        else:
            for place, row in zip(places.tolist(), made, strict=True):
                rows[place] = row
    if table.profile.num == FIELD_DESCRIPTION:
        for key, row in enumerate(rows, known_descriptions):
            row["key"] = key
    return rows


def _group_rows(
    table: Table, group: Group, fields: list[Field], options: _Options, known_descriptions: int
) -> list[Message]:
    is_description = table.profile.num in {FIELD_DESCRIPTION, DEVELOPER_DATA_ID}
    if is_description:
        fields = [one for one in fields if one.origin is Origin.FILE]
    columns = [(_key(one), raw_list(one) if is_description else _values(one, options), one) for one in fields]
    rows = rows_of_values(len(group), columns)
    developer = [one for one in group.developer_fields if one.description is not None]
    if developer:
        values_of = scaled_list if options.scale else raw_list
        extra = [
            (known_descriptions + one.description.key, values_of(one), one)
            for one in developer
            if one.description is not None
        ]
        for row, values in zip(rows, rows_of_values(len(group), extra), strict=True):
            if values:
                row["developer_fields"] = values
    return rows


def _key(one: Field) -> str | int:
    return one.num if one.profile is None and one.origin is Origin.FILE else one.name


def _values(one: Field, options: _Options) -> list[Any]:
    if one.origin is Origin.COMPONENT:
        return _component_values(one, options)
    if one.profile is None:
        return raw_list(one)
    if options.dates and one.type == "date_time" and not one.is_string:
        return _dates(one, options.known_dates)
    names = Profile["types"].get(one.type) if options.strings else None
    if names is not None and not one.is_string:
        return _mapped(one, names)
    return scaled_list(one) if options.scale and one.is_measure else raw_list(one)


def _component_values(one: Field, options: _Options) -> list[Any]:
    """Scaled whatever the options say; whole numbers are ints; None where the bits are invalid."""
    names = (Profile["types"].get(one.type) if options.strings else None) or {}
    if one.values is None:
        return scaled_list(one)
    if one.values.ndim == 2:
        rows = [_whole_or_named(row, names) for row in one.values.tolist()]
        if one.element_valid is None:
            return rows
        marks = one.element_valid.tolist()
        return [
            [v if ok else None for v, ok in zip(*row, strict=True)] for row in zip(rows, marks, strict=True)
        ]
    values = _whole_or_named(one.values.tolist(), names)
    if one.blank is not None:
        for place in np.flatnonzero(one.blank).tolist():
            values[place] = None
    return values


def _whole_or_named(values: list[float], names: Mapping[int, str]) -> list[Any]:
    numbers = [int(value) if value.is_integer() else value for value in values]
    return list(map(names.get, numbers, numbers)) if names else numbers  # type: ignore[arg-type]  # floats have no name


def _mapped(one: Field, meanings: Mapping[Any, Any]) -> list[Any]:
    """Each raw value's meaning, itself where it has none."""
    values = raw_list(one)
    if one.raw.ndim == 2:
        return [list(map(meanings.get, row, row)) for row in values]
    return list(map(meanings.get, values, values))


def _dates(one: Field, known: _KnownDates) -> list[Any]:
    values = raw_list(one)
    if one.raw.ndim == 2:
        return [list(map(known.__getitem__, row)) for row in values]
    return list(map(known.__getitem__, values))


class _KnownDates(dict[Any, Any]):
    """The datetime of each timestamp, made when it is first asked for: most stand in several messages.

    Numbers that no timestamp has or that are before the first date, and None, stay what they are.
    """

    def __missing__(self, seconds: Any) -> Any:
        if seconds is None or not FIRST_DATE <= seconds <= LAST_TIMESTAMP:
            return seconds
        date = self[seconds] = util.convert_timestamp_to_datetime(seconds)
        return date
