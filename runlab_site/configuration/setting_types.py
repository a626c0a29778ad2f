"""Types of settings: how each is parsed, which values are allowed, and the error for others.

Imports no Django.
"""

from __future__ import annotations

import re
from dataclasses import MISSING, dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "BASE_DIR",
    "ConfigError",
    "Setting",
    "choice",
    "flag",
    "number",
    "parse_list",
    "parse_origin",
    "parse_origins",
    "parse_path",
    "parse_tile_url",
    "parse_zone_percentages",
    "setting",
    "text",
    "whole",
]

BASE_DIR = Path(__file__).resolve().parents[2]

_Number = TypeVar("_Number", int, float)


class ConfigError(ValueError):
    """A setting cannot be used; the text names the variable, its value and what is allowed."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of one setting besides its value."""

    env: str
    parse: Callable[[str], object]  # raises ValueError for what is not allowed
    allowed: str
    default: str  # as it is written in .env; "" when there is none
    unit: str
    help: str
    secret: bool

    def read(self, text: str) -> object:
        """The value of `text`. Raises ConfigError; a secret's text is not repeated."""
        try:
            return self.parse(text)
        except ValueError as error:
            shown = "a value that is not shown here" if self.secret else repr(text)
            raise ConfigError(f"{self.env} is {shown}, but must be {self.allowed}.") from error


def whole(env: str, default: int, about: str, *, unit: str, low: int, high: int) -> Any:
    """A whole number within bounds."""
    parse = partial(_bounded, int, low, high)
    allowed = f"a whole number from {low} to {high}"
    return setting(env, default, about, parse=parse, allowed=allowed, unit=unit)


def number(env: str, default: float, about: str, *, unit: str, low: float, high: float) -> Any:
    """A number within bounds."""
    parse = partial(_bounded, float, low, high)
    allowed = f"a number from {low:g} to {high:g}"
    return setting(env, default, about, parse=parse, allowed=allowed, unit=unit, shown=f"{default:g}")


def flag(env: str, about: str, *, default: bool) -> Any:
    """On or off."""
    shown = "1" if default else "0"
    return setting(env, default, about, parse=_parse_flag, allowed="1 or 0", shown=shown)


def choice(env: str, default: str, about: str, *, choices: tuple[str, ...]) -> Any:
    """One of a few words."""
    parse = partial(_parse_choice, choices)
    return setting(env, default, about, parse=parse, allowed="one of " + ", ".join(choices))


def text(
    env: str, default: object, about: str, *, pattern: str, allowed: str, unit: str = "", secret: bool = False
) -> Any:
    """Text of a pattern."""
    parse = partial(_parse_pattern, re.compile(pattern))
    return setting(env, default, about, parse=parse, allowed=allowed, unit=unit, secret=secret)


def setting(
    env: str,
    default: object,
    about: str,
    *,
    parse: Callable[[str], object],
    allowed: str,
    unit: str = "",
    shown: str | None = None,
    secret: bool = False,
) -> Any:
    """A setting that `parse` reads; `shown` is its default as written in .env."""
    written = shown if shown is not None else ("" if default in (None, MISSING) else str(default))
    known = Setting(env, parse, allowed, written, unit, about, secret)
    return field(default=default, repr=not secret, metadata={"setting": known})


def _bounded(kind: type[_Number], low: _Number, high: _Number, text: str) -> _Number:
    value = kind(text)
    if not low <= value <= high:  # false for nan too
        raise ValueError(text)
    return value


def _parse_flag(text: str) -> bool:
    if text.lower() in {"1", "true", "yes", "on"}:
        return True
    if text.lower() in {"0", "false", "no", "off"}:
        return False
    raise ValueError(text)


def _parse_choice(choices: tuple[str, ...], text: str) -> str:
    if text not in choices:
        raise ValueError(text)
    return text


def _parse_pattern(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise ValueError(text)
    return text


def parse_path(text: str) -> Path:
    """A folder, relative to the checkout."""
    return (BASE_DIR / Path(text).expanduser()).resolve()


def parse_origin(text: str) -> str:
    """`scheme://host[:port]`, without a trailing slash."""
    parts = urlsplit(text.rstrip("/"))
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
        raise ValueError(text)
    if parts.path or parts.query or parts.fragment or parts.username is not None:
        raise ValueError(text)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def parse_list(text: str) -> tuple[str, ...]:
    """What stands between commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def parse_origins(text: str) -> tuple[str, ...]:
    """Origins with commas between."""
    return tuple(parse_origin(part) for part in parse_list(text))


def parse_zone_percentages(text: str) -> tuple[float, ...]:
    """Five rising upper bounds of heart rate zones, in % of the maximum."""
    percentages = tuple(_bounded(float, 51, 100, part) for part in parse_list(text))
    rising = all(low < high for low, high in pairwise(percentages))
    if len(percentages) != 5 or not rising:
        raise ValueError(text)
    return percentages


def parse_tile_url(text: str) -> str:
    """An address of map tiles with {z}, {x} and {y} in it."""
    if not re.match(r"https?://[^/]", text) or not all(key in text for key in ("{z}", "{x}", "{y}")):
        raise ValueError(text)
    return text
