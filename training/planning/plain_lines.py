"""Reads intervals.icu's plain workout lines into our tree.

    Warmup
    - 10m 60-70% Pace

    Main set 4x
    - 1km 100% Pace
    - 2m Z2 HR

A line "- amount target" is a step; a line ending in "4x" repeats the steps up to the next empty line; any other
line is a heading and says nothing. A step is `[cue] amount target`.
"""

import re

from training.planning.notation import Part, Repeat, Step, Tree
from training.planning.shorthand import MAX_COUNT, ShorthandError, parse

_REPEAT_LINE = re.compile(r"^(?:.*\s)?(\d+)x$")
_STEP_LINE = re.compile(r"^-\s*")
_AMOUNT = re.compile(
    r"(?:(?<=\s)|^)(?=\d)(?:\d+h)?(?:\d+m(?!tr|i))?(?:\d+s)?(?=\s|$)|(?:(?<=\s)|^)\d+(?:\.\d+)?(?:km|mi|mtr)(?=\s|$)"
)
_PACE_WORD = re.compile(r"\s+Pace\b", re.IGNORECASE)
_HEART_ZONE = re.compile(r"\b(Z[1-5])\s+HR\b", re.IGNORECASE)
_RAMP_FIRST = re.compile(r"\bramp\s+(.*)$", re.IGNORECASE)


def is_plain_lines(text: str) -> bool:
    """Whether a text is written in lines with dashes rather than as shorthand."""
    return any(_STEP_LINE.match(line.strip()) for line in text.splitlines())


def parse_any(text: str) -> Tree:
    """The tree of a text in either notation. Raises ShorthandError."""
    return parse_lines(text) if is_plain_lines(text) else parse(text)


def parse_lines(text: str) -> Tree:
    """The tree of plain lines. Raises ShorthandError with the column within its line."""
    parts: list[Part] = []
    block: list[Part] | None = None
    count = 0
    for line in (raw.strip() for raw in text.splitlines()):
        if _STEP_LINE.match(line):
            (parts if block is None else block).append(_step(line))
            continue
        block, parts = _closed(block, count, parts)
        if match := _REPEAT_LINE.match(line):
            count, block = _count(line, match), []
    _, parts = _closed(block, count, parts)
    if not parts:
        raise ShorthandError(text, 0, "a line that starts with '-'")
    return tuple(parts)


def _closed(block: list[Part] | None, count: int, parts: list[Part]) -> tuple[None, list[Part]]:
    return None, [*parts, Repeat(count, tuple(block))] if block else parts


def _count(line: str, match: re.Match[str]) -> int:
    count = int(match[1])
    if not 1 <= count <= MAX_COUNT:
        raise ShorthandError(line, match.start(1), f"a count of 1 to {MAX_COUNT}")
    return count


def _step(line: str) -> Step:
    start = _STEP_LINE.match(line)
    body = line[start.end() if start else 0 :]
    offset = len(line) - len(body)
    amount = _AMOUNT.search(body)
    if amount is None or not amount[0]:
        raise ShorthandError(line, offset, "an amount (such as 10m, 90s, 1km or 400mtr)")
    cue = re.sub(r"[:;,()]", " ", body[: amount.start()]).strip()
    target = _target(body[amount.end() :].strip())
    text = f"{cue}:{amount[0]} {target}" if cue else f"{amount[0]} {target}"
    try:
        (part,) = parse(text)
    except ShorthandError as error:
        raise ShorthandError(line, offset + amount.end() + 1, error.expected) from error
    if isinstance(part, Repeat):
        raise ShorthandError(line, offset, "a step")
    return part


def _target(text: str) -> str:
    text = _PACE_WORD.sub("", _HEART_ZONE.sub(r"\1HR", text)).strip()
    if match := _RAMP_FIRST.search(text):
        text = f"{match[1]} ramp"
    return "free" if text.lower() in ("", "freeride") else text
