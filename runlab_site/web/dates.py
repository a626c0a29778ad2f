"""Days as the reader writes them: Thu 22 Oct, Thu, Oct 22 or 2026-10-22. The same rules live in static/js/format.js."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.template.defaultfilters import date as format_date
from django.utils import timezone
from django.utils.translation import get_language

if TYPE_CHECKING:
    from contextvars import Token
    from datetime import date

__all__ = ["activate", "deactivate", "full_day", "heading", "short_day"]


@dataclass(frozen=True, slots=True)
class _Style:
    """Django's formats of a day of this year, of any year, and of a day as a heading."""

    short: str
    full: str
    heading: str


_STYLES = {
    "dmy": _Style("D j M", "D j M Y", "l j F"),
    "mdy": _Style("D, M j", "D, M j, Y", "l, F j"),
    "iso": _Style("Y-m-d", "Y-m-d", "l Y-m-d"),
}
_style: ContextVar[_Style] = ContextVar("date_style", default=_STYLES["dmy"])


def activate(name: str) -> Token[_Style]:
    """Write days in a style from here on: dmy, mdy or iso."""
    return _style.set(_STYLES.get(name, _STYLES["dmy"]))


def deactivate(token: Token[_Style]) -> None:
    """Write them as before."""
    _style.reset(token)


def short_day(day: date) -> str:
    """Thu 22 Oct, with the year when it is not this one."""
    return full_day(day) if day.year != timezone.localdate().year else _in_style(day, _style.get().short)


def full_day(day: date) -> str:
    """Thu 22 Oct 2026."""
    return _in_style(day, _style.get().full)


def heading(day: date) -> str:
    """Thursday 22 October."""
    return _in_style(day, _style.get().heading)


def _in_style(day: date, style: str) -> str:
    return _written(day, style, get_language())


@lru_cache(maxsize=4096)
def _written(day: date, style: str, _language: str | None) -> str:
    """A page names the same days many times. The language that is active is named, since days are kept for each."""
    return format_date(day, style)
