"""Idempotent writes that outlast a failover: tried again until the database answers."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

import structlog
from django.db import DatabaseError
from pymongo.errors import ConnectionFailure, ExecutionTimeout, PyMongoError, WTimeoutError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["is_interruption", "persevere"]

Result = TypeVar("Result")

_PAUSE_S = 0.1
_LONGEST_PAUSE_S = 1.0
_OUTLAST_S = 25.0
_OUT_OF_DISK_SPACE = 14031
# What pymongo retries by itself, where it can: https://github.com/mongodb/specifications, retryable writes.
_STATE_CHANGES = {6, 7, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436}
# Locks of a transaction whose process was killed, until the server's limit ends it.
_LOCKED = {24, 112, 251}

log = structlog.get_logger(__name__)


def persevere(work: Callable[[], Result], outlast_s: float = _OUTLAST_S) -> Result:
    """Run `work` and return what it returned; run it again while the database is away or changes its primary.

    `work` must do no harm when it is run twice. MongoDB's drivers repeat a single insert or update by
    themselves, but neither what touches many documents nor several steps. Raises what `work` raised last.
    """
    deadline = time.monotonic() + outlast_s
    pause_s = _PAUSE_S
    while True:
        try:
            return work()
        except (PyMongoError, DatabaseError) as error:
            if not is_interruption(error) or time.monotonic() + pause_s > deadline:
                raise
            log.warning("database_interrupted", error=str(error)[:200])
        time.sleep(pause_s)
        pause_s = min(pause_s * 2, _LONGEST_PAUSE_S)


def is_interruption(error: BaseException) -> bool:
    """Whether the database was away, locked, changed its primary or had no space: no fault of what was asked."""
    return any(_interrupts(cause) for cause in _causes(error))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _interrupts(error: BaseException) -> bool:
    if isinstance(error, (ConnectionFailure, WTimeoutError, ExecutionTimeout)):
        return True
    return isinstance(error, PyMongoError) and _code(error) in _STATE_CHANGES | _LOCKED | {_OUT_OF_DISK_SPACE}


def _code(error: PyMongoError) -> int | None:
    """The server's code of the error, also where it stands inside the details of a bulk write."""
    details = getattr(error, "details", None) or {}
    inner = [*details.get("writeErrors", []), *details.get("writeConcernErrors", [])]
    return next((one.get("code") for one in inner), getattr(error, "code", None))
