"""Restoring: a snapshot of a backup read onto an empty server, each file checked against what it should be."""

from __future__ import annotations

import gzip
import hashlib
import json
from typing import TYPE_CHECKING

from bson import json_util
from bson.binary import Binary

from runlab_site.database import database
from runlab_site.mongo import deleted_accounts
from runlab_site.mongo.backup import (
    BATCH,
    FILES,
    PRECIOUS,
    BackupError,
    Document,
    Summary,
    blob_name,
    manifest_of,
    snapshots,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


__all__ = ["restore"]


def restore(folder: Path, moment: str | None = None) -> Summary:
    """Put a snapshot (the newest by default) into an empty database. Everything is checked before anything is written.

    Raises BackupError.
    """
    finished = snapshots(folder)
    if not finished:
        raise BackupError(f"{folder} holds no finished backup.")
    moment = moment or finished[-1]
    if moment not in finished:
        raise BackupError(f"{folder} holds no finished snapshot {moment}; there are {', '.join(finished)}.")
    manifest = manifest_of(folder, moment)
    _refuse_full_database()
    _check(folder, moment, manifest)
    deleted = deleted_accounts.known(folder)
    for name in database.raw.list_collection_names():
        if not name.startswith("system."):
            database.raw.drop_collection(name)
    deleted_accounts.remember(deleted)  # first, so that a restore that is interrupted lets nobody in either
    documents = sum(_restore_part(folder, moment, part) for part in manifest["collections"])
    _restore_files(folder)
    return Summary(moment, documents, len(manifest["files"]), len(manifest["files"]))


def _refuse_full_database() -> None:
    full = [name for name in PRECIOUS if database.raw[name].find_one({}, {"_id": 1}) is not None]
    if full:
        raise BackupError(
            f"The database is not empty ({', '.join(full)}). A backup is restored onto an empty one."
        )


def _check(folder: Path, moment: str, manifest: Document) -> None:
    for part in manifest["collections"]:
        digest = hashlib.sha256()
        for line in _lines(folder, moment, part["name"]):
            digest.update(line)
        if digest.hexdigest() != part["sha256"]:
            raise BackupError(f"{part['name']} of snapshot {moment} is damaged: its SHA-256 differs.")
    for name, sha256 in manifest["files"].items():
        with (folder / "blobs" / name[:2] / name).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                raise BackupError(f"The stored file {name} is damaged: its SHA-256 differs.")


def _lines(folder: Path, moment: str, name: str) -> Iterator[bytes]:
    with gzip.open(folder / "snapshots" / moment / f"{name}.jsonl.gz") as packed:
        yield from packed


def _restore_part(folder: Path, moment: str, part: Document) -> int:
    collection = database.raw[part["name"]]
    batch: list[Document] = []
    for line in _lines(folder, moment, part["name"]):
        batch.append(json_util.loads(line, json_options=json_util.CANONICAL_JSON_OPTIONS))
        if len(batch) == BATCH:
            collection.insert_many(batch)
            batch = []
    if batch:
        collection.insert_many(batch)
    for index in json_util.loads(json.dumps(part["indexes"])):
        options = {name: value for name, value in index.items() if name not in {"v", "key", "ns"}}
        collection.create_index(list(index["key"].items()), **options)
    return int(part["documents_count"])


def _restore_files(folder: Path) -> None:
    for file in database.raw[FILES].find({}):
        name = blob_name(file)
        with (folder / "blobs" / name[:2] / name).open("rb") as content:
            for number, data in enumerate(iter(lambda: content.read(file["chunkSize"]), b"")):  # noqa: B023 - used at once
                chunk = {"files_id": file["_id"], "n": number, "data": Binary(data)}
                database.raw["fs.chunks"].insert_one(chunk)
