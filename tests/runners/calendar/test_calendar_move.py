"""Calendar entries written while they belonged to training are the same documents now that runners has them."""

from __future__ import annotations

from datetime import date

import pytest
from bson import ObjectId
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from runlab_site.database import database
from runners.calendar.selectors import races_on
from runners.models import CalendarEntry
from runners.services.runner_service import create_runner_with_defaults

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = [("runners", "0003_standings"), ("training", "0004_proposals_and_matches")]
MOVED = [("runners", "0004_calendar_entries"), ("training", "0005_calendar_entries_leave")]


@pytest.fixture(autouse=True)
def _at_the_newest():
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def migrate(targets):
    MigrationExecutor(connection).migrate(targets)


def newest():
    return MigrationExecutor(connection).loader.graph.leaf_nodes()


def index_names():
    return sorted(database.raw["calendar_entries"].index_information())


def test_documents_indexes_and_content_type_stay_through_the_move_and_back():
    ContentType.objects.get_or_create(app_label="runners", model="calendarentry")
    migrate(BEFORE)
    kind = ContentType.objects.get(app_label="training", model="calendarentry")
    runner = create_runner_with_defaults(name="Ada Quick")
    entry = CalendarEntry.objects.create(
        runner=runner, kind="race", day=date(2026, 6, 7), last_day=date(2026, 6, 7), title="City run"
    )
    stored = database.raw["calendar_entries"].find_one({"_id": ObjectId(entry.pk)})
    indexes = index_names()
    migrate(MOVED)
    assert index_names() == indexes
    assert "entries_of_runner" in indexes
    migrate(newest())
    assert database.raw["calendar_entries"].find_one({"_id": ObjectId(entry.pk)}) == stored
    assert ContentType.objects.filter(model="calendarentry").values_list("pk", "app_label").get() == (
        kind.pk,
        "runners",
    )
    assert [race.title for race in races_on(runner.pk, date(2026, 6, 7))] == ["City run"]
