"""Limits requests a minute for each person and each key; counted in MongoDB, so the limit holds across processes."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from pymongo import ReturnDocument
from pymongo.errors import PyMongoError
from rest_framework.throttling import BaseThrottle

from runlab_site.database import database
from runlab_site.mongo.retries import is_interruption

if TYPE_CHECKING:
    from django.http import HttpResponseBase
    from pymongo.collection import Collection
    from rest_framework.request import Request
    from rest_framework.views import APIView

__all__ = ["RATE_LIMITS", "PerPersonThrottle", "Rate", "write_rate_headers"]

RATE_LIMITS = "rate_limits"
WINDOW_S = 60


@dataclass(frozen=True, slots=True)
class Rate:
    """What is left of a window: requests, and seconds until the next one."""

    limit_count: int
    used_count: int
    reset_s: int

    @property
    def left_count(self) -> int:
        """Requests that may still come."""
        return max(self.limit_count - self.used_count, 0)


class PerPersonThrottle(BaseThrottle):
    """Counts a request against its key, else its person, else its address."""

    def allow_request(self, request: Request, view: APIView) -> bool:  # noqa: ARG002 - DRF's signature
        """Count it, and say whether it is still within the limit."""
        self.rate = _count(_who(request), settings.CONFIG.rate_limit_per_min)
        request.rate = self.rate  # type: ignore[attr-defined]
        return self.rate.used_count <= self.rate.limit_count

    def wait(self) -> float:
        """Seconds until requests are taken again."""
        return float(self.rate.reset_s)


def write_rate_headers(request: Any, response: HttpResponseBase) -> None:
    """Write the rest of the limit into the answer's headers."""
    rate: Rate | None = getattr(request, "rate", None)
    if rate is None:
        return
    response["RateLimit-Policy"] = f'"default";q={rate.limit_count};w={WINDOW_S}'
    response["RateLimit"] = f'"default";r={rate.left_count};t={rate.reset_s}'


def _who(request: Request) -> str:
    if request.auth is not None:
        return f"key:{request.auth.pk}"
    if request.user.is_authenticated:
        return f"person:{request.user.pk}"
    return f"address:{request.META.get('REMOTE_ADDR', '')}"


def _count(who: str, limit_count: int) -> Rate:
    now_s = time.time()
    window = int(now_s // WINDOW_S)
    ends_at_s = (window + 1) * WINDOW_S
    try:
        used_count = _counted(f"{who}:{window}", datetime.fromtimestamp(ends_at_s, UTC))
    except PyMongoError as error:
        # A request that cannot be counted is let through: it will itself wait for the database or report that it is away.
        if not is_interruption(error):
            raise
        used_count = 0
    return Rate(limit_count, used_count, max(int(ends_at_s - now_s), 1))


def _counted(key: str, ends_at: datetime) -> int:
    found = _counters().find_one_and_update(
        {"_id": key},
        {"$inc": {"used_count": 1}, "$setOnInsert": {"expires_at": ends_at + timedelta(minutes=1)}},
        upsert=True,
        return_document=ReturnDocument.AFTER,
    )
    return int(found["used_count"]) if found else 1


def _counters() -> Collection[dict[str, Any]]:
    # A count lost in a failover does no harm; waiting for the journal on every request would be slow.
    return database.quick_collection(RATE_LIMITS)
