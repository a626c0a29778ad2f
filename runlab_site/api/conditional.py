"""ETags and conditional requests: nothing is sent twice, and nothing is overwritten that the client has not seen."""

from __future__ import annotations

import hashlib
import secrets
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.cache import get_conditional_response
from pymongo.errors import DuplicateKeyError

from runlab_site.api.errors import Conflict, PreconditionRequired, Stale
from runlab_site.api.renderers import JsonRenderer
from runlab_site.database import database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse
    from pymongo.collection import Collection
    from rest_framework.request import Request

__all__ = ["LOCKS", "etag_of_bytes", "etag_of_data", "exclusively", "not_modified", "require_match"]

LOCKS = "resource_locks"
_LOCK_S = 30.0
_LONGEST_WAIT_S = 5.0
_PAUSE_S = 0.02
_RATE_HEADERS = ("RateLimit", "RateLimit-Policy")


def etag_of_bytes(content: bytes) -> str:
    """The strong ETag of a representation."""
    return f'"{hashlib.sha256(content).hexdigest()[:40]}"'


def etag_of_data(data: Any) -> str:
    """The ETag that a resource's JSON has."""
    return etag_of_bytes(JsonRenderer().render(data, "application/json", {}))


def not_modified(request: Request, response: HttpResponse) -> HttpResponse | None:
    """The 304 to send instead, when `If-None-Match` names what would be sent."""
    if request.method not in ("GET", "HEAD") or "If-None-Match" not in request.headers:
        return None
    answer = get_conditional_response(request, etag=response.headers.get("ETag"), response=response)
    if answer is None or answer is response:
        return None
    for name in _RATE_HEADERS:
        if name in response.headers:
            answer.headers[name] = response.headers[name]
    return answer


def require_match(request: Request, current_etag: str) -> None:
    """Compare `If-Match` with the resource as it is. Raises Stale, or PreconditionRequired without one."""
    if "If-Match" not in request.headers:
        raise PreconditionRequired
    if get_conditional_response(request, etag=current_etag) is not None:
        raise Stale


@contextmanager
def exclusively(path: str) -> Iterator[None]:
    """Let one writer at a time compare and change a resource. Raises Conflict after some seconds of waiting."""
    owner = secrets.token_hex(16)
    _take(path, owner)
    try:
        yield
    finally:
        # By owner: a slow holder whose lock was taken over must not free the lock of the next one.
        _locks().delete_one({"_id": path, "owner": owner})


def _take(path: str, owner: str) -> None:
    deadline = time.monotonic() + _LONGEST_WAIT_S
    while True:
        now = datetime.now(UTC)
        lock = {"_id": path, "owner": owner, "expires_at": now + timedelta(seconds=_LOCK_S)}
        try:
            # An expired lock (its process died) is taken over; a living one is a duplicate key.
            _locks().replace_one({"_id": path, "expires_at": {"$lte": now}}, lock, upsert=True)
        except DuplicateKeyError:
            if time.monotonic() > deadline:
                raise Conflict("Someone else is changing this just now. Try again in a moment.") from None
            time.sleep(_PAUSE_S)
        else:
            return


def _locks() -> Collection[dict[str, Any]]:
    return database.collection(LOCKS)
