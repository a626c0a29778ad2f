"""Tables of a scan: the groups of each kind of message, and columns over all messages of that kind."""

from __future__ import annotations

from functools import cached_property
from itertools import accumulate as running_sums
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from .components import Expansion, Rules, accumulate, expanded
from .developer import DEVELOPER_DATA_ID, FIELD_DESCRIPTION, Descriptions
from .groups import TIMESTAMP, Group
from .layout import STRING
from .profile import MessageProfile, message_profile
from .repetitions import is_mergeable, runs_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from .definitions import Definition
    from .developer import Description
    from .grouping import Grouping
    from .layout import DeveloperFieldDefinition, FieldDefinition
    from .scanner import Scan

    Described = list[tuple[DeveloperFieldDefinition, Description | None]]

__all__ = ["Table", "Tables", "rows_of"]

NO_TIMESTAMP = -1
UINT32_INVALID = 0xFFFFFFFF
TIMESTAMP_SIZE = 4


class Table:
    """All messages of one global number: their groups and the groups' fields, expanded."""

    def __init__(self, profile: MessageProfile, groups: list[Group], rules: Rules) -> None:
        self.profile = profile
        self.groups = groups
        self.expansions = [expanded(group, profile, rules) for group in groups]
        if any(expansion.pending for expansion in self.expansions):
            accumulate(list[Expansion | None](self.expansions), groups, profile, rules)

    def __len__(self) -> int:
        return sum(map(len, self.groups))

    @cached_property
    def rows(self) -> list[NDArray[np.intp] | slice]:
        """For each group, where its messages are among all of this table; a slice where they are together."""
        return rows_of(self.groups)


def rows_of(groups: list[Group]) -> list[NDArray[np.intp] | slice]:
    """For each group, where its messages are among those of all groups; a slice where they are together."""
    ends = list(running_sums(map(len, groups)))
    if all(int(one.indices[-1]) < int(other.indices[0]) for one, other in pairwise(groups)):
        return [slice(end - len(group), end) for group, end in zip(groups, ends, strict=True)]
    is_there = np.zeros(max(int(group.indices[-1]) for group in groups) + 1, bool)
    for group in groups:
        is_there[group.indices] = True
    places = np.cumsum(is_there) - 1
    return [_as_slice(places[group.indices]) for group in groups]


def _as_slice(rows: NDArray[np.intp]) -> NDArray[np.intp] | slice:
    first, last = int(rows[0]), int(rows[-1])
    return slice(first, last + 1) if last - first + 1 == len(rows) else rows


def _has_single_timestamp(definition: Definition) -> bool:
    return all(
        field.elements == 1 and field.base_type is not STRING
        for field in definition.fields
        if field.num == TIMESTAMP
    )


def _is_whole_timestamp(field: FieldDefinition) -> bool:
    base = field.base_type
    return field.num == TIMESTAMP and field.size == base.size == TIMESTAMP_SIZE and base.is_exact


def _part_of(group: Group, described: Described, runs: list[slice]) -> Group:
    """The messages of a group in those runs."""
    rows = runs[0] if len(runs) == 1 else np.concatenate([np.arange(run.start, run.stop) for run in runs])
    stamps = None if group.header_timestamps is None else group.header_timestamps[rows]
    return Group(group.scan, group.definition, group.indices[rows], group.offsets[rows], stamps, described)


class Tables:
    """The tables of a scan, each made when it is first asked for."""

    def __init__(
        self, scan: Scan, rules: Rules, profiles: Callable[[int], MessageProfile] = message_profile
    ) -> None:
        self.scan = scan
        self.rules = rules
        self.profiles = profiles
        self._tables: dict[int, Table] = {}
        self._groups: dict[int, list[Group]] = {}

    def __getitem__(self, num: int) -> Table:
        if num not in self._tables:
            self._tables[num] = Table(self.profiles(num), self.groups(num), self.rules)
        return self._tables[num]

    def groups(self, num: int) -> list[Group]:
        """The groups of that global number: messages of one definition, with one meaning of its developer fields."""
        if num not in self._groups:
            plain = self.plain_groups(num)
            self._groups[num] = [part for group in plain for part in self._by_description(group)]
        return self._groups[num]

    @cached_property
    def grouping(self) -> Grouping:
        """Which messages follow which definition."""
        return self.scan.grouped()

    @cached_property
    def numbers(self) -> list[int]:
        """Global numbers of the messages in the file, in the order of their first definitions."""
        edges = self.grouping.edges.tolist()
        return [
            num
            for num, places in self.definitions_by_number.items()
            if any(edges[place] < edges[place + 1] for place in places)
        ]

    @cached_property
    def definitions_by_number(self) -> dict[int, list[int]]:
        """Places of the definitions of each global number."""
        found: dict[int, list[int]] = {}
        for place, definition in enumerate(self.scan.definitions):
            found.setdefault(definition.global_num, []).append(place)
        return found

    def plain_groups(self, num: int) -> list[Group]:
        """One group a content of definitions of that global number, without regard to developer fields.

        They are in the order of the first definition messages that have messages.
        """
        places = [place for place in self.definitions_by_number.get(num, ()) if len(self.grouping.of(place))]
        if not self.grouping.has_repetitions:
            return [self._plain_group(place, self.grouping.of(place)) for place in places]
        follows = self.grouping.follows
        parts = [(place, indices) for place in places for indices in self._merged(place)]
        parts.sort(key=lambda part: int(follows[part[1]].min()))
        return [self._plain_group(*part) for part in parts]

    def _merged(self, place: int) -> list[NDArray[np.intp]]:
        """The messages of a content, together if they may be."""
        indices = self.grouping.of(place)
        if self._is_mergeable(self.scan.definitions[place]):
            return [indices]
        return runs_of(indices, self.grouping.follows[indices])

    def _is_mergeable(self, definition: Definition) -> bool:
        return is_mergeable(definition.global_num, definition.triples, definition.developer_triples) and (
            self.header_timestamps is None or _has_single_timestamp(definition)
        )

    def _plain_group(self, place: int, indices: NDArray[np.intp]) -> Group:
        stamps = None if self.header_timestamps is None else self.header_timestamps[indices]
        if stamps is not None and not (stamps != NO_TIMESTAMP).any():
            stamps = None
        definition = self.scan.definitions[place]
        return Group(self.scan, definition, indices, self.grouping.offsets[indices], stamps)

    # Developer fields

    @cached_property
    def descriptions(self) -> Descriptions:
        """What all field_description and developer_data_id messages of the scan say."""
        found = Descriptions()
        rows = [(*row, num) for num in (DEVELOPER_DATA_ID, FIELD_DESCRIPTION) for row in self._raw_rows(num)]
        key = 0
        for index, part, message, num in sorted(rows, key=lambda row: row[0]):
            if num == DEVELOPER_DATA_ID:
                found.add_application(index, part, message)
            else:
                found.add_description(index, part, key, message)
                key += 1
        return found

    def _raw_rows(self, num: int) -> list[tuple[int, int, dict[str, Any]]]:
        """(message index, part, raw values by name) of each message of that number."""
        rows = []
        for group in self.plain_groups(num):
            columns = [
                (one.name, list(one.raw) if one.is_string else one.raw.tolist(), one.valid.tolist())
                for one in group.fields(message_profile(num)).values()
            ]
            for row, index in enumerate(group.indices.tolist()):
                message = {name: values[row] for name, values, valid in columns if valid[row]}
                rows.append((index, group.definition.part, message))
        return rows

    def _by_description(self, group: Group) -> list[Group]:
        """The group by what the descriptions in force say about its developer fields."""
        fields = group.definition.developer_fields
        if not fields:
            return [group]
        part = group.definition.part
        changes = self.descriptions.changes([(one.developer_data_index, one.num) for one in fields], part)
        cuts = np.unique(np.searchsorted(group.indices, changes))
        edges = [0, *(int(cut) for cut in cuts if 0 < cut < len(group)), len(group)]
        may_merge = self._is_mergeable(group.definition)
        found: dict[tuple[object, ...], tuple[Described, list[slice]]] = {}
        for start, stop in pairwise(edges):
            described = self._described(int(group.indices[start]), part, fields)
            meaning = (
                tuple([self._meaning(description) for _, description in described]) if may_merge else (start,)
            )
            found.setdefault(meaning, (described, []))[1].append(slice(start, stop))
        return [_part_of(group, described, runs) for described, runs in found.values()]

    def _described(self, index: int, part: int, fields: tuple[DeveloperFieldDefinition, ...]) -> Described:
        """The developer fields of the message at that index, each with its description in force."""
        resolve = self.descriptions.first_in_force if self.rules.like_garmin else self.descriptions.in_force
        return [(one, resolve(index, part, one.developer_data_index, one.num)) for one in fields]

    def _meaning(self, description: Description | None) -> object:
        """What makes messages groups of their own; in Garmin's interface descriptions have a key each."""
        return description if description is None or self.rules.like_garmin else description.meaning

    # Compressed timestamps

    @cached_property
    def header_timestamps(self) -> NDArray[np.int64] | None:
        """Shape (messages,): timestamps made from compressed headers, -1 elsewhere; None where the scan has none.

        A compressed header has the lowest five bits of the time; the rest is that of the last timestamp before it,
        from a message or a header, one higher where the five bits have run over.
        """
        grouping = self.grouping
        if not grouping.compressed.any():
            return None
        stamps = self._message_timestamps().tolist()
        found = [NO_TIMESTAMP] * len(stamps)
        last: int | None = None
        part = 0
        owners = grouping.owner.tolist()
        for index in range(len(stamps)):
            owner_part = self.scan.definitions[owners[index]].part
            if owner_part != part:
                part, last = owner_part, None
            if grouping.compressed[index] and last is not None:
                last = (last + ((int(grouping.heads[index]) - last) & 0x1F)) & UINT32_INVALID
                found[index] = last if last != UINT32_INVALID else NO_TIMESTAMP
            if stamps[index] != NO_TIMESTAMP:
                last = stamps[index]
        return np.asarray(found, np.int64)

    def _message_timestamps(self) -> NDArray[np.int64]:
        """Shape (messages,): the timestamp field each message carries, -1 where there is none."""
        stamps = np.full(len(self.grouping.offsets), NO_TIMESTAMP, np.int64)
        for place, definition in enumerate(self.scan.definitions):
            field = next(filter(_is_whole_timestamp, definition.fields), None)
            if field is not None:
                indices = self.grouping.of(place)
                offsets = self.grouping.offsets[indices] + 1 + field.start
                data = np.frombuffer(self.scan.data, np.uint8)
                raw = (
                    data[offsets[:, None] + np.arange(4)]
                    .view(f"{definition.byte_order}u4")[:, 0]
                    .astype(np.int64)
                )
                stamps[indices] = np.where(raw == UINT32_INVALID, NO_TIMESTAMP, raw)
        return stamps
