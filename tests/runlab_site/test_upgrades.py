"""An upgrade from an older document shape, and one that fails half-way: old data stays readable."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from bson import ObjectId
from django.db import connection, migrations, models
from django.db.migrations.executor import MigrationExecutor

from runlab_site.database import database
from runners.services.runner_service import create_runner_with_defaults
from sessions.models import SessionFIT

if TYPE_CHECKING:
    from django.db.migrations.state import ProjectState

pytestmark = pytest.mark.django_db(transaction=True)

OLD, NEW = ("runsessions", "0001_initial"), ("runsessions", "0002_time_zone_of_files")


@pytest.fixture(autouse=True)
def _at_the_newest():
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def an_old_file() -> str:
    """A raw file as the version before stored it: without its athlete's time zone."""
    runner = create_runner_with_defaults(name="Ada Quick", time_zone="Europe/Berlin")
    document = {
        "_id": ObjectId(),
        "runner_id": ObjectId(runner.pk),
        "sha256": "0" * 64,
        "size_bytes": 1,
        "file_name": "old.fit",
        "file_format": "fit",
        "status": "ready",
        "role": "counted",
        "sessions_count": 0,
        "warnings": [],
        "received_at": datetime.now(UTC),
    }
    database.raw["sessionsFIT"].insert_one(document)
    return str(document["_id"])


def test_a_document_of_the_older_shape_gets_the_new_field_and_keeps_the_rest():
    MigrationExecutor(connection).migrate([OLD])
    old = an_old_file()
    assert "time_zone" not in database.raw["sessionsFIT"].find_one({"_id": ObjectId(old)})
    MigrationExecutor(connection).migrate([NEW])
    stored = database.raw["sessionsFIT"].find_one({"_id": ObjectId(old)})
    assert (stored["time_zone"], stored["file_name"]) == ("", "old.fit")
    assert SessionFIT.objects.get(pk=old).time_zone == ""


def test_a_migration_that_fails_leaves_the_old_data_readable_and_can_be_run_again():
    old = an_old_file()
    before = database.raw["sessionsFIT"].find_one({"_id": ObjectId(old)})

    def breaks(_apps, _schema_editor):
        raise RuntimeError("power cut")

    class Upgrade(migrations.Migration):
        operations = [
            migrations.AddField("sessionfit", "shade", models.CharField(default="blue", max_length=9)),
            migrations.RunPython(breaks),
        ]

    state = MigrationExecutor(connection).loader.project_state()
    upgrade = Upgrade("0099_breaks", "runsessions")
    with pytest.raises(RuntimeError, match="power cut"):
        _apply(upgrade, state)
    read = SessionFIT.objects.get(pk=old)
    assert (read.file_name, read.received_at) == ("old.fit", before["received_at"])
    after = database.raw["sessionsFIT"].find_one({"_id": ObjectId(old)})
    assert before.items() <= after.items()
    upgrade.operations.pop()
    _apply(upgrade, state)
    assert database.raw["sessionsFIT"].find_one({"_id": ObjectId(old)})["shade"] == "blue"


def _apply(upgrade: migrations.Migration, state: ProjectState) -> None:
    with connection.schema_editor() as editor:
        upgrade.apply(state.clone(), editor)
