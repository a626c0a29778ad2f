"""Is it alive, and can it serve? Both are public and say no more than that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from pymongo.errors import PyMongoError

from runlab_site.database import database
from runlab_site.jobs.broker import STATS

if TYPE_CHECKING:
    from django.http import HttpRequest

__all__ = ["healthz", "readyz"]

_WORKERS_SILENT_AFTER_MS = 6_000


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """200 while the process lives."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """200 when database and workers answer, else 503 naming what does not."""
    missing = [name for name, answers in (("database", _database), ("workers", _workers)) if not answers()]
    return JsonResponse({"ready": not missing, "missing": missing}, status=503 if missing else 200)


def _database() -> bool:
    try:
        return database.ping()
    except PyMongoError:
        return False


def _workers() -> bool:
    heard_lately = {"$gt": ["$at", {"$subtract": ["$$NOW", _WORKERS_SILENT_AFTER_MS]}]}
    try:
        return database.collection(STATS).find_one({"$expr": heard_lately}, {"_id": 1}) is not None
    except PyMongoError:
        return False
