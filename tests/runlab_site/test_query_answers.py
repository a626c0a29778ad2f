"""The comparison of RUNLAB_CHECK_QUERIES tells pipelines with other rows, and knows how the backend asks for null."""

from __future__ import annotations

import pytest
from django_mongodb_backend.query import MongoQuery

from runlab_site.mongo.query_mending import mended_pipeline
from runners.models import Runner
from tests.query_answers import DifferentAnswerError, backends_own, compare_answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch):
    """The last query that was sent."""
    queries = []

    def noted(query):
        queries.append(query)
        return mended_pipeline(query)

    monkeypatch.setattr(MongoQuery, "get_pipeline", noted)
    for name, birth_date in (("Ada", None), ("Bea", "1990-01-01"), ("Cleo", None)):
        Runner.objects.create(name=name, birth_date=birth_date)
    return queries


def test_rows_that_are_missing_or_others_are_told(sent):
    list(Runner.objects.filter(birth_date=None).order_by("name")[:2])
    (query,) = sent
    mended, own = mended_pipeline(query), backends_own(query)
    compare_answers(query, mended, own)
    for other in ({"name": "Ada"}, {"name": {"$ne": "Cleo"}}, {}):
        with pytest.raises(DifferentAnswerError):
            compare_answers(query, [{"$match": other}, *mended[1:]], own)


def test_a_page_may_end_within_equal_values_of_its_order(sent):
    Runner.objects.all().update(experience="elite")
    list(Runner.objects.order_by("experience")[:2])
    query = sent[-1]
    mended = mended_pipeline(query)
    compare_answers(query, mended, [{"$sort": {"experience": 1, "name": -1}}, {"$limit": 2}])


def test_the_backend_asks_twice_for_null(sent):
    list(Runner.objects.filter(birth_date=None, name="Ada").exclude(user=None))
    (stage,) = [one["$match"] for one in backends_own(sent[-1]) if "$match" in one]
    assert "$exists" in str(stage)
    assert "$exists" not in str(mended_pipeline(sent[-1]))
