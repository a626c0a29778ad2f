"""The life of a background job, once, for every type of job.

`background_jobs` is the record; queue messages are pokes. A worker claims a job by one
find_one_and_update that sets a token and a lease, keeps the lease alive by a heartbeat, and ends it in
one transaction, fenced on the token: effects, `completed`, and the jobs that follow. A worker that dies
loses nothing: its lease runs out and another claims the job. Every handler's effects are idempotent.
Leases are told by the database's clock alone, so that a machine whose clock is wrong takes nothing away.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

import structlog
from bson import ObjectId
from django.conf import settings
from django.db import DatabaseError
from django_q.exceptions import TimeoutException
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError, PyMongoError

from runlab_site.database import database, object_id
from runlab_site.jobs import broker, totals
from runlab_site.jobs.crash_points import crash_point
from runlab_site.models import BackgroundJob
from runlab_site.mongo.retries import is_interruption, persevere

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pymongo.collection import Collection

__all__ = [
    "HandBack",
    "JobCancelled",
    "JobFailed",
    "JobLost",
    "JobRequest",
    "Outcome",
    "RunningJob",
    "Stopping",
    "cancel",
    "claim",
    "hand_back_of",
    "on_completed",
    "reap",
    "register",
    "request",
    "retry",
    "run",
    "run_here",
    "work",
    "worker_name",
]

Document = dict[str, Any]
Status = BackgroundJob.Status
Priority = BackgroundJob.Priority

CANCELLED = "/problems/cancelled"
GAVE_UP = "/problems/gave-up"
INTERNAL = "/problems/internal"
_REPORT_EVERY_S = 0.2
_FIRST_RETRY_S = 1.0
_LONGEST_RETRY_S = 60.0
_WAITED_S = 1.0
_LOOK_EVERY_S = 0.2
# A lease given out "later than now" was given before the database's clock was set back.
_CLOCK_SLACK_MS = 5_000
# A running job whose lease is over, or was given out by a clock that has been set back since.
_OVERDUE = {
    "$or": [
        {"$lte": ["$lease_until", "$$NOW"]},
        {"$gt": ["$updated_at", {"$add": ["$$NOW", _CLOCK_SLACK_MS]}]},
    ]
}
_ENDED_NOW = {"finished_at": True, "updated_at": True}

log = structlog.get_logger(__name__)


class JobFailed(Exception):  # noqa: N818 - it says what happened, not that the program is wrong
    """The work cannot be done, and trying again would not help. Its text is for a person."""

    def __init__(self, title: str, detail: str, result: Mapping[str, Any] | None = None) -> None:
        super().__init__(detail)
        self.problem = {"type": "/problems/job-failed", "title": title, "detail": detail}
        self.result = dict(result) if result is not None else None


class JobLost(Exception):  # noqa: N818
    """Another worker has the job now: stop, and write nothing more."""


class JobCancelled(Exception):  # noqa: N818
    """A person cancelled the job."""


class HandBack(Exception):  # noqa: N818
    """There is more to do, and others wait: put the job back, its progress kept."""


class Stopping(SystemExit):
    """The worker was told to end: the job is handed back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRequest:
    """Work to be done. Under one `unique_key` it is made once; waiting jobs of one `coalesce_key` are one."""

    type: str
    lane: str
    unique_key: str = ""
    coalesce_key: str = ""
    runner_id: str | None = None
    user_id: str | None = None
    upload_id: str | None = None
    plan_id: str | None = None
    priority: int = Priority.WAITING_PERSON
    request_id: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)
    least: Mapping[str, str] = field(default_factory=dict)  # coalesced: the least of both
    union: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # coalesced: all of both


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a handler ended: its result, what is to follow, and effects for the closing transaction."""

    result: Mapping[str, Any] = field(default_factory=dict)
    next_jobs: tuple[JobRequest, ...] = ()
    effects: Callable[[], None] | None = None


class RunningJob:
    """A claimed job, as its handler sees it."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.id = str(document["_id"])
        self.type: str = document["type"]
        self.token: str = document["lease_token"]
        self.payload: Document = document.get("payload") or {}
        self.runner_id = _text_id(document.get("runner_id"))
        self.user_id = _text_id(document.get("user_id"))
        self.upload_id = _text_id(document.get("upload_id"))
        self.plan_id = _text_id(document.get("plan_id"))
        self.request_id: str = document.get("request_id") or ""
        self.priority: int = document["priority"]
        self._stop: Exception | None = None
        self._reported_at = 0.0

    @property
    def _claim(self) -> Document:
        return {"_id": ObjectId(self.id), "lease_token": self.token, "status": Status.RUNNING}

    def check(self) -> None:
        """Raise JobLost or JobCancelled when the work is no longer wanted from this worker."""
        if self._stop is not None:
            raise self._stop

    def report(self, percent: float, message: str, *, got_on: bool = False) -> None:
        """Tell how far it is, 0 to 100, and what is going on. `got_on`: part of the work is now safe."""
        self.check()
        due = time.monotonic() - self._reported_at >= _REPORT_EVERY_S
        if not (due or got_on):
            return
        self._reported_at = time.monotonic()
        changes: Document = {
            "progress_percent": round(min(max(percent, 0.0), 99.0), 1),
            "message": message,
        }
        if got_on:
            changes["strikes_count"] = 0
        update = {"$set": changes, "$currentDate": {"updated_at": True}}
        if not _leases().update_one(self._claim, update).matched_count:
            raise JobLost(self.id)

    def is_more_urgent_waiting(self) -> bool:
        """Whether a more urgent job has found no worker for a while: hand back when it suits."""
        urgent = {
            "status": Status.PENDING,
            "priority": {"$lt": self.priority},
            "lane": {"$nin": _busy_lanes()},
        }
        waited = {"$expr": {"$lt": ["$created_at", {"$subtract": ["$$NOW", int(_WAITED_S * 1000)]}]}}
        return _jobs().find_one(urgent | waited, {"_id": 1}) is not None

    def beat(self) -> None:
        """Renew the lease; remember when it was lost or cancelled."""
        renewed = {"lease_until": _in(settings.CONFIG.job_lease_s), "updated_at": "$$NOW"}
        found = _leases().find_one_and_update(
            self._claim, [{"$set": renewed}], projection={"cancel_requested": 1}
        )
        if found is None:
            self._stop = JobLost(self.id)
        elif found.get("cancel_requested"):
            self._stop = JobCancelled(self.id)


# Handlers -------------------------------------------------------------------------------------------

_handlers: dict[str, str] = {}


def register(job_type: str, handler: str) -> None:
    """Name the handler of a type by its dotted path; it is imported by workers only."""
    _handlers[job_type] = handler
    _handler.cache_clear()


@cache
def _handler(job_type: str) -> Callable[[RunningJob], Outcome]:
    module, _, name = _handlers[job_type].rpartition(".")
    return getattr(import_module(module), name)  # type: ignore[no-any-return]


_listeners: dict[str, list[str]] = {}


def on_completed(job_type: str, listener: str) -> None:
    """Have the function at a dotted path called with each job of a type, in the transaction that completes it."""
    listeners = _listeners.setdefault(job_type, [])
    if listener not in listeners:
        listeners.append(listener)


def _tell_listeners(job: RunningJob) -> None:
    for listener in _listeners.get(job.type, ()):
        module, _, name = listener.rpartition(".")
        getattr(import_module(module), name)(job)


# Asking for work ------------------------------------------------------------------------------------


def request(wanted: JobRequest) -> BackgroundJob:
    """Record a job and tell the workers. Returns the job there already is under its key, if any."""
    document = persevere(lambda: _record(wanted)) if database.session is None else _record(wanted)
    crash_point("job_recorded")
    broker.poke()
    return _as_model(document)


def _as_model(document: Document) -> BackgroundJob:
    """What reading the job back would give, without asking the database again."""
    fields = BackgroundJob._meta.concrete_fields  # noqa: SLF001 - Django's public way to a model's fields
    job = BackgroundJob(**{field.attname: field.to_python(document[str(field.column)]) for field in fields})
    job._state.adding = False  # noqa: SLF001 - as it would be had it been read
    return job


def _record(wanted: JobRequest) -> Document:
    """The document of the new job, or of the one there is already under its key."""
    if wanted.coalesce_key:
        return _record_coalesced(wanted)
    document = _document(wanted)
    try:
        _jobs().insert_one(document, session=database.session)
    except DuplicateKeyError:
        if database.session is not None:  # the transaction is over; it starts again and finds the job
            raise
        found = _jobs().find_one({"unique_key": document["unique_key"]})
        if found is None:
            raise
        return found
    return document


def _record_coalesced(wanted: JobRequest) -> Document:
    document = _document(wanted)
    for name in ("priority", "payload"):
        document.pop(name)
    for name in wanted.payload:
        document[f"payload.{name}"] = wanted.payload[name]
    update: Document = {"$setOnInsert": document, "$min": {"priority": wanted.priority}}
    for name, value in wanted.least.items():
        update["$min"][f"payload.{name}"] = value
    joined = dict(wanted.union) | {"request_ids": tuple(filter(None, [document["request_id"]]))}
    update["$addToSet"] = {f"payload.{name}": {"$each": list(v)} for name, v in joined.items()}
    found = _jobs().find_one_and_update(
        {"coalesce_key": document.pop("coalesce_key"), "status": document.pop("status")},
        update,
        upsert=True,
        return_document=ReturnDocument.AFTER,
        session=database.session,
    )
    assert found is not None  # noqa: S101 - an upsert that returns the document after it
    if found["_id"] != document["_id"]:
        log.info("job_joined", joined=str(found["_id"]), job_type=wanted.type)
    return found


def _document(wanted: JobRequest) -> Document:
    job_id, now = ObjectId(), _now()
    return {
        "_id": job_id,
        "type": wanted.type,
        "status": Status.PENDING.value,
        "unique_key": wanted.unique_key or f"{wanted.coalesce_key or wanted.type}:{job_id}",
        "coalesce_key": wanted.coalesce_key or None,
        "lane": wanted.lane,
        "priority": int(wanted.priority),
        "runner_id": object_id(wanted.runner_id),
        "user_id": object_id(wanted.user_id),
        "upload_id": object_id(wanted.upload_id),
        "plan_id": object_id(wanted.plan_id),
        "request_id": wanted.request_id or _current_request_id(),
        "payload": dict(wanted.payload),
        "progress_percent": 0.0,
        "message": "",
        "result": None,
        "problem": None,
        "next_jobs": [],
        "attempts_count": 0,
        "strikes_count": 0,
        "lease_token": None,
        "lease_until": None,
        "worker": "",
        "cancel_requested": False,
        "created_at": now,
        "started_at": None,
        "updated_at": now,
        "finished_at": None,
    }


def _current_request_id() -> str:
    """The id of the request or job that this thread works for: it goes with all that follows."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


def retry(job_id: str) -> BackgroundJob:
    """Put a failed job back. Raises ValueError for a job that has not failed."""
    changes = {
        "status": Status.PENDING.value,
        "strikes_count": 0,
        "progress_percent": 0.0,
        "message": "",
        "problem": None,
        "cancel_requested": False,
        "finished_at": None,
        "updated_at": _now(),
    }
    try:
        updated = _jobs().update_one({"_id": ObjectId(job_id), "status": Status.FAILED}, {"$set": changes})
    except DuplicateKeyError:
        waiting = _waiting_twin(job_id)
        broker.poke()
        return waiting
    if not updated.matched_count:
        raise ValueError("Only a job that failed can be tried again.")
    broker.poke()
    return BackgroundJob.objects.get(pk=job_id)


def _waiting_twin(job_id: str) -> BackgroundJob:
    failed = BackgroundJob.objects.get(pk=job_id)
    return BackgroundJob.objects.get(coalesce_key=failed.coalesce_key, status=Status.PENDING)


def cancel(job_id: str) -> BackgroundJob:
    """End a waiting job, ask a running one to end. Raises ValueError for a job that has ended."""
    key = {"_id": ObjectId(job_id)}
    waiting = _jobs().update_one(
        key | {"status": Status.PENDING},
        {"$set": _failure(_cancelled_problem()), "$currentDate": _ENDED_NOW},
    )
    if not waiting.matched_count:
        running = _jobs().update_one(
            key | {"status": Status.RUNNING},
            {"$set": {"cancel_requested": True}, "$currentDate": {"updated_at": True}},
        )
        if not running.matched_count:
            raise ValueError("This job has ended already.")
    return BackgroundJob.objects.get(pk=job_id)


# Doing work -----------------------------------------------------------------------------------------


def work() -> None:
    """What a poke does: claim one job, run it, and poke again while more waits."""
    with _stoppable():
        job = claim()
        if job is None:
            return
        crash_point("job_claimed")
        try:
            run(job)
        finally:
            if _is_work_waiting():
                broker.poke()


def run_here(job_id: str) -> BackgroundJob:
    """Have one job done, by this process unless a worker is quicker, and wait for its end."""
    with _stoppable():
        while True:
            taken = _take_here(job_id)
            if taken is not None:
                run(RunningJob(taken))
            job = BackgroundJob.objects.get(pk=job_id)
            if job.is_ended:
                return job
            time.sleep(_LOOK_EVERY_S)


def _take_here(job_id: str) -> Document | None:
    key = {"_id": ObjectId(job_id)}
    try:
        waiting = _take(key | {"status": Status.PENDING}, [("_id", 1)])
    except DuplicateKeyError:  # its lane is busy
        return None
    return waiting or _take(key | _overdue(), [("_id", 1)])


def claim() -> RunningJob | None:
    """Take the next job: an overdue one first, else the most urgent of a free lane, else None.

    Types that this version does not know are left to the workers of another.
    """
    known = {"type": {"$in": list(_handlers)}}
    while True:
        running = _running()
        if any(one["is_overdue"] for one in running):
            overdue = _take(known | _overdue(), [("lease_until", 1)])
            if overdue is not None:
                return RunningJob(overdue)
        free = {"status": Status.PENDING, "lane": {"$nin": [one["lane"] for one in running]}}
        try:
            waiting = _take(known | free, [("priority", 1), ("created_at", 1)])
        except DuplicateKeyError:  # another worker took that lane between the two
            continue
        return None if waiting is None else RunningJob(waiting)


def _running() -> list[Document]:
    """Lanes of the running jobs, and whether each is overdue: there are about as many as workers."""
    shown = {"_id": 0, "lane": 1, "is_overdue": _OVERDUE}
    return list(_jobs().aggregate([{"$match": {"status": Status.RUNNING}}, {"$project": shown}]))


def _overdue() -> Document:
    return {"status": Status.RUNNING, "$expr": _OVERDUE}


def _busy_lanes() -> list[str]:
    return _jobs().distinct("lane", {"status": Status.RUNNING})


def _take(query: Document, order: list[tuple[str, int]]) -> Document | None:
    changes = {
        "status": Status.RUNNING.value,
        "lease_token": secrets.token_hex(16),
        "lease_until": _in(settings.CONFIG.job_lease_s),
        "worker": {"$literal": worker_name(os.getpid())},
        "attempts_count": {"$add": ["$attempts_count", 1]},
        "strikes_count": {"$add": ["$strikes_count", 1]},
        "started_at": {"$ifNull": ["$started_at", "$$NOW"]},
        "updated_at": "$$NOW",
    }
    return _leases().find_one_and_update(
        query, [{"$set": changes}], sort=order, return_document=ReturnDocument.AFTER
    )


def worker_name(pid: int) -> str:
    """How a worker process of this machine signs the jobs it holds."""
    return f"{socket.gethostname()}:{pid}"


def run(job: RunningJob) -> None:
    """Run a claimed job to its end, whatever that is."""
    structlog.contextvars.bind_contextvars(
        request_id=job.request_id, job=job.id, job_type=job.type, runner=job.runner_id
    )
    others = [one for one in job.payload.get("request_ids", ()) if one != job.request_id]
    log.info("job_begun", attempt=job.document["attempts_count"], **({"also_for": others} if others else {}))
    try:
        with _heartbeat(job):
            _run_handler(job)
    except Stopping:
        log.info("job_handed_back")
        _release(job, after_s=0, counts=False)
        raise
    finally:
        structlog.contextvars.clear_contextvars()


def _run_handler(job: RunningJob) -> None:
    try:
        _work_on(job)
    except TimeoutException:
        log.error("job_timed_out")  # noqa: TRY400 - where it hung is in the worker's own log
        _try_again_or_fail(job, f"It took longer than {settings.CONFIG.job_time_limit_s} s.")
        raise
    except (PyMongoError, DatabaseError) as error:
        if not is_interruption(error):
            _break(job, error)
            return
        log.warning("job_interrupted", error=str(error)[:200])
        persevere(lambda: _release(job, after_s=_FIRST_RETRY_S, counts=False))
    except Exception as error:  # noqa: BLE001 - whatever is wrong in a handler, its job says so and ends
        _break(job, error)


def _break(job: RunningJob, error: Exception) -> None:
    log.error("job_broke", exc_info=error)
    _try_again_or_fail(job, "Something in it is wrong on our side; the log has the details.")


def _work_on(job: RunningJob) -> None:
    """The expected ends of a job; what else is raised is a fault of ours or of the database."""
    strikes = job.document["strikes_count"]
    try:
        if job.document["cancel_requested"]:
            _fail(job, _cancelled_problem())
        elif strikes > settings.CONFIG.job_max_attempts:
            _fail(job, _gave_up_problem(strikes - 1))
        else:
            _complete(job, _handler(job.type)(job))
    except HandBack:
        _put_back(job)
    except JobLost:
        log.warning("job_lost")
    except JobCancelled:
        _fail(job, _cancelled_problem())
    except JobFailed as failure:
        _fail(job, failure.problem, failure.result)


def _complete(job: RunningJob, outcome: Outcome) -> None:
    def effects() -> tuple[int, float]:
        if outcome.effects is not None:
            outcome.effects()
        _tell_listeners(job)
        crash_point("effects_done")
        next_ids = [_record(wanted)["_id"] for wanted in outcome.next_jobs]
        crash_point("chain_recorded")
        took_s = _end(
            job,
            {
                "status": Status.COMPLETED.value,
                "progress_percent": 100.0,
                "message": "Done.",
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
        broker.poke(followers)


def _fail(job: RunningJob, problem: Document, result: Document | None = None) -> None:
    log.info("job_failed", problem=problem)
    took_s = _end(job, _failure(problem) | ({"result": result} if result is not None else {}))
    totals.count(job.type, problem["type"], took_s)


def _end(job: RunningJob, changes: Document) -> float:
    """Returns the seconds since the job was first begun. Raises JobLost."""
    ended = {"$set": changes | {"lease_token": None, "lease_until": None}, "$currentDate": _ENDED_NOW}
    stored = _jobs().find_one_and_update(
        job._claim,  # noqa: SLF001
        ended,
        projection={"started_at": 1, "finished_at": 1},
        return_document=ReturnDocument.AFTER,
        session=database.session,
    )
    if stored is None:
        raise JobLost(job.id)
    return float((stored["finished_at"] - stored["started_at"]).total_seconds())


def _failure(problem: Document) -> Document:
    return {
        "status": Status.FAILED.value,
        "progress_percent": 100.0,
        "message": problem["detail"][:300],
        "problem": problem,
    }


def _try_again_or_fail(job: RunningJob, what_happened: str) -> None:
    strikes = job.document["strikes_count"]
    if strikes < settings.CONFIG.job_max_attempts:
        _release(job, after_s=min(_FIRST_RETRY_S * 4 ** (strikes - 1), _LONGEST_RETRY_S))
        return
    detail = f"{what_happened} It was tried {strikes} times."
    try:
        _fail(job, {"type": INTERNAL, "title": "This could not be done", "detail": detail})
    except JobLost:
        log.warning("job_lost")


def _release(job: RunningJob, after_s: float, *, counts: bool = True) -> None:
    """Let the job be claimed again after `after_s` seconds. `counts`: this end speaks against the job."""
    changes: Document = {"lease_until": _in(after_s), "lease_token": None, "updated_at": "$$NOW"}
    if not counts:
        changes["strikes_count"] = {"$max": [{"$subtract": ["$strikes_count", 1]}, 0]}
    _jobs().update_one(job._claim, [{"$set": changes}])  # noqa: SLF001
    broker.poke()


def _put_back(job: RunningJob) -> None:
    """Let it wait its turn again behind what is more urgent, its progress kept."""
    changes = {
        "status": Status.PENDING.value,
        "lease_until": None,
        "lease_token": None,
        "strikes_count": 0,
    }
    update = {"$set": changes, "$currentDate": {"updated_at": True}}
    _jobs().update_one(job._claim, update)  # noqa: SLF001
    broker.poke()


def _cancelled_problem() -> Document:
    return {"type": CANCELLED, "title": "Cancelled", "detail": "It was cancelled before it was done."}


def _gave_up_problem(strikes: int) -> Document:
    detail = f"The worker stopped {strikes} times while doing this, so it was given up."
    return {"type": GAVE_UP, "title": "Given up", "detail": detail}


@contextmanager
def _heartbeat(job: RunningJob) -> Iterator[None]:
    """Renew the lease from a thread of its own, until the time limit is over."""
    ended = threading.Event()
    config = settings.CONFIG
    deadline = time.monotonic() + config.job_time_limit_s

    def beat() -> None:
        while not ended.wait(config.job_heartbeat_s) and time.monotonic() < deadline:
            try:
                job.beat()
            except PyMongoError as error:
                log.warning("heartbeat_missed", job=job.id, error=str(error))

    thread = threading.Thread(target=beat, name=f"heartbeat-{job.id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


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


# Looking after jobs ---------------------------------------------------------------------------------


def reap() -> int:
    """Poke for every overdue job, and for waiting ones when no free message is left. Returns the pokes.

    A message that is out does not count: who took it may be dead.
    """
    overdue = _jobs().count_documents(_overdue(), limit=100)
    pokes = overdue or (1 if _is_work_waiting() and not broker.is_message_free() else 0)
    if pokes:
        broker.poke(pokes)
    return pokes


def hand_back_of(worker: str) -> int:
    """Free the jobs of a worker that is seen to be dead, instead of letting their leases run out."""
    freed = {"lease_until": "$$NOW", "lease_token": None, "updated_at": "$$NOW"}
    held = _jobs().update_many(
        {"status": Status.RUNNING, "worker": worker, "lease_token": {"$ne": None}}, [{"$set": freed}]
    )
    if held.modified_count:
        broker.poke(held.modified_count)
    return held.modified_count


def _is_work_waiting() -> bool:
    return _jobs().find_one({"status": Status.PENDING}, {"_id": 1}) is not None


def _jobs() -> Collection[Document]:
    return database.collection("background_jobs")


def _leases() -> Collection[Document]:
    """For claims, heartbeats and progress: one that a failover undoes is noticed by its token, and begun again."""
    return database.quick_collection("background_jobs")


def _in(seconds: float) -> Document:
    """A moment by the database's clock, for updates by pipeline."""
    return {"$add": ["$$NOW", int(seconds * 1000)]}


def _now() -> datetime:
    """In milliseconds, as MongoDB keeps it."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def _text_id(value: ObjectId | None) -> str | None:
    return None if value is None else str(value)
