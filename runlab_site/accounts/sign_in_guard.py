"""Protects against guessing passwords: after too many wrong ones for a name from one address, that pair must wait.

The name alone is not locked, or anybody could lock others out; an address that tries many names is.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings

from runlab_site.accounts.models import normalised_email
from runlab_site.database import database

__all__ = ["forget_failures", "is_locked", "lock_time", "note_failure"]

COLLECTION = "sign_in_failures"
NAMES_AN_ADDRESS = 10  # this many names may each reach the limit from one address


def lock_time() -> timedelta:
    """How long a name or an address waits after its last wrong password."""
    return timedelta(minutes=settings.CONFIG.login_lock_min)


def is_locked(email: str, address: str) -> bool:
    """Whether this name from this address, or the address altogether, must wait."""
    limit = settings.CONFIG.login_failure_limit
    limits = {_pair(email, address): limit, address: limit * NAMES_AN_ADDRESS}
    found = database.collection(COLLECTION).find(
        {"_id": {"$in": list(limits)}, "until": {"$gt": datetime.now(UTC)}}
    )
    return any(failures["count"] >= limits[failures["_id"]] for failures in found)


def note_failure(email: str, address: str) -> None:
    """Count a wrong password; each one begins the wait anew. What has ended is forgotten."""
    now = datetime.now(UTC)
    failures = database.collection(COLLECTION)
    failures.delete_many({"until": {"$lte": now}})
    for key in (_pair(email, address), address):
        failures.update_one(
            {"_id": key}, {"$inc": {"count": 1}, "$set": {"until": now + lock_time()}}, upsert=True
        )


def forget_failures(email: str, address: str) -> None:
    """The right password was given: the name starts from nothing."""
    database.collection(COLLECTION).delete_one({"_id": _pair(email, address)})


def _pair(email: str, address: str) -> str:
    return f"{address} {normalised_email(email)}"
