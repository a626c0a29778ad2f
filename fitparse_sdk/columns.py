"""A table's fields as columns over all its messages: name to array, SI units, NaN where there is no value.

Units are those of the profile (metres, seconds, metres a second, beats a minute, ...), with two exceptions:
semicircles become degrees, and times become seconds since the Unix epoch, UTC (local times: seconds of the local clock).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .errors import FitLimitError
from .fields import FIT_EPOCH_S

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from .fields import Field
    from .scanner import Limits
    from .tables import Table

__all__ = ["FIT_EPOCH_S", "Columns", "DeveloperColumns", "table_columns"]

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


class Piece(NamedTuple):
    """A field of one group, and the rows it fills in the column."""

    rows: NDArray[np.intp] | slice
    field: Field


def table_columns(table: Table, limits: Limits) -> Columns:
    """All fields of the table that have a value in any message, as columns."""
    columns = Columns(table.profile.name, len(table))
    pieces: dict[str, list[Piece]] = {}
    for rows, expansion in zip(table.rows, table.expansions, strict=True):
        for name, one in expansion.fields.items():
            pieces.setdefault(name, []).append(Piece(rows, one))
    developer_pieces = _developer_pieces(table)
    _check_size(table, [*pieces.values(), *developer_pieces.values()], limits)
    for name, parts in pieces.items():
        columns.set(name, _column(len(table), parts), parts[0].field.column_units)
    _add_aliases(columns)
    _add_developer_columns(len(table), developer_pieces, columns.developer)
    return columns


def _add_aliases(columns: Columns) -> None:
    """`speed` beside `enhanced_speed`, whichever of them the device writes."""
    for plain, enhanced in ALIASES:
        if enhanced in columns and plain not in columns:
            columns.set(plain, columns[enhanced], columns.units[enhanced])


def _check_size(table: Table, pieces: list[list[Piece]], limits: Limits) -> None:
    rows = len(table)
    needed = sum(rows * FLOAT_SIZE * max(_width(part.field) for part in parts) for parts in pieces)
    if needed > limits.max_output_bytes:
        raise FitLimitError(
            f"The columns of {table.profile.name} need {needed} bytes, more than {limits.max_output_bytes}",
            limit="max_output_bytes",
        )


def _width(one: Field) -> int:
    return int(one.raw.shape[1]) if one.raw.ndim > 1 else 1


def _column(count: int, parts: list[Piece]) -> NDArray[Any]:
    """One column of that many rows from the groups that have the field."""
    arrays = [part.field.column() for part in parts]
    if len(parts) == 1 and len(arrays[0]) == count:
        return arrays[0]
    if any(one.dtype == object for one in arrays):
        column: NDArray[Any] = np.full(count, None, object)
        arrays = [one if one.dtype == object else as_objects(one) for one in arrays]
    elif any(one.ndim > 1 for one in arrays):
        column = np.full((count, max(_width(part.field) for part in parts)), np.nan)
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


def _developer_pieces(table: Table) -> dict[DeveloperField, list[Piece]]:
    """The developer fields that have a value in any message, with the groups that have them."""
    pieces: dict[DeveloperField, list[Piece]] = {}
    for rows, group in zip(table.rows, table.groups, strict=True):
        definitions = [definition for definition, _ in group.developer if definition.size]
        for definition, one in zip(definitions, group.developer_fields, strict=True):
            if one.valid.any():
                place = definition.developer_data_index, definition.num, one.name
                pieces.setdefault(place, []).append(Piece(rows, one))
    return pieces


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


def _add_developer_columns(
    count: int, pieces: dict[DeveloperField, list[Piece]], columns: DeveloperColumns
) -> None:
    keys = developer_keys(pieces)
    for place, parts in pieces.items():
        one = parts[0].field
        columns.add(keys[place], _column(count, parts), one.units, _developer_aliases(place, one))


def _developer_aliases(place: DeveloperField, one: Field) -> list[str | tuple[int, int]]:
    index, num, name = place
    snake = "_".join(name.lower().replace("/", " ").split())
    aliases: list[str | tuple[int, int]] = [name, snake, (index, num)]
    maker = KNOWN_APPLICATIONS.get(one.description.application_id) if one.description else None
    return [*aliases, f"{maker}_{snake}"] if maker else aliases
