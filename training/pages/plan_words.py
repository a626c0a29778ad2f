"""The words of plans: for blocks and weeks."""

from __future__ import annotations

__all__ = ["BLOCK_WORDS", "WEEK_WORDS"]

BLOCK_WORDS = {
    "base": "Base", "build_1": "Build", "build_2": "Build", "peak": "Specific", "taper": "Taper",
}  # fmt: skip
WEEK_WORDS = {"recovery": "light week", "taper": "taper", "intro": "easing in"}
