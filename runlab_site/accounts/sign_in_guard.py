"""Against guessing passwords: after ten wrong ones for a name from one address that pair must wait.

The name alone is not locked, or anybody could lock anybody out; an address that tries many names is.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from runlab_site.accounts.models import normalised_email
from runlab_site.database import database

__all__ = ["LOCKED_FOR", "forget_failures", "is_locked", "note_failure"]

COLLECTION = "sign_in_failures"
FAILURES_A_NAME = 10
FAILURES_AN_ADDRESS = 100
LOCKED_FOR = timedelta(minutes=15)


def is_locked(email: str, address: str) -> bool:
    """Whether this name from this address, or the address altogether, must wait."""
    limits = {_pair(email, address): FAILURES_A_NAME, address: FAILURES_AN_ADDRESS}
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
            {"_id": key}, {"$inc": {"count": 1}, "$set": {"until": now + LOCKED_FOR}}, upsert=True
        )


def forget_failures(email: str, address: str) -> None:
    """The right password was given: the name starts from nothing."""
    database.collection(COLLECTION).delete_one({"_id": _pair(email, address)})


def _pair(email: str, address: str) -> str:
    return f"{address} {normalised_email(email)}"
