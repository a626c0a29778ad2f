"""What jobs say is stored with code and values, and told in today's words; a job of before by its text."""

from __future__ import annotations

import pytest

from runlab_site.database import database
from runlab_site.jobs import job_manager, records
from runlab_site.jobs.job_manager import JobRequest
from runlab_site.jobs.outcome import job_words
from runlab_site.jobs.records import cancelled_problem, failure_fields, gave_up_problem, message_fields
from runlab_site.jobs.representation import represent_job
from runlab_site.jobs.sentences import problem_in_words
from runlab_site.models import BackgroundJob
from sessions.analysis.words import WORDS as SESSIONS

pytestmark = pytest.mark.django_db


def stored_job(fields, job_type="file_processing"):
    """A recorded job with these fields, as the database gives it back."""
    job = job_manager.request(JobRequest(type=job_type, lane="a"))
    records.job_records().update_one({"unique_key": job.unique_key}, {"$set": fields})
    return records.job_records().find_one({"unique_key": job.unique_key})


def in_other_words(fields):
    """The same fields as a version of other wordings stored them."""
    old = {one["text"]: f"of old: {one['code']}" for one in fields["sentences"]}
    changed = {name: old.get(text, text) for name, text in fields.get("problem", {}).items()}
    return fields | {
        "message": old[fields["message"]],
        "sentences": [one | {"text": old[one["text"]]} for one in fields["sentences"]],
        **({"problem": changed} if changed else {}),
    }


def test_what_every_job_may_say_is_told_in_todays_words():
    failed = failure_fields(gave_up_problem(5))
    shown = represent_job(stored_job(in_other_words(failed)))
    assert shown["message"] == shown["problem"]["detail"] == failed["message"]
    assert "5 times" in shown["message"]
    assert shown["problem"] == failed["problem"]


def test_what_a_handler_says_is_told_by_the_catalogue_of_its_app():
    reading = message_fields(SESSIONS.say("reading", name="run.fit"))
    assert represent_job(stored_job(in_other_words(reading)))["message"] == "Reading run.fit"
    assert represent_job(stored_job(in_other_words(reading), "training_plan_generation"))["message"] == (
        "of old: reading"
    )


def test_a_job_of_before_shows_its_text():
    before = {"status": "failed", "message": "As it was.", "problem": {"title": "So", "detail": "As it was."}}
    document = stored_job(before)
    records.job_records().update_one({"_id": document["_id"]}, {"$unset": {"sentences": ""}})
    document = records.job_records().find_one({"_id": document["_id"]})
    assert represent_job(document)["message"] == "As it was."
    job = BackgroundJob.objects.get(pk=str(document["_id"]))
    assert (job_words(job), problem_in_words(job)["title"]) == ("As it was.", "So")


def test_a_cancelled_job_says_so_on_pages_too():
    document = stored_job(in_other_words(failure_fields(cancelled_problem())))
    job = BackgroundJob.objects.get(pk=str(document["_id"]))
    assert job_words(job) == "It was cancelled before it was done."
    assert problem_in_words(job)["title"] == "Cancelled"


def test_a_job_that_another_version_recorded_is_joined():
    """Its documents lack the field; it is coalesced with one of this version all the same."""
    wanted = JobRequest(type="session_analysis", lane="a", coalesce_key="analysis:a")
    first = job_manager.request(wanted)
    database.collection("background_jobs").update_one(
        {"coalesce_key": "analysis:a"}, {"$unset": {"sentences": ""}}
    )
    again = job_manager.request(wanted)
    assert (again.pk, again.sentences) == (first.pk, [])
