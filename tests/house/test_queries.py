"""Every recorded query is answered by an index, or has its reason; and the plans that say so can say otherwise."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from bson import ObjectId

from runlab_site.database import database
from scripts import queries, query_plans, query_seed
from scripts.query_exceptions import reason_for
from scripts.query_shapes import FEW_ASKED, QueryRecorder, examples_in, known_shapes, note_examples, shape_of
from sessions.models import SessionStatistics
from sessions.selectors import visible_sessions

pytestmark = pytest.mark.django_db


@pytest.fixture
def seeded(db):
    query_seed.seed()


def test_every_recorded_query_uses_an_index_or_has_a_reason(seeded):
    plans = {shape_of(example): query_plans.plan_of(example) for example in examples_in()}
    assert len(plans) > 200
    assert list(queries.unexcused(plans)) == []
    needless = [shape for shape, plan in plans.items() if not plan.problems and reason_for(shape)]
    assert len(needless) < len(plans) / 2


def test_the_page_lists_every_recorded_query():
    listed = queries.TARGET.read_text()
    assert [shape for shape in known_shapes() if queries.asked(shape) not in listed] == []


@pytest.mark.parametrize(
    ("example", "problems"),
    [
        (
            {"find": "sessionStatistics", "filter": {"name": "text-3"}, "projection": {"day": 1}},
            {query_plans.SCAN, query_plans.TOO_MANY},
        ),
        (
            {"find": "sessionStatistics", "filter": {"runner_id": ObjectId()}, "sort": {"name": 1}},
            {query_plans.SORT, query_plans.WHOLE},
        ),
        (
            {"find": "sessionStatistics", "filter": {"runner_id": ObjectId(), "notes": "text 3"}, "limit": 9},
            {query_plans.TOO_MANY},
        ),
        ({"find": "sessionStatistics", "filter": {"runner_id": ObjectId()}}, {query_plans.WHOLE}),
        ({"find": "squads", "filter": {"coach_id": ObjectId()}}, set()),
        (
            {
                "find": "sessionStatistics",
                "filter": {"runner_id": ObjectId()},
                "sort": {"start_time": -1, "_id": -1},
                "limit": 3,
            },
            set(),
        ),
        (
            {
                "aggregate": "sessionStatistics",
                "pipeline": [
                    {"$match": {"runner_id": ObjectId()}},
                    {"$project": {"day": 1, "start_time": 1}},
                    {"$sort": {"start_time": -1}},
                ],
            },
            {query_plans.SORT},
        ),
        ({"aggregate": "users", "pipeline": [{"$match": {"email": "a"}}, {"$limit": 1}]}, set()),
        ({"update": "sessionStatistics", "updates": [{"q": {"feel": 3}, "multi": True}]}, {query_plans.SCAN}),
        ({"update": "users", "updates": [{"q": {"_id": ObjectId()}, "multi": False}]}, set()),
        ({"delete": "upload_files", "deletes": [{"q": {"runner_id": ObjectId()}, "limit": 0}]}, set()),
        ({"distinct": "fs.chunks", "key": "files_id", "query": {"n": 3}}, {query_plans.SCAN}),
    ],
)
def test_a_plan_says_what_is_wrong_with_it(seeded, example, problems):
    if example.get("distinct"):
        database.raw["fs.chunks"].insert_many([{"files_id": ObjectId(), "n": 0} for _ in range(20)])
    found = set(query_plans.plan_of(example).problems)
    assert found - {query_plans.TOO_MANY} == problems - {query_plans.TOO_MANY}
    assert problems <= found


def test_a_shape_has_no_values():
    now = datetime.now(UTC)
    one = {"find": "runs", "filter": {"runner": 1, "day": {"$gte": now, "$lt": now}}, "sort": {"day": -1}}
    other = {"find": "runs", "filter": {"day": {"$lt": 2, "$gte": 1}, "runner": 7}, "sort": {"day": -1}}
    assert shape_of(one) == shape_of(other)
    assert shape_of(one).filter == "day $gte $lt, runner ="
    assert shape_of(one).sort == "-day"


def test_all_fields_for_a_few_are_told_and_a_projection_is_not(admin_user, monkeypatch):
    recorder = QueryRecorder()
    monkeypatch.setattr("tests.conftest.RECORDER.started", recorder.started)
    monkeypatch.setattr("scripts.query_shapes._is_of_product", lambda _frame: True)
    list(SessionStatistics.objects.only("day"))
    assert {shape.projection for shape in recorder.examples} == {"_id, day"}
    monkeypatch.setattr("runlab_site.mongo.query_mending._narrowing", lambda _query: {})
    list(SessionStatistics.objects.only("day"))
    (found,) = [one for shape, one in recorder.examples.items() if shape.projection == FEW_ASKED]
    assert query_plans.FEW in query_plans.plan_of(found).problems


def test_what_the_product_asks_is_recorded_and_what_a_test_asks_is_not(admin_user, monkeypatch):
    recorder = QueryRecorder()
    monkeypatch.setattr("tests.conftest.RECORDER.started", recorder.started)
    list(visible_sessions(admin_user))
    assert recorder.examples == {}
    from runners.selectors import visible_runner_ids

    admin_user.is_superuser = False
    visible_runner_ids(admin_user)
    assert {shape.collection for shape in recorder.examples} == {"runner"}


def test_known_shapes_keep_their_example(tmp_path):
    file = tmp_path / "queries.jsonl"
    assert note_examples([{"find": "runs", "filter": {"day": 1}}], file) == 1
    assert note_examples([{"find": "runs", "filter": {"day": 2}}, {"find": "runs", "filter": {}}], file) == 1
    assert {"find": "runs", "filter": {"day": 1}} in examples_in(file)
