"""A workout of a library for one athlete: its size at a level, what D' carries of it, and the balance after each step.

A library text may hold `{a..b}`, which a level from 0 to 1 turns into a number. What D' cannot carry is refused; the
nearest that fits is the next lower level, in a text without levels fewer rounds of its longest repeat, and if none of
these fits the library's workout of the same system that comes nearest in load.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sessions.analysis.w_prime_balance import balance
from training.planning.expectation import Expected, expected_of
from training.planning.library import LEVELS, LIBRARY, LibraryWorkout
from training.planning.notation import Repeat, Tree
from training.planning.plain_lines import parse_any
from training.planning.shorthand import ShorthandError
from training.planning.shorthand_text import text_of
from training.planning.step_records import Steps
from training.planning.steps import fractions, resolve, unrolled
from training.planning.zones import Paces

__all__ = ["Sized", "canonical", "fewer_rounds", "has_levels", "nearest_carried", "sized"]

_RANGE = re.compile(r"\{(\d+)\.\.(\d+)\}")


@dataclass(frozen=True, slots=True)
class Sized:
    """A workout at a level (None where it has no levels): text, steps, what it asks, and D' left after each step (m).

    `code`: the library's workout that it is, where it is offered in the place of another.
    """

    text: str
    level: float | None
    steps: Steps
    expected: Expected
    balances_m: tuple[float, ...]
    is_carried: bool
    code: str = ""


def has_levels(template: str) -> bool:
    """Whether a text holds `{a..b}`."""
    return _RANGE.search(template) is not None


def canonical(template: str) -> str:
    """The one spelling of a text, or a text with levels if each of them can be read. Raises ShorthandError."""
    if not has_levels(template):
        return text_of(parse_any(template))
    for level in LEVELS:
        try:
            parse_any(_text_at(template, level))
        except ShorthandError as error:
            raise _in_template(error, template, level) from error
    return template.strip()


def sized(template: str, paces: Paces, level: float, *, all_out: bool = False) -> Sized:
    """A workout at a level for an athlete, whether D' carries it or not. Raises ShorthandError."""
    tree = parse_any(_text_at(template, level))
    return _sized(tree, paces, level if has_levels(template) else None, all_out=all_out)


def nearest_carried(
    template: str, paces: Paces, level: float, *, system: str = "", all_out: bool = False
) -> Sized | None:
    """The workout itself or the nearest that D' carries; None if none is. Raises ShorthandError."""
    wanted = sized(template, paces, level, all_out=all_out)
    if wanted.is_carried:
        return wanted
    smaller = _lower_levels if has_levels(template) else _in_fewer_rounds
    found = (_sized(tree, paces, lower, all_out=all_out) for tree, lower in smaller(template, level))
    return next((one for one in found if one.is_carried), None) or _other_workout(
        wanted, paces, level, system
    )


def fewer_rounds(text: str) -> Iterator[Tree]:
    """A text without levels with ever fewer rounds of its longest repeat. Raises ShorthandError."""
    tree = parse_any(text)
    repeats = [(part.count, index) for index, part in enumerate(tree) if isinstance(part, Repeat)]
    if not repeats:
        return
    count, index = max(repeats)
    for fewer in range(count - 1, 0, -1):
        part = tree[index]
        assert isinstance(part, Repeat)  # noqa: S101 - it was chosen for being one
        yield (*tree[:index], replace(part, count=fewer), *tree[index + 1 :])


def _other_workout(wanted: Sized, paces: Paces, level: float, system: str) -> Sized | None:
    """The library's workout of a system that comes nearest in load and is carried; at the level or below."""
    others = [
        replace(sized(workout.template, paces, lower), code=workout.id)
        for workout in LIBRARY.values()
        if workout.system == system
        for lower in LEVELS
        if lower <= level
    ]
    carried = [one for one in others if one.is_carried]
    return min(
        carried, key=lambda one: (abs(one.expected.rtss - wanted.expected.rtss), one.code), default=None
    )


def _text_at(template: str, level: float) -> str:
    return LibraryWorkout("", "", "", "", "", template).text(level)


def _lower_levels(template: str, level: float) -> Iterator[tuple[Tree, float | None]]:
    for lower in sorted((step for step in LEVELS if step < level), reverse=True):
        yield parse_any(_text_at(template, lower)), lower


def _in_fewer_rounds(template: str, level: float) -> Iterator[tuple[Tree, float | None]]:
    del level
    return ((tree, None) for tree in fewer_rounds(template))


def _sized(tree: Tree, paces: Paces, level: float | None, *, all_out: bool) -> Sized:
    steps = resolve(tree, paces, all_out=all_out)
    expected = expected_of(steps, paces)
    return Sized(
        text=text_of(tree),
        level=level,
        steps=steps,
        expected=expected,
        balances_m=_balances(steps, paces),
        is_carried=all_out or expected.is_feasible(paces.d_prime_m),
    )


def _balances(steps: Steps, paces: Paces) -> tuple[float, ...]:
    """D' left after every single step, run at mid target."""
    singles = list(unrolled(steps))
    speeds = [fractions(step, paces)[0] * paces.cs_mps for step in singles]
    left = balance(speeds, [step.planned_s for step in singles], paces.cs_mps, paces.d_prime_m)
    return tuple(min(paces.d_prime_m, float(metres)) for metres in left.remaining_m)


def _in_template(error: ShorthandError, template: str, level: float) -> ShorthandError:
    """The error with its column in the text that was typed."""
    return ShorthandError(template, _typed_position(template, level, error.column - 1), error.expected)


def _typed_position(template: str, level: float, position: int) -> int:
    longer = 0  # by so much the typed text runs ahead of the sized one
    for match in _RANGE.finditer(template):
        start, width = match.start() - longer, len(_text_at(match[0], level))
        if position < start:
            break
        if position < start + width:
            return match.start()
        longer += len(match[0]) - width
    return position + longer
