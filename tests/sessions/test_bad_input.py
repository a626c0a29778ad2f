"""What people upload by mistake: each is answered in plain words with what to do; nothing is lost, nothing doubled."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

import fitparse_sdk as fit
from runlab_site.accounts.models import User
from runlab_site.database import database
from runners.services.runner_service import create_minimal_runner_for_user
from sessions import storage
from sessions.importing.reading import FileProblem, ReadingLimits, read_file
from sessions.models import SessionFIT, SessionStatistics, UploadFile
from tests import days, fit_files
from tests.jobs import work_off_jobs

pytestmark = pytest.mark.django_db

UPLOADS = "/api/v1/uploads/"
RUN = fit_files.run()
HTML = b"<!DOCTYPE html><html><body>Please sign in</body></html>"


@pytest.fixture
def athlete(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    user = User.objects.create_user("ada@example.com", name="Ada Quick")
    client = APIClient(raise_request_exception=False)
    client.force_login(user)
    return SimpleNamespace(client=client, runner=create_minimal_runner_for_user(user))


def upload(athlete, files):
    """Upload by the API as a page does, have everything worked off, return the job's and the upload's answers."""
    body = {"files": [SimpleUploadedFile(name, content) for name, content in files]}
    answer = athlete.client.post(UPLOADS, body, format="multipart")
    assert answer.status_code == 202, answer.content
    work_off_jobs()
    job = athlete.client.get(f"/api/v1/jobs/{answer.json()['id']}/")
    said = athlete.client.get(f"{UPLOADS}{answer.json()['upload']}/")
    assert (job.status_code, said.status_code) == (200, 200)
    return job.json(), said.json()


def run_on(day: int, **run) -> bytes:
    return fit_files.run(start=fit_files.START + timedelta(days=day), **run)


def with_wrong_crc() -> bytes:
    return RUN[:-2] + bytes(byte ^ 0xFF for byte in RUN[-2:])


REJECTED = {
    "an empty file": ("empty.fit", b"", "Empty file", "Copy it from the watch again"),
    "a web page named .fit": ("page.fit", HTML, "A web page", "Sign in there and export it again"),
    "a PDF": ("plan.fit", b"%PDF-1.7 plan", "A PDF", "is a PDF, not an activity"),
    "a photo": ("photo.jpg", b"\xff\xd8\xff\xe0" + bytes(500), "Not an activity file", "Export the original"),
    "a file cut off in its header": ("cut.fit", RUN[:14], "Cut off", "Copy it from the watch again"),
    "a FIT file without records": (
        "stopped.fit",
        fit_files.without_records(),
        "Nothing recorded",
        "type the session in by hand",
    ),
    "a workout": ("plan.fit", fit_files.workout(), "Not an activity", "Upload the activity"),
    "an activity of 1989": (
        "old.fit",
        fit_files.run(start=datetime(1989, 12, 31, 1, tzinfo=UTC), seconds=60),
        "No date",
        "with its real date",
    ),
    "a future date": (
        "next.fit",
        fit_files.run(start=days.CHOSEN.moment.astimezone(UTC) + timedelta(days=40), seconds=60),
        "In the future",
        "Set the watch's clock",
    ),
    "gzip cut off before its first byte": (
        "cut.fit.gz",
        gzip.compress(RUN)[:12],
        "Damaged",
        "could not be unpacked",
    ),
    "a damaged ZIP": ("all.zip", b"PK\x03\x04" + bytes(60), "Not a readable ZIP", "Make it again"),
    "a ZIP without files": ("all.zip", fit_files.zip_of({}), "Empty ZIP", "Put the activity files into it"),
}


@pytest.mark.parametrize(("name", "content", "title", "what_to_do"), REJECTED.values(), ids=REJECTED)
def test_what_cannot_be_read_is_rejected_with_the_reason_and_what_to_do(
    athlete, name, content, title, what_to_do
):
    job, said = upload(athlete, [(name, content)])
    problem = said["files"][0]["problem"]
    assert said["counts"]["rejected"] == 1
    assert problem["title"] == title
    assert name in problem["detail"] or name.endswith(".zip")
    assert what_to_do in problem["detail"]
    assert (job["status"], job["progress_percent"]) == ("failed", 100)
    assert job["problem"]["detail"] == problem["detail"]
    assert not SessionStatistics.objects.exists()


@pytest.mark.parametrize(("name", "content", "title", "what_to_do"), REJECTED.values(), ids=REJECTED)
def test_what_was_rejected_is_kept_as_it_came(athlete, name, content, title, what_to_do):
    upload(athlete, [(name, content)])
    row = UploadFile.objects.get(name=name)
    assert storage.read_blob(row.blob_id, row.sha256) == content


@pytest.mark.parametrize(("name", "content", "title", "what_to_do"), REJECTED.values(), ids=REJECTED)
def test_what_was_rejected_does_not_fail_its_neighbours(athlete, name, content, title, what_to_do):
    job, said = upload(athlete, [("good.fit", RUN), (name, content)])
    assert (said["counts"]["processed"], said["counts"]["rejected"]) == (1, 1)
    assert job["status"] == "completed"


def test_a_file_that_is_cut_off_is_read_as_far_as_it_goes_with_a_warning(athlete):
    _, said = upload(athlete, [("cut.fit", RUN[: len(RUN) // 2])])
    session = SessionStatistics.objects.get()
    assert said["files"][0]["status"] == "processed"
    assert "cut off; what is there was read" in said["files"][0]["warnings"][0]
    assert 250 < session.elapsed_time_s < 350


def test_a_gzip_that_is_cut_off_is_read_as_far_as_it_goes_with_a_warning(athlete):
    packed = gzip.compress(RUN)
    _, said = upload(athlete, [("cut.fit.gz", packed[: len(packed) // 2])])
    assert said["files"][0]["status"] == "processed"
    assert "cut off" in said["files"][0]["warnings"][0]


def test_a_wrong_checksum_is_read_with_a_warning(athlete):
    _, said = upload(athlete, [("crc.fit", with_wrong_crc())])
    assert said["files"][0]["status"] == "processed"
    assert "checksum is wrong" in said["files"][0]["warnings"][0]
    assert SessionStatistics.objects.get().distance_m == pytest.approx(1800)


def test_an_ultra_of_twelve_hours_is_a_session_like_any_other(athlete):
    _, said = upload(athlete, [("ultra.fit", fit_files.run(seconds=12 * 3600, speed_mps=2.4, every_s=4))])
    session = SessionStatistics.objects.get()
    assert said["files"][0]["status"] == "processed"
    assert session.timer_time_s == pytest.approx(43_200)
    assert 42195 in {one["distance_m"] for one in session.best_efforts}


def test_an_indoor_run_without_gps_counts_but_sets_no_bests(athlete):
    upload(athlete, [("belt.fit", fit_files.run(gps=False, sub_sport="treadmill", seconds=1200))])
    session = SessionStatistics.objects.get()
    assert not session.has_gps
    assert session.distance_m == pytest.approx(3600, abs=1)
    assert {tuple(one["flags"]) for one in session.best_efforts} == {("treadmill",)}
    athlete.runner.refresh_from_db()
    assert {best["is_default"] for best in athlete.runner.personal_bests} == {True}


def test_a_ride_is_kept_as_a_ride_and_out_of_running_bests(athlete):
    _, said = upload(athlete, [("ride.fit", fit_files.run(sport="cycling", speed_mps=9.0, seconds=1800))])
    session = SessionStatistics.objects.get()
    athlete.runner.refresh_from_db()
    assert said["files"][0]["status"] == "processed"
    assert session.sport == "cycling"
    assert session.best_efforts == []
    assert {best["is_default"] for best in athlete.runner.personal_bests} == {True}


def test_of_a_hundred_files_of_which_three_are_bad_ninety_seven_are_sessions(athlete):
    files = [(f"{n:03d}.fit", run_on(n, seconds=60)) for n in range(97)]
    files[40:40] = [("empty.fit", b""), ("page.fit", HTML), ("stopped.fit", fit_files.without_records())]
    job, said = upload(athlete, files)
    assert said["counts"] == {
        "received": 100, "pending": 0, "processing": 0, "processed": 97, "duplicate": 0, "rejected": 3,
        "skipped": 0,
    }  # fmt: skip
    assert SessionStatistics.objects.count() == 97
    assert job["status"] == "completed"
    assert {one["name"] for one in said["files"] if one["problem"]} == {
        "empty.fit",
        "page.fit",
        "stopped.fit",
    }


def test_a_bad_member_of_a_zip_is_named_and_the_good_ones_are_read(athlete):
    archive = fit_files.zip_of({"a.fit": RUN, "bad.fit": HTML, "b.fit": run_on(1)})
    _, said = upload(athlete, [("all.zip", archive)])
    assert [(one["name"], one["status"]) for one in said["files"]] == [
        ("a.fit", "processed"),
        ("bad.fit", "rejected"),
        ("b.fit", "processed"),
    ]


def test_a_zip_of_zips_is_read_one_level_deep_and_no_deeper(athlete):
    inner = fit_files.zip_of({"a.fit": RUN})
    deeper = fit_files.zip_of({"again.zip": fit_files.zip_of({"b.fit": run_on(1)})})
    _, said = upload(athlete, [("all.zip", fit_files.zip_of({"one.zip": inner, "two.zip": deeper}))])
    by_name = {one["name"]: one for one in said["files"]}
    assert by_name["one.zip/a.fit"]["status"] == "processed"
    assert "Unpack it once and upload it again" in by_name["two.zip/again.zip"]["problem"]["detail"]


def encrypted(name: str, content: bytes) -> bytes:
    """A ZIP whose entry says that it is encrypted."""
    archive = bytearray(fit_files.zip_of({name: content}))
    archive[6] |= 1
    archive[archive.index(b"PK\x01\x02") + 8] |= 1
    return bytes(archive)


def test_an_encrypted_zip_says_to_unpack_it_first(athlete):
    _, said = upload(athlete, [("secret.zip", encrypted("a.fit", RUN))])
    assert "Unpack it with its password and upload the files" in said["files"][0]["problem"]["detail"]


@pytest.mark.parametrize("name", ["/etc/a.fit", "../../a.fit", "C:/a.fit", "..\\a.fit"])
def test_a_name_that_points_outside_is_refused_and_nothing_is_written(athlete, name, tmp_path):
    archive = fit_files.zip_of({name: RUN, "good.fit": run_on(1)})
    before = sorted(tmp_path.rglob("*"))
    _, said = upload(athlete, [("all.zip", archive)])
    assert [one["status"] for one in said["files"]] == ["rejected", "processed"]
    assert "points outside the ZIP" in said["files"][0]["problem"]["detail"]
    assert sorted(tmp_path.rglob("*")) == before


def test_the_same_zip_twice_adds_nothing(athlete):
    archive = fit_files.zip_of({f"{n}.fit": run_on(n) for n in range(3)})
    upload(athlete, [("all.zip", archive)])
    ids = set(SessionStatistics.objects.values_list("pk", flat=True))
    raw = database.raw["fs.files"].count_documents({"metadata.kind": {"$in": ["raw", "columns"]}})
    _, again = upload(athlete, [("all.zip", archive)])
    assert again["counts"]["duplicate"] == 3
    assert {one["duplicate_of"] for one in again["files"]} == ids
    assert set(SessionStatistics.objects.values_list("pk", flat=True)) == ids
    assert SessionFIT.objects.count() == 3
    assert database.raw["fs.files"].count_documents({"metadata.kind": {"$in": ["raw", "columns"]}}) == raw


def test_a_file_over_the_limit_is_refused_with_the_limit(athlete, settings):
    settings.CONFIG = replace(settings.CONFIG, max_file_mb=1)
    _, said = upload(athlete, [("huge.fit", RUN + bytes(1024 * 1024)), ("good.fit", run_on(1))])
    assert [one["status"] for one in said["files"]] == ["rejected", "processed"]
    assert "larger than 1 MB" in said["files"][0]["problem"]["detail"]


def test_a_flood_of_records_is_refused_before_it_fills_the_memory():
    flood = fit.encode([("file_id", {"type": "activity"})] + [("record", {"heart_rate": 60})] * 5000)
    with pytest.raises(FileProblem, match="more records than any activity"):
        read_file(flood, "flood.fit", ReadingLimits(64 << 20, 1000))


@pytest.mark.parametrize("seed", range(40))
def test_a_file_with_changed_bytes_is_read_or_refused_in_words(seed):
    chance = random.Random(seed)
    altered = bytearray(RUN)
    for _ in range(chance.randint(1, 30)):
        altered[chance.randrange(len(altered))] = chance.randrange(256)
    said = outcome(bytes(altered[: chance.randint(1, len(altered))]))
    assert said.startswith(("x.fit", "read "))
    assert said != "read 0"


def outcome(content: bytes) -> str:
    try:
        return f"read {len(read_file(content, 'x.fit', ReadingLimits(64 << 20, 10**6)).sessions)}"
    except FileProblem as problem:
        return str(problem)


def test_a_folder_inside_a_zip_and_what_systems_leave_there_are_no_files(athlete):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.mkdir("runs")
        archive.writestr("runs/a.fit", RUN)
        archive.writestr("__MACOSX/runs/._a.fit", b"x")
        archive.writestr("runs/.DS_Store", b"x")
    _, said = upload(athlete, [("all.zip", target.getvalue())])
    assert [(one["name"], one["status"]) for one in said["files"]] == [("runs/a.fit", "processed")]
