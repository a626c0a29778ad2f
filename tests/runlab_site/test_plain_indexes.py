"""Whatever a model declares unique can be looked up by an index."""

from __future__ import annotations

import pytest
from django.apps import apps

from runlab_site.database import database
from runlab_site.mongo.plain_indexes import create_plain_indexes, plain_indexes

pytestmark = pytest.mark.django_db


def _unique_keys():
    """Collection and columns of each unique index in the database but the primary keys."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    for table in sorted(tables):
        for index in database.raw[table].index_information().values():
            if index.get("unique"):
                yield table, [column for column, _order in index["key"]]


def test_every_unique_index_has_a_plain_one_that_equality_uses():
    scanned, tried = [], 0
    for table, columns in _unique_keys():
        query = dict.fromkeys(columns, "no-such-value")
        plan = database.raw[table].find(query).explain()["queryPlanner"]["winningPlan"]
        tried += 1
        if "IXSCAN" not in str(plan):
            scanned.append((table, columns))
    assert tried > 10
    assert scanned == []


@pytest.mark.parametrize(
    ("collection", "columns"),
    [
        ("users", ("email",)),
        ("runner", ("user_id",)),
        ("api_keys", ("prefix",)),
        ("background_jobs", ("unique_key",)),
        ("sessionsFIT", ("runner_id", "sha256")),
        ("django_session", ("session_key",)),
        ("users_groups", ("user_id", "group_id")),
    ],
)
def test_these_are_among_them(collection, columns):
    assert (collection, columns) in {(one.collection, one.columns) for one in plain_indexes()}


def test_making_them_again_changes_nothing():
    before = database.raw["users"].index_information()
    create_plain_indexes()
    assert database.raw["users"].index_information() == before


def test_one_that_no_model_asks_for_any_more_is_dropped():
    database.raw["users"].create_index("name", name="name_plain")
    create_plain_indexes()
    assert "name_plain" not in database.raw["users"].index_information()
