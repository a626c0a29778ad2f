"""A running job as its handler sees it, and the ways it may end."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bson import ObjectId
from django.conf import settings

from runlab_site.jobs.records import (
    Document,
    Status,
    busy_lanes,
    job_records,
    lease_records,
    message_fields,
    moment_in,
    text_id,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from runlab_site.jobs.requests import JobRequest

__all__ = ["HandBack", "JobCancelled", "JobFailed", "JobLost", "Outcome", "RunningJob", "Stopping"]

_REPORT_EVERY_S = 0.2
_WAITED_S = 1.0


class JobFailed(Exception):  # noqa: N818 - it says what happened, not that the program is wrong
    """The work cannot be done, and trying again would not help. Its text is for a person, in words of the app's catalogue."""

    def __init__(self, title: str, detail: str, result: Mapping[str, Any] | None = None) -> None:
        super().__init__(detail)
        self.problem = {"type": "/problems/job-failed", "title": title, "detail": detail}
        self.result = dict(result) if result is not None else None


class JobLost(Exception):  # noqa: N818
    """Another worker holds the job now: stop and write nothing more."""


class JobCancelled(Exception):  # noqa: N818
    """A person cancelled the job."""


class HandBack(Exception):  # noqa: N818
    """More remains to be done and other jobs wait: return this one to the queue; its progress is kept."""


class Stopping(SystemExit):
    """The worker was told to end: the job is handed back."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a handler returns: its result, the jobs that follow, and effects for the closing transaction."""

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
        self.runner_id = text_id(document.get("runner_id"))
        self.user_id = text_id(document.get("user_id"))
        self.upload_id = text_id(document.get("upload_id"))
        self.plan_id = text_id(document.get("plan_id"))
        self.request_id: str = document.get("request_id") or ""
        self.priority: int = document["priority"]
        self._stop: Exception | None = None
        self._reported_at = 0.0

    @property
    def claim_filter(self) -> Document:
        """The filter that finds the job only while this worker holds it."""
        return {"_id": ObjectId(self.id), "lease_token": self.token, "status": Status.RUNNING}

    def check(self) -> None:
        """Raise JobLost or JobCancelled when the work is no longer wanted from this worker."""
        if self._stop is not None:
            raise self._stop

    def report(self, percent: float, message: str, *, got_on: bool = False) -> None:
        """Report progress (0 to 100) and a message, a sentence of the app's catalogue. `got_on`: part of the work is now stored."""
        self.check()
        due = time.monotonic() - self._reported_at >= _REPORT_EVERY_S
        if not (due or got_on):
            return
        self._reported_at = time.monotonic()
        changes: Document = {
            "progress_percent": round(min(max(percent, 0.0), 99.0), 1),
            **message_fields(message),
        }
        if got_on:
            changes["strikes_count"] = 0
        update = {"$set": changes, "$currentDate": {"updated_at": True}}
        if not lease_records().update_one(self.claim_filter, update).matched_count:
            raise JobLost(self.id)

    def is_more_urgent_waiting(self) -> bool:
        """Whether a more urgent job has found no worker for a while: hand back when it suits."""
        urgent = {
            "status": Status.PENDING,
            "priority": {"$lt": self.priority},
            "lane": {"$nin": busy_lanes()},
        }
        waited = {"$expr": {"$lt": ["$created_at", {"$subtract": ["$$NOW", int(_WAITED_S * 1000)]}]}}
        return job_records().find_one(urgent | waited, {"_id": 1}) is not None

    def beat(self) -> None:
        """Renew the lease; remember when it was lost or cancelled."""
        renewed = {"lease_until": moment_in(settings.CONFIG.job_lease_s), "updated_at": "$$NOW"}
        found = lease_records().find_one_and_update(
            self.claim_filter, [{"$set": renewed}], projection={"cancel_requested": 1}
        )
        if found is None:
            self._stop = JobLost(self.id)
        elif found.get("cancel_requested"):
            self._stop = JobCancelled(self.id)
