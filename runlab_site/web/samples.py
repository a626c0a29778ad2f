"""Samples of the template components, state by state, as each app makes them: the style guide shows them all."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

__all__ = ["Sample", "Token", "all_samples", "register_samples", "specimen", "tokens"]

_registered: list[str] = []
_ID = re.compile(r'\sid="([^"]+)"')
_REFERENCE = re.compile(r'(\s(?:id|for|list|href|aria-[a-z]+|data-(?!module)[a-z-]+)=")(#?)([^"]+)(")')
_ADDRESS = re.compile(r'(<a\b[^>]*?\shref=")[^"]*')
_SENT = re.compile(r'\s(?:action|formaction|method|hx-[a-z-]+)="[^"]*"')
_TOKEN = re.compile(r"--([\w-]+):\s*([^;]+);")


@dataclass(frozen=True, slots=True)
class Sample:
    """A component in one state: its template, the state in words, and what it is rendered with."""

    template: str
    state: str
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Token:
    """A name of tokens.css and what it stands for."""

    name: str
    value: str

    @property
    def is_colour(self) -> bool:
        """Whether it is a colour, light and dark."""
        return self.value.startswith("light-dark(")


def register_samples(*dotted_paths: str) -> None:
    """Name the functions that make an app's samples: `f() -> Iterable[Sample]`. They read no database."""
    _registered.extend(path for path in dotted_paths if path not in _registered)


def all_samples() -> list[Sample]:
    """Every sample, ordered by template; the states of one in the order its app gives them."""
    samples = [sample for path in _registered for sample in import_string(path)()]
    return sorted(samples, key=lambda sample: sample.template)


def specimen(sample: Sample, number: int, request: HttpRequest) -> SafeString:
    """A sample as it looks. Its ids are its own by the number, and no link or form of it leads anywhere."""
    html = _with_own_ids(render_to_string(sample.template, dict(sample.context), request), number)
    html = _ADDRESS.sub(r"\1#", _SENT.sub("", html)).replace("<form", '<form method="dialog"')
    return mark_safe(html)  # noqa: S308 - our templates escaped it; here attributes alone were changed  # nosec B308


def _with_own_ids(html: str, number: int) -> str:
    ids = set(_ID.findall(html))

    def own(found: re.Match[str]) -> str:
        start, hash_sign, names, end = found.groups()
        if not ids.issuperset(names.split()):
            return found[0]
        return f"{start}{hash_sign}{' '.join(f'{name}-{number}' for name in names.split())}{end}"

    return _REFERENCE.sub(own, html)


@lru_cache(maxsize=1)
def tokens() -> tuple[Token, ...]:
    """Every token of the interface, in the order of its file."""
    text = Path(str(finders.find("css/tokens.css"))).read_text(encoding="utf-8")
    return tuple(Token(name, value) for name, value in _TOKEN.findall(text))
