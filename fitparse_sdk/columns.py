"""A table's fields as columns over all its messages: name to array, SI units, NaN where there is no value.

Units are those of the profile (metres, seconds, metres a second, beats a minute, ...), with two exceptions:
semicircles become degrees, and times become seconds since the Unix epoch, UTC (local times: seconds of the local clock).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import isnan
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np

from .column_plans import DeveloperColumn, DeveloperKey, GroupColumns, quick_columns
from .errors import FitLimitError
from .fields import FIT_EPOCH_S
from .tables import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from .developer import Description
    from .groups import Group
    from .scanner import Limits
    from .tables import Table, Tables

    Rows = slice | NDArray[np.intp]
    """Which messages of a table a group has."""
    Piece = tuple[Rows, NDArray[Any]]
    """The rows a group fills in a column of the table, and what it fills them with."""

__all__ = ["FIT_EPOCH_S", "Columns", "DeveloperColumns", "table_columns"]

K = TypeVar("K", str, DeveloperKey)
NOTHING = np.empty(0)
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

    def set(self, name: str, column: NDArray[Any], units: str) -> None:
        """Put a column in."""
        self._columns[name] = column
        self.units[name] = units


def table_columns(tables: Tables, num: int, limits: Limits) -> Columns:
    """All fields of the messages of that number that have a value in any message, as columns."""
    groups = tables.groups(num)
    name, count = tables.profiles(num).name, sum(map(len, groups))
    parts = _quick_parts(groups) or _long_way_parts(tables[num])
    merge = _Merge(name, count, rows_of(groups), limits)
    units = merged_units(parts)
    fields = merge.merged([part.fields for part in parts])
    _add_aliases(fields, units)
    columns = Columns(name, count, fields, {name: units[name] for name in fields})
    if any(part.developer for part in parts):
        _add_developer_columns(merge, [part.developer for part in parts], columns.developer)
    return columns


def _quick_parts(groups: list[Group]) -> list[GroupColumns]:
    """The columns of each group by the fast path; None if a group needs the slow one, since its totals may continue another group's."""
    parts = []
    for group in groups:
        part = quick_columns(group)
        if part is None:
            return []
        parts.append(part)
    return parts


def _long_way_parts(table: Table) -> list[GroupColumns]:
    return [
        GroupColumns(
            {name: one.column() for name, one in expansion.fields.items()},
            {name: one.column_units for name, one in expansion.fields.items()},
            _developer_part(group),
        )
        for group, expansion in zip(table.groups, table.expansions, strict=True)
    ]


def merged_units(parts: list[GroupColumns]) -> dict[str, str]:
    """Name to unit; where groups differ, that of the first."""
    units: dict[str, str] = {}
    for part in reversed(parts):
        units.update(part.units)
    return units


def _add_aliases(fields: dict[str, NDArray[Any]], units: dict[str, str]) -> None:
    """`speed` beside `enhanced_speed`, whichever of them the device writes."""
    for plain, enhanced in ALIASES:
        if enhanced in fields and plain not in fields:
            fields[plain], units[plain] = fields[enhanced], units[enhanced]


# From groups to the table


class _Merge(NamedTuple):
    """Puts the columns of a table's groups together."""

    name: str
    length: int
    rows: list[Rows]
    limits: Limits

    def merged(self, parts: list[dict[K, NDArray[Any]]]) -> dict[K, NDArray[Any]]:
        """The columns of all groups. What a group shows under two names stays one array.

        The parts are emptied on the way, so that no more than one column is there twice.
        """
        if len(parts) == 1:
            self._check_size(parts[0].values())
            return parts[0]
        pieces: dict[K, list[Piece]] = {}
        for rows, part in zip(self.rows, parts, strict=True):
            for name, values in part.items():
                pieces.setdefault(name, []).append((rows, values))
            part.clear()
        self._check_size(max((one for _, one in found), key=_width) for found in pieces.values())
        names_of: dict[tuple[int, ...], list[K]] = {}
        for name, found in pieces.items():
            names_of.setdefault(tuple([id(values) for _, values in found]), []).append(name)
        columns = dict.fromkeys(pieces, NOTHING)
        for names in names_of.values():
            values = _column(self.length, pieces[names[0]])
            for name in names:
                columns[name] = values
                del pieces[name]
        return columns

    def _check_size(self, widest: Iterable[NDArray[Any]]) -> None:
        """Given an array as wide as each column is going to be."""
        needed = self.length * FLOAT_SIZE * sum(map(_width, widest))
        if needed > self.limits.max_output_bytes:
            raise FitLimitError(
                f"The columns of {self.name} need {needed} bytes, more than {self.limits.max_output_bytes}",
                limit="max_output_bytes",
            )


def _width(values: NDArray[Any]) -> int:
    return int(values.shape[1]) if values.ndim > 1 else 1


def _column(count: int, pieces: list[Piece]) -> NDArray[Any]:
    """One column of that many rows from the groups that have the field."""
    arrays = [values for _, values in pieces]
    if len(pieces) == 1 and len(arrays[0]) == count:
        return arrays[0]
    if any(one.dtype == object for one in arrays):
        column: NDArray[Any] = np.full(count, None, object)
        arrays = [one if one.dtype == object else as_objects(one) for one in arrays]
    elif any(one.ndim > 1 for one in arrays):
        column = np.full((count, max(map(_width, arrays))), np.nan)
        for (rows, _), values in zip(pieces, arrays, strict=True):
            table = values if values.ndim > 1 else values[:, None]
            column[rows, : table.shape[1]] = table
        return column
    else:
        column = np.full(count, np.nan)
    for (rows, _), values in zip(pieces, arrays, strict=True):
        column[rows] = values
    return column


def as_objects(values: NDArray[np.float64]) -> NDArray[np.object_]:
    """The same values as Python objects, None for NaN: for a field that is text in other groups."""
    found = np.empty(len(values), object)
    for place, row in enumerate(values.tolist()):
        found[place] = _as_object(row)
    return found


def _as_object(row: float | list[float]) -> float | list[float | None] | None:
    if isinstance(row, float):
        return None if isnan(row) else row
    elements = [None if isnan(one) else one for one in row]
    return elements if any(one is not None for one in elements) else None


# Developer fields


def _developer_part(group: Group) -> dict[DeveloperKey, DeveloperColumn]:
    """The developer fields that have a value in any message of the group."""
    part = {}
    definitions = [definition for definition, _ in group.developer if definition.size]
    for definition, one in zip(definitions, group.developer_fields, strict=True):
        if one.valid.any():
            key = DeveloperKey(definition.developer_data_index, definition.num, one.name)
            part[key] = DeveloperColumn(one.column(), one.column_units, one.description)
    return part


def developer_keys(fields: Iterable[DeveloperKey]) -> dict[DeveloperKey, str]:
    """A key for each: the name, with what tells it from others of that name."""
    fields = list(fields)
    by_name = Counter(name for _, _, name in fields)
    by_index = Counter((index, name) for index, _, name in fields)
    keys = {}
    for one in fields:
        index, num, name = one
        if by_name[name] == 1:
            key = name
        else:
            key = f"{name}@{index}" if by_index[index, name] == 1 else f"{name}@{index}.{num}"
        keys[one] = key
    return keys


def _add_developer_columns(
    merge: _Merge, parts: list[dict[DeveloperKey, DeveloperColumn]], columns: DeveloperColumns
) -> None:
    facts: dict[DeveloperKey, DeveloperColumn] = {}
    for part in reversed(parts):
        facts.update(part)
    merged = merge.merged([{key: one.values for key, one in part.items()} for part in parts])
    names = developer_keys(merged)
    for key, values in merged.items():
        aliases = _developer_aliases(key, facts[key].description)
        columns.add(names[key], values, facts[key].units, aliases)


def _developer_aliases(field: DeveloperKey, description: Description | None) -> list[str | tuple[int, int]]:
    index, num, name = field
    snake = "_".join(name.lower().replace("/", " ").split())
    aliases: list[str | tuple[int, int]] = [name, snake, (index, num)]
    maker = KNOWN_APPLICATIONS.get(description.application_id) if description else None
    return [*aliases, f"{maker}_{snake}"] if maker else aliases
