"""Backups that outlive the database: documents as extended JSON, files as they are, all with checksums.

A backup folder holds `blobs/` (every stored file, once), `snapshots/<moment>/` (every document as of one moment
of the database, read while the site runs) and the list of deleted accounts, which belongs to no snapshot. A later backup adds only the files that are new. A snapshot without
`manifest.json` was not finished and does not count.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Any

from bson import json_util

from runlab_site.database import database
from runlab_site.mongo import deleted_accounts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pymongo.client_session import ClientSession

__all__ = ["FORMAT", "BackupError", "Summary", "back_up", "snapshots"]

FORMAT = "runlab-backup/1"
# What lives only while the site runs, and GridFS, whose bytes lie in blobs/.
# The list of deleted accounts lies beside the snapshots, so that an old one does not bring anybody back.
_LEFT_OUT = {
    "job_messages",
    "worker_stats",
    "leases",
    "fs.chunks",
    "backups",
    deleted_accounts.DELETED_ACCOUNTS,
}
FILES = "fs.files"
# Any document in one of these is somebody's.
PRECIOUS = ("runner", "uploads", "sessionsFIT", "sessionStatistics", "background_jobs", FILES)
BATCH = 500

Document = dict[str, Any]


class BackupError(RuntimeError):
    """A backup cannot be made or used; the text says why."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What was written or read."""

    snapshot: str
    documents_count: int
    files_count: int
    new_files_count: int


@dataclass(frozen=True, slots=True)
class _Part:
    """One collection of a snapshot."""

    name: str
    documents_count: int
    sha256: str
    indexes: list[Document]


# Backing up -----------------------------------------------------------------------------------------


def back_up(folder: Path, say: Callable[[str], None] = lambda _text: None) -> Summary:
    """Add a snapshot to a folder while the site runs. Raises BackupError."""
    known = _known_files(folder)
    _copy_files(folder, known, None)  # the bulk of it, before the moment that the snapshot shows
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    target = folder / "snapshots" / moment
    target.mkdir(parents=True)
    # The snapshot is what a majority has. That it has this means that it has all that was written before.
    database.collection("backups").replace_one({"_id": "latest"}, {"begun": moment}, upsert=True)
    with database.raw.client.start_session(snapshot=True) as session:
        parts = [_write_part(target, name, session) for name in _collections()]
        files = _copy_files(folder, known, session)
    manifest = {
        "format": FORMAT,
        "made_at": datetime.now(UTC).isoformat(),
        "collections": [asdict(part) for part in parts],
        "files": files,
    }
    _write_whole(target / "manifest.json", json.dumps(manifest, indent=1).encode())
    deleted_accounts.write_list(folder)
    new = sum(name not in known for name in files)
    say(
        f"{moment}: {sum(part.documents_count for part in parts)} documents, {len(files)} files, {new} of them new."
    )
    return Summary(moment, sum(part.documents_count for part in parts), len(files), new)


def snapshots(folder: Path) -> list[str]:
    """The finished snapshots of a folder, oldest first."""
    return sorted(file.parent.name for file in (folder / "snapshots").glob("*/manifest.json"))


def _collections() -> list[str]:
    names = database.raw.list_collection_names()
    return sorted(name for name in names if name not in _LEFT_OUT and not name.startswith("system."))


def _known_files(folder: Path) -> dict[str, str]:
    """Every file that an earlier snapshot names, with its SHA-256."""
    return {
        name: sha256
        for moment in snapshots(folder)
        for name, sha256 in manifest_of(folder, moment)["files"].items()
    }


def _write_part(target: Path, name: str, session: ClientSession) -> _Part:
    digest, count = hashlib.sha256(), 0
    with (
        _new_file(target / f"{name}.jsonl.gz") as raw,
        gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as packed,
    ):
        for document in database.raw[name].find({}, session=session):
            line = json_util.dumps(document, json_options=json_util.CANONICAL_JSON_OPTIONS).encode() + b"\n"
            digest.update(line)
            packed.write(line)
            count += 1
    indexes = [dict(one) for one in database.raw[name].list_indexes()]
    plain = json.loads(json_util.dumps(indexes, json_options=json_util.CANONICAL_JSON_OPTIONS))
    return _Part(name, count, digest.hexdigest(), plain)


def _copy_files(folder: Path, known: dict[str, str], session: ClientSession | None) -> dict[str, str]:
    """Copy the stored files that are not there yet; returns each one's name and SHA-256."""
    copied: dict[str, str] = {}
    for file in database.raw[FILES].find({}, session=session):
        name = blob_name(file)
        target = folder / "blobs" / name[:2] / name
        if name in known and target.exists():
            copied[name] = known[name]
            continue
        sha256 = _copy_file(file, target, session)
        if sha256 is not None:
            copied[name] = sha256
        elif session is not None:
            raise BackupError(f"The stored file {file['_id']} is incomplete: run verify_storage.")
    return copied


def blob_name(file: Document) -> str:
    """A file written anew under its id has a new date, so it is a new blob."""
    own = str(file["_id"])
    return f"{own[-2:]}{own}-{int(file['uploadDate'].timestamp() * 1000)}"


def _copy_file(file: Document, target: Path, session: ClientSession | None) -> str | None:
    """Copy one file; None when it changed or went meanwhile."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    beside = target.with_suffix(".part")
    with _new_file(beside) as out:
        for chunk in database.raw["fs.chunks"].find({"files_id": file["_id"]}, session=session).sort("n", 1):
            digest.update(chunk["data"])
            size += out.write(chunk["data"])
    if size != file["length"]:
        beside.unlink()
        return None
    beside.replace(target)
    return digest.hexdigest()


# Reading and writing on disk ---------------------------------------------------------------------


def manifest_of(folder: Path, moment: str) -> Document:
    """What a finished snapshot says of itself. Raises BackupError for one of another format."""
    manifest: Document = json.loads((folder / "snapshots" / moment / "manifest.json").read_text())
    if manifest["format"] != FORMAT:
        raise BackupError(
            f"Snapshot {moment} is of format {manifest['format']}; this version reads {FORMAT}."
        )
    return manifest


@contextmanager
def _new_file(path: Path) -> Iterator[IO[bytes]]:
    """A file whose bytes are on the disk when this ends."""
    with path.open("wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _write_whole(path: Path, content: bytes) -> None:
    beside = path.with_suffix(".part")
    with _new_file(beside) as file:
        file.write(content)
    beside.replace(path)
