"""The messages that follow one definition, and their fields as the file has them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from .fields import (
    Block,
    Field,
    Origin,
    developer_field,
    file_field,
    new_field,
    overlaid,
    undescribed_name,
    valid_values,
)
from .layout import BASE_TYPES, field_layout, payload_type, scalar_words
from .profile import message_profile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from .definitions import Definition
    from .developer import Description
    from .layout import DeveloperFieldDefinition
    from .profile import MessageProfile
    from .scanner import Scan

__all__ = ["FEW_MESSAGES", "TIMESTAMP", "Group"]

TIMESTAMP = 253
UINT32 = BASE_TYPES[6]
RECORD = 20
FEW_MESSAGES = 64
"""Up to here it is faster to take the bytes of all fields at once than the fields one by one."""


@dataclass
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

    def payloads(self, layout: np.dtype[Any]) -> NDArray[Any]:
        """Shape (n,), the messages' bytes without their header bytes, as that structured type."""
        size = layout.itemsize
        data = self.scan.data
        if size == 0:
            return np.zeros(len(self), layout)
        windows: NDArray[Any] = np.ndarray((len(data) - size + 1,), f"V{size}", data, strides=(1,))
        return windows[self.offsets + 1].view(layout)

    def payload_bytes(self, size: int) -> NDArray[np.uint8]:
        """Shape (n, size), the same as plain bytes: the quicker way for few messages."""
        data = self.scan.data
        windows: NDArray[np.uint8] = np.ndarray((len(data) - size + 1, size), np.uint8, data, strides=(1, 1))
        return windows[self.offsets + 1]

    @cached_property
    def _payloads(self) -> NDArray[Any]:
        """The same with a field a position."""
        definition = self.definition
        return self.payloads(
            payload_type(definition.triples, definition.developer_triples, definition.byte_order)
        )

    def fields(self, profile: MessageProfile) -> dict[str, Field]:
        """Name to field, for the fields that have a value in any message; one defined twice has the last valid value."""
        layout = field_layout(self.definition.triples)
        made: list[Field | None] = [None] * len(layout.fields)
        self._make_numbers(profile, made)
        for place in layout.others:
            definition = layout.fields[place]
            made[place] = file_field(self._payloads[f"{place}"], definition, profile.field(definition.num))
        found: dict[str, Field] = {}
        for field in made:
            if field is not None:
                earlier = found.get(field.name)
                found[field.name] = field if earlier is None else overlaid(earlier, field)
        if self.header_timestamps is not None:
            self._add_header_timestamps(self.header_timestamps, found, profile)
        return found

    def _make_numbers(self, profile: MessageProfile, made: list[Field | None]) -> None:
        """Make the fields with one number a message, in blocks."""
        layout = field_layout(self.definition.triples)
        taken: tuple[int, ...] = ()
        if len(self) <= FEW_MESSAGES and len(self):
            taken, words = scalar_words(self.definition.triples, self.definition.byte_order)
            if taken:
                raw = words.read(self._payloads.view(np.uint8).reshape(len(self), -1))
                self._make_block(taken, Block(raw, raw != words.invalids), profile, made)
        for places in layout.scalars:
            if places[0] not in taken:
                raw = self._scalars(places)
                valid = valid_values(raw, layout.fields[places[0]].base_type)
                self._make_block(places, Block(raw, valid), profile, made)

    def _make_block(
        self, places: tuple[int, ...], block: Block, profile: MessageProfile, made: list[Field | None]
    ) -> None:
        """Make the fields at these places, each a row of the block, where they have a value in any message."""
        definitions = field_layout(self.definition.triples).fields
        for row in np.flatnonzero(block.valid.any(axis=1)).tolist():
            definition = definitions[places[row]]
            facts = profile.field(definition.num)
            field = new_field(facts, definition.num, definition.base_type, block.raw[row], block.valid[row])
            block.take_in(field, row)
            made[places[row]] = field

    def _scalars(self, places: tuple[int, ...]) -> NDArray[Any]:
        """Shape (fields, n): the raw values of the fields at these places, all of one base type."""
        base = field_layout(self.definition.triples).fields[places[0]].base_type
        raw = np.empty((len(places), len(self)), base.dtype)
        for row, place in enumerate(places):
            raw[row] = self._payloads[f"{place}"]
        return raw

    @staticmethod
    def _add_header_timestamps(
        stamps: NDArray[np.int64], found: dict[str, Field], profile: MessageProfile
    ) -> None:
        """Put in the timestamps made from headers; one that the message itself carries is better."""
        facts = profile.field(TIMESTAMP) or message_profile(RECORD).field(TIMESTAMP)
        field = new_field(facts, TIMESTAMP, UINT32, stamps, stamps >= 0)
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

    @cached_property
    def developer_fields(self) -> list[Field]:
        """The developer fields of the group; those without a description as bytes."""
        order = self.definition.byte_order
        return [
            developer_field(self._payloads[f"d{place}"], definition, description, order)
            for place, (definition, description) in enumerate(self.developer)
            if definition.size
        ]
