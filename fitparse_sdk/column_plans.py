"""The fast path from messages to columns: a plan, made once for each definition, says how its bytes become columns.

It serves nearly all messages: numbers that are scaled, components that only repeat their source
under another name (speed, enhanced_speed), and subfields. What needs more (counters added up, bits cut out of
a field, a field defined twice, compressed timestamps) takes the slow path through `fields` and `components`; so do messages
read one by one. Both paths give the same columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .fields import (
    DEGREES_PER_SEMICIRCLE,
    NUMERIC_TYPES,
    SEMICIRCLES,
    TIME_TYPES,
    as_floats,
    developer_field,
    texts,
    to_unix_time,
    undescribed_name,
    valid_values,
)
from .groups import FEW_MESSAGES
from .layout import BASE_TYPES, BYTE, STRING, developer_layout, field_layout, payload_type, word_layout
from .profile import message_profile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from .developer import Description
    from .groups import Group
    from .layout import BaseType, FieldDefinition, WordLayout
    from .profile import FieldProfile, MessageProfile, SubFieldProfile

__all__ = ["DeveloperColumn", "DeveloperKey", "GroupColumns", "quick_columns"]

KEPT_PLANS = 512
BASE_BY_NAME = {one.name: one for one in BASE_TYPES}


class GroupColumns(NamedTuple):
    """The fields that have a value in any message of one group, in the units of `Columns`.

    Attributes:
        fields: name to values.
        units: name to unit, of these fields and maybe of others.
        developer: developer fields.
    """

    fields: dict[str, NDArray[Any]]
    units: Mapping[str, str]
    developer: dict[DeveloperKey, DeveloperColumn]


class DeveloperKey(NamedTuple):
    """The identity of a developer field."""

    developer_data_index: int
    num: int
    name: str


class DeveloperColumn(NamedTuple):
    """A developer field over the messages of one group."""

    values: NDArray[Any]
    units: str
    description: Description | None


class Meaning(NamedTuple):
    """How a raw number becomes a column's value: raw / scale - offset, then degrees or Unix time."""

    scale: float
    offset: float
    units: str
    is_time: bool
    is_angle: bool

    @property
    def is_plain(self) -> bool:
        """Whether the value is the raw number."""
        return self.scale == 1 and not self.offset and not self.is_time and not self.is_angle


PLAIN = Meaning(1, 0, "", is_time=False, is_angle=False)


class Number(NamedTuple):
    """A field with one number a message.

    Attributes:
        name: as in the profile; developer fields are named by their descriptions only.
        place: its name in the structured type of the message's bytes.
        start: its first byte in the message.
        developer: its place among the definition's developer fields, None for those of the profile.
        facts: what the profile says.
    """

    name: str
    place: str
    base: BaseType
    start: int
    meaning: Meaning
    developer: int | None = None
    facts: FieldProfile | None = None


class Reading(NamedTuple):
    """A subfield: another meaning of the number in `row` where any of the rows has its value."""

    row: int
    name: str
    meaning: Meaning
    conditions: tuple[tuple[int, int], ...]
    has_components: bool


class Copy(NamedTuple):
    """A component that repeats the whole number in `row` as a field of its own."""

    row: int
    name: str
    units: str


@dataclass(frozen=True, slots=True)
class Words:
    """How to take all numbers of a message at once; those that are not exact are put in afterwards.

    Attributes:
        scales, offsets: shape (rows, 1); None where all scales are 1, all offsets 0.
        inexact: rows that are no exact integers.
        moved: rows that become degrees or Unix time.
    """

    layout: WordLayout
    scales: NDArray[np.float64] | None
    offsets: NDArray[np.float64] | None
    inexact: tuple[int, ...]
    moved: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """How the messages of one definition become columns.

    Attributes:
        layout: structured type of a message's bytes.
        numbers: the fields with one number a message, a row each; those of the profile first.
        words: the same, for few messages.
        names: of the numbers that are fields of the profile.
        units: name to unit of all that may come of the definition.
        others: (place, field, what the profile says) of texts and arrays.
        needs_layout: whether there is more than exact integers.
        developer_rows: place of a developer field in the definition to its row, where it is a number.
        long_way: rows in which any value calls for more than a plan can do.
    """

    layout: np.dtype[Any]
    numbers: tuple[Number, ...]
    words: Words
    names: tuple[str, ...]
    units: Mapping[str, str]
    others: tuple[tuple[str, FieldDefinition, FieldProfile | None], ...]
    needs_layout: bool
    developer_rows: Mapping[int, int]
    copies: tuple[Copy, ...]
    readings: tuple[Reading, ...]
    long_way: tuple[int, ...]


def quick_columns(group: Group) -> GroupColumns | None:
    """The group's columns; None where its values need the slow path."""
    plan = _plan_of(group)
    if plan is None or group.header_timestamps is not None:
        return None
    payloads, rows = _read(group, plan)
    if any(rows[row] is not None for row in plan.long_way):
        return None
    numbers = zip(plan.names, rows[: len(plan.names)], strict=True)
    found = GroupColumns({name: values for name, values in numbers if values is not None}, plan.units, {})
    if plan.others and not _add_others(found, plan, payloads):
        return None
    if plan.readings and not _add_readings(found, plan, rows):
        return None
    for copy in plan.copies:
        _add_copy(found, copy, rows[copy.row])
    if group.developer:
        _add_developer(found, group, plan, rows, payloads)
    return found


# Numbers


def _read(group: Group, plan: Plan) -> tuple[NDArray[Any], list[NDArray[np.float64] | None]]:
    """The messages' bytes in the plan's layout, and a column a number, None where it has no value in any message."""
    if len(group) > FEW_MESSAGES or not plan.numbers:
        payloads = group.payloads(plan.layout)
        return payloads, [_column(payloads[one.place], one.base, one.meaning) for one in plan.numbers]
    whole = group.payload_bytes(plan.layout.itemsize)
    payloads = whole.view(plan.layout)[:, 0] if plan.needs_layout else whole
    return payloads, _few(whole, payloads, plan)


def _column(raw: NDArray[Any], base: BaseType, meaning: Meaning) -> NDArray[np.float64] | None:
    """Raw numbers of shape (n,) or (n, k) as a column, None where there is no value in any message."""
    values, invalid = _floats(raw, base)
    has_invalid = invalid.any()
    if has_invalid and invalid.all():
        return None
    if meaning.scale != 1:
        values /= meaning.scale
    if meaning.offset:
        values -= meaning.offset
    _move(values, meaning)
    if has_invalid:
        np.copyto(values, np.nan, where=invalid)
    return values


def _floats(raw: NDArray[Any], base: BaseType) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The raw numbers as float64, and which of them are invalid."""
    if not base.is_exact:
        return as_floats(raw), ~valid_values(raw, base)
    values = raw.astype(np.float64)
    invalid = values == base.invalid
    if base is BYTE and raw.ndim > 1:  # bytes are invalid all together or not at all
        invalid[:] = invalid.all(axis=1, keepdims=True)
    return values, invalid


def _few(whole: NDArray[np.uint8], payloads: NDArray[Any], plan: Plan) -> list[NDArray[np.float64] | None]:
    """A column a number, all made at once. The bytes of the messages come plain, and in the layout if it is needed."""
    words = plan.words
    raw = words.layout.read(whole)
    values = raw.astype(np.float64, order="C")
    invalid = raw == words.layout.invalids
    for row in words.inexact:
        number = plan.numbers[row]
        values[row], invalid[row] = _floats(payloads[number.place], number.base)
    if words.scales is not None:
        values /= words.scales
    if words.offsets is not None:
        values -= words.offsets
    for row in words.moved:
        _move(values[row], plan.numbers[row].meaning)
    np.copyto(values, np.nan, where=invalid)
    is_empty = invalid.all(axis=1).tolist()
    return [None if empty else row for empty, row in zip(is_empty, values, strict=True)]


def _move(values: NDArray[np.float64], meaning: Meaning) -> None:
    """To degrees or Unix time, in place."""
    if meaning.is_angle:
        values *= DEGREES_PER_SEMICIRCLE
    elif meaning.is_time:
        to_unix_time(values)


# Texts and arrays


def _add_others(found: GroupColumns, plan: Plan, payloads: NDArray[Any]) -> bool:
    """Add texts and arrays; False if they need the slow path, as components and subfields of arrays do."""
    for place, definition, facts in plan.others:
        if definition.base_type is STRING:
            values: NDArray[Any] | None = texts(payloads[place])
        else:
            meaning = PLAIN if facts is None else _meaning_by(facts)
            values = _column(payloads[place], definition.base_type, meaning)
        if values is None:
            continue
        if facts is not None and (facts.components or facts.subfields):
            return False
        found.fields[_name(place, definition, facts)] = values
    return True


# Developer fields


def _add_developer(
    found: GroupColumns,
    group: Group,
    plan: Plan,
    rows: list[NDArray[np.float64] | None],
    payloads: NDArray[Any],
) -> None:
    for place, (definition, description) in enumerate(group.developer):
        row = plan.developer_rows.get(place)
        values: NDArray[Any] | None = None
        if row is not None:
            values, units = rows[row], plan.numbers[row].meaning.units
        elif definition.size:
            order = group.definition.byte_order
            field = developer_field(payloads[f"d{place}"], definition, description, order)
            values, units = field.column() if field.valid.any() else None, field.column_units
        if values is not None:
            name = undescribed_name(definition) if description is None else description.name
            key = DeveloperKey(definition.developer_data_index, definition.num, name)
            found.developer[key] = DeveloperColumn(values, units, description)


# Subfields and components


def _add_readings(found: GroupColumns, plan: Plan, rows: list[NDArray[np.float64] | None]) -> bool:
    """Add subfields; False if one needs the slow path, as a subfield with components does."""
    seen: dict[int, set[float]] = {}
    for reading in plan.readings:
        values = rows[reading.row]
        chosen = None if values is None else _chosen(reading, rows, seen)
        if values is None or chosen is None or not (chosen & ~np.isnan(values)).any():
            continue
        if reading.has_components:
            return False
        found.fields[reading.name] = _reread(values, reading, chosen)
    return True


def _chosen(
    reading: Reading, rows: list[NDArray[np.float64] | None], seen: dict[int, set[float]]
) -> NDArray[np.bool_] | None:
    """The messages in which a reference has its value; None where there is none. What was seen once is kept."""
    chosen = None
    for row, wanted in reading.conditions:
        reference = rows[row]
        if reference is None:
            continue
        if row not in seen:
            seen[row] = _distinct(reference)
        if wanted in seen[row]:
            met = reference == wanted
            chosen = met if chosen is None else chosen | met
    return chosen


def _distinct(values: NDArray[np.float64]) -> set[float]:
    return set((values if len(values) <= FEW_MESSAGES else np.unique(values)).tolist())


def _reread(values: NDArray[np.float64], reading: Reading, chosen: NDArray[np.bool_]) -> NDArray[np.float64]:
    again = values / reading.meaning.scale - reading.meaning.offset
    _move(again, reading.meaning)
    again[~chosen] = np.nan
    return again


def _add_copy(found: GroupColumns, copy: Copy, values: NDArray[np.float64] | None) -> None:
    if values is None:
        return
    own = found.fields.get(copy.name)
    if own is not None:
        values = np.where(np.isnan(values), own, values)
    found.fields[copy.name] = values


# Plans


def _plan_of(group: Group) -> Plan | None:
    definition = group.definition
    return _plan(
        definition.global_num,
        definition.triples,
        definition.developer_triples,
        definition.byte_order,
        tuple([_developer_type(description) for _, description in group.developer]),
    )


def _developer_type(description: Description | None) -> tuple[BaseType, Meaning]:
    if description is None:
        return BYTE, PLAIN
    base = description.base_type
    return base, _meaning(base.name, description.scale, description.offset, description.units)


@lru_cache(KEPT_PLANS)
def _plan(
    num: int,
    triples: bytes,
    developer_triples: bytes,
    byte_order: str,
    developer_types: tuple[tuple[BaseType, Meaning], ...],
) -> Plan | None:
    """The plan for such a definition; None where its messages need the slow path."""
    profile = message_profile(num)
    defined = [
        (f"{place}", one, profile.field(one.num)) for place, one in enumerate(field_layout(triples).fields)
    ]
    names = frozenset(_name(*one) for one in defined)
    if len(names) < len(defined):
        return None
    fields = [_number(*one) for one in defined if _is_number(one[1])]
    others = tuple([one for one in defined if one[1].elements and not _is_number(one[1])])
    numbers = fields + _developer_numbers(triples, developer_triples, developer_types)
    readings, hard_readings = _readings(fields)
    copies, hard_copies = _copies(fields, names, profile)
    developer_rows = {one.developer: row for row, one in enumerate(numbers) if one.developer is not None}
    words = _words(numbers, byte_order)
    return Plan(
        layout=_layout(triples, developer_triples, byte_order, numbers),
        numbers=tuple(numbers),
        words=words,
        names=tuple([number.name for number in fields]),
        units=_units(fields, others, readings, copies),
        others=others,
        needs_layout=bool(others or words.inexact or len(developer_rows) < len(developer_types)),
        developer_rows=developer_rows,
        copies=copies,
        readings=readings,
        long_way=hard_readings + hard_copies,
    )


def _developer_numbers(
    triples: bytes, developer_triples: bytes, types: tuple[tuple[BaseType, Meaning], ...]
) -> list[Number]:
    defined = developer_layout(developer_triples, sum(triples[1::3]))
    return [
        Number("", f"d{place}", base, field.start, meaning, place)
        for place, (field, (base, meaning)) in enumerate(zip(defined, types, strict=True))
        if field.size == base.size and base is not STRING
    ]


def _units(
    numbers: list[Number],
    others: tuple[tuple[str, FieldDefinition, FieldProfile | None], ...],
    readings: tuple[Reading, ...],
    copies: tuple[Copy, ...],
) -> dict[str, str]:
    units = {_name(*one): "" if one[2] is None else _meaning_by(one[2]).units for one in others}
    units |= {number.name: number.meaning.units for number in numbers}
    units |= {reading.name: reading.meaning.units for reading in readings}
    return units | {copy.name: copy.units for copy in copies}


def _is_number(field: FieldDefinition) -> bool:
    return field.elements == 1 and field.base_type is not STRING


def _name(_: str, field: FieldDefinition, facts: FieldProfile | None) -> str:
    return f"unknown_{field.num}" if facts is None else facts.name


def _number(place: str, field: FieldDefinition, facts: FieldProfile | None) -> Number:
    meaning = PLAIN if facts is None else _meaning_by(facts)
    return Number(_name(place, field, facts), place, field.base_type, field.start, meaning, facts=facts)


def _meaning_by(facts: FieldProfile | SubFieldProfile) -> Meaning:
    if len(facts.scale) > 1:  # those of its components
        return _meaning(facts.type, 1, 0, "")
    return _meaning(facts.type, facts.scale[0], facts.offset[0], facts.units[0])


def _meaning(type_name: str, scale: float, offset: float, units: str) -> Meaning:
    if type_name not in NUMERIC_TYPES:
        scale, offset = 1, 0
    is_time, is_angle = type_name in TIME_TYPES, units == SEMICIRCLES
    column_units = "deg" if is_angle else "s" if is_time else units
    return Meaning(scale, offset, column_units, is_time=is_time and not is_angle, is_angle=is_angle)


def _readings(numbers: list[Number]) -> tuple[tuple[Reading, ...], tuple[int, ...]]:
    """The subfields of the numbers, and the rows whose subfields need the slow path."""
    rows = {number.name: row for row, number in enumerate(numbers) if number.facts is not None}
    found = []
    long_way = []
    for row, number in enumerate(numbers):
        for subfield in () if number.facts is None else number.facts.subfields:
            conditions = tuple((rows[name], value) for name, value in subfield.conditions if name in rows)
            if not all(numbers[one].meaning.is_plain for one in (row, *(place for place, _ in conditions))):
                long_way.append(row)
            elif conditions:
                found.append(
                    Reading(row, subfield.name, _meaning_by(subfield), conditions, bool(subfield.components))
                )
    return tuple(found), tuple(long_way)


def _copies(
    numbers: list[Number], names: frozenset[str], profile: MessageProfile
) -> tuple[tuple[Copy, ...], tuple[int, ...]]:
    """The components that repeat a whole number, and the rows whose components need the slow path."""
    rows = {number.name: number for number in numbers if number.facts is not None}
    found = []
    long_way = []
    for row, number in enumerate(numbers):
        if number.facts is None or not number.facts.components or number.base.is_float:
            continue
        target = profile.field(number.facts.components[0])
        if (
            target is None
            or not _is_copied(number, number.facts, target)
            or (target.name in names and not _may_be_overlaid(rows.get(target.name)))
        ):
            long_way.append(row)
        else:
            found.append(Copy(row, target.name, target.units[0]))
    return tuple(found), tuple(long_way)


def _is_copied(number: Number, facts: FieldProfile, target: FieldProfile) -> bool:
    """Whether the field's one component has all its bits, so that its value is the field's own."""
    base = number.base
    target_base = BASE_BY_NAME.get(target.base_type)
    if len(facts.components) > 1 or target.is_accumulated or target.subfields or target.components:
        return False
    if base.name != facts.type or base.dtype not in {"u1", "u2", "u4"} or facts.bits[0] != base.size * 8:
        return False
    if target_base is None or _meaning_by(target).is_angle or _meaning_by(target).is_time:
        return False
    largest = ((1 << facts.bits[0]) - 1) / facts.scale[0] - facts.offset[0]
    return (largest + target.offset[0]) * target.scale[0] < target_base.invalid


def _may_be_overlaid(own: Number | None) -> bool:
    return own is not None and own.facts is not None and not (own.facts.components or own.facts.subfields)


def _layout(
    triples: bytes, developer_triples: bytes, byte_order: str, numbers: list[Number]
) -> np.dtype[Any]:
    """The structured type of a message's bytes, in which developer numbers too have their type."""
    plain = payload_type(triples, developer_triples, byte_order)
    typed = {number.place: f"{byte_order}{number.base.dtype}" for number in numbers}
    places = {name: plain.fields[name] for name in plain.names or ()} if plain.fields else {}
    return np.dtype(
        {
            "names": list(places),
            "formats": [typed.get(name, kind[0]) for name, kind in places.items()],
            "offsets": [kind[1] for kind in places.values()],
            "itemsize": plain.itemsize,
        }
    )


def _words(numbers: list[Number], byte_order: str) -> Words:
    scales = [number.meaning.scale for number in numbers]
    offsets = [number.meaning.offset for number in numbers]
    return Words(
        layout=word_layout([(number.start, number.base) for number in numbers], byte_order),
        scales=np.array(scales, np.float64)[:, None] if any(scale != 1 for scale in scales) else None,
        offsets=np.array(offsets, np.float64)[:, None] if any(offsets) else None,
        inexact=tuple(row for row, number in enumerate(numbers) if not number.base.is_exact),
        moved=tuple(
            row for row, number in enumerate(numbers) if number.meaning.is_time or number.meaning.is_angle
        ),
    )
