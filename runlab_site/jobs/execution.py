"""Running jobs: a worker claims one, runs its handler, and ends it in one transaction that needs its lease token."""

from __future__ import annotations

import signal
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings
from django.db import DatabaseError
from django_q.exceptions import TimeoutException
from pymongo import ReturnDocument
from pymongo.errors import PyMongoError

from runlab_site.database import database
from runlab_site.jobs import broker, totals
from runlab_site.jobs.crash_points import crash_point
from runlab_site.jobs.leases import claim, claim_job, heartbeat, put_back, release
from runlab_site.jobs.records import (
    ENDED_NOW,
    Document,
    Status,
    cancelled_problem,
    failure_fields,
    gave_up_problem,
    is_work_waiting,
    job_records,
    message_fields,
)
from runlab_site.jobs.registry import handler_of, tell_listeners
from runlab_site.jobs.requests import record
from runlab_site.jobs.running import (
    HandBack,
    JobCancelled,
    JobFailed,
    JobLost,
    Outcome,
    RunningJob,
    Stopping,
)
from runlab_site.jobs.words import WORDS
from runlab_site.models import BackgroundJob
from runlab_site.mongo.retries import is_interruption, persevere

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["run", "run_here", "work"]

INTERNAL = "/problems/internal"
_FIRST_RETRY_S = 1.0
_LONGEST_RETRY_S = 60.0
_LOOK_EVERY_S = 0.2

log = structlog.get_logger(__name__)


def work() -> None:
    """What a message makes a worker do: claim one job, run it, and wake the next worker while more jobs wait."""
    with _stoppable():
        job = claim()
        if job is None:
            return
        crash_point("job_claimed")
        try:
            run(job)
        finally:
            if is_work_waiting():
                broker.wake_workers()


def run_here(job_id: str) -> BackgroundJob:
    """Have one job done, by this process unless a worker is quicker, and wait for its end."""
    with _stoppable():
        while True:
            taken = claim_job(job_id)
            if taken is not None:
                run(taken)
            job = BackgroundJob.objects.get(pk=job_id)
            if job.is_ended:
                return job
            time.sleep(_LOOK_EVERY_S)


def run(job: RunningJob) -> None:
    """Run a claimed job until it is completed, failed, released or handed back."""
    structlog.contextvars.bind_contextvars(
        request_id=job.request_id, job=job.id, job_type=job.type, runner=job.runner_id
    )
    others = [one for one in job.payload.get("request_ids", ()) if one != job.request_id]
    log.info("job_begun", attempt=job.document["attempts_count"], **({"also_for": others} if others else {}))
    try:
        with heartbeat(job):
            _run_handler(job)
    except Stopping:
        log.info("job_handed_back")
        release(job, after_s=0, counts=False)
        raise
    finally:
        structlog.contextvars.clear_contextvars()


def _run_handler(job: RunningJob) -> None:
    try:
        _work_on(job)
    except TimeoutException:
        log.error("job_timed_out")  # noqa: TRY400 - where it hung is in the worker's own log
        _try_again_or_fail(job, "job_too_long", limit_s=settings.CONFIG.job_time_limit_s)
        raise
    except (PyMongoError, DatabaseError) as error:
        if not is_interruption(error):
            _break(job, error)
            return
        log.warning("job_interrupted", error=str(error)[:200])
        persevere(lambda: release(job, after_s=_FIRST_RETRY_S, counts=False))
    except Exception as error:  # noqa: BLE001 - whatever is wrong in a handler, its job says so and ends
        _break(job, error)


def _break(job: RunningJob, error: Exception) -> None:
    log.error("job_broke", exc_info=error)
    _try_again_or_fail(job, "job_broke")


def _work_on(job: RunningJob) -> None:
    """The expected ends of a job; what else is raised is a fault of ours or of the database."""
    strikes = job.document["strikes_count"]
    try:
        if job.document["cancel_requested"]:
            _fail(job, cancelled_problem())
        elif strikes > settings.CONFIG.job_max_attempts:
            _fail(job, gave_up_problem(strikes - 1))
        else:
            _complete(job, handler_of(job.type)(job))
    except HandBack:
        put_back(job)
    except JobLost:
        log.warning("job_lost")
    except JobCancelled:
        _fail(job, cancelled_problem())
    except JobFailed as failure:
        _fail(job, failure.problem, failure.result)


def _complete(job: RunningJob, outcome: Outcome) -> None:
    def effects() -> tuple[int, float]:
        if outcome.effects is not None:
            outcome.effects()
        tell_listeners(job)
        crash_point("effects_done")
        next_ids = [record(wanted)["_id"] for wanted in outcome.next_jobs]
        crash_point("chain_recorded")
        took_s = _end(
            job,
            {
                "status": Status.COMPLETED.value,
                "progress_percent": 100.0,
                **message_fields(WORDS.say("job_done")),
                "result": dict(outcome.result),
                "next_jobs": next_ids,
            },
        )
        crash_point("job_ended")
        return len(next_ids), took_s

    followers, took_s = database.transaction(effects)
    crash_point("job_committed")
    log.info("job_completed")
    totals.count(job.type, "", took_s)
    if followers:
        broker.wake_workers(followers)


def _fail(job: RunningJob, problem: Document, result: Document | None = None) -> None:
    log.info("job_failed", problem=problem)
    took_s = _end(job, failure_fields(problem) | ({"result": result} if result is not None else {}))
    totals.count(job.type, problem["type"], took_s)


def _end(job: RunningJob, changes: Document) -> float:
    """Returns the seconds since the job was first begun. Raises JobLost."""
    ended = {"$set": changes | {"lease_token": None, "lease_until": None}, "$currentDate": ENDED_NOW}
    stored = job_records().find_one_and_update(
        job.claim_filter,
        ended,
        projection={"started_at": 1, "finished_at": 1},
        return_document=ReturnDocument.AFTER,
        session=database.session,
    )
    if stored is None:
        raise JobLost(job.id)
    return float((stored["finished_at"] - stored["started_at"]).total_seconds())


def _try_again_or_fail(job: RunningJob, code: str, **values: Any) -> None:
    """Release the job to be tried again, or fail it with the sentence of `code` after too many tries."""
    strikes = job.document["strikes_count"]
    if strikes < settings.CONFIG.job_max_attempts:
        release(job, after_s=min(_FIRST_RETRY_S * 4 ** (strikes - 1), _LONGEST_RETRY_S))
        return
    detail = WORDS.say(code, strikes_count=strikes, **values)
    try:
        _fail(job, {"type": INTERNAL, "title": WORDS.say("title_job_broke"), "detail": detail})
    except JobLost:
        log.warning("job_lost")


@contextmanager
def _stoppable() -> Iterator[None]:
    """Hand the job back when the worker is told to end, instead of letting its lease run out."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: object) -> None:
        raise Stopping(0)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
