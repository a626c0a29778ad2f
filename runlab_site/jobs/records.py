"""The collection of jobs as the job manager reads and writes it: raw documents, the database's own clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runlab_site.database import database
from runlab_site.jobs.words import WORDS
from runlab_site.models import BackgroundJob
from runlab_site.sentences import stored_sentences

if TYPE_CHECKING:
    from bson import ObjectId
    from pymongo.collection import Collection

__all__ = [
    "ENDED_NOW",
    "IS_OVERDUE",
    "Document",
    "Priority",
    "Status",
    "busy_lanes",
    "cancelled_problem",
    "failure_fields",
    "gave_up_problem",
    "is_work_waiting",
    "job_records",
    "lease_records",
    "message_fields",
    "moment_in",
    "overdue_jobs",
    "running_jobs",
    "text_id",
]

Document = dict[str, Any]
Status = BackgroundJob.Status
Priority = BackgroundJob.Priority

CANCELLED = "/problems/cancelled"
GAVE_UP = "/problems/gave-up"
LONGEST_MESSAGE = 300
# A lease given out "later than now" was given before the database's clock was set back.
_CLOCK_SLACK_MS = 5_000
# A running job whose lease is over, or was given out by a clock that has been set back since.
IS_OVERDUE = {
    "$or": [
        {"$lte": ["$lease_until", "$$NOW"]},
        {"$gt": ["$updated_at", {"$add": ["$$NOW", _CLOCK_SLACK_MS]}]},
    ]
}
ENDED_NOW = {"finished_at": True, "updated_at": True}


def job_records() -> Collection[Document]:
    """The job collection, written with majority and journal."""
    return database.collection("background_jobs")


def lease_records() -> Collection[Document]:
    """The job collection for claims, heartbeats and progress. A write that a failover undoes is noticed by its token and repeated."""
    return database.quick_collection("background_jobs")


def moment_in(seconds: float) -> Document:
    """A moment by the database's clock, for updates by pipeline."""
    return {"$add": ["$$NOW", int(seconds * 1000)]}


def text_id(value: ObjectId | None) -> str | None:
    """An id as text; None stays None."""
    return None if value is None else str(value)


def running_jobs() -> list[Document]:
    """Lanes of the running jobs, and whether each is overdue: there are about as many as workers."""
    shown = {"_id": 0, "lane": 1, "is_overdue": IS_OVERDUE}
    return list(job_records().aggregate([{"$match": {"status": Status.RUNNING}}, {"$project": shown}]))


def overdue_jobs() -> Document:
    """The filter for running jobs whose lease has run out."""
    return {"status": Status.RUNNING, "$expr": IS_OVERDUE}


def busy_lanes() -> list[str]:
    """The lanes in which a job runs."""
    return job_records().distinct("lane", {"status": Status.RUNNING})


def is_work_waiting() -> bool:
    """Whether any job waits."""
    return job_records().find_one({"status": Status.PENDING}, {"_id": 1}) is not None


def message_fields(message: str) -> Document:
    """Set a job's message, and beside it code and values of what it says."""
    return {"message": str(message)[:LONGEST_MESSAGE], "sentences": stored_sentences([message])}


def failure_fields(problem: Document) -> Document:
    """Set a job to failed, with its problem: type, title and detail; the last two know their codes."""
    return {
        "status": Status.FAILED.value,
        "progress_percent": 100.0,
        "message": str(problem["detail"])[:LONGEST_MESSAGE],
        "problem": {name: str(text) for name, text in problem.items()},
        "sentences": stored_sentences([problem["title"], problem["detail"]]),
    }


def cancelled_problem() -> Document:
    """The problem of a cancelled job."""
    return {
        "type": CANCELLED,
        "title": WORDS.say("title_job_cancelled"),
        "detail": WORDS.say("job_cancelled"),
    }


def gave_up_problem(strikes: int) -> Document:
    """The problem of a job whose worker stopped too often."""
    detail = WORDS.say("job_gave_up", strikes_count=strikes)
    return {"type": GAVE_UP, "title": WORDS.say("title_job_gave_up"), "detail": detail}
