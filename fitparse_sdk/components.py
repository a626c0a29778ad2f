"""Expands subfields and components: fields that a message has by the profile, but not as bytes of its own.

A subfield is another reading of a field, chosen by a reference field (event = timer makes data a timer_trigger).
A component is some bits of a field that tell another field (speed tells enhanced_speed). Fields with few bits that count
on and on (distance in compressed_speed_distance) are accumulated over all messages of the file, in file order.

Everything works on whole columns. `Rules` says in which points the Garmin SDK for Python is to be followed where it and
the official C++ SDK part ways.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from .fields import Field, Origin, as_floats, as_whole, overlaid
from .layout import BASE_TYPES, BYTE, ENUM

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .groups import Group
    from .profile import FieldProfile, MessageProfile, SubFieldProfile

__all__ = ["Accumulation", "Expansion", "Rules", "accumulate", "expanded"]

LONGEST_CHAIN = 16
"""Expansions that may follow from one field: a profile with a loop in its components must not hang the reading."""
BASE_BY_NAME = {one.name: one for one in BASE_TYPES}
DATE_BASES = {"date_time": BASE_BY_NAME["uint32"], "local_date_time": BASE_BY_NAME["uint32"]}


@dataclass(frozen=True, slots=True)
class Rules:
    """How far to expand, and by whose rules.

    Attributes:
        subfields, components: whether to expand them at all.
        like_garmin: truncate where a component feeds the next one, count accumulated fields on from the raw value of the
            field itself, and find no subfields of expanded fields, as garmin-fit-sdk does. Else as the C++ SDK does.
    """

    subfields: bool = True
    components: bool = True
    like_garmin: bool = False


@dataclass(slots=True)
class Accumulation:
    """Bits of a component that count on: to be added up when all messages of that kind are there.

    Attributes:
        counts: shape (n, k), the bits; valid: shape (n,), the messages that have them.
        field: the target field, still without values.
    """

    field: Field
    counts: NDArray[np.int64]
    valid: NDArray[np.bool_]
    bits: int
    scale: float
    offset: float


@dataclass(slots=True)
class Expansion:
    """All fields of a group by name, and the counts still to be accumulated, by the target's number."""

    fields: dict[str, Field]
    pending: dict[int, Accumulation] = field(default_factory=dict)


def expanded(group: Group, profile: MessageProfile, rules: Rules) -> Expansion:
    """The group's fields with their subfields and components."""
    expansion = Expansion(group.fields(profile))
    waiting = list(expansion.fields.values())
    if rules.subfields:
        for one in list(expansion.fields.values()):
            waiting += _add_subfields(expansion.fields, one)
    if rules.components:
        _expand_components(expansion, waiting, profile, rules)
    return expansion


# Subfields


def _add_subfields(fields: dict[str, Field], main: Field) -> list[Field]:
    profile = main.profile
    found: list[Field] = []
    for subfield in getattr(profile, "subfields", ()):
        chosen = _chosen(fields, subfield, main)
        if chosen is not None:
            found.append(_subfield(main, subfield, chosen))
            fields[subfield.name] = found[-1]
    return found


def _chosen(fields: dict[str, Field], subfield: SubFieldProfile, main: Field) -> NDArray[np.bool_] | None:
    """Which messages have the subfield: any condition met, and the main field valid; None where no message has."""
    chosen = None
    for reference_name, raw_value in subfield.conditions:
        reference = fields.get(reference_name)
        if reference is not None and reference.raw.ndim == 1 and not reference.is_string:
            met = (reference.raw == raw_value) & reference.valid
            chosen = met if chosen is None else chosen | met
    if chosen is None:
        return None
    chosen &= main.valid
    return chosen if chosen.any() else None


def _subfield(main: Field, profile: SubFieldProfile, chosen: NDArray[np.bool_]) -> Field:
    single = len(profile.scale) == 1
    return replace(
        main,
        name=profile.name,
        type=profile.type,
        valid=chosen,
        scale=profile.scale[0] if single else 1,
        offset=profile.offset[0] if single else 0,
        units=profile.units[0] if single else "",
        origin=Origin.SUBFIELD,
        profile=profile,
        values=None,
        block=None,
    )


# Components


def _expand_components(
    expansion: Expansion, waiting: list[Field], profile: MessageProfile, rules: Rules
) -> None:
    """Expand the waiting fields, the last one first, and the fields that result from them."""
    waiting = [one for one in waiting if _has_components(one)]
    for _ in range(LONGEST_CHAIN * max(len(waiting), 1)):
        if not waiting:
            return
        for target in _component_fields(waiting.pop(), profile, expansion, rules):
            found = [_put(expansion.fields, target)]
            if rules.subfields and not rules.like_garmin:
                found += _add_subfields(expansion.fields, expansion.fields[target.name])
            waiting += filter(_has_components, found)


def _has_components(one: Field) -> bool:
    has_bits = not one.is_string and not one.base.is_float
    return has_bits and one.profile is not None and bool(one.profile.components)


def _put(fields: dict[str, Field], target: Field) -> Field:
    """Put an expanded field among the others; values of the file stay where the expansion has none."""
    present = fields.get(target.name)
    if present is not None and target.blank is not None:
        target = replace(
            target, valid=target.valid & ~(target.blank & present.valid), blank=target.blank & ~present.valid
        )
    fields[target.name] = target if present is None else overlaid(present, target)
    return target


def _component_fields(
    source: Field, profile: MessageProfile, expansion: Expansion, rules: Rules
) -> list[Field]:
    facts = source.profile
    if facts is None:
        return []
    base = BASE_BY_NAME.get(facts.type)
    if base is None:
        return []
    usable = _usable(source, base.invalid)
    if not usable.any():
        return []
    by_target: dict[int, list[int]] = {}
    values = _component_bits(source, facts, base.size * 8)
    for place in range(len(values)):
        by_target.setdefault(facts.components[place], []).append(place)
    found = []
    for num, places in by_target.items():
        target = profile.field(num)
        if target is None:
            continue
        counts = np.stack([values[place] for place in places], axis=1)
        scale, offset = facts.scale[places[0]], facts.offset[places[0]]
        if target.is_accumulated:
            empty = _target_field(target, counts, usable, rules)
            expansion.pending[num] = Accumulation(empty, counts, usable, facts.bits[places[0]], scale, offset)
        else:
            found.append(_target_field(target, counts / scale - offset, usable, rules))
    return found


def _usable(source: Field, invalid: int) -> NDArray[np.bool_]:
    """Messages whose source value is neither missing nor the invalid value of the profile's type."""
    is_value = source.raw != invalid
    usable: NDArray[np.bool_] = source.valid & (is_value if is_value.ndim == 1 else is_value.any(axis=1))
    return usable


def _component_bits(
    source: Field, facts: FieldProfile | SubFieldProfile, element_bits: int
) -> list[NDArray[np.int64]]:
    """The components' bits, lowest first, as long as the source has bits left; each shape (n,)."""
    raw = source.raw if source.raw.ndim == 2 else source.raw[:, None]
    if raw.shape[1] == 1 and len(facts.bits) == 1 and facts.bits[0] <= element_bits < 64:
        return [raw[:, 0].astype(np.int64) & ((1 << facts.bits[0]) - 1)]
    unsigned = raw.astype(np.uint64).astype(f"<u{element_bits // 8}")
    bits = np.unpackbits(np.ascontiguousarray(unsigned).view(np.uint8), axis=1, bitorder="little").astype(
        np.int64
    )
    found = []
    start = 0
    for width in facts.bits:
        if start + width > bits.shape[1]:
            break
        found.append(bits[:, start : start + width] @ (np.int64(1) << np.arange(width)))
        start += width
    return found


def _target_field(
    target: FieldProfile, values: NDArray[Any], usable: NDArray[np.bool_], rules: Rules
) -> Field:
    """The target with scaled values of shape (n, k); its raw values are counted in the target's own scale."""
    base = BASE_BY_NAME.get(target.base_type, ENUM)
    scale, offset = target.scale[0], target.offset[0]
    exact = (values + offset) * scale
    raw = as_whole(np.trunc(exact) if rules.like_garmin else exact)
    if rules.like_garmin:
        invalid = exact == (
            base.invalid if target.type in BASE_BY_NAME or target.type in DATE_BASES else 0xFF
        )
    else:
        invalid = raw == base.invalid
    element_valid = usable[:, None] & ~invalid
    single = values.shape[1] == 1
    result = Field(
        name=target.name,
        num=target.num,
        type=target.type,
        base=base,
        raw=raw[:, 0] if single else raw,
        valid=element_valid[:, 0] if single else element_valid.any(axis=1),
        scale=scale,
        offset=offset,
        units=target.units[0],
        origin=Origin.COMPONENT,
        values=(values[:, 0] if single else values).astype(np.float64),
        profile=target,
    )
    if not single and base is not BYTE and not element_valid.all():
        result.element_valid = element_valid
    if rules.like_garmin and not result.valid.all():
        result.valid, result.blank = usable, usable & ~result.valid
    return result


# Accumulation


def accumulate(
    parts: list[Expansion | None], groups: list[Group], profile: MessageProfile, rules: Rules
) -> None:
    """Add up the pending counts of all groups of one message in file order, and put the results among their fields."""
    targets = {num for expansion in parts if expansion is not None for num in expansion.pending}
    for num in sorted(targets):
        target = profile.field(num)
        if target is None:
            continue
        chains: dict[int, list[tuple[Group, Expansion]]] = {}
        for group, expansion in zip(groups, parts, strict=True):
            if expansion is not None:
                chains.setdefault(0 if rules.like_garmin else group.definition.part, []).append(
                    (group, expansion)
                )
        for chain in chains.values():
            _accumulate_chain(chain, target, rules)


def _accumulate_chain(chain: list[tuple[Group, Expansion]], target: FieldProfile, rules: Rules) -> None:
    pending = [expansion.pending[target.num] for _, expansion in chain if target.num in expansion.pending]
    if not pending:
        return
    first = pending[0]
    events: list[NDArray[np.int64]] = []  # columns: order, value, is a start, group, row, place in the row
    for place, (group, expansion) in enumerate(chain):
        own = expansion.fields.get(target.name)
        if own is not None and not own.is_string:
            events.append(_start_events(own, group, place, first, rules))
        waiting = expansion.pending.get(target.num)
        if waiting is not None:
            events.append(_count_events(waiting, group, place))
    table = np.concatenate(events)
    table = table[np.lexsort((table[:, 5], table[:, 0]))]
    totals = running_totals(table[:, 1], table[:, 2] == 1, first.bits)
    for place, (_, expansion) in enumerate(chain):
        waiting = expansion.pending.get(target.num)
        if waiting is not None:
            mine = (table[:, 3] == place) & (table[:, 2] == 0)
            sums = np.zeros_like(waiting.counts)
            sums[table[mine, 4], table[mine, 5]] = totals[mine]
            result = _target_field(target, sums / waiting.scale - waiting.offset, waiting.valid, rules)
            _put(expansion.fields, result)


def _start_events(
    own: Field, group: Group, place: int, pending: Accumulation, rules: Rules
) -> NDArray[np.int64]:
    """The values of the field itself, from which counting goes on, in the scale of the component."""
    values = as_floats(own.raw[:, -1] if own.raw.ndim == 2 else own.raw)
    if not rules.like_garmin:
        values = (values / own.scale - own.offset + pending.offset) * pending.scale
    rows = np.flatnonzero(own.valid)
    ones = np.ones_like(rows)
    return np.stack([group.indices[rows], as_whole(values[rows]), ones, ones * place, rows, -ones], axis=1)


def _count_events(waiting: Accumulation, group: Group, place: int) -> NDArray[np.int64]:
    rows = np.flatnonzero(waiting.valid)
    width = waiting.counts.shape[1]
    each_row = np.repeat(rows, width)
    zeros = np.zeros_like(each_row)
    places = np.tile(np.arange(width), len(rows))
    return np.stack(
        [group.indices[each_row], waiting.counts[rows].ravel(), zeros, zeros + place, each_row, places],
        axis=1,
    )


def running_totals(values: NDArray[np.int64], is_start: NDArray[np.bool_], bits: int) -> NDArray[np.int64]:
    """Totals of a counter of few bits: each step adds the difference to the value before it, modulo 2^bits.

    Shape (n,) each. At a start the total is the value itself; so it is at the very first value.
    """
    starts = is_start.copy()
    starts[:1] = True
    steps = np.diff(values, prepend=values[:1]) & ((1 << bits) - 1)
    steps[starts] = 0
    sums = np.cumsum(steps)
    last_start = np.maximum.accumulate(np.where(starts, np.arange(len(values)), 0))
    totals: NDArray[np.int64] = values[last_start] + sums - sums[last_start]
    return totals
