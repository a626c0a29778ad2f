"""`Idempotency-Key` on a POST: the same key and body again gets the first answer, and nothing is done twice.

Only successes are stored: a refused request had no effect and may be sent again, corrected, under the same key.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, QueryDict
from pymongo.errors import DuplicateKeyError
from rest_framework.exceptions import ErrorDetail, ValidationError

from runlab_site.api.errors import Conflict, Unprocessable
from runlab_site.database import database

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pymongo.collection import Collection
    from rest_framework.request import Request

__all__ = ["ANSWERS", "Claim", "Replayed", "claim"]

ANSWERS = "idempotency_keys"
LONGEST_KEY = 255
_KEPT = timedelta(hours=24)
# A process that dies holds its key no longer than this.
_LONGEST_REQUEST = timedelta(minutes=15)
_KEPT_HEADERS = ("Content-Type", "Location", "ETag")


class Replayed(Exception):  # noqa: N818 - it is an answer, not an error
    """This was done before: here is the first answer."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__("replayed")
        self.response = response


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to run the request of an idempotency key."""

    key_id: str

    def keep(self, response: HttpResponse, without: Iterable[str] = ()) -> None:
        """Store a success for later; `without`: fields that are shown only once. Release the key otherwise."""
        if not 200 <= response.status_code < 300:
            self.give_up()
            return
        answer = {
            "status": response.status_code,
            "headers": {name: response[name] for name in _KEPT_HEADERS if name in response},
            "body": _without(response.content, set(without)),
        }
        _answers().update_one({"_id": self.key_id}, {"$set": {"answer": answer}})

    def give_up(self) -> None:
        """Let the key be used again."""
        _answers().delete_one({"_id": self.key_id})


def claim(request: Request) -> Claim | None:
    """Claim the idempotency key of this POST; None when it carries no key.

    Raises Replayed when it was done before, Conflict while it is being done, Unprocessable for another body.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None or request.method != "POST":
        return None
    if not 1 <= len(key) <= LONGEST_KEY:
        text = f"Idempotency-Key has 1 to {LONGEST_KEY} characters."
        raise ValidationError({"Idempotency-Key": [ErrorDetail(text, "invalid")]})
    key_id, fingerprint = _sha256(f"{request.user.pk}\n{key}".encode()), _fingerprint(request)
    if _is_first(key_id, fingerprint):
        return Claim(key_id)
    _replay(_answers().find_one({"_id": key_id}), fingerprint)
    raise Conflict("A request with this Idempotency-Key is still being worked on.")


def _is_first(key_id: str, fingerprint: str) -> bool:
    now = datetime.now(UTC)
    entry = {"_id": key_id, "fingerprint": fingerprint, "started_at": now, "expires_at": now + _KEPT}
    is_free = {
        "$or": [
            {"expires_at": {"$lte": now}},
            {"answer": {"$exists": False}, "started_at": {"$lte": now - _LONGEST_REQUEST}},
        ]
    }
    try:
        _answers().replace_one({"_id": key_id} | is_free, entry, upsert=True)
    except DuplicateKeyError:
        return False
    return True


def _replay(found: dict[str, Any] | None, fingerprint: str) -> None:
    if found is None:  # given up this very moment
        return
    if found["fingerprint"] != fingerprint:
        raise Unprocessable("This Idempotency-Key was used for another request; use a fresh one.")
    answer = found.get("answer")
    if answer is not None:
        response = HttpResponse(answer["body"], status=answer["status"], headers=answer["headers"])
        response["Idempotent-Replayed"] = "true"
        raise Replayed(response)


def _fingerprint(request: Request) -> str:
    """A fingerprint of the request that does not depend on multipart boundaries or white space."""
    digest = hashlib.sha256(f"{request.path}?{request.META.get('QUERY_STRING', '')}\n".encode())
    for part in _parts(request.data):
        digest.update(part)
    return digest.hexdigest()


def _parts(data: Any) -> Iterator[bytes]:
    if not isinstance(data, QueryDict):
        yield json.dumps(data, sort_keys=True, separators=(",", ":"), default=str).encode()
        return
    for name, values in sorted(data.lists()):
        for value in values:
            yield f"\n{name}=".encode()
            if isinstance(value, UploadedFile):
                yield f"{value.name}\n{value.size}\n".encode()
                yield from value.chunks()
                value.seek(0)
            else:
                yield str(value).encode()


def _without(content: bytes, names: set[str]) -> bytes:
    if not names or not content:
        return content
    data = json.loads(content)
    return json.dumps({name: value for name, value in data.items() if name not in names}).encode()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _answers() -> Collection[dict[str, Any]]:
    return database.collection(ANSWERS)
