"""Indexes that Django's models cannot name: expiry, GridFS, the queue, plain ones beside unique ones."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from pymongo.errors import OperationFailure

from runlab_site.api.conditional import LOCKS
from runlab_site.api.idempotency import ANSWERS
from runlab_site.api.throttling import RATE_LIMITS
from runlab_site.database import database
from runlab_site.jobs.broker import MESSAGES, STATS
from runlab_site.mongo.plain_indexes import create_plain_indexes

__all__ = ["create_indexes"]

_INDEX_OPTIONS_CONFLICT = 85


def create_indexes(**_signal: Any) -> None:
    """Create them; idempotent, run after every `migrate`."""
    database.create_indexes()
    create_plain_indexes()
    raw = database.raw
    raw[MESSAGES].create_index([("key", 1), ("lock", 1)], name="free_messages")
    raw[STATS].create_index("expires_at", expireAfterSeconds=3600, name="expiry")
    for name in (ANSWERS, LOCKS, RATE_LIMITS):
        raw[name].create_index("expires_at", expireAfterSeconds=0, name="expiry")
    _expire_jobs(settings.CONFIG.job_retention_days * 86_400)


def _expire_jobs(after_s: int) -> None:
    """Delete ended jobs after the time the configuration names, whatever it was before."""
    jobs = database.raw["background_jobs"]
    try:
        jobs.create_index("finished_at", expireAfterSeconds=after_s, name="expiry")
    except OperationFailure as error:
        if error.code != _INDEX_OPTIONS_CONFLICT:
            raise
        index = {"name": "expiry", "expireAfterSeconds": after_s}
        database.raw.command("collMod", "background_jobs", index=index)
