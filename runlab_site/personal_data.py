"""Registry of what each app holds of a person, for deletion, export and the test that nothing is left.

An app names its collections with the field that says whose a document is, and, where more than documents is to go
(stored bytes, references in other people's documents), a function that runs before they are deleted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bson import ObjectId
from django.utils.module_loading import import_string

from runlab_site.database import database

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = [
    "Holding",
    "Subject",
    "delete",
    "holdings",
    "is_left",
    "register",
    "register_runner_lookup",
    "runner_id_of",
]


@dataclass(frozen=True, slots=True)
class Subject:
    """A person, by the id of the account and of the runner, if there is one."""

    user_id: str
    runner_id: str | None


@dataclass(frozen=True, slots=True)
class Holding:
    """A collection with documents of persons: `field` names the runner (or, `of_user`, the account)."""

    collection: str
    field: str = "runner_id"
    of_user: bool = False

    def query(self, subject: Subject) -> dict[str, ObjectId] | None:
        """What finds the documents of a person; None when there can be none."""
        owner = subject.user_id if self.of_user else subject.runner_id
        return None if owner is None else {self.field: ObjectId(owner)}


@dataclass(frozen=True, slots=True)
class _App:
    holdings: tuple[Holding, ...]
    before_deletion: str


_apps: dict[str, _App] = {}
_runner_lookups: list[str] = []


def register(app: str, holdings: Iterable[Holding], *, before_deletion: str = "") -> None:
    """Say what an app holds. `before_deletion`: the dotted path of a function that takes the Subject; idempotent."""
    _apps[app] = _App(tuple(holdings), before_deletion)


def register_runner_lookup(dotted_path: str) -> None:
    """Name the function that gives the id of an account's runner, or None."""
    _runner_lookups[:] = [dotted_path]


def runner_id_of(user_id: str) -> str | None:
    """The id of the account's runner; None for those who have none."""
    found = (import_string(path)(user_id) for path in _runner_lookups)
    return next((str(runner_id) for runner_id in found if runner_id is not None), None)


def holdings() -> list[Holding]:
    """Every collection with documents of persons, in the order in which the apps were registered."""
    return [holding for app in _apps.values() for holding in app.holdings]


def is_left(subject: Subject) -> bool:
    """Whether any document of the person is there."""
    return any(database.raw[name].find_one(query, {"_id": 1}) for name, query in _queries(subject))


def delete(subject: Subject) -> None:
    """Delete all that is the person's, the last registered app first: it stands on the others."""
    for app in reversed(_apps.values()):
        if app.before_deletion:
            import_string(app.before_deletion)(subject)
        for name, query in _queries(subject, app.holdings):
            database.raw[name].delete_many(query)


def _queries(subject: Subject, wanted: Iterable[Holding] | None = None) -> Iterator[tuple[str, Any]]:
    for holding in holdings() if wanted is None else wanted:
        query = holding.query(subject)
        if query is not None:
            yield holding.collection, query
