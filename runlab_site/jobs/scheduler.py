"""The one scheduler, elected by a lease: it wakes workers for overdue jobs and starts recurring work.

django-q's own scheduler fires once a cluster; this one fires once, whatever number of machines run it.
"""

from __future__ import annotations

import os
import secrets
import socket
import time
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

import structlog
from pymongo.errors import DuplicateKeyError, PyMongoError

from runlab_site.database import database
from runlab_site.jobs import job_manager

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

__all__ = ["Leadership", "every", "run_forever"]

LEASES = "leases"
_LEASE_S = 5.0
_TICK_S = 0.5

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Recurring:
    name: str
    every_s: float
    path: str  # dotted path of a function without arguments; idempotent


_recurring: dict[str, _Recurring] = {}


def every(seconds: float, name: str, path: str) -> None:
    """Call the function at `path` about every `seconds`; it must be idempotent."""
    _recurring[name] = _Recurring(name, seconds, path)


class Leadership:
    """A lease that one process of all holds; it runs out when its holder dies."""

    def __init__(self, name: str = "scheduler", lease_s: float = _LEASE_S) -> None:
        self.name = name
        self.lease_s = lease_s
        self.holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"

    def hold(self) -> bool:
        """Take or renew the lease; False while another holds it."""
        lease_ms = int(self.lease_s * 1000)
        # By the database's clock; a lease that ends later than any now given is from before it was set back.
        is_over = {"$lte": ["$until", "$$NOW"]}
        is_from_later = {"$gt": ["$until", {"$add": ["$$NOW", 2 * lease_ms]}]}
        free = {
            "_id": self.name,
            "$or": [{"holder": self.holder}, {"$expr": {"$or": [is_over, is_from_later]}}],
        }
        lease = {"holder": {"$literal": self.holder}, "until": {"$add": ["$$NOW", lease_ms]}}
        leases = database.collection(LEASES)
        if leases.update_one(free, [{"$set": lease}]).matched_count:
            return True
        mine = {"_id": self.name, "holder": self.holder}
        try:  # an upsert may not ask by $expr, so the first lease of all is made apart
            leases.update_one(mine, [{"$set": lease}], upsert=True)
        except DuplicateKeyError:  # it exists and is another's
            return False
        return True

    def give_up(self) -> None:
        """Free the lease at once, so that another need not wait for its end."""
        database.collection(LEASES).delete_one({"_id": self.name, "holder": self.holder})


def run_forever(stop: threading.Event) -> None:
    """Hold the lease and do what is due until `stop` is set. Waits while the database fails."""
    leadership = Leadership()
    due_at: dict[str, float] = {}
    while not stop.is_set():
        try:
            if leadership.hold():
                job_manager.reap()
                _start_due(due_at)
        except PyMongoError as error:
            log.warning("scheduler_interrupted", error=str(error))
        stop.wait(_TICK_S)
    leadership.give_up()


def _start_due(due_at: dict[str, float]) -> None:
    now = time.monotonic()
    for recurring in _recurring.values():
        if now >= due_at.get(recurring.name, 0.0):
            due_at[recurring.name] = now + recurring.every_s
            _call(recurring)


def _call(recurring: _Recurring) -> None:
    module, _, name = recurring.path.rpartition(".")
    function: Callable[[], object] = getattr(import_module(module), name)
    try:
        function()
    except PyMongoError:
        raise
    except Exception:
        # One failing task must not stop the others; it is logged and tried again when next due.
        log.exception("chore_broke", chore=recurring.name)
