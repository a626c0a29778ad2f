"""Raw files and columns in GridFS.

A blob's id stands in a document before its bytes are written, so a crash in between leaves nothing that
cannot be found: the write is repeated under the same id, or swept as an orphan.
"""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import IO, TYPE_CHECKING, Any

import gridfs
import structlog
from bson import ObjectId

from runlab_site.database import database
from runlab_site.jobs.crash_points import crash_point
from runlab_site.mongo.fields import new_id
from runlab_site.mongo.retries import persevere
from sessions.analysis.streams import COLUMN_NAMES, RawStreams

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa

__all__ = [
    "PARQUET_VERSION",
    "AlteredFileError",
    "ColumnsDescription",
    "MissingFileError",
    "WrittenBlob",
    "check_blob",
    "delete_blob",
    "open_blob",
    "orphans",
    "read_blob",
    "read_columns",
    "read_streams",
    "sweep_orphans",
    "write_blob",
    "write_streams",
]

PARQUET_VERSION = "runlab.columns/1"
_CHUNK_BYTES = 1024 * 1024
_ORPHAN_AFTER = timedelta(hours=1)
_UNITS = {
    "timestamp": "ms UTC",
    "time_s": "s from the first record",
    "distance_m": "m",
    "speed_mps": "m/s",
    "altitude_m": "m",
    "heart_rate_bpm": "bpm",
    "cadence_spm": "steps/min",
    "power_w": "W",
    "latitude_deg": "deg",
    "longitude_deg": "deg",
    "temperature_c": "degC",
    "vertical_oscillation_mm": "mm",
    "ground_contact_ms": "ms",
    "ground_contact_balance_percent": "%",
    "step_length_mm": "mm",
}
_EXTRA = "developer."

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


@dataclass(frozen=True, slots=True)
class ColumnsDescription:
    """What is in a Parquet file of columns."""

    blob: WrittenBlob
    rows_count: int
    columns: list[dict[str, Any]]


# Raw bytes ------------------------------------------------------------------------------------------


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
    """Delete stored files that no document names and that are old enough not to be on their way.

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


# Columns --------------------------------------------------------------------------------------------


def write_streams(session_id: str, streams: RawStreams, blob_id: str | None = None) -> ColumnsDescription:
    """Write a session's columns as Parquet (zstd), units in each field's metadata."""
    import pyarrow.parquet as pq

    table = _table(streams)
    target = io.BytesIO()
    pq.write_table(table, target, compression="zstd", use_dictionary=False)
    target.seek(0)
    blob = write_blob(blob_id or new_id(), f"{session_id}.parquet", target, kind="columns")
    columns = [
        {
            "name": field.name,
            "unit": (field.metadata or {}).get(b"unit", b"").decode(),
            "type": str(field.type),
            "valid_count": len(table) - table.column(field.name).null_count,
        }
        for field in table.schema
    ]
    return ColumnsDescription(blob, len(table), columns)


def read_columns(blob_id: str, sha256: str, columns: list[str] | None = None) -> pa.Table:
    """The stored table, or some columns of it. Raises MissingFileError, AlteredFileError."""
    import pyarrow.parquet as pq

    return pq.read_table(io.BytesIO(read_blob(blob_id, sha256)), columns=columns)


def read_streams(blob_id: str, sha256: str) -> RawStreams:
    """The streams that were written: equal to the last bit. Raises MissingFileError, AlteredFileError."""
    table = read_columns(blob_id, sha256)
    about = json.loads(table.schema.metadata[b"runlab"])
    values = {
        name: table.column(name).to_numpy(zero_copy_only=False).astype("float64")
        for name in table.column_names
        if name != "timestamp"
    }
    extra = {name.removeprefix(_EXTRA): values.pop(name) for name in list(values) if name.startswith(_EXTRA)}
    times = values.pop("time_s") + about["start_s"]
    return RawStreams.of(
        times,
        extra=extra,
        pauses_s=tuple((stop, start) for stop, start in about["pauses_s"]),
        has_barometer=about["has_barometer"],
        power_source=about["power_source"],
        **values,
    )


def _table(streams: RawStreams) -> pa.Table:
    import numpy as np
    import pyarrow as pa

    start_s = float(streams.timestamp_s[0]) if len(streams.timestamp_s) else 0.0
    arrays: dict[str, Any] = {
        "timestamp": pa.array(
            np.round(streams.timestamp_s * 1000).astype("int64"), pa.timestamp("ms", "UTC")
        ),
        "time_s": pa.array(streams.timestamp_s - start_s),
    }
    for name in COLUMN_NAMES:
        arrays[name] = _nullable(getattr(streams, name))
    for name, values in streams.extra.items():
        arrays[_EXTRA + name] = _nullable(values)
    kept = {name: array for name, array in arrays.items() if array.null_count < len(array) or not len(array)}
    fields = [
        pa.field(name, array.type, metadata={"unit": _UNITS.get(name, "")}) for name, array in kept.items()
    ]
    about = {
        "version": PARQUET_VERSION,
        "start_s": start_s,
        "pauses_s": streams.pauses_s,
        "has_barometer": streams.has_barometer,
        "power_source": streams.power_source,
    }
    return pa.table(list(kept.values()), schema=pa.schema(fields, metadata={"runlab": json.dumps(about)}))


def _nullable(values: Any) -> pa.Array:
    import pyarrow as pa

    return pa.array(values, pa.float64(), from_pandas=True)
