"""Assigns data messages to the definitions they follow, for all messages of a scan at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from .definitions import COMPRESSED, LOCAL_TYPE_MASK, define

if TYPE_CHECKING:
    from array import array
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Grouping", "grouping_of"]

FEW_DEFINITIONS = 64
"""Up to here it is faster to go through the definitions one by one."""


@dataclass(frozen=True)
class Grouping:
    """The messages of a scan by the content of the definition they follow.

    Attributes:
        offsets: shape (messages,), byte offset of each message's header byte.
        heads: shape (messages,), the header bytes.
        written: shape (definition messages,), byte offset of each definition message's header byte.
        contents: index of each definition message's content.
        follows: shape (messages,), index in `written` of the definition message each message follows.
        owner: shape (messages,), index of the content of that definition message.
        order: shape (messages,), message indices, those of one content together, in file order.
        edges: shape (contents + 1,), where each content's part of `order` begins.
    """

    offsets: NDArray[np.intp]
    heads: NDArray[np.uint8]
    written: NDArray[np.intp]
    contents: NDArray[np.intp]
    follows: NDArray[Any]
    owner: NDArray[Any]
    order: NDArray[np.intp]
    edges: NDArray[np.intp]

    @cached_property
    def compressed(self) -> NDArray[np.bool_]:
        """Shape (messages,), whether the header carries a compressed timestamp."""
        return self.heads >= COMPRESSED

    @cached_property
    def firsts(self) -> NDArray[np.intp]:
        """Shape (definition messages,), how many data messages come before each."""
        return np.searchsorted(self.offsets, self.written)

    @property
    def has_repetitions(self) -> bool:
        """Whether any definition message says what an earlier one said."""
        return len(self.written) >= len(self.edges)

    def of(self, content: int) -> NDArray[np.intp]:
        """Indices of the messages that follow a definition of that content, in file order."""
        return self.order[self.edges[content] : self.edges[content + 1]]


def grouping_of(
    data: bytes, offsets: Sequence[int], written: array[int], contents: array[int], count: int
) -> Grouping:
    """The grouping of messages at these offsets by definition messages at these, which have so many contents."""
    message_offsets = np.fromiter(offsets, np.intp, len(offsets))
    definition_offsets, content_numbers = np.array(written, np.intp), np.array(contents, np.intp)
    octets = np.frombuffer(data, np.uint8)
    heads = octets[message_offsets]
    firsts = message_offsets.searchsorted(definition_offsets)
    locals_ = octets[definition_offsets] & LOCAL_TYPE_MASK
    if len(written) <= FEW_DEFINITIONS:
        follows = _follows(heads, locals_.tolist(), firsts.tolist())
    else:
        follows = _follows_many(heads, locals_, firsts)
    owner = follows if count == len(written) else content_numbers.astype(_kind(count))[follows]
    edges = np.zeros(count + 1, np.intp)
    np.cumsum(np.bincount(owner, minlength=count), out=edges[1:])
    order = owner.argsort(kind="stable")
    return Grouping(message_offsets, heads, definition_offsets, content_numbers, follows, owner, order, edges)


def _kind(count: int) -> type[np.unsignedinteger[Any] | np.signedinteger[Any]]:
    """The smallest type that counts so many: NumPy sorts integers of up to 16 bits by radix, many times faster."""
    return np.uint8 if count <= 1 << 8 else np.uint16 if count <= 1 << 16 else np.intp


def _follows(heads: NDArray[np.uint8], locals_: list[int], firsts: list[int]) -> NDArray[Any]:
    """The index of the definition message that each message follows: the latest of its local type before it."""
    follows = bytearray()
    header_bytes = heads.tobytes()
    in_force = bytearray(256)
    ends = [*firsts, len(header_bytes)][1:]
    for number, (local, start, end) in enumerate(zip(locals_, firsts, ends, strict=True)):
        define(in_force, local, number)
        if end > start:
            follows += header_bytes[start:end].translate(in_force)
    return np.frombuffer(follows, np.uint8)


def _follows_many(heads: NDArray[np.uint8], locals_: NDArray[Any], firsts: NDArray[np.intp]) -> NDArray[Any]:
    """The same for many definition messages: the latest of any local type, put right where it is another's."""
    numbers = np.arange(len(locals_), dtype=_kind(len(locals_)))
    follows = np.repeat(numbers, np.diff(firsts, append=len(heads)))
    own = np.where(heads >= COMPRESSED, heads >> 5 & 3, heads & LOCAL_TYPE_MASK)
    strangers = np.flatnonzero(locals_[follows] != own)
    for local in np.unique(own[strangers]).tolist():
        rows = strangers[own[strangers] == local]
        candidates = np.flatnonzero(locals_ == local)
        follows[rows] = candidates[np.searchsorted(candidates, follows[rows], side="right") - 1]
    return follows
