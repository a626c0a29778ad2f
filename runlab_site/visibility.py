"""Asks which runners a person may see; the app that stores runners registers the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["is_coaching", "register", "runner_names", "visible_runner_ids"]


@dataclass(frozen=True, slots=True)
class _Answers:
    """Dotted paths of the functions that answer."""

    visible_runner_ids: str
    runner_names: str


_registered: list[_Answers] = []


def register(*, visible_runner_ids: str, runner_names: str) -> None:
    """Name, by dotted path, who answers: `f(user) -> ids or None for all`, `f(user, ids, limit) -> [(id, name)]`."""
    _registered[:] = [_Answers(visible_runner_ids, runner_names)]


def visible_runner_ids(user: Any) -> set[str] | None:
    """The ids of the runners a person may see; None stands for all of them."""
    return import_string(_registered[0].visible_runner_ids)(user)  # type: ignore[no-any-return]


def runner_names(
    user: Any, ids: Iterable[str] | None = None, limit: int | None = None
) -> list[tuple[str, str]]:
    """(id, name) of the runners a person may see, by name; of `ids` only, and the first `limit`, when given."""
    return import_string(_registered[0].runner_names)(user, ids, limit)  # type: ignore[no-any-return]


def is_coaching(user: Any) -> bool:
    """Whether a person coaches or administers: such a person sees drafts and writes for athletes."""
    return bool(getattr(user, "is_authenticated", False) and (user.is_coach or user.is_superuser))
