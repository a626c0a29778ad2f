"""Writing FIT files: messages to bytes, with the values and units that reading gives.

This side shares no tables with the reading side but the profile; so neither can hide the other's mistakes.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from . import _profile_data as facts
from .crc_calculator import crc16
from .errors import FitEncodeError
from .messages import Message
from .profile import (
    FieldProfile,
    MessageProfile,
    SubFieldProfile,
    enumeration,
    message_number,
    message_profile,
)

__all__ = ["Typed", "encode"]

Entry = Message | tuple[str | int, Mapping[str, Any]]

EPOCH_UTC = datetime(1989, 12, 31, tzinfo=UTC)
EPOCH_LOCAL = datetime(1989, 12, 31)  # noqa: DTZ001  # local times have no zone by design
UNIX_TO_FIT_S = 631065600
SEMICIRCLES_PER_DEGREE = 2**31 / 180
LARGEST_FIELD = 255
LOCAL_SLOTS = 16
TIMESTAMP, DEVELOPER_DATA_ID, FIELD_DESCRIPTION = 253, 207, 206
PROTOCOL_1, PROTOCOL_2 = 0x10, 0x20
DEVELOPER_FIELDS = "developer_fields"


class WireType(NamedTuple):
    """How a base type is written: its byte in definitions, struct's code, its limits and its "none"."""

    byte: int
    code: str
    lowest: int
    highest: int
    invalid: bytes


WIRE_TYPES = {
    "enum": WireType(0x00, "B", 0, 0xFF, b"\xff"),
    "sint8": WireType(0x01, "b", -0x80, 0x7F, b"\x7f"),
    "uint8": WireType(0x02, "B", 0, 0xFF, b"\xff"),
    "sint16": WireType(0x83, "h", -0x8000, 0x7FFF, b"\xff\x7f"),
    "uint16": WireType(0x84, "H", 0, 0xFFFF, b"\xff\xff"),
    "sint32": WireType(0x85, "i", -0x80000000, 0x7FFFFFFF, b"\xff\xff\xff\x7f"),
    "uint32": WireType(0x86, "I", 0, 0xFFFFFFFF, b"\xff" * 4),
    "string": WireType(0x07, "s", 0, 0, b""),
    "float32": WireType(0x88, "f", 0, 0, b"\xff" * 4),
    "float64": WireType(0x89, "d", 0, 0, b"\xff" * 8),
    "uint8z": WireType(0x0A, "B", 0, 0xFF, b"\x00"),
    "uint16z": WireType(0x8B, "H", 0, 0xFFFF, b"\x00" * 2),
    "uint32z": WireType(0x8C, "I", 0, 0xFFFFFFFF, b"\x00" * 4),
    "byte": WireType(0x0D, "B", 0, 0xFF, b"\xff"),
    "sint64": WireType(0x8E, "q", -(2**63), 2**63 - 1, b"\xff" * 7 + b"\x7f"),
    "uint64": WireType(0x8F, "Q", 0, 2**64 - 1, b"\xff" * 8),
    "uint64z": WireType(0x90, "Q", 0, 2**64 - 1, b"\x00" * 8),
}
BY_TYPE_NUMBER = {one.byte & 0x1F: name for name, one in WIRE_TYPES.items()}
NEEDS_PROTOCOL_2 = frozenset({0x8E, 0x8F, 0x90})


@dataclass(frozen=True, slots=True)
class Typed:
    """A raw value with its base type ("uint16", "string", ...): for fields that the profile does not know."""

    value: Any
    base_type: str


class Column(NamedTuple):
    """One field of a message, ready to be written."""

    num: int
    type_byte: int
    data: bytes
    developer_data_index: int | None = None


def encode(messages: Iterable[Entry]) -> bytes:
    """A FIT file of the messages, in their order.

    A message is (name or number, {field: value}) with the values and units that `decode` gives, or a Message that
    `decode` gave, which is written as it was: with its base types, unknown and developer fields, without what
    expansion added. Field values may also be raw with their type (`Typed`), the only way for fields unknown to the
    profile ("unknown_61"). Developer fields stand in a dict under "developer_fields", by the field_name of a
    field_description message before them.

    Raises:
        FitEncodeError: a message or field is unknown, or a value does not fit its field.
    """
    writer = FileWriter()
    for message in messages:
        writer.add(message)
    return writer.finished()


class FileWriter:
    """The records of a file that grows message by message."""

    def __init__(self) -> None:
        self._records = bytearray()
        self._slots: dict[bytes, int] = {}
        """Definition to local number, the longest unused first."""
        self._descriptions: dict[str | tuple[int, int], Mapping[str, Any]] = {}
        self._protocol = PROTOCOL_1

    def add(self, message: Entry) -> None:
        """Write one message."""
        if isinstance(message, Message):
            self._add_decoded(message)
            if message.num == FIELD_DESCRIPTION:
                self._describe(message.raw)
            return
        name, values = message
        num = message_number(name.removeprefix("unknown_") if isinstance(name, str) else name)
        if num is None or not 0 <= num < 0xFFFF:
            raise FitEncodeError(f"The profile has no message {name!r}")
        try:
            self._add_columns(num, columns_of(message_profile(num), values), self._developer_columns(values))
        except FitEncodeError as error:
            raise FitEncodeError(f"{name}: {error}") from error
        if num == FIELD_DESCRIPTION:
            self._describe(values)

    def finished(self) -> bytes:
        """The whole file: header, records, CRC."""
        major, minor = facts.VERSION[:2]
        header = struct.pack("<BBHI4s", 14, self._protocol, major * 1000 + minor, len(self._records), b".FIT")
        content = header + struct.pack("<H", crc16(header)) + self._records
        return bytes(content + struct.pack("<H", crc16(content)))

    def _describe(self, values: Mapping[str, Any]) -> None:
        index, num, name = (
            values.get(key) for key in ("developer_data_index", "field_definition_number", "field_name")
        )
        if not isinstance(index, int) or not isinstance(num, int):
            return  # describes no field
        self._descriptions[index, num] = values
        if isinstance(name, str):
            self._descriptions[name] = values

    # Messages as they were decoded

    def _add_decoded(self, message: Message) -> None:
        definition = message.definition
        fields = [bytes((one.num, one.size, one.declared_type)) for one in definition.fields]
        developer = [
            bytes((one.num, one.size, one.developer_data_index)) for one in definition.developer_fields
        ]
        payload = message.payload
        if message.header_timestamp is not None:
            order = "big" if definition.architecture else "little"
            fields.insert(0, bytes((TIMESTAMP, 4, 0x86)))
            payload = message.header_timestamp.to_bytes(4, order) + payload  # type: ignore[arg-type]
        if any(one.declared_type in NEEDS_PROTOCOL_2 for one in definition.fields):
            self._protocol = PROTOCOL_2
        order_sign = ">" if definition.architecture else "<"
        number = struct.pack(f"{order_sign}H", definition.global_num)
        self._write(bytes((definition.architecture,)) + number, fields, developer, payload)

    # Messages from values

    def _add_columns(self, num: int, columns: list[Column], developer: list[Column]) -> None:
        if not columns and not developer:
            raise FitEncodeError("There is no field with a value")
        if any(column.type_byte in NEEDS_PROTOCOL_2 for column in columns):
            self._protocol = PROTOCOL_2
        fields = [bytes((one.num, len(one.data), one.type_byte)) for one in columns]
        extra = [bytes((one.num, len(one.data), one.developer_data_index or 0)) for one in developer]
        payload = b"".join(one.data for one in [*columns, *developer])
        self._write(struct.pack("<BH", 0, num), fields, extra, payload)

    def _write(self, head: bytes, fields: list[bytes], developer: list[bytes], payload: bytes) -> None:
        """Write a data message, its definition before it unless a local slot still has it."""
        body = b"\0" + head + bytes((len(fields),)) + b"".join(fields)
        if developer:
            body += bytes((len(developer),)) + b"".join(developer)
            self._protocol = PROTOCOL_2
        local = self._slots.pop(body, None)
        if local is None:
            local = self._free_slot()
            self._records += bytes((0x40 | (0x20 if developer else 0) | local,)) + body
        self._slots[body] = local
        self._records += bytes((local,)) + payload

    def _free_slot(self) -> int:
        if len(self._slots) < LOCAL_SLOTS:
            return len(self._slots)
        return self._slots.pop(next(iter(self._slots)))

    def _developer_columns(self, values: Mapping[str, Any]) -> list[Column]:
        columns = []
        for key, value in (values.get(DEVELOPER_FIELDS) or {}).items():
            description = self._descriptions.get(key)
            if description is None:
                raise FitEncodeError(f"No field_description before this message describes {key!r}")
            if value is not None:
                columns.append(_developer_column(description, value))
        return columns


def _developer_column(description: Mapping[str, Any], value: Any) -> Column:
    base_type = description.get("fit_base_type_id")
    number = base_type if isinstance(base_type, int) else _number_of("fit_base_type", base_type)
    type_name = BY_TYPE_NUMBER.get(number & 0x1F)
    if type_name is None:
        raise FitEncodeError(f"Developer fields have no base type {base_type!r}")
    scale, offset = description.get("scale") or 1, description.get("offset") or 0
    data = b"".join(_wire(_scaled(one, scale, offset, type_name), type_name) for one in _as_list(value))
    return Column(
        description["field_definition_number"],
        0,
        _checked_size(data, "developer field"),
        description["developer_data_index"],
    )


def columns_of(profile: MessageProfile, values: Mapping[str, Any]) -> list[Column]:
    """The message's fields in the order of the mapping.

    A subfield (duration_time) writes its main field (duration_value) where that is not given itself.
    """
    columns: dict[int, Column] = {}
    for name, value in values.items():
        if name == DEVELOPER_FIELDS:
            continue
        if isinstance(value, Typed):
            num = _number_of_field(profile, name)
            columns[num] = _typed_column(num, value)
            continue
        field, subfield = _named(profile, name)
        if subfield is not None and values.get(field.name) is not None:
            continue
        column = _column(field, subfield or field, value)
        if column is not None:
            columns[field.num] = column
    return list(columns.values())


def _named(profile: MessageProfile, name: str) -> tuple[FieldProfile, SubFieldProfile | None]:
    field = profile.field_named(name)
    if field is not None:
        return field, None
    main, subfield = _subfields(profile.num).get(name, (None, None))
    if main is None:
        raise FitEncodeError(
            f"The profile has no field {name!r}; one it does not know can be written as Typed"
        )
    return main, subfield


@cache
def _subfields(num: int) -> dict[str, tuple[FieldProfile, SubFieldProfile]]:
    profile = message_profile(num)
    fields = (profile.field(number) for number in range(256))
    return {
        subfield.name: (field, subfield)
        for field in fields
        if field is not None
        for subfield in field.subfields
    }


def _number_of_field(profile: MessageProfile, name: str) -> int:
    number = name.removeprefix("unknown_")
    if number.isdecimal() and int(number) < 255:
        return int(number)
    return _named(profile, name)[0].num


def _typed_column(num: int, typed: Typed) -> Column:
    wire_type = WIRE_TYPES.get(typed.base_type)
    if wire_type is None:
        raise FitEncodeError(f"There is no base type {typed.base_type!r}")
    data = b"".join(_wire(value, typed.base_type) for value in _as_list(typed.value))
    return Column(num, wire_type.byte, _checked_size(data, f"field {num}"))


def _column(field: FieldProfile, meaning: FieldProfile | SubFieldProfile, value: Any) -> Column | None:
    """The field with the value as `meaning` (itself or a subfield) reads it; None where there is nothing to write."""
    values = _as_list(value)
    if not values or (field.base_type == "string" and value is None):
        return None
    try:
        data = b"".join(_wire(_raw(one, meaning, field.base_type), field.base_type) for one in values)
    except FitEncodeError as error:
        raise FitEncodeError(f"{meaning.name}: {error}") from error
    return Column(field.num, WIRE_TYPES[field.base_type].byte, _checked_size(data, meaning.name))


def _checked_size(data: bytes, name: str) -> bytes:
    if len(data) > LARGEST_FIELD:
        raise FitEncodeError(f"{name} takes {len(data)} bytes, a field has at most {LARGEST_FIELD}")
    return data


def _as_list(value: Any) -> list[Any]:
    if hasattr(value, "tolist"):
        value = value.tolist()
    return list(value) if isinstance(value, list | tuple) else [value]


# From a value to the number in the file


def _raw(value: Any, meaning: FieldProfile | SubFieldProfile, base_type: str) -> Any:
    """The raw value: unscaled, names and times as numbers; None stays None."""
    if value is None or base_type == "string":
        return value
    if isinstance(value, datetime | timedelta):
        return _seconds(value, meaning.type)
    if isinstance(value, str):
        return _number_of(meaning.type, value)
    return _raw_of_number(value, meaning, base_type)


def _raw_of_number(value: Any, meaning: FieldProfile | SubFieldProfile, base_type: str) -> Any:
    if meaning.type in {"date_time", "local_date_time"}:
        return _unix_to_fit(value)
    if len(meaning.scale) > 1 or meaning.type not in WIRE_TYPES:
        return value
    if meaning.units[0] == "semicircles":
        return _semicircles(value)
    return _scaled(value, meaning.scale[0], meaning.offset[0], base_type)


def _scaled(value: Any, scale: float, offset: float, base_type: str) -> Any:
    if value is None or isinstance(value, str) or (scale == 1 and not offset) or _is_nan(value):
        return value
    unscaled = (value + offset) * scale
    return unscaled if base_type.startswith("float") else round(unscaled)


def _semicircles(degrees: float) -> int | None:
    if _is_nan(degrees):
        return None
    if not -180 <= degrees <= 180:
        raise FitEncodeError(f"{degrees} is no angle between -180 and 180 degrees")
    return min(round(degrees * SEMICIRCLES_PER_DEGREE), 2**31 - 2)


def _seconds(value: datetime | timedelta, type_name: str) -> int:
    if isinstance(value, timedelta):
        return round(value.total_seconds())
    if value.tzinfo is not None:
        return round((value - EPOCH_UTC).total_seconds())
    if type_name == "local_date_time":
        return round((value - EPOCH_LOCAL).total_seconds())
    raise FitEncodeError(f"{value!r} has no time zone")


def _unix_to_fit(seconds: float) -> float | None:
    """Seconds since the Unix epoch to seconds since the FIT epoch; small ones count from when the device was switched on."""
    if _is_nan(seconds):
        return None
    return round(seconds if seconds < 0x10000000 else seconds - UNIX_TO_FIT_S)


def _number_of(type_name: str, name: Any) -> int:
    names = enumeration(type_name) or {}
    for number, known in names.items():
        if known == name:
            return number
    raise FitEncodeError(f"{type_name} has no value {name!r}")


def _wire(value: Any, type_name: str) -> bytes:
    """The bytes of one raw value; None and NaN are the type's invalid value."""
    wire_type = WIRE_TYPES[type_name]
    if type_name == "string":
        return _wire_text(value)
    if value is None or _is_nan(value):
        return wire_type.invalid
    if isinstance(value, str | bytes):
        raise FitEncodeError(f"{value!r} is not a number")
    if wire_type.code in "fd":
        return _wire_float(value, wire_type)
    if value != int(value) or not wire_type.lowest <= value <= wire_type.highest:
        raise FitEncodeError(f"{value} is no {type_name}")
    return struct.pack(f"<{wire_type.code}", int(value))


def _wire_float(value: float, wire_type: WireType) -> bytes:
    try:
        return struct.pack(f"<{wire_type.code}", value)
    except OverflowError as error:
        raise FitEncodeError(f"{value} is too large for a float32") from error


def _wire_text(value: Any) -> bytes:
    if value is None:
        return b"\0"
    if not isinstance(value, str):
        raise FitEncodeError(f"{value!r} is not a text")
    if "\0" in value:
        raise FitEncodeError("A text has a NUL character")
    return value.encode() + b"\0"


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)
