"""Why files were rejected and what was odd about them: stored with code and values, told in today's words."""

from __future__ import annotations

import pytest

from runlab_site.database import database
from runlab_site.jobs.sentences import problem_in_words
from runlab_site.models import BackgroundJob
from runners.services.runner_service import create_runner_with_defaults
from sessions.api.upload_file_events import represent_upload_file
from sessions.api.uploads import UploadFileSerializer
from sessions.models import SessionFIT, UploadFile
from sessions.pages.upload.context import upload_page
from tests import fit_files, track_files
from tests.uploads import upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def runner():
    return create_runner_with_defaults(name="Ada Quick", time_zone="Europe/Berlin")


def put_in_other_words(collection: str) -> None:
    """Change every stored text, as if a version of other wordings had stored the documents."""
    for document in database.collection(collection).find():
        old = {one["text"]: f"of old: {one['code']}" for one in document["sentences"]}
        problem = document.get("problem")
        changes = {
            "sentences": [one | {"text": old[one["text"]]} for one in document["sentences"]],
            **({"warnings": [old[text] for text in document["warnings"]]} if "warnings" in document else {}),
            **({"problem": {key: old.get(text, text) for key, text in problem.items()}} if problem else {}),
        }
        database.collection(collection).update_one({"_id": document["_id"]}, {"$set": changes})


def test_why_a_file_was_rejected_is_told_in_todays_words_everywhere(runner):
    done = upload(runner, {"empty.fit": b"", "run.fit": fit_files.run()})
    expected = {"title": "Empty file", "detail": "empty.fit is empty. Copy it from the watch again."}
    assert UploadFile.objects.get(name="empty.fit").problem == expected
    put_in_other_words("upload_files")
    row = UploadFile.objects.get(name="empty.fit")
    assert row.problem["detail"] == "of old: empty_file"
    assert UploadFileSerializer(row).data["problem"] == expected
    document = database.collection("upload_files").find_one({"name": "empty.fit"})
    assert represent_upload_file(document)["problem"] == expected
    assert upload_page(done).rows[0].reason == expected["detail"]


def test_what_was_odd_about_a_file_is_told_in_todays_words(runner):
    done = upload(runner, {"walk.gpx": track_files.gpx_run(name="", kind="")})
    expected = ["The file names no sport; it is taken as a run."]
    assert SessionFIT.objects.get().warnings == expected
    assert [one["code"] for one in SessionFIT.objects.get().sentences] == ["taken_as_run"]
    put_in_other_words("upload_files")
    row = UploadFile.objects.get()
    assert row.warnings == ["of old: taken_as_run"]
    assert UploadFileSerializer(row).data["warnings"] == expected
    assert upload_page(done).rows[0].warnings == expected


def test_a_job_that_read_no_file_tells_the_reasons_of_its_files_by_their_codes(runner):
    done = upload(runner, {"a.fit": b"", "b.pdf": b"%PDF-1.7 ..."})
    job = BackgroundJob.objects.get(pk=done.job_id)
    reasons = "a.fit is empty. Copy it from the watch again. b.pdf is a PDF, not an activity file."
    assert job.problem["detail"] == reasons
    put_in_other_words("background_jobs")
    job.refresh_from_db()
    assert job.problem["detail"] == "of old: none_read"
    assert problem_in_words(job) == {
        "type": "/problems/job-failed",
        "title": "No file could be read",
        "detail": reasons,
    }


def test_files_of_before_show_their_texts(runner):
    done = upload(runner, {"empty.fit": b"", "run.fit": fit_files.run()})
    before = {"problem": {"title": "So", "detail": "As it was."}, "warnings": ["Odd."]}
    database.collection("upload_files").update_many({}, {"$set": before, "$unset": {"sentences": ""}})
    row = UploadFile.objects.get(name="empty.fit")
    shown = UploadFileSerializer(row).data
    assert (shown["problem"], shown["warnings"]) == (before["problem"], ["Odd."])
    assert upload_page(done).rows[0].reason == "As it was."
