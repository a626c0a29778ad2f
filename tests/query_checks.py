"""Has each query of a test run sent both ways, mended and as the backend writes it, and their answers compared.

The recorder passes over this module to find who asks, and leaves out what tests/query_answers.py asks.
"""

from __future__ import annotations

import json

from django.db.models import JSONField
from django_mongodb_backend.query import MongoQuery, wrap_database_errors

from runlab_site.mongo.query_mending import mended_pipeline
from tests.query_answers import DifferentAnswerError, backends_own, compare_answers

CHECK_VARIABLE = "RUNLAB_CHECK_QUERIES"


def compare_every_query() -> None:
    """Have each query that is sent run both ways from now on."""
    plain_cursor = MongoQuery.get_cursor

    @wrap_database_errors
    def get_cursor(query):
        mended = mended_pipeline(query)
        own = backends_own(query)
        if mended != own:
            compare_answers(query, mended, own)
        return plain_cursor(query)

    MongoQuery.get_cursor = get_cursor
    _compare_every_json_value()


def _compare_every_json_value():
    """Have each value that is read as stored parsed from text as well."""
    read = JSONField.from_db_value

    def from_db_value(field, value, expression, connection):
        found = read(field, value, expression, connection)
        parsed = json.loads(json.dumps(value), cls=field.decoder)
        if repr(found) != repr(parsed):
            raise DifferentAnswerError(f"{field} gives {found!r}, parsed from text {parsed!r}")
        return found

    JSONField.from_db_value = from_db_value
