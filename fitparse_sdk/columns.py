"""A table's fields as columns over all its messages: name to array, SI units, NaN where there is no value.

Units are those of the profile (metres, seconds, metres a second, beats a minute, ...), with two exceptions:
semicircles become degrees, and times become seconds since the Unix epoch, UTC (local times: seconds of the local clock).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np

from .errors import FitLimitError
from .fields import FIT_EPOCH_S
from .plans import GroupColumn, GroupColumns, quick_columns
from .tables import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from .developer import Description
    from .groups import Group
    from .scanner import Limits
    from .tables import Table, Tables

__all__ = ["FIT_EPOCH_S", "Columns", "DeveloperColumns", "table_columns"]

K = TypeVar("K", str, tuple[int, int, str])
FLOAT_SIZE = 8
ALIASES = [
    (prefix + name, f"enhanced_{prefix}{name}")
    for name in ("speed", "altitude", "respiration_rate")
    for prefix in ("", "avg_", "max_", "min_")
]
KNOWN_APPLICATIONS = {
    "660a581e5301460c8f2f034c8b6dc90f": "stryd",
    "18fb2cf01a4b430dad66988c847421f4": "stryd",
}
"""Connect IQ application ids whose fields can be asked for with the maker's name in front ("stryd_power")."""


class DeveloperColumns(Mapping[str, Any]):
    """The developer fields of a message kind: name to array.

    A key is the name in the file's field_description. Where two apps (or two numbers) have fields of one name, "@" and
    the developer data index (then "." and the field number) tell them apart. Looking up is forgiving:
    "form_power" finds "Form Power", "stryd_power" finds Stryd's "Power", and (index, number) finds that very field.
    """

    def __init__(self) -> None:
        self._columns: dict[str, NDArray[Any]] = {}
        self._aliases: dict[str | tuple[int, int], str] = {}
        self.units: dict[str, str] = {}

    def add(self, key: str, column: NDArray[Any], units: str, aliases: list[str | tuple[int, int]]) -> None:
        """Put a column in under its key; aliases that are taken stay with the first."""
        self._columns[key] = column
        self.units[key] = units
        for alias in aliases:
            self._aliases.setdefault(alias, key)

    def __getitem__(self, name: str | tuple[int, int]) -> NDArray[Any]:
        if isinstance(name, str) and name in self._columns:
            return self._columns[name]
        return self._columns[self._aliases[name]]

    def __contains__(self, name: object) -> bool:
        return name in self._columns or name in self._aliases

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


@dataclass(slots=True)
class Columns(Mapping[str, Any]):
    """The fields of all messages of one kind.

    Attributes:
        name: the message's name.
        count: number of messages, n.
        units: name to unit ("" where there is none).
        developer: the developer fields.

    Values are arrays: float64 of shape (n,); float64 of shape (n, k) for array fields, NaN after the last element;
    object of shape (n,) for texts (str, list of str, or None).
    """

    name: str
    count: int
    _columns: dict[str, NDArray[Any]] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    developer: DeveloperColumns = field(default_factory=DeveloperColumns)

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def put(self, columns: dict[str, NDArray[Any]], units: dict[str, str]) -> None:
        """Put several columns in at once."""
        self._columns.update(columns)
        self.units.update(units)

    def set(self, name: str, column: NDArray[Any], units: str) -> None:
        """Put a column in."""
        self._columns[name] = column
        self.units[name] = units


class Piece(NamedTuple):
    """A column of one group, and the rows it fills in that of the table."""

    rows: NDArray[np.intp] | slice
    column: GroupColumn


def table_columns(tables: Tables, num: int, limits: Limits) -> Columns:
    """All fields of the messages of that number that have a value in any message, as columns."""
    groups = tables.groups(num)
    columns = Columns(tables.profiles(num).name, sum(map(len, groups)))
    parts = _quick_parts(groups) or _long_way_parts(tables[num])
    rows = rows_of(groups)
    fields = _merged(columns, rows, [part.fields for part in parts], limits)
    columns.put(
        {name: one.values for name, one in fields.items()}, {k: one.units for k, one in fields.items()}
    )
    _add_aliases(columns)
    _add_developer_columns(
        _merged(columns, rows, [part.developer for part in parts], limits), columns.developer
    )
    return columns


def _quick_parts(groups: list[Group]) -> list[GroupColumns]:
    """The columns of each group; none where any group must go the long way: it may count on from another."""
    parts = []
    for group in groups:
        part = quick_columns(group)
        if part is None:
            return []
        parts.append(part)
    return parts


def _long_way_parts(table: Table) -> list[GroupColumns]:
    parts = []
    for group, expansion in zip(table.groups, table.expansions, strict=True):
        fields = {name: GroupColumn(one.column(), one.column_units) for name, one in expansion.fields.items()}
        parts.append(GroupColumns(fields, _developer_part(group)))
    return parts


def _add_aliases(columns: Columns) -> None:
    """`speed` beside `enhanced_speed`, whichever of them the device writes."""
    for plain, enhanced in ALIASES:
        if enhanced in columns and plain not in columns:
            columns.set(plain, columns[enhanced], columns.units[enhanced])


# From groups to the table


def _merged(
    columns: Columns, rows: list[NDArray[np.intp] | slice], parts: list[dict[K, GroupColumn]], limits: Limits
) -> dict[K, GroupColumn]:
    """The columns of all groups put together. What a group shows under two names stays one array.

    The parts are emptied on the way, so that no more than one column is there twice.
    """
    pieces: dict[K, list[Piece]] = {}
    for places, part in zip(rows, parts, strict=True):
        for name, one in part.items():
            pieces.setdefault(name, []).append(Piece(places, one))
    _check_size(columns, pieces.values(), limits)
    if len(parts) == 1:
        return parts[0]
    names_of: dict[tuple[int, ...], list[K]] = {}
    for name, found in pieces.items():
        names_of.setdefault(tuple([id(one.column.values) for one in found]), []).append(name)
    for part in parts:
        part.clear()
    merged: dict[K, GroupColumn] = {}
    order = list(pieces)
    for names in names_of.values():
        values = _column(columns.count, pieces[names[0]])
        for name in names:
            merged[name] = pieces.pop(name)[0].column._replace(values=values)
    return {name: merged[name] for name in order}


def _check_size(columns: Columns, pieces: Iterable[list[Piece]], limits: Limits) -> None:
    needed = sum(
        columns.count * FLOAT_SIZE * max(_width(one.column.values) for one in parts) for parts in pieces
    )
    if needed > limits.max_output_bytes:
        raise FitLimitError(
            f"The columns of {columns.name} need {needed} bytes, more than {limits.max_output_bytes}",
            limit="max_output_bytes",
        )


def _width(values: NDArray[Any]) -> int:
    return int(values.shape[1]) if values.ndim > 1 else 1


def _column(count: int, parts: list[Piece]) -> NDArray[Any]:
    """One column of that many rows from the groups that have the field."""
    arrays = [part.column.values for part in parts]
    if len(parts) == 1 and len(arrays[0]) == count:
        return arrays[0]
    if any(one.dtype == object for one in arrays):
        column: NDArray[Any] = np.full(count, None, object)
        arrays = [one if one.dtype == object else as_objects(one) for one in arrays]
    elif any(one.ndim > 1 for one in arrays):
        column = np.full((count, max(map(_width, arrays))), np.nan)
        for part, values in zip(parts, arrays, strict=True):
            table = values if values.ndim > 1 else values[:, None]
            column[part.rows, : table.shape[1]] = table
        return column
    else:
        column = np.full(count, np.nan)
    for part, values in zip(parts, arrays, strict=True):
        column[part.rows] = values
    return column


def as_objects(values: NDArray[np.float64]) -> NDArray[np.object_]:
    """The same values as Python objects, None for NaN: for a field that is text in other groups."""
    found = np.empty(len(values), object)
    found[:] = np.where(np.isnan(values), None, values).tolist()  # type: ignore[call-overload]  # None makes objects
    return found


# Developer fields


DeveloperField = tuple[int, int, str]
"""(developer data index, field number, name)"""


def _developer_part(group: Group) -> dict[DeveloperField, GroupColumn]:
    """The developer fields that have a value in any message of the group."""
    part = {}
    definitions = [definition for definition, _ in group.developer if definition.size]
    for definition, one in zip(definitions, group.developer_fields, strict=True):
        if one.valid.any():
            key = definition.developer_data_index, definition.num, one.name
            part[key] = GroupColumn(one.column(), one.column_units, one.description)
    return part


def developer_keys(fields: Iterable[DeveloperField]) -> dict[DeveloperField, str]:
    """A key for each: the name, with what tells it from others of that name."""
    fields = list(fields)
    by_name = Counter(name for _, _, name in fields)
    by_index = Counter((index, name) for index, _, name in fields)
    keys = {}
    for index, num, name in fields:
        if by_name[name] == 1:
            key = name
        else:
            key = f"{name}@{index}" if by_index[index, name] == 1 else f"{name}@{index}.{num}"
        keys[index, num, name] = key
    return keys


def _add_developer_columns(fields: dict[DeveloperField, GroupColumn], columns: DeveloperColumns) -> None:
    keys = developer_keys(fields)
    for place, one in fields.items():
        columns.add(keys[place], one.values, one.units, _developer_aliases(place, one.description))


def _developer_aliases(field: DeveloperField, description: Description | None) -> list[str | tuple[int, int]]:
    index, num, name = field
    snake = "_".join(name.lower().replace("/", " ").split())
    aliases: list[str | tuple[int, int]] = [name, snake, (index, num)]
    maker = KNOWN_APPLICATIONS.get(description.application_id) if description else None
    return [*aliases, f"{maker}_{snake}"] if maker else aliases
