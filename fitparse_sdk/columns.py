"""A table's fields as columns over all its messages: name to array, SI units, NaN where there is no value.

Units are those of the profile (metres, seconds, metres a second, beats a minute, ...), with two exceptions:
semicircles become degrees, and times become seconds since the Unix epoch, UTC (local times: seconds of the local clock).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from .errors import FitLimitError
from .fields import Field, Origin

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .fields import Group
    from .scanner import Limits
    from .tables import Table

__all__ = ["FIT_EPOCH_S", "Columns", "DeveloperColumns", "table_columns"]

FIT_EPOCH_S = 631065600
"""1989-12-31T00:00:00Z in seconds since the Unix epoch."""
FIRST_DATE = 0x10000000
"""Smaller timestamps are seconds since the device was switched on, not dates (FIT protocol, date_time)."""
DEGREES_PER_SEMICIRCLE = 180 / 2**31
TIME_TYPES = frozenset({"date_time", "local_date_time"})
FLOAT_SIZE = 8
ALIASES = (
    ("speed", "enhanced_speed"),
    ("altitude", "enhanced_altitude"),
    ("respiration_rate", "enhanced_respiration_rate"),
)
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


def table_columns(table: Table, limits: Limits) -> Columns:
    """All fields of the table as columns."""
    columns = Columns(table.profile.name, len(table))
    pieces: dict[str, list[tuple[Group, Field]]] = {}
    for group, expansion in zip(table.groups, table.expansions, strict=True):
        for one in expansion.fields.values():
            if one.valid.any() or one.origin is Origin.FILE:
                pieces.setdefault(one.name, []).append((group, one))
    developer_pieces = _developer_pieces(table)
    _check_size(table, [*pieces.values(), *developer_pieces.values()], limits)
    for name, parts in pieces.items():
        columns.set(name, _column(table, parts), column_units(parts[0][1]))
    _add_aliases(columns)
    _add_developer_columns(table, developer_pieces, columns.developer)
    return columns


def _add_aliases(columns: Columns) -> None:
    """`speed` beside `enhanced_speed`, whichever of them the device writes."""
    for plain, enhanced in ALIASES:
        for prefix in ("", "avg_", "max_", "min_"):
            here, there = prefix + enhanced, prefix + plain
            here = here.replace(f"{prefix}enhanced_", f"enhanced_{prefix}")
            if here in columns and there not in columns:
                columns.set(there, columns[here], columns.units[here])


def _check_size(table: Table, pieces: list[list[tuple[Group, Field]]], limits: Limits) -> None:
    rows = len(table)
    needed = sum(rows * FLOAT_SIZE * max(_width(one) for _, one in parts) for parts in pieces)
    if needed > limits.max_output_bytes:
        raise FitLimitError(
            f"The columns of {table.profile.name} need {needed} bytes, more than {limits.max_output_bytes}",
            limit="max_output_bytes",
        )


def _width(one: Field) -> int:
    return int(one.raw.shape[1]) if one.raw.ndim == 2 else 1


def _column(table: Table, parts: list[tuple[Group, Field]]) -> NDArray[Any]:
    """One column from the groups that have the field."""
    if len(parts) == len(table.groups) == 1:
        return column_values(parts[0][1])
    arrays = [column_values(one) for _, one in parts]
    if any(one.dtype == object for one in arrays):
        column: NDArray[Any] = np.full(len(table), None, object)
        arrays = [one if one.dtype == object else as_objects(one) for one in arrays]
    else:
        width = max(_width(one) for _, one in parts)
        is_array = any(one.ndim == 2 for one in arrays)
        column = np.full((len(table), width) if is_array else len(table), np.nan)
    for (group, _), values in zip(parts, arrays, strict=True):
        rows = table.rows_of(group)
        if column.ndim == 2:
            column[rows, : values.shape[1] if values.ndim == 2 else 1] = (
                values if values.ndim == 2 else values[:, None]
            )
        else:
            column[rows] = values
    return column


def as_objects(values: NDArray[np.float64]) -> NDArray[np.object_]:
    """The same values as Python objects, None for NaN: for a field that is text in other groups."""
    found = np.empty(len(values), object)
    found[:] = [None if value != value else value for value in values.tolist()]  # noqa: PLR0124  # NaN is unequal to itself
    return found


def column_values(one: Field) -> NDArray[Any]:
    """The field's values in the units of columns."""
    if one.is_string:
        return one.raw
    values = one.scaled()
    if one.units == "semicircles":
        values *= DEGREES_PER_SEMICIRCLE
    elif one.type in TIME_TYPES:
        values[values >= FIRST_DATE] += FIT_EPOCH_S
    return values


def column_units(one: Field) -> str:
    """The unit `column_values` has."""
    if one.units == "semicircles":
        return "deg"
    return "s" if one.type in TIME_TYPES else one.units


# Developer fields


def _developer_pieces(table: Table) -> dict[tuple[int, int, str], list[tuple[Group, Field]]]:
    """(developer data index, number, name) to the groups that have the field."""
    pieces: dict[tuple[int, int, str], list[tuple[Group, Field]]] = {}
    for group in table.groups:
        described = [
            (definition, description) for definition, description in group.developer if definition.size
        ]
        for (definition, _), one in zip(described, group.developer_fields(), strict=True):
            pieces.setdefault((definition.developer_data_index, definition.num, one.name), []).append(
                (group, one)
            )
    return pieces


def developer_keys(fields: list[tuple[int, int, str]]) -> dict[tuple[int, int, str], str]:
    """A key for each (developer data index, number, name): the name, with what tells it from others of that name."""
    keys: dict[tuple[int, int, str], str] = {}
    for index, num, name in fields:
        same = [(other_index, other_num) for other_index, other_num, other in fields if other == name]
        if len(same) == 1:
            keys[index, num, name] = name
        elif [other for other, _ in same].count(index) == 1:
            keys[index, num, name] = f"{name}@{index}"
        else:
            keys[index, num, name] = f"{name}@{index}.{num}"
    return keys


def _add_developer_columns(
    table: Table, pieces: dict[tuple[int, int, str], list[tuple[Group, Field]]], columns: DeveloperColumns
) -> None:
    keys = developer_keys(list(pieces))
    for (index, num, name), parts in pieces.items():
        column = _column(table, parts)
        description = parts[0][1].description
        maker = KNOWN_APPLICATIONS.get(description.application_id) if description else None
        snake = "_".join(name.lower().replace("/", " ").split())
        aliases: list[str | tuple[int, int]] = [name, snake, (index, num)]
        if maker is not None:
            aliases.append(f"{maker}_{snake}")
        columns.add(keys[index, num, name], column, parts[0][1].units, aliases)
