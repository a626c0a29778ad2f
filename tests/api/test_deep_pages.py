"""A page deep in a list costs what the first one does."""

from __future__ import annotations

import os

import pytest

from runlab_site.api.pagination import page_of_queryset
from runlab_site.database import database
from runners.models import Runner
from scripts import query_seed
from sessions.models import SessionStatistics
from tests.examined import examined
from tests.query_checks import CHECK_VARIABLE

# Sent twice, each query reads twice.
counts = pytest.mark.skipif(CHECK_VARIABLE in os.environ, reason=f"{CHECK_VARIABLE} sends each query twice")
pytestmark = [pytest.mark.django_db, counts]

ROWS_A_PAGE = 10
ROWS_COUNT = 300


@pytest.fixture
def runner(db):
    """With sessions of which every third has no load and some begin at one moment."""
    query_seed.seed()
    runner = Runner.objects.order_by("pk")[0]
    key = {"runner_id": database.raw["runner"].find_one(sort=[("_id", 1)])["_id"]}
    database.raw["sessionStatistics"].update_many({}, {"$set": key})
    ties = [{"$set": {"start_time": {"$dateTrunc": {"date": "$start_time", "unit": "hour", "binSize": 4}}}}]
    database.raw["sessionStatistics"].update_many({}, ties)
    return runner


@pytest.mark.parametrize(
    "ordering", ["-start_time", "start_time", "-rtss", "rtss", "distance_m", "-timer_time_s"]
)
def test_each_page_examines_little_more_than_its_rows_and_none_is_skipped(runner, ordering):
    rows = SessionStatistics.objects.filter(runner_id__in=[runner.pk])
    cursor, seen = None, []
    for _ in range(ROWS_COUNT // ROWS_A_PAGE):
        with examined() as read:
            page = page_of_queryset(rows, ordering, ROWS_A_PAGE, cursor)
        assert read.documents_count <= 2 * ROWS_A_PAGE + 10, (len(seen), read)
        assert not read.sorted_in_memory
        seen += [row.pk for row in page.rows]
        cursor = page.next_cursor
    assert cursor is None
    assert seen == [row.pk for row in rows.order_by(ordering, f"{'-' * (ordering[0] == '-')}pk")]
    assert len(seen) == ROWS_COUNT
