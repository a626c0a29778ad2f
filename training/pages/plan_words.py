"""The words of plans: for blocks, weeks, and the reasons that are stored as a code with values."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from training.planning.records import Note

__all__ = ["BLOCK_WORDS", "WEEK_WORDS", "reason_text"]

BLOCK_WORDS = {
    "base": "Base", "build_1": "Build", "build_2": "Build", "peak": "Specific", "taper": "Taper",
}  # fmt: skip
WEEK_WORDS = {"recovery": "light week", "taper": "taper", "intro": "easing in"}
REASON_WORDS = {"coach_moved": "The coach moved it here from {from_day}."}


def reason_text(reason: Note) -> str:
    """The sentence of a reason: from its code and values; the stored English where a code has no words here."""
    words = REASON_WORDS.get(reason.code)
    return reason.text if words is None else words.format(**reason.extra.get("values", {}))
