"""Plain indexes beside unique ones: what a query for equality can use.

django-mongodb-backend makes unique indexes partial (`$type`), so that there may be many nulls. MongoDB uses a partial
index only where the filter implies its condition, and `{"email": "a@b.c"}` does not say that e-mail is a string; so
each sign-in read all users. See docs/decisions/plain-indexes.md, which says when this can go.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import UniqueConstraint

from runlab_site.database import database

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import Field, Model
    from django.db.models.options import Options
    from pymongo.collection import Collection

    Meta = Options[Model]

__all__ = ["SUFFIX", "PlainIndex", "create_plain_indexes", "plain_indexes"]

SUFFIX = "_plain"


@dataclass(frozen=True, slots=True)
class PlainIndex:
    """An index over columns of a collection, ascending."""

    collection: str
    columns: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its name in the database."""
        return "_".join(self.columns) + SUFFIX


def create_plain_indexes() -> None:
    """Make those that are missing, drop those that no model asks for any more. Idempotent."""
    wanted: dict[str, list[PlainIndex]] = {}
    for index in plain_indexes():
        wanted.setdefault(index.collection, []).append(index)
    for name, indexes in wanted.items():
        _bring_up_to_date(database.raw[name], indexes)


def plain_indexes() -> list[PlainIndex]:
    """One for each set of columns that some model declares unique and that no other index begins with."""
    models = apps.get_models(include_auto_created=True)
    metas = [model._meta for model in models]  # noqa: SLF001 - Django's documented model API
    return [index for meta in metas if meta.managed and not meta.proxy for index in _of_model(meta)]


def _of_model(meta: Meta) -> Iterator[PlainIndex]:
    indexed = list(_indexed_columns(meta))
    for columns in dict.fromkeys(_unique_columns(meta)):
        if not any(other[: len(columns)] == columns for other in indexed):
            yield PlainIndex(meta.db_table, columns)


def _unique_columns(meta: Meta) -> Iterator[tuple[str, ...]]:
    yield from ((str(field.column),) for field in meta.local_fields if field.unique and field.column != "_id")
    for names in meta.unique_together:
        yield _columns(meta, names)
    for constraint in meta.constraints:
        if isinstance(constraint, UniqueConstraint) and constraint.fields:
            yield _columns(meta, constraint.fields)


def _indexed_columns(meta: Meta) -> Iterator[tuple[str, ...]]:
    """The columns of each index that is neither unique nor partial."""
    yield from ((str(field.column),) for field in meta.local_fields if _has_index(field))
    for index in meta.indexes:
        if index.condition is None:
            yield _columns(meta, [name for name, _order in index.fields_orders])


def _columns(meta: Meta, names: Iterable[str]) -> tuple[str, ...]:
    columns = {field.name: str(field.column) for field in meta.local_fields}
    return tuple(columns[name] for name in names)


def _has_index(field: Field[Any, Any]) -> bool:
    return field.db_index and not field.unique  # type: ignore[attr-defined]


def _bring_up_to_date(collection: Collection[dict[str, object]], wanted: list[PlainIndex]) -> None:
    present = {name for name in collection.index_information() if name.endswith(SUFFIX)}
    names = {index.name for index in wanted}
    for name in present - names:
        collection.drop_index(name)
    for index in wanted:
        if index.name not in present:
            collection.create_index([(column, 1) for column in index.columns], name=index.name)
