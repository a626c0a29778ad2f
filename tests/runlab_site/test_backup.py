"""Backups: made while the site runs, restored onto an empty server, equal to what was there."""

from __future__ import annotations

import gzip
import hashlib
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from bson import ObjectId
from django.core.management import CommandError, call_command
from django.db import connections

from runlab_site.accounts import deletion
from runlab_site.accounts.models import User
from runlab_site.database import database
from runlab_site.mongo import backup, deleted_accounts
from runners.services.runner_service import (
    create_minimal_runner_for_user,
    create_runner_with_defaults,
)
from sessions import file_processor
from tests import fit_files
from tests.jobs import work_off_jobs

# The restored database must not be rolled back by a transaction, and collections are dropped.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_data_folder(settings, tmp_path_factory):
    """Where the list of deleted accounts is kept beside the database."""
    settings.CONFIG = replace(settings.CONFIG, data_dir=tmp_path_factory.mktemp("data"))


def upload(runner, day: int) -> None:
    content = fit_files.run(start=fit_files.START + timedelta(days=day), seconds=200)
    file_processor.receive(runner=runner, files=[fit_files.named(f"{day}.fit", content)])
    work_off_jobs()


def everything() -> dict:
    left_out = backup._LEFT_OUT
    names = [name for name in database.raw.list_collection_names() if name not in left_out]
    documents = {name: sorted(database.raw[name].find(), key=lambda one: str(one["_id"])) for name in names}
    contents = {
        str(file["_id"]): hashlib.sha256(database.files.open_download_stream(file["_id"]).read()).hexdigest()
        for file in database.raw["fs.files"].find()
    }
    indexes = {name: set(database.raw[name].index_information()) for name in names}
    return {"documents": {k: v for k, v in documents.items() if v}, "contents": contents, "indexes": indexes}


def empty_server() -> None:
    for name in database.raw.list_collection_names():
        database.raw.drop_collection(name)


def test_a_backup_restored_onto_an_empty_server_is_equal_to_what_was_there(tmp_path):
    call_command("migrate", verbosity=0)  # what every database is born with
    runner = create_runner_with_defaults(name="Ada Quick")
    upload(runner, 0)
    before = everything()
    call_command("backup", tmp_path)
    empty_server()
    call_command("restore", tmp_path)
    after = everything()
    assert after["documents"] == before["documents"]
    assert after["contents"] == before["contents"]
    assert all(after["indexes"][name] == names for name, names in before["indexes"].items())


def test_a_second_backup_copies_only_new_files_and_each_snapshot_restores_its_own_moment(tmp_path):
    call_command("migrate", verbosity=0)
    runner = create_runner_with_defaults(name="Ada Quick")
    upload(runner, 0)
    first = backup.back_up(tmp_path)
    moment = everything()
    upload(runner, 1)
    second = backup.back_up(tmp_path)
    assert first.new_files_count == first.files_count == 2
    assert (second.new_files_count, second.files_count) == (2, 4)
    empty_server()
    call_command("restore", tmp_path, snapshot=first.snapshot)
    assert everything()["documents"] == moment["documents"]


def test_a_full_database_is_not_overwritten(tmp_path):
    create_runner_with_defaults(name="Ada Quick")
    backup.back_up(tmp_path)
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", tmp_path)


def test_a_damaged_backup_is_refused_before_anything_is_written(tmp_path):
    runner = create_runner_with_defaults(name="Ada Quick")
    upload(runner, 0)
    backup.back_up(tmp_path)
    (file,) = (tmp_path / "snapshots").glob("*/runner.jsonl.gz")
    file.write_bytes(gzip.compress(gzip.decompress(file.read_bytes()).replace(b"Ada", b"Eve")))
    database.raw["runner"].delete_many({})
    for name in backup.PRECIOUS:
        database.raw[name].delete_many({})
    with pytest.raises(CommandError, match=r"runner of snapshot .* is damaged"):
        call_command("restore", tmp_path)
    assert database.raw["runner"].count_documents({}) == 0


def test_an_unfinished_snapshot_does_not_count(tmp_path):
    create_runner_with_defaults(name="Ada Quick")
    done = backup.back_up(tmp_path)
    (tmp_path / "snapshots" / done.snapshot / "manifest.json").unlink()
    assert backup.snapshots(tmp_path) == []


def test_a_backup_made_while_runs_are_uploaded_shows_one_moment(tmp_path):
    """In it every session has both its halves and its bytes, whatever was being written."""
    call_command("migrate", verbosity=0)
    runner = create_runner_with_defaults(name="Ada Quick")
    upload(runner, 0)
    over = threading.Event()

    def go_on_uploading() -> None:
        day = 1
        while not over.is_set():
            upload(runner, day)
            day += 1
        connections.close_all()

    uploading = threading.Thread(target=go_on_uploading)
    uploading.start()
    try:
        made = [backup.back_up(tmp_path) for _ in range(4)]
    finally:
        over.set()
        uploading.join()
    assert made[-1].files_count > made[0].files_count  # something was uploaded meanwhile
    for summary in made:
        empty_server()
        call_command("restore", tmp_path, snapshot=summary.snapshot)
        halves = [
            set(database.raw[name].distinct("_id")) for name in ("sessionStatistics", "sessionsParquet")
        ]
        assert halves[0] <= halves[1]  # columns are written first
        call_command("verify_storage")


def someone_with_a_run(email: str) -> User:
    user = User.objects.create_user(email, None)
    upload(create_minimal_runner_for_user(user), 0)
    return user


def test_a_deleted_account_leaves_nothing_and_no_backup_brings_it_back(tmp_path):
    call_command("migrate", verbosity=0)
    stays, goes = someone_with_a_run("stays@run.example"), someone_with_a_run("goes@run.example")
    alone = everything()
    backup.back_up(tmp_path)
    call_command("delete_account", goes.email, yes=True)
    without = everything()
    ids = (str(goes.pk), str(goes.runner.pk))
    assert not any(one in str(without["documents"]) for one in ids)
    assert len(without["contents"]) == len(alone["contents"]) / 2
    empty_server()  # and with it the list in the database
    call_command("restore", tmp_path)
    restored = everything()
    assert database.raw[deleted_accounts.DELETED_ACCOUNTS].distinct("_id") == [ObjectId(goes.pk)]
    assert restored["documents"] == without["documents"]
    assert restored["contents"] == without["contents"]
    assert User.objects.get().pk == stays.pk


def test_the_backups_folder_alone_knows_who_was_deleted_before_the_last_backup(tmp_path, settings):
    call_command("migrate", verbosity=0)
    goes = someone_with_a_run("goes@run.example")
    first = backup.back_up(tmp_path)
    call_command("delete_account", goes.email, yes=True)
    backup.back_up(tmp_path)
    (settings.CONFIG.data_dir / "deleted_accounts.jsonl").unlink()  # another machine
    empty_server()
    call_command("restore", tmp_path, snapshot=first.snapshot)
    assert not User.objects.exists()


def test_what_a_worker_still_wrote_of_a_deleted_account_goes_at_the_next_start():
    call_command("migrate", verbosity=0)
    goes = someone_with_a_run("goes@run.example")
    row = database.raw["sessionStatistics"].find_one({"runner_id": ObjectId(goes.runner.pk)})
    call_command("delete_account", goes.email, yes=True)
    database.raw["sessionStatistics"].insert_one(row)
    call_command("migrate", verbosity=0)
    assert database.raw["sessionStatistics"].count_documents({}) == 0
    assert deletion.delete_again() == 0
