"""The explanation behind a figure: the sentence, the inputs, the formula with its numbers, the source."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Input", "Why"]


@dataclass(frozen=True, slots=True)
class Input:
    """One number that went in, and the address of the session or day it comes from ("" where there is none)."""

    name: str
    value: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """What the popover of a figure says. `key` names the figure."""

    key: str
    title: str
    text: str
    inputs: tuple[Input, ...] = ()
    formula: str = ""
    source: str = ""
    left_out: tuple[str, ...] = ()
    uncertainty: str = ""
    would_change: str = ""
