"""What the tests' queries are watched for: their shapes, and that mending them changes no answer."""

from __future__ import annotations

from collections import Counter

from django_mongodb_backend.query import MongoQuery, wrap_database_errors

from runlab_site.mongo.query_mending import backend_pipeline, mended_pipeline

CHECK_VARIABLE = "RUNLAB_CHECK_QUERIES"
_TRIES_COUNT = 3  # another thread may write between the two readings


class DifferentAnswerError(AssertionError):
    """A mended pipeline gave other rows than the backend's own."""


def compare_every_query() -> None:
    """Have each query that is sent run both ways from now on."""
    plain_cursor = MongoQuery.get_cursor

    @wrap_database_errors
    def get_cursor(query):
        mended = mended_pipeline(query)
        if mended != backend_pipeline(query):
            _compare(query, mended)
        return plain_cursor(query)

    MongoQuery.get_cursor = get_cursor


def _compare(query, mended):
    own = backend_pipeline(query)
    for _ in range(_TRIES_COUNT):
        found, expected = _rows(query, mended), _rows(query, own)
        if Counter(map(repr, found)) == Counter(map(repr, expected)) or _differs_in_ties_only(
            query, mended, own
        ):
            return
    raise DifferentAnswerError(f"{mended}\ngives {found[:3]}\n{own}\ngives {expected[:3]}")


def _rows(query, pipeline):
    compiler = query.compiler
    found = compiler.collection.aggregate(pipeline, session=compiler.connection.session)
    return [compiler._make_result(row, compiler.columns) for row in found]


def _differs_in_ties_only(query, mended, own):
    """Whether a page ends within equal values of its order, where either row is right."""
    if query.query.high_mark is None and not query.query.low_mark:
        return False
    return _keys(query, mended) == _keys(query, own)


def _keys(query, pipeline):
    names = list(query.ordering)
    shown = (
        [*pipeline[:-1], {"$project": dict.fromkeys(names, 1)}] if "$project" in pipeline[-1] else pipeline
    )
    compiler = query.compiler
    found = compiler.collection.aggregate(shown, session=compiler.connection.session)
    return [[row.get(name) for name in names] for row in found]
