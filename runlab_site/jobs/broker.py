"""django-q2's broker on the shared MongoDB connection.

A message only wakes a worker. What the work is, and whether it is done, is stored in
background_jobs, so a lost or repeated message does no harm.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import structlog
from bson import ObjectId
from django.conf import settings
from django_q.brokers import Broker
from django_q.conf import Conf
from django_q.signing import BadSignature, SignedPackage
from pymongo import ReturnDocument, timeout
from pymongo.errors import PyMongoError

from runlab_site.database import database

if TYPE_CHECKING:
    from pymongo.collection import Collection

__all__ = ["MESSAGES", "STATS", "MongoBroker", "is_message_free", "wake_workers"]

MESSAGES = "job_messages"
STATS = "worker_stats"
_WORK = "runlab_site.jobs.job_manager.work"
_PAUSE_AFTER_ERROR_S = 1.0
# The process that guards a cluster must not wait longer than this for the database.
_STAT_TIMEOUT_S = 1.0
# Free from the start, whatever the clock of the machine that sends it says.
_FREE = datetime(1970, 1, 1, tzinfo=UTC)

log = structlog.get_logger(__name__)


def wake_workers(count: int = 1) -> None:
    """Wake workers by `count` messages.

    What is to be done is recorded already, so a message that cannot be sent is no error: the scheduler repeats it.
    """
    broker = MongoBroker("runlab")
    try:
        for _ in range(count):
            broker.enqueue(_message())
    except PyMongoError as error:
        log.warning("poke_not_sent", error=str(error)[:200])


def is_message_free() -> bool:
    """Whether a message waits to be taken."""
    return database.collection(MESSAGES).find_one({"lock": {"$lte": _FREE}}, {"_id": 1}) is not None


def _message() -> str:
    name = ObjectId().binary.hex()
    task = {
        "id": name,
        "name": name,
        "func": _WORK,
        "args": (),
        "kwargs": {},
        "started": datetime.now(UTC),
        "ack_failure": True,
    }
    return str(SignedPackage.dumps(task))


class MongoBroker(Broker):  # type: ignore[misc]
    """Messages in `job_messages`, locked while they are out; worker statistics in `worker_stats`."""

    def __init__(self, list_key: str | None = None) -> None:
        super().__init__(list_key or Conf.PREFIX)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.list_key = state[0]

    @property
    def _messages(self) -> Collection[dict[str, Any]]:
        # A message lost in a failover is sent again by the scheduler, so writes do not wait for the journal.
        return database.quick_collection(MESSAGES)

    @property
    def _stats(self) -> Collection[dict[str, Any]]:
        return database.collection(STATS)

    def enqueue(self, task: str) -> str:
        """Add a message; returns its id."""
        message = {"key": self.list_key, "payload": task, "lock": _FREE}
        return str(self._messages.insert_one(message).inserted_id)

    def dequeue(self) -> list[tuple[str, str]] | None:
        """The oldest free message, locked for `retry` seconds; None after a short wait without one."""
        try:
            found = self._take()
        except PyMongoError as error:
            # django-q would wait ten seconds and end the pusher; a failover takes three.
            log.warning("queue_unreachable", error=str(error)[:200])
            time.sleep(_PAUSE_AFTER_ERROR_S)
            return None
        if found is None:
            time.sleep(Conf.POLL)
            return None
        name, payload = str(found["_id"]), str(found.get("payload"))
        if not _is_ours(payload):
            self.fail(name)
            return None
        return [(name, payload)]

    def _take(self) -> dict[str, Any] | None:
        return self._messages.find_one_and_update(
            {"key": self.list_key, "$expr": {"$lte": ["$lock", "$$NOW"]}},
            [{"$set": {"lock": {"$add": ["$$NOW", Conf.RETRY * 1000]}}}],
            sort=[("lock", 1)],
            return_document=ReturnDocument.AFTER,
        )

    def acknowledge(self, task_id: str) -> bool:
        """Forget a message that was worked on."""
        return self.delete(task_id)

    def fail(self, task_id: str) -> None:
        """Forget a message that cannot be read: unsigned, altered or of another version."""
        log.error("queue_message_dropped", message=task_id)
        self.delete(task_id)

    def delete(self, task_id: str) -> bool:
        """Delete one message."""
        return bool(self._messages.delete_one({"_id": ObjectId(task_id)}).deleted_count)

    def queue_size(self) -> int:
        """Messages that wait."""
        return self._count({"$lte": ["$lock", "$$NOW"]})

    def lock_size(self) -> int:
        """Messages that a worker has taken."""
        return self._count({"$gt": ["$lock", "$$NOW"]})

    def _count(self, condition: dict[str, Any]) -> int:
        return self._messages.count_documents({"key": self.list_key, "$expr": condition})

    def delete_queue(self) -> int:
        """Forget every message; the jobs stay."""
        return self._messages.delete_many({"key": self.list_key}).deleted_count

    def purge_queue(self) -> int:
        """Forget every message; the jobs stay."""
        return self.delete_queue()

    def ping(self) -> bool:
        """Whether the database answers."""
        return database.ping()

    def info(self) -> str:
        """What `qinfo` shows."""
        return f"MongoDB {settings.CONFIG.database_name}"

    # django-q keeps these in Django's cache, which here is one a process.
    def set_stat(self, key: str, value: str, lasting_s: int) -> None:
        """Store a cluster's statistics for `lasting_s` seconds."""
        expiry = {"$add": ["$$NOW", lasting_s * 1000]}
        entry = {"value": {"$literal": value}, "at": "$$NOW", "expires_at": expiry}
        try:
            with timeout(_STAT_TIMEOUT_S):
                self._stats.update_one({"_id": key}, [{"$set": entry}], upsert=True)
        except PyMongoError as error:
            # The sentinel that calls this must outlive a failover.
            log.warning("worker_stat_not_kept", error=str(error)[:200])

    def get_stat(self, key: str) -> str | None:
        """The last statistics of that cluster, unless they have expired."""
        found = self._stats.find_one({"_id": key} | _LASTING)
        return found["value"] if found else None

    def get_stats(self, pattern: str) -> list[str]:
        """The last statistics of every living cluster. `pattern` ends in *, as django-q writes it."""
        prefix = pattern.rstrip("*")
        query = {"_id": {"$gte": prefix, "$lt": prefix + "\uffff"}} | _LASTING
        return [entry["value"] for entry in self._stats.find(query)]


_LASTING: dict[str, Any] = {"$expr": {"$gt": ["$expires_at", "$$NOW"]}}


def _is_ours(payload: object) -> bool:
    """Whether we signed the message and it asks for the one permitted function. Unsigned data is never unpickled."""
    try:
        task = SignedPackage.loads(payload)
    except (BadSignature, TypeError, ValueError):
        return False
    return isinstance(task, dict) and task.get("func") == _WORK
