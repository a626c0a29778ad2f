"""Mends the pipelines of django-mongodb-backend 5.2.4, which differ from what an index can answer in three ways.

It asks for whole documents where `only()` or `defer()` want a few fields; it sorts after `$lookup`, `$project` and an
`$addFields` that copies each sort key onto itself, where no index can give the order; and it asks twice for null, so
that no index is entered at one place. Here the order comes right after the filter, the projection last, and null is
asked for once. Results are the same; see docs/decisions/narrow-documents.md, sort-before-lookup.md and
null-asked-once.md, which say when this can go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models.expressions import Col, Ref
from django.db.models.sql.constants import LOUTER
from django_mongodb_backend.base import DatabaseWrapper
from django_mongodb_backend.query import MongoQuery

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["MENDED_VERSION", "backend_is_null", "backend_pipeline", "mend_queries", "mended_pipeline"]

# A test fails when another version is installed, so that this module is looked at again.
MENDED_VERSION = "5.2.4"
_EVERY_FIELD: tuple[frozenset[str], bool] = (
    frozenset(),
    True,
)  # Django's deferred_loading of a query without only() and defer()

Pipeline = list[dict[str, Any]]

backend_is_null = DatabaseWrapper._isnull_operator  # noqa: SLF001 - the backend's
backend_pipeline: Callable[[MongoQuery], Pipeline] = MongoQuery.get_pipeline


def mend_queries() -> None:
    """Have all queries mended from now on. Idempotent."""
    MongoQuery.get_pipeline = mended_pipeline  # type: ignore[method-assign]
    DatabaseWrapper.mongo_operators["isnull"] = _is_null
    DatabaseWrapper._isnull_operator = staticmethod(_is_null)  # type: ignore[assignment] # noqa: SLF001 - of lt and lte


def mended_pipeline(query: MongoQuery) -> Pipeline:
    """The stages that MongoDB is to run for a query."""
    if not _is_plain(query):
        return backend_pipeline(query)
    if not _can_sort_first(query):
        return [*backend_pipeline(query), *_stage("$project", _narrowing(query))]
    return [
        *_stage("$match", query.match_mql),
        *_stage("$sort", query.ordering),
        *(_slice(query) if _joins_keep_rows(query) else []),
        *(query.lookup_pipeline or []),
        *([] if _joins_keep_rows(query) else _slice(query)),
        *_stage("$project", query.project_fields or _narrowing(query)),
    ]


def _is_null(field: str, is_null: bool) -> dict[str, Any]:  # noqa: FBT001 - the backend's signature
    """For MongoDB a field that is missing equals null, so one condition says what the backend's two say."""
    return {field: None} if is_null else {field: {"$ne": None}}


def _is_plain(query: MongoQuery) -> bool:
    """Whether it only filters, joins, sorts and projects."""
    others = (
        query.search_pipeline,
        query.subqueries,
        query.aggregation_pipeline,
        query.combinator_pipeline,
        query.subquery_lookup,
    )
    return not any(others)


def _can_sort_first(query: MongoQuery) -> bool:
    """Whether filter and order are of the collection's own columns, which no later stage changes."""
    projected = query.project_fields or {}
    return (
        list(query.ordering) == list(dict.fromkeys(_own_columns(query)))
        and all(projected.get(column, 1) == 1 for column in query.ordering)
        and (not query.lookup_pipeline or _filters_own_columns(query))
    )


def _own_columns(query: MongoQuery) -> Iterator[str]:
    """The plain columns of the collection asked that the order names."""
    for order in query.compiler.order_by_objs or []:
        # What values() selects too is named by reference.
        column: Any = order.expression.source if isinstance(order.expression, Ref) else order.expression  # type: ignore[attr-defined]
        if isinstance(column, Col) and column.alias == query.compiler.collection_name:
            yield str(column.target.column)


def _filters_own_columns(query: MongoQuery) -> bool:
    compiler = query.compiler
    columns = compiler._get_all_expressions_of_type(compiler.get_where(), Col)  # noqa: SLF001 - the backend's
    return all(column.alias == compiler.collection_name for column in columns)


def _joins_keep_rows(query: MongoQuery) -> bool:
    """Whether each row stays one row: an inner join drops it when the other side is gone."""
    joins = [one for name, one in query.query.alias_map.items() if query.query.alias_refcount[name]]
    others = [one for one in joins if one.parent_alias is not None]
    return all(one.join_type == LOUTER and one.join_field.many_to_one for one in others)


def _narrowing(query: MongoQuery) -> dict[str, Any]:
    """The projection that `only()` or `defer()` ask for; empty where every field is wanted."""
    asked = query.query
    if query.project_fields or not asked.default_cols or asked.deferred_loading == _EVERY_FIELD:
        return {}
    return query.compiler.get_project_fields(query.compiler.columns)  # type: ignore[no-any-return]


def _slice(query: MongoQuery) -> Pipeline:
    low, high = query.query.low_mark, query.query.high_mark
    return [*_stage("$skip", low), *([] if high is None else [{"$limit": high - low}])]


def _stage(name: str, content: Any) -> Pipeline:
    return [{name: content}] if content else []
