"""Who holds which job: claims, leases renewed by a heartbeat, jobs taken back from dead workers."""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import structlog
from bson import ObjectId
from django.conf import settings
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError, PyMongoError

from runlab_site.jobs import broker
from runlab_site.jobs.records import (
    Document,
    Status,
    is_work_waiting,
    job_records,
    lease_records,
    moment_in,
    overdue_jobs,
    running_jobs,
)
from runlab_site.jobs.registry import known_types
from runlab_site.jobs.running import RunningJob

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["claim", "claim_job", "hand_back_of", "heartbeat", "put_back", "reap", "release", "worker_name"]

log = structlog.get_logger(__name__)


def claim() -> RunningJob | None:
    """Take the next job: an overdue one first, else the most urgent of a free lane, else None.

    Types that this version does not know are left to the workers of another.
    """
    known = {"type": {"$in": known_types()}}
    while True:
        running = running_jobs()
        if any(one["is_overdue"] for one in running):
            overdue = _take(known | overdue_jobs(), [("lease_until", 1)])
            if overdue is not None:
                return RunningJob(overdue)
        free = {"status": Status.PENDING, "lane": {"$nin": [one["lane"] for one in running]}}
        try:
            waiting = _take(known | free, [("priority", 1), ("created_at", 1)])
        except DuplicateKeyError:  # another worker took that lane between the two
            continue
        return None if waiting is None else RunningJob(waiting)


def claim_job(job_id: str) -> RunningJob | None:
    """Claim this one job, waiting or overdue; None while another worker has it or its lane is busy."""
    key = {"_id": ObjectId(job_id)}
    try:
        waiting = _take(key | {"status": Status.PENDING}, [("_id", 1)])
    except DuplicateKeyError:  # its lane is busy
        return None
    taken = waiting or _take(key | overdue_jobs(), [("_id", 1)])
    return None if taken is None else RunningJob(taken)


def _take(query: Document, order: list[tuple[str, int]]) -> Document | None:
    changes = {
        "status": Status.RUNNING.value,
        "lease_token": secrets.token_hex(16),
        "lease_until": moment_in(settings.CONFIG.job_lease_s),
        "worker": {"$literal": worker_name(os.getpid())},
        "attempts_count": {"$add": ["$attempts_count", 1]},
        "strikes_count": {"$add": ["$strikes_count", 1]},
        "started_at": {"$ifNull": ["$started_at", "$$NOW"]},
        "updated_at": "$$NOW",
    }
    return lease_records().find_one_and_update(
        query, [{"$set": changes}], sort=order, return_document=ReturnDocument.AFTER
    )


def worker_name(pid: int) -> str:
    """How a worker process of this machine signs the jobs it holds."""
    return f"{socket.gethostname()}:{pid}"


def release(job: RunningJob, after_s: float, *, counts: bool = True) -> None:
    """Let the job be claimed again after `after_s` seconds. `counts`: this end speaks against the job."""
    changes: Document = {"lease_until": moment_in(after_s), "lease_token": None, "updated_at": "$$NOW"}
    if not counts:
        changes["strikes_count"] = {"$max": [{"$subtract": ["$strikes_count", 1]}, 0]}
    job_records().update_one(job.claim_filter, [{"$set": changes}])
    broker.wake_workers()


def put_back(job: RunningJob) -> None:
    """Return a job to the queue behind more urgent ones; its progress is kept."""
    changes = {
        "status": Status.PENDING.value,
        "lease_until": None,
        "lease_token": None,
        "strikes_count": 0,
    }
    update = {"$set": changes, "$currentDate": {"updated_at": True}}
    job_records().update_one(job.claim_filter, update)
    broker.wake_workers()


@contextmanager
def heartbeat(job: RunningJob) -> Iterator[None]:
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


def reap() -> int:
    """Wake a worker for every overdue job, and one for waiting jobs without a free message. Returns the messages sent.

    A message that is out does not count: who took it may be dead.
    """
    overdue = job_records().count_documents(overdue_jobs(), limit=100)
    messages = overdue or (1 if is_work_waiting() and not broker.is_message_free() else 0)
    if messages:
        broker.wake_workers(messages)
    return messages


def hand_back_of(worker: str) -> int:
    """Free the jobs of a worker that is seen to be dead, instead of letting their leases run out."""
    freed = {"lease_until": "$$NOW", "lease_token": None, "updated_at": "$$NOW"}
    held = job_records().update_many(
        {"status": Status.RUNNING, "worker": worker, "lease_token": {"$ne": None}}, [{"$set": freed}]
    )
    if held.modified_count:
        broker.wake_workers(held.modified_count)
    return held.modified_count
