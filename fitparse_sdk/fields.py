"""The fields of all messages that follow one definition, as arrays: raw values, which of them are valid, what they mean."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any

import numpy as np

from .profile import FieldProfile, message_profile
from .scanner import BASE_TYPES, BYTE, STRING, BaseType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from .developer import Description
    from .profile import MessageProfile, SubFieldProfile
    from .scanner import Definition, DeveloperFieldDefinition, FieldDefinition, Scan

__all__ = ["Field", "Group", "Origin", "read_string"]

TIMESTAMP = 253
UINT32 = BASE_TYPES[6]
NUMERIC_TYPES = frozenset(one.name for one in BASE_TYPES if one.name not in {"enum", "string"})
"""Profile types whose values are measures (scale and offset apply), not names."""


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

    @property
    def is_string(self) -> bool:
        """Whether raw is an object array of texts."""
        return self.base is STRING

    @property
    def is_measure(self) -> bool:
        """Whether scale and offset apply."""
        return self.type in NUMERIC_TYPES and not self.is_string

    def scaled(self) -> NDArray[np.float64]:
        """Values as float64, shape of raw, NaN where invalid."""
        values = self.values.copy() if self.values is not None else self._scaled_raw()
        values[~self.valid] = np.nan
        if self.element_valid is not None:
            values[~self.element_valid] = np.nan
        return values

    def _scaled_raw(self) -> NDArray[np.float64]:
        values = self.raw.astype(np.float64)
        if self.is_measure:
            if self.scale != 1:
                values /= self.scale
            if self.offset:
                values -= self.offset
        return values


@dataclass(slots=True)
class Group:
    """The messages that follow one definition (with developer fields: while their descriptions stay the same).

    Attributes:
        indices: shape (n,), the messages' places among all data messages of the scan, ascending.
        offsets: shape (n,), byte offsets of the messages' header bytes.
        header_timestamps: shape (n,), timestamps made from compressed headers, -1 where there is none; or None.
        developer: the definition's developer fields, each with the description in force or None.
    """

    scan: Scan
    definition: Definition
    indices: NDArray[np.intp]
    offsets: NDArray[np.intp]
    header_timestamps: NDArray[np.int64] | None
    developer: Sequence[tuple[DeveloperFieldDefinition, Description | None]] = ()

    def __len__(self) -> int:
        return len(self.indices)

    def payloads(self) -> NDArray[Any]:
        """Shape (n,), the messages' bytes without their header bytes, as a structured array with a field a position."""
        size = self.definition.size - 1
        data = self.scan.data
        if size == 0:
            return np.zeros(len(self), np.dtype([]))
        windows: NDArray[Any] = np.ndarray((len(data) - size + 1,), f"V{size}", data, strides=(1,))
        return windows[self.offsets + 1].view(payload_type(self.definition))

    def fields(self, profile: MessageProfile) -> dict[str, Field]:
        """Name to field, as in the file; a field defined twice has the last valid value."""
        payloads = self.payloads()
        found: dict[str, Field] = {}
        for place, definition in enumerate(self.definition.fields):
            if definition.count == 0:
                continue
            field = file_field(payloads[f"{place}"], definition, profile.field(definition.num))
            earlier = found.get(field.name)
            found[field.name] = field if earlier is None else overlaid(earlier, field)
        if self.header_timestamps is not None:
            self._add_header_timestamps(found, profile)
        return found

    def _add_header_timestamps(self, found: dict[str, Field], profile: MessageProfile) -> None:
        """A timestamp that the message itself carries is better than the one made from its header."""
        stamps = self.header_timestamps
        if stamps is None:
            return
        field = new_field(
            profile.field(TIMESTAMP) or message_profile(20).field(TIMESTAMP),
            TIMESTAMP,
            UINT32,
            stamps,
            stamps >= 0,
        )
        field.origin = Origin.HEADER
        own = found.get(field.name)
        found[field.name] = field if own is None else overlaid(field, own)

    def undescribed(self) -> list[str]:
        """Names of the developer fields that no description is in force for."""
        return [
            undescribed_name(field)
            for field, description in self.developer
            if description is None and field.size
        ]

    def developer_fields(self) -> list[Field]:
        """The developer fields of the group; those without a description as bytes."""
        if not self.developer:
            return []
        payloads = self.payloads()
        return [
            developer_field(payloads[f"d{place}"], definition, description, self.definition.byte_order)
            for place, (definition, description) in enumerate(self.developer)
            if definition.size
        ]


def payload_type(definition: Definition) -> np.dtype[Any]:
    """The structured type of the definition's data messages: "0", "1", ... for fields, "d0", ... for developer fields."""
    order = definition.byte_order
    names = [f"{place}" for place in range(len(definition.fields))]
    formats: list[Any] = [field_format(field, order) for field in definition.fields]
    starts = [field.start for field in definition.fields]
    names += [f"d{place}" for place in range(len(definition.developer_fields))]
    formats += [f"V{field.size}" for field in definition.developer_fields]
    starts += [field.start for field in definition.developer_fields]
    return np.dtype({"names": names, "formats": formats, "offsets": starts, "itemsize": definition.size - 1})


def field_format(field: FieldDefinition, order: str) -> Any:
    """NumPy's format of one field."""
    base = field.base_type
    if base is STRING:
        return f"V{field.size}"
    return f"{order}{base.dtype}" if field.count == 1 else (f"{order}{base.dtype}", (field.count,))


def file_field(column: NDArray[Any], definition: FieldDefinition, profile: FieldProfile | None) -> Field:
    """The field with its raw values in the machine's byte order, and which of them are valid."""
    base = definition.base_type
    if base is STRING:
        raw = strings(column)
        return new_field(profile, definition.num, base, raw, has_text(raw))
    raw = column.astype(base.dtype)
    valid = valid_values(raw, base)
    if raw.ndim == 1:
        return new_field(profile, definition.num, base, raw, valid)
    field = new_field(profile, definition.num, base, raw, np.asarray(valid.any(axis=1)))
    if base is not BYTE and not valid.all():
        field.element_valid = valid
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
    merged = replace(over, raw=np.where(choose, over.raw, under.raw), valid=over.valid | under.valid)
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
    under_raw = np.rint((np.nan_to_num(under.scaled()) + over.offset) * over.scale).astype(np.int64)
    raw = np.where(over.valid, over.raw, under_raw)
    return replace(over, raw=raw, values=values, valid=over.valid | under.valid)


def undescribed_name(field: DeveloperFieldDefinition) -> str:
    """The name of a developer field without description: its data index and number."""
    return f"developer_{field.developer_data_index}_{field.num}"


def developer_field(
    column: NDArray[Any], definition: DeveloperFieldDefinition, description: Description | None, order: str
) -> Field:
    """A developer field's values by its description; without one (or of a wrong size) its bytes."""
    block = np.frombuffer(column.tobytes(), np.uint8).reshape(len(column), definition.size)
    base = BYTE if description is None else description.base_type
    if base is STRING:
        raw: NDArray[Any] = strings(column)
        valid = has_text(raw)
    else:
        base = base if definition.size % base.size == 0 else BYTE
        raw = block.view(f"{order}{base.dtype}").astype(base.dtype)
        raw = raw[:, 0] if raw.shape[1] == 1 else raw
        valid = valid_values(raw, base)
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
    if valid.ndim == 2 and base is not BYTE and not valid.all():
        field.element_valid = valid
    if description is not None:
        field.scale, field.offset, field.units = description.scale, description.offset, description.units
    return field


# Strings


def strings(column: NDArray[Any]) -> NDArray[np.object_]:
    """Shape (n,): each a str, a list of str, or None. Equal bytes are decoded once."""
    texts = np.empty(len(column), object)
    known: dict[bytes, str | list[str] | None] = {}
    for place, raw in enumerate(column.tolist()):
        raw_bytes = bytes(raw)
        if raw_bytes not in known:
            known[raw_bytes] = read_string(raw_bytes)
        texts[place] = known[raw_bytes]
    return texts


def read_string(raw: bytes) -> str | list[str] | None:
    """A FIT string field: UTF-8 (bytes that are not are left out), ended by NUL; a list where NULs separate several."""
    text = raw.decode("utf-8", errors="ignore").rstrip("\0")
    if not text:
        return None
    parts = text.split("\0")
    return parts[0] if len(parts) == 1 else parts
