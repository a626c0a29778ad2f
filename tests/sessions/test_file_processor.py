"""Files in, sessions out: on a real MongoDB, with files of our own encoder."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
from bson import ObjectId
from django.conf import settings

from runlab_site.database import database
from runlab_site.jobs import job_manager
from runlab_site.models import BackgroundJob
from runners.models import CriticalSpeedRecord, RunnerHistory
from runners.services.runner_service import create_runner_with_defaults
from sessions import file_processor, statistics_processor, storage
from sessions.importing import processing
from sessions.models import SessionFIT, SessionParquet, SessionStatistics, Upload, UploadFile
from sessions.selectors import upload_counts
from sessions.services import session_service
from sessions.storage import derived_ids
from tests import fit_files
from tests.jobs import work_off_jobs
from tests.uploads import upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def runner():
    return create_runner_with_defaults(name="Ada Quick", time_zone="Europe/Berlin")


def statuses(upload: Upload) -> list[str]:
    return list(
        UploadFile.objects.filter(upload=upload)
        .exclude(status="expanded")
        .order_by("position")
        .values_list("status", flat=True)
    )


def test_a_run_becomes_a_session_with_statistics_columns_and_a_day_of_history(runner):
    done = upload(runner, {"morning.fit": fit_files.run(seconds=1200, speed_mps=3.0)})
    session = SessionStatistics.objects.get()
    assert statuses(done) == ["processed"]
    assert session.distance_m == pytest.approx(3600, abs=0.01)
    assert session.timer_time_s == pytest.approx(1200)
    assert session.avg_heart_rate_bpm == pytest.approx(150)
    assert {effort["distance_m"] for effort in session.best_efforts} == {400, 800, 1000, 1609.344, 3000}
    columns = SessionParquet.objects.get(pk=session.pk)
    assert {column["name"]: column["unit"] for column in columns.columns}["speed_mps"] == "m/s"
    day = RunnerHistory.objects.filter(runner=runner).order_by("day").first()
    assert day.day == session.day
    assert day.load_rtss == session.rtss


def test_the_job_is_chained_to_one_analysis_and_says_what_became_of_the_files(runner):
    done = upload(runner, {"a.fit": fit_files.run()})
    reading = BackgroundJob.objects.get(pk=done.job_id)
    analysis = BackgroundJob.objects.get(pk=reading.next_jobs[0])
    assert (reading.status, reading.progress_percent) == ("completed", 100)
    assert reading.result["counts"]["processed"] == 1
    assert (analysis.type, analysis.status) == ("session_analysis", "completed")


def test_nothing_is_lost_between_receiving_and_reading(runner):
    content = fit_files.run()
    job = file_processor.receive(runner=runner, files=[fit_files.named("a.fit", content)])
    row = UploadFile.objects.get(upload_id=job.upload_id)
    assert storage.read_blob(row.blob_id, row.sha256) == content
    assert job.status == "pending"


def test_an_upload_without_files_is_refused(runner):
    with pytest.raises(file_processor.NoFilesError):
        file_processor.receive(runner=runner, files=[])


def test_the_same_file_twice_is_one_session(runner):
    content = fit_files.run()
    upload(runner, {"a.fit": content})
    again = upload(runner, {"b.fit": content})
    row = UploadFile.objects.get(upload=again)
    assert row.status == "duplicate"
    assert row.duplicate_of == SessionStatistics.objects.get().pk
    assert SessionFIT.objects.count() == 1
    assert database.raw["fs.files"].count_documents({}) == 2  # raw and columns


def test_a_gzipped_copy_is_the_same_file(runner):
    content = fit_files.run()
    done = upload(runner, {"a.fit": content, "a.fit.gz": gzip.compress(content)})
    assert statuses(done) == ["processed", "duplicate"]


def test_the_same_file_of_two_runners_is_two_sessions(runner):
    other = create_runner_with_defaults(name="Bo Slow")
    content = fit_files.run()
    upload(runner, {"a.fit": content})
    upload(other, {"a.fit": content})
    assert SessionStatistics.objects.values_list("pk", flat=True).distinct().count() == 2


def test_a_second_recording_of_one_run_is_held_and_counts_once(runner):
    upload(runner, {"watch.fit": fit_files.run(seconds=1200)})
    watch = SessionStatistics.objects.get()
    phone = fit_files.run(seconds=1205, start=fit_files.START + timedelta(seconds=20), heart_rate_bpm=None)
    done = upload(runner, {"phone.fit": phone})
    row = UploadFile.objects.get(upload=done)
    assert (row.status, row.duplicate_of) == ("duplicate", watch.pk)
    assert "second recording" in row.warnings[0]
    assert SessionStatistics.objects.get().pk == watch.pk
    held = SessionFIT.objects.get(role="held")
    assert storage.read_blob(held.blob_id, held.sha256) == phone


@pytest.mark.parametrize(
    ("begins_after_s", "lasts_s", "status"),
    [
        (8, 1200, "duplicate"),  # another watch
        (-300, 1600, "duplicate"),  # a phone started before and stopped after
        (500, 700, "duplicate"),  # only the second half
        (590, 1200, "duplicate"),
        (610, 1200, "processed"),  # less than half of either
        (1300, 1200, "processed"),
    ],
)
def test_half_of_the_shorter_ones_time_in_the_other_decides_whatever_device_and_distance(
    runner, begins_after_s, lasts_s, status
):
    upload(runner, {"watch.fit": fit_files.run(seconds=1200, serial_number=1)})
    other = fit_files.run(
        start=fit_files.START + timedelta(seconds=begins_after_s),
        seconds=lasts_s,
        serial_number=2,
        speed_mps=3.3,
    )
    assert statuses(upload(runner, {"other.fit": other})) == [status]


def test_another_sport_at_the_same_time_is_no_second_recording(runner):
    upload(runner, {"a.fit": fit_files.run()})
    assert statuses(upload(runner, {"b.fit": fit_files.run(sport="walking")})) == ["processed"]


def test_a_recording_that_overlaps_two_is_held_for_the_one_it_shares_most_with(runner):
    upload(runner, {"a.fit": fit_files.run(seconds=600)})
    later = fit_files.START + timedelta(seconds=700)
    upload(runner, {"b.fit": fit_files.run(start=later, seconds=600)})
    first = SessionStatistics.objects.get(start_time=fit_files.START)
    phone = fit_files.run(start=fit_files.START + timedelta(seconds=30), seconds=1000, heart_rate_bpm=None)
    upload(runner, {"phone.fit": phone})
    assert SessionFIT.objects.get(role="held").held_for == first.pk


def test_a_held_recording_can_be_swapped_and_separated(runner):
    upload(runner, {"watch.fit": fit_files.run(seconds=1200)})
    upload(runner, {"phone.fit": fit_files.run(seconds=1200, heart_rate_bpm=120)})
    held = SessionFIT.objects.get(role="held")
    session_service.swap_duplicate(held)
    work_off_jobs()
    assert SessionStatistics.objects.get().avg_heart_rate_bpm == pytest.approx(120)
    assert SessionFIT.objects.get(role="held").file_name == "watch.fit"
    session_service.separate_duplicate(SessionFIT.objects.get(role="held"))
    work_off_jobs()
    assert SessionStatistics.objects.count() == 2
    assert not SessionFIT.objects.filter(role="held").exists()


def test_a_deleted_session_stays_deleted_until_it_is_brought_back(runner):
    content = fit_files.run()
    upload(runner, {"a.fit": content})
    session_service.delete_session(SessionStatistics.objects.get())
    work_off_jobs()
    done = upload(runner, {"a.fit": content})
    assert statuses(done) == ["duplicate"]
    assert "Bring it back" in UploadFile.objects.get(upload=done).warnings[0]
    assert not SessionStatistics.objects.exists()
    session_service.bring_back(SessionFIT.objects.get())
    work_off_jobs()
    assert SessionStatistics.objects.count() == 1


def test_a_zip_with_a_bad_member_among_good_ones_is_read_without_it(runner):
    archive = fit_files.zip_of(
        {
            "one.fit": fit_files.run(),
            "page.fit": b"<!DOCTYPE html><html>sign in</html>",
            "deep/two.fit": fit_files.run(start=fit_files.START + timedelta(days=1)),
        }
    )
    done = upload(runner, {"all.zip": archive})
    rows = UploadFile.objects.filter(upload=done).exclude(status="expanded").order_by("position")
    assert [(row.name, row.status) for row in rows] == [
        ("one.fit", "processed"),
        ("page.fit", "rejected"),
        ("deep/two.fit", "processed"),
    ]
    assert "web page" in rows[1].problem["detail"]
    assert upload_counts(done) == {
        "received": 3,
        "pending": 0,
        "processing": 0,
        "processed": 2,
        "duplicate": 0,
        "rejected": 1,
        "skipped": 0,
    }


def test_a_zip_inside_a_zip_is_read_and_one_deeper_is_refused(runner):
    inner = fit_files.zip_of({"one.fit": fit_files.run()})
    deeper = fit_files.zip_of({"deep.zip": inner})
    done = upload(runner, {"all.zip": fit_files.zip_of({"a.zip": inner, "b.zip": deeper})})
    rows = {row.name: row for row in UploadFile.objects.filter(upload=done)}
    assert rows["a.zip/one.fit"].status == "processed"
    assert rows["b.zip/deep.zip"].status == "rejected"
    assert "ZIP inside a ZIP" in rows["b.zip/deep.zip"].problem["detail"]


def test_a_job_without_a_readable_file_fails_with_the_reason(runner):
    done = upload(runner, {"empty.fit": b""})
    job = BackgroundJob.objects.get(pk=done.job_id)
    assert (job.status, job.progress_percent) == ("failed", 100)
    assert "empty" in job.problem["detail"]


def test_a_worker_that_dies_after_each_file_changes_nothing_in_the_end(runner, monkeypatch):
    """The lease runs out, another worker goes on where this one stopped."""
    files = {f"{n}.fit": fit_files.run(start=fit_files.START + timedelta(days=n)) for n in range(4)}
    job = file_processor.receive(
        runner=runner, files=[fit_files.named(name, content) for name, content in files.items()]
    )
    store = statistics_processor.store_sessions
    deaths = []

    def die_half_way(*args, **kwargs):
        if len(deaths) < 6:
            deaths.append(1)
            if len(deaths) % 2:
                store(*args, **kwargs)
            raise KeyboardInterrupt
        return store(*args, **kwargs)

    monkeypatch.setattr(statistics_processor, "store_sessions", die_half_way)
    for _ in range(6):
        with pytest.raises(KeyboardInterrupt):
            job_manager.work()
        BackgroundJob.objects.filter(pk=job.pk).update(lease_until=fit_files.START)
        UploadFile.objects.filter(upload_id=job.upload_id).update(attempts_count=0)
    work_off_jobs()
    assert SessionStatistics.objects.count() == 4
    assert statuses(Upload.objects.get(pk=job.upload_id)) == ["processed"] * 4
    assert database.raw["fs.files"].count_documents({}) == 8


def test_a_file_that_kills_the_worker_every_time_is_rejected_and_the_others_are_read(runner, monkeypatch):
    read = processing.read_file

    def read_or_die(content, name, limits):
        if name == "poison.fit":
            raise KeyboardInterrupt
        return read(content, name, limits)

    monkeypatch.setattr(processing, "read_file", read_or_die)
    files = {
        "poison.fit": fit_files.run(),
        "good.fit": fit_files.run(start=fit_files.START + timedelta(days=1)),
    }
    job = file_processor.receive(
        runner=runner, files=[fit_files.named(name, content) for name, content in files.items()]
    )
    for _ in range(settings.CONFIG.job_max_attempts):
        with pytest.raises(KeyboardInterrupt):
            job_manager.work()
        BackgroundJob.objects.filter(pk=job.pk).update(lease_until=fit_files.START)
    work_off_jobs()
    assert statuses(Upload.objects.get(pk=job.upload_id)) == ["rejected", "processed"]
    assert "5 times" in UploadFile.objects.get(name="poison.fit").problem["detail"]


def test_any_order_of_upload_gives_the_same_documents(runner):
    files = {
        f"{n}.fit": fit_files.run(
            start=fit_files.START + timedelta(days=3 * n), seconds=400 + 300 * n, speed_mps=4.6 - 0.25 * n
        )
        for n in range(5)
    }
    documents = []
    for seed in range(3):
        names = list(files)
        random.Random(seed).shuffle(names)
        for name in names:
            upload(runner, {name: files[name]})
            say_time_trials()
        documents.append(everything(runner))
        for model in (
            SessionStatistics,
            SessionParquet,
            SessionFIT,
            RunnerHistory,
            CriticalSpeedRecord,
            Upload,
        ):
            model.objects.all().delete()
    assert documents[0]["critical_speed"]
    assert documents[0] == documents[1] == documents[2]


def say_time_trials() -> None:
    for session in SessionStatistics.objects.filter(effort="normal"):
        session_service.edit_session(session, {"effort": "time_trial"})
    work_off_jobs()


def everything(runner) -> dict:
    kept_out = {"_id", "computed_at", "upload_id", "blob_id", "claimed_by", "received_at", "warnings"}

    def of(name: str) -> list[dict]:
        rows = (
            database.raw[name]
            .find()
            .sort([(key, 1) for key in ("start_time", "day", "valid_from", "sha256", "_id")])
        )
        return [{key: value for key, value in row.items() if key not in kept_out} for row in rows]

    runner.refresh_from_db()
    return {
        "sessions": of("sessionStatistics"),
        "details": of("sessionDetails"),
        "history": of("runnerHistory"),
        "critical_speed": of("critical_speeds"),
        "files": of("sessionsFIT"),
        "bests": runner.personal_bests,
        "ids": sorted(str(row["_id"]) for row in database.raw["sessionStatistics"].find({}, {"_id": 1})),
    }


def test_no_stored_document_holds_nan_or_infinity(runner):
    upload(runner, {"flat.fit": fit_files.run(seconds=30, speed_mps=0.0, heart_rate_bpm=None, gps=False)})
    upload(runner, {"a.fit": fit_files.run(start=fit_files.START + timedelta(days=1))})
    for name in database.raw.list_collection_names():
        for document in database.raw[name].find():
            assert_finite(document, name)


def assert_finite(value, where: str) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            assert_finite(item, f"{where}.{key}")
    elif isinstance(value, list):
        for item in value:
            assert_finite(item, where)
    elif isinstance(value, float):
        assert value - value == 0, f"{where} is {value}"


def test_session_ids_are_derived_from_runner_file_and_index(runner):
    content = fit_files.run()
    upload(runner, {"a.fit": content})
    import hashlib

    sha256 = hashlib.sha256(content).hexdigest()
    assert SessionStatistics.objects.get().pk == derived_ids.session_id(runner.pk, sha256, 0)


def test_columns_come_back_as_they_were_recorded(runner):
    content = fit_files.run(seconds=90)
    upload(runner, {"a.fit": content})
    from sessions.formats.fit import read_sessions

    recorded = read_sessions(content)[0].raw
    columns = SessionParquet.objects.get()
    stored = storage.read_streams(columns.blob_id, columns.sha256)
    assert stored.timestamp_s.tolist() == recorded.timestamp_s.tolist()
    assert stored.distance_m.tolist() == recorded.distance_m.tolist()
    assert stored.pauses_s == recorded.pauses_s


def test_an_altered_file_is_noticed_on_read(runner):
    upload(runner, {"a.fit": fit_files.run()})
    fit = SessionFIT.objects.get()
    chunk = database.raw["fs.chunks"].find_one(
        {"files_id": database.raw["fs.files"].find_one({"metadata.kind": "upload"})["_id"]}
    )
    database.raw["fs.chunks"].update_one({"_id": chunk["_id"]}, {"$set": {"data": b"x" + chunk["data"][1:]}})
    with pytest.raises(storage.AlteredFileError):
        storage.read_blob(fit.blob_id, fit.sha256)


def test_orphaned_bytes_are_swept_and_named_ones_stay(runner):
    upload(runner, {"a.fit": fit_files.run()})
    storage.write_blob("0" * 24, "lost", fit_files.named("lost", b"x"), kind="raw")
    from sessions.tasks import sweep_orphans

    database.raw["fs.files"].update_many({}, {"$set": {"uploadDate": fit_files.START - timedelta(days=900)}})
    sweep_orphans()
    assert database.raw["fs.files"].count_documents({}) == 2
    assert database.raw["fs.chunks"].count_documents({"files_id": {"$in": ["0" * 24]}}) == 0


def test_a_ride_is_kept_with_its_sport_and_stays_out_of_running_bests_and_critical_speed(runner):
    upload(runner, {"ride.fit": fit_files.run(seconds=1500, speed_mps=8.0, sport="cycling")})
    ride = SessionStatistics.objects.get()
    runner.refresh_from_db()
    assert (ride.sport, ride.best_efforts) == ("cycling", [])
    assert {best["is_default"] for best in runner.personal_bests} == {True}
    assert runner.critical_speed_mps is None
    assert RunnerHistory.objects.filter(runner=runner, day=ride.day, sessions_count=1).exists()


def test_an_archive_too_large_for_the_memory_is_checked_before_it_is_unpacked(runner, monkeypatch):
    monkeypatch.setattr(settings, "CONFIG", replace(settings.CONFIG, max_file_mb=1))
    stored = zipfile.ZIP_STORED
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", stored) as target:
        target.writestr("a.fit", fit_files.run())
        target.writestr("noise.bin", bytes(2 * 1024 * 1024))
    file = fit_files.named("all.zip", archive.getvalue())
    job = file_processor.receive(runner=runner, files=[file])
    row = UploadFile.objects.get(upload_id=job.upload_id)
    storage.check_blob(row.blob_id, row.sha256)
    key = {"files_id": ObjectId(row.blob_id), "n": 1}
    data = database.raw["fs.chunks"].find_one(key)["data"]
    database.raw["fs.chunks"].update_one(key, {"$set": {"data": b"x" + data[1:]}})
    with pytest.raises(storage.AlteredFileError):
        storage.check_blob(row.blob_id, row.sha256)
    job_manager.work()
    assert not SessionStatistics.objects.exists()
