"""Compares the rows of a query as it is mended with those of the backend's own pipeline."""

from __future__ import annotations

from collections import Counter

from runlab_site.mongo.query_mending import backend_is_null, backend_pipeline

__all__ = ["DifferentAnswerError", "backends_own", "compare_answers"]

_TRIES_COUNT = 3  # another thread may write between the two readings


class DifferentAnswerError(AssertionError):
    """A mended pipeline gave other rows than the backend's own."""


def backends_own(query):
    """The pipeline that the backend writes when it is not mended; null is asked for as it does."""
    return [
        {"$match": _with_its_nulls(stage["$match"])} if "$match" in stage else stage
        for stage in backend_pipeline(query)
    ]


def _with_its_nulls(condition):
    if isinstance(condition, list):
        return [_with_its_nulls(one) for one in condition]
    if not isinstance(condition, dict):
        return condition
    parts = [_part(name, value) for name, value in condition.items()]
    return parts[0] if len(parts) == 1 else {"$and": parts} if parts else condition


def _part(name, value):
    if name in {"$and", "$or", "$nor"}:
        return {name: _with_its_nulls(value)}
    if value is None and not name.startswith("$"):
        return backend_is_null(name, True)
    if value == {"$ne": None}:
        return backend_is_null(name, False)
    return {name: value}


def compare_answers(query, mended, own):
    """Send both; DifferentAnswerError where their rows differ in more than the order of equal ones."""
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
