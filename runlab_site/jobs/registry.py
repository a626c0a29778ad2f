"""Handlers of each job type, and functions called when a job is completed; apps register both by dotted path."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from collections.abc import Callable

    from runlab_site.jobs.running import Outcome, RunningJob
    from runlab_site.sentences import Catalogue

__all__ = ["handler_of", "known_types", "on_completed", "register", "tell_listeners", "words_of"]

_handlers: dict[str, str] = {}
_words: dict[str, str] = {}
_listeners: dict[str, list[str]] = {}


def register(job_type: str, handler: str, words: str = "") -> None:
    """Name the handler of a type by its dotted path, imported by workers only, and the catalogue of what it says."""
    _handlers[job_type] = handler
    _words[job_type] = words
    handler_of.cache_clear()
    words_of.cache_clear()


@cache
def handler_of(job_type: str) -> Callable[[RunningJob], Outcome]:
    """The function that does jobs of a type."""
    return import_string(_handlers[job_type])  # type: ignore[no-any-return]


@cache
def words_of(job_type: str) -> Catalogue | None:
    """The catalogue of what jobs of a type say; None for a type whose handler says nothing."""
    path = _words.get(job_type)
    return import_string(path) if path else None


def known_types() -> list[str]:
    """The types that this version can do."""
    return list(_handlers)


def on_completed(job_type: str, listener: str) -> None:
    """Have the function at a dotted path called with each job of a type, in the transaction that completes it."""
    listeners = _listeners.setdefault(job_type, [])
    if listener not in listeners:
        listeners.append(listener)


def tell_listeners(job: RunningJob) -> None:
    """Call the functions registered for completed jobs of this type."""
    for listener in _listeners.get(job.type, ()):
        import_string(listener)(job)
