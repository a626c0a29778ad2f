"""Requesting work: record a job and wake the workers; retry or cancel a job for a person."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import structlog
from bson import ObjectId
from django.utils.translation import gettext as _
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from runlab_site.database import database, object_id
from runlab_site.jobs import broker
from runlab_site.jobs.crash_points import crash_point
from runlab_site.jobs.records import (
    ENDED_NOW,
    Document,
    Priority,
    Status,
    cancelled_problem,
    failure_fields,
    job_records,
)
from runlab_site.models import BackgroundJob
from runlab_site.mongo.retries import persevere
from runlab_site.time_zones import moment_now

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["JobRequest", "cancel", "record", "request", "retry"]

log = structlog.get_logger(__name__)


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


def request(wanted: JobRequest) -> BackgroundJob:
    """Record a job and wake the workers. Returns the existing job under its key, if there is one."""
    document = persevere(lambda: record(wanted)) if database.session is None else record(wanted)
    crash_point("job_recorded")
    broker.wake_workers()
    return _as_model(document)


def _as_model(document: Document) -> BackgroundJob:
    """The stored job as a model, without reading it from the database again."""
    fields = BackgroundJob._meta.concrete_fields  # noqa: SLF001 - Django's public way to a model's fields
    job = BackgroundJob(
        **{
            field.attname: field.to_python(document[str(field.column)])
            for field in fields
            if field.column in document  # a job that another version recorded may lack one
        }
    )
    job._state.adding = False  # noqa: SLF001 - as it would be had it been read
    return job


def record(wanted: JobRequest) -> Document:
    """The document of the new job, or of the one there is already under its key."""
    if wanted.coalesce_key:
        return _record_coalesced(wanted)
    document = _document(wanted)
    try:
        job_records().insert_one(document, session=database.session)
    except DuplicateKeyError:
        if database.session is not None:  # the transaction is over; it starts again and finds the job
            raise
        known = _kept_by_the_majority(document["unique_key"])
        if known is None:
            raise
        return known
    return document


def _kept_by_the_majority(unique_key: str) -> Document | None:
    """The job under this key, once a failover cannot undo it: an insert that was cut off may stand on one member alone.

    A write that changes nothing is answered when the majority has all that this member has.
    """
    key = {"unique_key": unique_key}
    return job_records().find_one_and_update(key, {"$set": key}, return_document=ReturnDocument.AFTER)


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
    found = job_records().find_one_and_update(
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
    job_id, now = ObjectId(), moment_now()
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
        "sentences": [],
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
    """The id of the request or job that this thread works for; jobs that follow carry it too."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


def retry(job_id: str) -> BackgroundJob:
    """Put a failed job back. Raises ValueError for a job that has not failed."""
    changes = {
        "status": Status.PENDING.value,
        "strikes_count": 0,
        "progress_percent": 0.0,
        "message": "",
        "sentences": [],
        "problem": None,
        "cancel_requested": False,
        "finished_at": None,
        "updated_at": moment_now(),
    }
    try:
        updated = job_records().update_one(
            {"_id": ObjectId(job_id), "status": Status.FAILED}, {"$set": changes}
        )
    except DuplicateKeyError:
        waiting = _waiting_twin(job_id)
        broker.wake_workers()
        return waiting
    if not updated.matched_count:
        raise ValueError(_("Only a job that failed can be tried again."))
    broker.wake_workers()
    return BackgroundJob.objects.get(pk=job_id)


def _waiting_twin(job_id: str) -> BackgroundJob:
    failed = BackgroundJob.objects.get(pk=job_id)
    return BackgroundJob.objects.get(coalesce_key=failed.coalesce_key, status=Status.PENDING)


def cancel(job_id: str) -> BackgroundJob:
    """End a waiting job, ask a running one to end. Raises ValueError for a job that has ended."""
    key = {"_id": ObjectId(job_id)}
    waiting = job_records().update_one(
        key | {"status": Status.PENDING},
        {"$set": failure_fields(cancelled_problem()), "$currentDate": ENDED_NOW},
    )
    if not waiting.matched_count:
        running = job_records().update_one(
            key | {"status": Status.RUNNING},
            {"$set": {"cancel_requested": True}, "$currentDate": {"updated_at": True}},
        )
        if not running.matched_count:
            raise ValueError(_("This job has ended already."))
    return BackgroundJob.objects.get(pk=job_id)
