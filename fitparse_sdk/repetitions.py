"""Decides whether messages that follow identical definition messages may be read as one group.

A field that a message has twice, from its bytes or by components, is overlaid for a whole group. For single numbers that is
the same as message by message; where one of the two is an array or a text it is not. No device writes such definitions.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from .layout import KEPT_LAYOUTS, STRING, field_layout
from .profile import message_profile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from .layout import FieldDefinition
    from .profile import FieldProfile, MessageProfile, SubFieldProfile

__all__ = ["is_mergeable", "runs_of"]


@lru_cache(KEPT_LAYOUTS)
def is_mergeable(global_num: int, triples: bytes, developer_triples: bytes) -> bool:
    """Whether each message of such a definition means the same alone as in a group."""
    fields = field_layout(triples).fields
    own = {field.num: field for field in fields}
    developer = list(zip(developer_triples[::3], developer_triples[2::3], strict=True))
    if len(own) < len(fields) or len(set(developer)) < len(developer):
        return False
    profile = message_profile(global_num)
    return all(_is_plain(field, own, profile) for field in fields)


def _is_plain(field: FieldDefinition, own: dict[int, FieldDefinition], profile: MessageProfile) -> bool:
    """Whether the field and those that its components tell are single numbers where the message has both."""
    told = [num for num in _told_by(field.num, profile) if num in own]
    return not told or (
        len(set(told)) == len(told) and all(map(_is_number, (field, *(own[num] for num in told))))
    )


def _is_number(field: FieldDefinition) -> bool:
    return field.elements == 1 and field.base_type is not STRING


def _told_by(num: int, profile: MessageProfile) -> list[int]:
    """Numbers of the fields that the field's components tell, and theirs in turn; one that is told twice comes twice."""
    found: list[int] = []
    waiting = [num]
    while waiting:
        facts = profile.field(waiting.pop())
        targets = [] if facts is None else list(_components(facts))
        waiting += [target for target in dict.fromkeys(targets) if target not in found]
        found += targets
    return found


def _components(facts: FieldProfile) -> Iterator[int]:
    ways: tuple[FieldProfile | SubFieldProfile, ...] = (facts, *facts.subfields)
    for way in ways:
        yield from way.components


def runs_of(indices: NDArray[np.intp], follows: NDArray[np.integer]) -> list[NDArray[np.intp]]:
    """The messages of those indices that follow one definition message each, by that message's number."""
    order = follows.argsort(kind="stable")
    return np.split(indices[order], np.flatnonzero(np.diff(follows[order])) + 1)
