"""One field of many messages as an array: raw values, which of them are valid, what they mean."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any

import numpy as np

from .layout import BASE_TYPES, BYTE, STRING

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .developer import Description
    from .layout import BaseType, DeveloperFieldDefinition, FieldDefinition
    from .profile import FieldProfile, SubFieldProfile

__all__ = [
    "DEGREES_PER_SEMICIRCLE",
    "FIRST_DATE",
    "FIT_EPOCH_S",
    "NUMERIC_TYPES",
    "SEMICIRCLES",
    "TIME_TYPES",
    "Block",
    "Field",
    "Origin",
    "as_floats",
    "as_whole",
    "read_string",
    "texts",
    "to_unix_time",
]

NUMERIC_TYPES = frozenset(one.name for one in BASE_TYPES if one.name not in {"enum", "string"})
"""Profile types whose values are measures (scale and offset apply), not names."""


FIT_EPOCH_S = 631065600
"""1989-12-31T00:00:00Z in seconds since the Unix epoch."""
FIRST_DATE = 0x10000000
"""Smaller timestamps are seconds since the device was switched on, not dates (FIT protocol, date_time)."""
TIME_TYPES = frozenset({"date_time", "local_date_time"})
SEMICIRCLES = "semicircles"
DEGREES_PER_SEMICIRCLE = 180 / 2**31
FURTHEST_WHOLE = 2.0**62
"""A whole number within 64 bits, as is the next one."""


class Origin(Enum):
    """Where a field's values come from."""

    FILE = "file"
    SUBFIELD = "subfield"
    COMPONENT = "component"
    HEADER = "header"
    """A timestamp made from a compressed timestamp header."""
    DEVELOPER = "developer"


@dataclass(slots=True)
class Field:
    """One field of every message of a group.

    Attributes:
        name: as in the profile, or its number in words ("unknown_61").
        num: field number.
        type: profile type ("uint16", "date_time", "sport", ...).
        base: the type the values have in the bytes.
        raw: shape (n,) or (n, k): the values as they are in the file; strings: an object array of str, list[str] or None.
        valid: shape (n,): whether there is a value. For arrays: whether any element is a value.
        element_valid: shape (n, k) for arrays in which single elements may be invalid, else None.
        scale, offset: value = raw / scale - offset.
        units: the profile's units.
        values: shape of raw: scaled values, where raw would not tell all digits (components); else None.
        blank: shape (n,): messages that have the field with None in it, as garmin-fit-sdk has invalid components.
    """

    name: str
    num: int
    type: str
    base: BaseType
    raw: NDArray[Any]
    valid: NDArray[np.bool_]
    element_valid: NDArray[np.bool_] | None = None
    scale: float = 1
    offset: float = 0
    units: str = ""
    origin: Origin = Origin.FILE
    values: NDArray[np.float64] | None = None
    blank: NDArray[np.bool_] | None = None
    profile: FieldProfile | SubFieldProfile | None = None
    description: Description | None = None
    block: Block | None = None
    """Where the values are made together with those of other fields; this field is its row `block_row`."""
    block_row: int = 0

    @property
    def is_string(self) -> bool:
        """Whether raw is an object array of texts."""
        return self.base is STRING

    @property
    def is_measure(self) -> bool:
        """Whether scale and offset apply."""
        return self.type in NUMERIC_TYPES and not self.is_string

    def scaled(self) -> NDArray[np.float64]:
        """Values in the profile's units as float64, shape of raw, NaN where invalid."""
        if self.values is None:
            values = as_floats(self.raw)
            if self.is_measure:
                values /= self.scale
                values -= self.offset
        else:
            values = self.values.copy()
        values[~self.valid] = np.nan
        if self.element_valid is not None:
            values[~self.element_valid] = np.nan
        return values

    def column(self) -> NDArray[Any]:
        """Values in the units of columns; texts as they are. A row of the block's values where there is a block."""
        if self.block is not None:
            row: NDArray[np.float64] = self.block.columns[self.block_row]
            return row
        if self.is_string:
            return self.raw
        values = self.scaled()
        if self.units == SEMICIRCLES:
            values *= DEGREES_PER_SEMICIRCLE
        elif self.type in TIME_TYPES:
            to_unix_time(values)
        return values

    @property
    def column_units(self) -> str:
        """The unit `column` has."""
        if self.units == SEMICIRCLES:
            return "deg"
        return "s" if self.type in TIME_TYPES else self.units


def as_floats(raw: NDArray[Any]) -> NDArray[np.float64]:
    """The numbers as float64. A file's floats may be signalling NaNs, about which NumPy would warn: quiet ones are given."""
    with np.errstate(invalid="ignore"):
        values: NDArray[np.float64] = raw.astype(np.float64)
        if raw.dtype.kind == "f":
            values *= 1.0
        return values


def as_whole(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """The nearest whole numbers; 0 for NaN, the furthest there is for what is beyond (a file's floats may be infinite)."""
    nearest = np.rint(values)
    if not (np.abs(nearest) <= FURTHEST_WHOLE).all():
        nearest = np.nan_to_num(np.clip(nearest, -FURTHEST_WHOLE, FURTHEST_WHOLE))
    whole: NDArray[np.int64] = nearest.astype(np.int64)
    return whole


def to_unix_time(seconds: NDArray[np.float64]) -> None:
    """From the FIT epoch to the Unix epoch, in place; what counts from when the device was switched on stays."""
    np.add(seconds, FIT_EPOCH_S, out=seconds, where=seconds >= FIRST_DATE)


class Block:
    """Fields of one group that have one number a message, a row each.

    What NumPy does to all of them at once costs little more than doing it to one.

    Attributes:
        raw: shape (fields, n).
        valid: shape (fields, n).
    """

    __slots__ = ("_angles", "_columns", "_offsets", "_scales", "_times", "raw", "valid")

    def __init__(self, raw: NDArray[Any], valid: NDArray[np.bool_]) -> None:
        self.raw = raw
        self.valid = valid
        self._scales = [1.0] * len(raw)
        self._offsets = [0.0] * len(raw)
        self._times: list[int] = []
        self._angles: list[int] = []
        self._columns: NDArray[np.float64] | None = None

    def take_in(self, field: Field, row: int) -> None:
        """Make the field this row, and note how its values are made."""
        field.block, field.block_row = self, row
        if field.units == SEMICIRCLES:
            self._angles.append(row)
        elif field.is_measure:
            self._scales[row], self._offsets[row] = field.scale, field.offset
        elif field.type in TIME_TYPES:
            self._times.append(row)

    @property
    def columns(self) -> NDArray[np.float64]:
        """Shape (fields, n): values in the units of columns, NaN where invalid; made when first asked for."""
        if self._columns is None:
            values = as_floats(self.raw)
            if any(scale != 1 for scale in self._scales):
                values /= np.array(self._scales)[:, None]
            if any(self._offsets):
                values -= np.array(self._offsets)[:, None]
            for row in self._angles:
                values[row] *= DEGREES_PER_SEMICIRCLE
            for row in self._times:
                to_unix_time(values[row])
            np.copyto(values, np.nan, where=~self.valid)
            self._columns = values
        return self._columns


def file_field(
    column: NDArray[Any], definition: FieldDefinition, profile: FieldProfile | None
) -> Field | None:
    """A field of texts or of several numbers a message; None where it has no value in any."""
    base = definition.base_type
    if base is STRING:
        raw = strings(column)
        valid = has_text(raw)
    else:
        raw = column.astype(base.dtype)
        element_valid = valid_values(raw, base)
        valid = np.asarray(element_valid.any(axis=1))
    if not valid.any():
        return None
    field = new_field(profile, definition.num, base, raw, valid)
    if base not in {STRING, BYTE} and not element_valid.all():
        field.element_valid = element_valid
    return field


def valid_values(raw: NDArray[Any], base: BaseType) -> NDArray[np.bool_]:
    """Whether each element is a value."""
    valid: NDArray[np.bool_] = ~np.isnan(raw) if base.is_float else raw != base.invalid
    return valid


def has_text(texts: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Whether each element is a text, not None."""
    return np.asarray([text is not None for text in texts.tolist()], bool)


def new_field(
    profile: FieldProfile | None, num: int, base: BaseType, raw: NDArray[Any], valid: NDArray[np.bool_]
) -> Field:
    """A field as the profile describes it, or by its number alone."""
    if profile is None:
        return Field(f"unknown_{num}", num, base.name, base, raw, valid)
    single = len(profile.scale) == 1
    return Field(
        name=profile.name,
        num=num,
        type=profile.type,
        base=base,
        raw=raw,
        valid=valid,
        scale=profile.scale[0] if single else 1,
        offset=profile.offset[0] if single else 0,
        units=profile.units[0] if single else "",
        profile=profile,
    )


def overlaid(under: Field, over: Field) -> Field:
    """`over`, with the values of `under` where `over` has none."""
    if over.valid.all() or not under.valid.any():
        return over
    if (
        under.raw.shape != over.raw.shape
        or under.base is not over.base
        or under.values is not None
        or over.values is not None
    ):
        return _overlaid_values(under, over)
    choose = over.valid if over.raw.ndim == 1 else over.valid[:, None]
    merged = replace(
        over, raw=np.where(choose, over.raw, under.raw), valid=over.valid | under.valid, block=None
    )
    if over.element_valid is not None or under.element_valid is not None:
        merged.element_valid = np.where(choose, _elements(over), _elements(under))
    return merged


def _elements(field: Field) -> NDArray[np.bool_]:
    if field.element_valid is not None:
        return field.element_valid
    return np.broadcast_to(field.valid[:, None], field.raw.shape)


def _overlaid_values(under: Field, over: Field) -> Field:
    """The same for fields of different types: values decide, raw is counted in the units of `over`."""
    if under.raw.ndim != 1 or over.raw.ndim != 1 or under.is_string or over.is_string:
        return over
    values = np.where(over.valid, over.scaled(), under.scaled())
    under_raw = as_whole((under.scaled() + over.offset) * over.scale)
    raw = np.where(over.valid, over.raw, under_raw)
    return replace(over, raw=raw, values=values, valid=over.valid | under.valid, block=None)


def undescribed_name(field: DeveloperFieldDefinition) -> str:
    """The name of a developer field without description: its data index and number."""
    return f"developer_{field.developer_data_index}_{field.num}"


def developer_field(
    column: NDArray[Any], definition: DeveloperFieldDefinition, description: Description | None, order: str
) -> Field:
    """A developer field's values by its description; without one (or of a size that does not fit) its bytes."""
    base = BYTE if description is None else description.base_type
    if definition.size % base.size:
        base = BYTE
    raw = strings(column) if base is STRING else _numbers(column, base, order)
    valid = has_text(raw) if base is STRING else valid_values(raw, base)
    field = Field(
        name=undescribed_name(definition) if description is None else description.name,
        num=definition.num,
        type=base.name,
        base=base,
        raw=raw,
        valid=valid if valid.ndim == 1 else np.asarray(valid.any(axis=1)),
        origin=Origin.DEVELOPER,
        description=description,
    )
    if valid.ndim > 1 and base is not BYTE and not valid.all():
        field.element_valid = valid
    if description is not None:
        field.scale, field.offset, field.units = description.scale, description.offset, description.units
    return field


def _numbers(column: NDArray[Any], base: BaseType, order: str) -> NDArray[Any]:
    raw = np.ascontiguousarray(column).view(f"{order}{base.dtype}").astype(base.dtype)
    return raw if len(raw) == len(column) else raw.reshape(len(column), -1)


# Strings


def texts(column: NDArray[Any]) -> NDArray[np.object_] | None:
    """The same as `strings`; None where there is no text in any."""
    found = strings(column)
    return found if has_text(found).any() else None


def strings(column: NDArray[Any]) -> NDArray[np.object_]:
    """Shape (n,): each a str, a list of str, or None. Equal bytes are decoded once."""
    found = np.empty(len(column), object)
    known: dict[bytes, str | list[str] | None] = {}
    for place, raw in enumerate(column.tolist()):
        raw_bytes = bytes(raw)
        if raw_bytes not in known:
            known[raw_bytes] = read_string(raw_bytes)
        found[place] = known[raw_bytes]
    return found


def read_string(raw: bytes) -> str | list[str] | None:
    """A FIT string field: UTF-8 (bytes that are not are left out), ended by NUL; a list where NULs separate several."""
    text = raw.decode("utf-8", errors="ignore").rstrip("\0")
    if not text:
        return None
    parts = text.split("\0")
    return parts[0] if len(parts) == 1 else parts
