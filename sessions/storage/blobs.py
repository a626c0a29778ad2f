"""Files in GridFS.

A blob's id is stored in a document before its bytes are written, so a crash in between leaves nothing that
cannot be found: the write is repeated under the same id, or swept as an orphan.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import IO, TYPE_CHECKING

import gridfs
import structlog
from bson import ObjectId

from runlab_site.database import database
from runlab_site.jobs.crash_points import crash_point
from runlab_site.mongo.retries import persevere

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = [
    "BLOB_REFERENCES",
    "AlteredFileError",
    "MissingFileError",
    "WrittenBlob",
    "check_blob",
    "delete_blob",
    "open_blob",
    "orphans",
    "read_blob",
    "sweep_orphans",
    "write_blob",
]

# Every (collection, field) that may hold a blob's id.
BLOB_REFERENCES = (("sessionsFIT", "blob_id"), ("sessionsParquet", "blob_id"), ("upload_files", "blob_id"))

_CHUNK_BYTES = 1024 * 1024
_ORPHAN_AFTER = timedelta(hours=1)

log = structlog.get_logger(__name__)


class MissingFileError(LookupError):
    """A stored file is not where its document says."""


class AlteredFileError(ValueError):
    """A stored file is not what was stored: its SHA-256 differs."""


@dataclass(frozen=True, slots=True)
class WrittenBlob:
    """What was written: id, size in bytes, SHA-256 in hex."""

    blob_id: str
    size_bytes: int
    sha256: str


def write_blob(blob_id: str, name: str, source: IO[bytes], kind: str) -> WrittenBlob:
    """Write a stream under an id chosen before, replacing what a crash may have left of it.

    A failover in the middle begins it anew, from the place where `source` stood.
    """
    begin = source.tell()

    def write() -> WrittenBlob:
        source.seek(begin)
        return _write_blob(blob_id, name, source, kind)

    return persevere(write)


def _write_blob(blob_id: str, name: str, source: IO[bytes], kind: str) -> WrittenBlob:
    delete_blob(blob_id)
    digest, size = hashlib.sha256(), 0
    with database.files.open_upload_stream_with_id(
        ObjectId(blob_id), name, chunk_size_bytes=_CHUNK_BYTES, metadata={"kind": kind}
    ) as target:
        while chunk := source.read(_CHUNK_BYTES):
            digest.update(chunk)
            size += len(chunk)
            target.write(chunk)
        crash_point("bytes_begun")
    crash_point("bytes_written")
    return WrittenBlob(blob_id, size, digest.hexdigest())


def open_blob(blob_id: str) -> IO[bytes]:
    """A seekable stream of a stored file. Raises MissingFileError."""
    try:
        return database.files.open_download_stream(ObjectId(blob_id))
    except gridfs.NoFile as error:
        raise MissingFileError(f"No stored file has the id {blob_id}.") from error


def read_blob(blob_id: str, sha256: str) -> bytes:
    """The bytes of a stored file, checked. Raises MissingFileError, AlteredFileError."""
    content = open_blob(blob_id).read()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise AlteredFileError(f"The stored file {blob_id} is not what was stored: its SHA-256 differs.")
    return content


def check_blob(blob_id: str, sha256: str) -> None:
    """Whether a file too large for the memory is what was stored. Raises MissingFileError, AlteredFileError."""
    digest = hashlib.sha256()
    with open_blob(blob_id) as source:
        while chunk := source.read(_CHUNK_BYTES):
            digest.update(chunk)
    if digest.hexdigest() != sha256:
        raise AlteredFileError(f"The stored file {blob_id} is not what was stored: its SHA-256 differs.")


def delete_blob(blob_id: str) -> None:
    """Delete a stored file and every chunk of it; nothing happens when there is none."""
    key = ObjectId(blob_id)
    database.raw["fs.files"].delete_one({"_id": key})
    database.raw["fs.chunks"].delete_many({"files_id": key})


def sweep_orphans(referenced: Iterable[tuple[str, str]], older_than: timedelta = _ORPHAN_AFTER) -> int:
    """Delete stored files that no document names and that are too old to belong to an upload in progress.

    `referenced` are (collection, field) pairs that may hold a blob's id. Returns how many were deleted.
    """
    deleted = 0
    for blob_id in orphans(referenced, older_than):
        delete_blob(blob_id)
        deleted += 1
    if deleted:
        log.info("orphans_swept", count=deleted)
    return deleted


def orphans(referenced: Iterable[tuple[str, str]], older_than: timedelta = _ORPHAN_AFTER) -> Iterator[str]:
    """The ids of stored files, whole or begun, that no document names."""
    fields = list(referenced)
    for blob_id in _stored_before(datetime.now(UTC) - older_than):
        if not any(database.raw[name].find_one({field: blob_id}, {"_id": 1}) for name, field in fields):
            yield str(blob_id)


def _stored_before(before: datetime) -> Iterator[ObjectId]:
    """Ids of files, and of chunks whose file was never finished, that are older than `before`."""
    newest = ObjectId.from_datetime(before)
    for found in database.raw["fs.files"].find({"uploadDate": {"$lt": before}}, {"_id": 1}):
        yield found["_id"]
    for blob_id in database.raw["fs.chunks"].distinct("files_id", {"_id": {"$lt": newest}}):
        if database.raw["fs.files"].find_one({"_id": blob_id}, {"_id": 1}) is None:
            yield blob_id
