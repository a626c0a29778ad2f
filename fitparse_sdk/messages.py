"""Messages one by one: mappings from field names to Python values, made from the columns of their group.

Values are in the units of `columns`. Times are aware datetimes in UTC, local times naive datetimes of the local clock,
times since the device was switched on timedeltas; enumerations are their names, or numbers where they have none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import compress
from typing import TYPE_CHECKING, Any

from .column_plans import DeveloperKey
from .columns import developer_keys
from .fields import DEGREES_PER_SEMICIRCLE, FIRST_DATE, FIT_EPOCH_S, SEMICIRCLES, as_floats
from .profile import enumeration

if TYPE_CHECKING:
    from collections.abc import Callable

    from .definitions import Definition
    from .fields import Field
    from .groups import Group
    from .tables import Table

__all__ = ["Message", "MessageGroup", "name_of", "raw_list", "rows_of_values", "scaled_list"]

EPOCH = datetime.fromtimestamp(FIT_EPOCH_S, UTC)
LAST_TIMESTAMP = 0xFFFFFFFF
BIT_FIELDS = frozenset({"message_index", "left_right_balance", "left_right_balance_100"})
"""Types whose named values are masks for parts of the number, not names of whole numbers."""
WIDE = 8
"""Bytes of the integer types that float64 cannot hold exactly."""


class Message(Mapping[str, Any]):
    """One message: field name to value; fields without a value are left out.

    Attributes:
        name: the message's name; "unknown_140" for a number the profile does not know.
        num: its global number.
        raw: the same fields as they are in the file: numbers without scale and offset, enumerations as numbers.
        developer: developer field name to value.
        units: field name to unit.
        offset: byte offset of the message in the (uncompressed) data.
    """

    __slots__ = ("_group", "_row")

    def __init__(self, group: MessageGroup, row: int) -> None:
        self._group = group
        self._row = row

    def __getitem__(self, name: str | int) -> Any:
        """The value of a field by name, or by number where the profile does not know it."""
        return self._group.values[self._row][f"unknown_{name}" if isinstance(name, int) else name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._group.values[self._row])

    def __len__(self) -> int:
        return len(self._group.values[self._row])

    def __repr__(self) -> str:
        return f"<{self.name} {dict(self)!r}>"

    @property
    def name(self) -> str:
        """The message's name."""
        return self._group.name

    @property
    def num(self) -> int:
        """The message's global number."""
        return self._group.definition.global_num

    @property
    def raw(self) -> Mapping[str, Any]:
        """The fields as they are in the file."""
        return self._group.raw_values[self._row]

    @property
    def developer(self) -> Mapping[str, Any]:
        """The developer fields."""
        return self._group.developer_values[self._row]

    @property
    def units(self) -> Mapping[str, str]:
        """The units of all fields of such messages."""
        return self._group.units

    @property
    def offset(self) -> int:
        """Byte offset of the message's header byte."""
        return int(self._group.group.offsets[self._row])

    @property
    def definition(self) -> Definition:
        """The definition message it follows; `==` where two messages follow the same one."""
        group = self._group.group
        return group.scan.definition_of(int(group.indices[self._row]))

    @property
    def payload(self) -> bytes:
        """The message's bytes after its header byte."""
        start = self.offset + 1
        return self._group.group.scan.data[start : start + self._group.definition.size - 1]

    @property
    def header_timestamp(self) -> int | None:
        """The timestamp that a compressed header stands for, in seconds since the FIT epoch."""
        stamps = self._group.group.header_timestamps
        stamp = -1 if stamps is None else int(stamps[self._row])
        return stamp if stamp >= 0 else None


class MessageGroup:
    """The messages of one group; their values are made all at once when the first is asked for."""

    def __init__(self, table: Table, group: Group, fields: dict[str, Field]) -> None:
        self.group = group
        self.definition = group.definition
        self.name = name_of(table.profile.name)
        self._fields = list(fields.values())
        self._values: list[dict[str, Any]] | None = None
        self._raw: list[dict[str, Any]] | None = None
        self._developer: list[dict[str, Any]] | None = None

    @property
    def values(self) -> list[dict[str, Any]]:
        """A dict a message."""
        if self._values is None:
            columns = [(one.name, python_values(one), one) for one in self._fields]
            self._values = rows_of_values(len(self.group), columns)
        return self._values

    @property
    def raw_values(self) -> list[dict[str, Any]]:
        """A dict a message, of raw values."""
        if self._raw is None:
            columns = [(one.name, raw_list(one), one) for one in self._fields]
            self._raw = rows_of_values(len(self.group), columns)
        return self._raw

    @property
    def developer_values(self) -> list[dict[str, Any]]:
        """A dict a message, of developer fields."""
        if self._developer is None:
            definitions = [definition for definition, _ in self.group.developer if definition.size]
            fields = self.group.developer_fields
            places = [
                DeveloperKey(one.developer_data_index, one.num, field.name)
                for one, field in zip(definitions, fields, strict=True)
            ]
            keys = developer_keys(places)
            columns = [
                (keys[place], python_values(one), one) for place, one in zip(places, fields, strict=True)
            ]
            self._developer = rows_of_values(len(self.group), columns)
        return self._developer

    @property
    def units(self) -> dict[str, str]:
        """Units by field name."""
        return {one.name: one.column_units for one in self._fields}


def name_of(profile_name: str) -> str:
    """The name a message goes by: that of the profile, or "unknown_" and its number."""
    return f"unknown_{profile_name}" if profile_name.isdecimal() else profile_name


def rows_of_values(count: int, columns: list[tuple[Any, list[Any], Field]]) -> list[dict[Any, Any]]:
    """Dicts, one a row, of the columns' values where they are valid, keys in the order of the columns."""
    rows: list[dict[Any, Any]] = [{} for _ in range(count)]
    for key, values, one in columns:
        if one.valid.all():
            for row, value in zip(rows, values, strict=True):
                row[key] = value
        else:
            valid = one.valid.tolist()
            for row, value in zip(compress(rows, valid), compress(values, valid), strict=True):
                row[key] = value
    return rows


# One column of Python values


def python_values(one: Field) -> list[Any]:
    """The field's values as Python objects, in the units of columns."""
    if one.is_string:
        return list(one.raw)
    if one.type == "date_time":
        return _each(one, _instant)
    if one.type == "local_date_time":
        return _each(one, _local_instant)
    names = None if one.type in BIT_FIELDS or one.is_measure else enumeration(one.type)
    if names is not None:
        return _each(one, lambda number: names.get(number, number))
    return number_list(one)


def raw_list(one: Field) -> list[Any]:
    """The field's values as they are in the file; None for the invalid elements of an array."""
    values = list(one.raw) if one.is_string else one.raw.tolist()
    return _with_none(one, values)


def _each(one: Field, convert: Callable[[Any], Any]) -> list[Any]:
    """Convert each raw value, equal ones once."""
    known = _Converted(convert)
    values = one.raw.tolist()
    if one.raw.ndim == 2:
        return _with_none(one, [[known[value] for value in row] for row in values])
    return [known[value] for value in values]


class _Converted(dict[Any, Any]):
    """What each value is converted to, worked out when it is first asked for. A NaN is asked for anew each time."""

    def __init__(self, convert: Callable[[Any], Any]) -> None:
        super().__init__()
        self._convert = convert

    def __missing__(self, value: Any) -> Any:
        converted = self[value] = self._convert(value)
        return converted


def number_list(one: Field) -> list[Any]:
    """Numbers in the units of columns: int where nothing is scaled, else float."""
    if one.units == SEMICIRCLES:
        return list((one.scaled() * DEGREES_PER_SEMICIRCLE).tolist())
    if one.values is not None:
        return _with_none(one, one.values.tolist())
    return scaled_list(one) if one.is_measure else raw_list(one)


def scaled_list(one: Field) -> list[Any]:
    """Raw / scale - offset, with Python's numbers: int where nothing is divided."""
    if one.is_string or (one.scale == 1 and not one.offset):
        return raw_list(one)
    if one.base.is_float or (one.scale != 1 and one.base.size < WIDE):
        return _with_none(one, (as_floats(one.raw) / one.scale - one.offset).tolist())
    exact = one.raw.astype(object)
    return _with_none(one, ((exact / one.scale if one.scale != 1 else exact) - one.offset).tolist())


def _with_none(one: Field, values: list[Any]) -> list[Any]:
    """None in place of invalid elements of arrays."""
    if one.element_valid is None:
        return values
    marks = one.element_valid.tolist()
    return [
        [value if mark else None for value, mark in zip(*row, strict=True)]
        for row in zip(values, marks, strict=True)
    ]


def _instant(seconds: float) -> datetime | timedelta | float:
    """A number that no timestamp can be (the file gave the field another type) stays a number."""
    if not 0 <= seconds <= LAST_TIMESTAMP:
        return seconds
    since = timedelta(seconds=int(seconds))
    return EPOCH + since if seconds >= FIRST_DATE else since


def _local_instant(seconds: float) -> datetime | timedelta | float:
    instant = _instant(seconds)
    return instant.replace(tzinfo=None) if isinstance(instant, datetime) else instant
