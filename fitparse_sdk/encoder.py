"""An encoder with the interface of Garmin's Python SDK: dicts of the shape that `Decoder.read` gives, to bytes.

`fitparse_sdk.encode` is the shorter way, and writes what this interface cannot (unknown messages and fields).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

from . import fit as FIT  # noqa: N812  # the name programs written for the SDK know
from .crc_calculator import CrcCalculator
from .mesg_definition import _MesgDefinition
from .output_stream import _OutputStream
from .profile import Profile
from .util import convert_datetime_to_timestamp

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

__all__ = ["Encoder"]

HEADER_SIZE, CRC_SIZE = 14, 2
PROTOCOL_VERSION = 0x20
LOCAL_SLOTS = 16
TIME_TYPES = frozenset({"date_time", "local_date_time"})
FLOAT_TYPES = frozenset({"float32", "float64"})


class Encoder:
    """Writes messages to a FIT file.

    Args:
        field_descriptions: for each key of a developer field its developer_data_id_mesg and field_description_mesg.
    """

    def __init__(self, field_descriptions: Mapping[Any, Mapping[str, Any]] | None = None) -> None:
        self._output_stream = _OutputStream()
        self._local_mesg_definitions: list[_MesgDefinition | None] = [None] * LOCAL_SLOTS
        self._next_local_mesg_num = 0
        self._field_descriptions: dict[Any, dict[str, Any]] = {}
        for key, description in (field_descriptions or {}).items():
            self.add_developer_field(
                key, description.get("developer_data_id_mesg"), description.get("field_description_mesg")
            )
        self._output_stream.set_bytes(bytes(HEADER_SIZE))

    def close(self) -> bytes:
        """The whole file: header, records, CRC."""
        self._output_stream.set_bytes(self._header())
        content = self._output_stream.data
        self._output_stream.write_uint16(CrcCalculator.calculate_crc(content, 0, len(content)))
        return self._output_stream.data

    def _header(self) -> bytes:
        version = Profile["version"]["major"] * 1000 + Profile["version"]["minor"]
        data_size = self._output_stream.length - HEADER_SIZE
        header = struct.pack("<BBHI4s", HEADER_SIZE, PROTOCOL_VERSION, version, data_size, b".FIT")
        return header + struct.pack("<H", CrcCalculator.calculate_crc(header, 0, len(header)))

    def write_mesg(self, mesg: Mapping[str, Any]) -> Self:
        """Write a message that has its number under "mesg_num"."""
        if "mesg_num" not in mesg:
            raise ValueError("mesg must contain a 'mesg_num' key")
        return self.on_mesg(mesg["mesg_num"], mesg)

    def on_mesg(self, mesg_num: int, mesg: Mapping[str, Any]) -> Self:
        """Write a message; can be a Decoder's mesg_listener. Fields the profile does not know are left out.

        Raises:
            ValueError: the message cannot be written; nothing of it is.
        """
        try:
            self._write(_MesgDefinition(mesg_num, mesg, field_descriptions=self._field_descriptions), mesg)
        except (AttributeError, KeyError, OverflowError, TypeError, ValueError, struct.error) as error:
            raise ValueError(f"Could not write Message: {error}") from error
        return self

    def _write(self, definition: _MesgDefinition, mesg: Mapping[str, Any]) -> None:
        known = self._known(definition)
        record = self._record(known or definition, mesg)
        if known is None:
            definition.local_mesg_num = self._next_local_mesg_num % LOCAL_SLOTS
            self._next_local_mesg_num += 1
            self._local_mesg_definitions[definition.local_mesg_num] = definition
            definition.write(self._output_stream)
        self._output_stream.write_uint8((known or definition).local_mesg_num)
        self._output_stream.set_bytes(record.data, self._output_stream.length)

    def _known(self, definition: _MesgDefinition) -> _MesgDefinition | None:
        """The same definition in one of the local slots."""
        slots = (one for one in self._local_mesg_definitions if one is not None and one.equals(definition))
        return next(slots, None)

    def _record(self, definition: _MesgDefinition, mesg: Mapping[str, Any]) -> _OutputStream:
        record = _OutputStream()
        developer = mesg.get("developer_fields") or {}
        for field in definition.field_definitions:
            record.write(self._transform_values(mesg.get(field["name"]), field), field["base_type"])
        for field in definition.developer_field_definitions:
            record.write(self._transform_values(developer.get(field["key"]), field), field["base_type"])
        return record

    def add_developer_field(
        self,
        key: Any,
        developer_data_id_mesg: Mapping[str, Any] | None,
        field_description_mesg: Mapping[str, Any] | None,
    ) -> Self:
        """Make a developer field known; can be a Decoder's field_description_listener. Writes nothing.

        Raises:
            ValueError: a message or its developer_data_index is missing, or the two indices differ.
        """
        if developer_data_id_mesg is None:
            raise ValueError("addDeveloperField() - developer_data_id_mesg is None")
        if field_description_mesg is None:
            raise ValueError("addDeveloperField() - field_description_mesg is None")
        indices = [
            one.get("developer_data_index") for one in (developer_data_id_mesg, field_description_mesg)
        ]
        if None in indices:
            raise ValueError("addDeveloperField() - one or more developer_data_index values are None.")
        if indices[0] != indices[1]:
            raise ValueError("addDeveloperField() - developer_data_index values do not match.")
        self._field_descriptions[key] = {
            "developer_data_id_mesg": developer_data_id_mesg,
            "field_description_mesg": field_description_mesg,
        }
        return self

    def _transform_values(self, value: Any, field_definition: Mapping[str, Any]) -> list[Any]:
        values = value if isinstance(value, list) else [value]
        invalid = FIT.BASE_TYPE_DEFINITIONS[field_definition["base_type"]]["invalid"]
        is_float = field_definition["type"] in FLOAT_TYPES
        none = None if is_float else invalid
        return [none if one is None else self._transform_value(one, field_definition) for one in values]

    def _transform_value(self, value: Any, field_definition: Mapping[str, Any]) -> Any:
        """The raw value of a message's value."""
        field_type = field_definition["type"]
        try:
            return _raw_value(value, field_type, field_definition)
        except ValueError as error:
            raise ValueError(f'Could not convert "{value}" to "{field_type}": {error}') from error


def _raw_value(value: Any, field_type: str, field: Mapping[str, Any]) -> Any:
    if FIT.is_not_number_string_date_or_boolean(value):
        raise ValueError("Value is not a number, string, date, or boolean")
    if field_type in FIT.NUMERIC_FIELD_TYPES:
        return _raw_number(value, field)
    if field_type in TIME_TYPES:
        return _raw_time(value)
    if field_type == "string":
        return _raw_text(value)
    return value if FIT.is_numeric(value) else _raw_name(value, field_type)


def _raw_number(value: Any, field: Mapping[str, Any]) -> float:
    if FIT.is_string(value):
        value = float(value) if "." in value else int(value)
    elif FIT.is_boolean(value):
        raise ValueError("Boolean value not allowed for numeric field")
    elif not FIT.is_numeric(value):
        raise ValueError("Value is not numeric for numeric field")
    if field["scale"] == FIT.FIELD_DEFAULT_SCALE and field["offset"] == FIT.FIELD_DEFAULT_OFFSET:
        return value  # type: ignore[no-any-return]  # a number by now
    unscaled: float = (value + field["offset"]) * field["scale"]
    return unscaled if field["type"] in FLOAT_TYPES else round(unscaled)


def _raw_time(value: Any) -> Any:
    if FIT.is_date(value):
        return convert_datetime_to_timestamp(value)
    if not FIT.is_numeric(value):
        raise ValueError("Value is not numeric or date for date_time field")
    return value


def _raw_text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("Value is not a string for string field")  # noqa: TRY004  # the SDK raises ValueError for all
    return value


def _raw_name(value: Any, field_type: str) -> int:
    for number, name in Profile["types"].get(field_type, {}).items():
        if name == value:
            return int(number)
    raise ValueError(f'Value "{value}" could not be mapped to profile type "{field_type}"')
