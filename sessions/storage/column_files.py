"""The recorded columns of a session as a Parquet file in GridFS."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from runlab_site.mongo.fields import new_id
from sessions.analysis.beat_intervals import NO_BEATS, BeatIntervals
from sessions.analysis.streams import COLUMN_NAMES, RawStreams
from sessions.storage.blobs import WrittenBlob, read_blob, write_blob

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["PARQUET_VERSION", "ColumnsDescription", "read_columns", "read_streams", "write_streams"]

PARQUET_VERSION = "runlab.columns/1"
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
    "beat_time_s": "s from the first record, a list",
    "beat_interval_s": "s, a list",
}
# Beats are not aligned with records: each record has the list of the intervals up to the next record.
_BEAT_TIME, _BEAT_INTERVAL = "beat_time_s", "beat_interval_s"
_EXTRA = "developer."


@dataclass(frozen=True, slots=True)
class ColumnsDescription:
    """What is in a Parquet file of columns."""

    blob: WrittenBlob
    rows_count: int
    columns: list[dict[str, Any]]


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
    beats = _beats(table, about["start_s"])
    values = {
        name: table.column(name).to_numpy(zero_copy_only=False).astype("float64")
        for name in table.column_names
        if name not in {"timestamp", _BEAT_TIME, _BEAT_INTERVAL}
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
    ).with_beats(beats)


def _beats(table: pa.Table, start_s: float) -> BeatIntervals:
    if _BEAT_TIME not in table.column_names:
        return NO_BEATS
    time_s, interval_s = (
        table.column(name).combine_chunks().flatten().to_numpy(zero_copy_only=False)
        for name in (_BEAT_TIME, _BEAT_INTERVAL)
    )
    return BeatIntervals(time_s + start_s, interval_s)


def _beat_lists(streams: RawStreams, start_s: float) -> dict[str, Any]:
    """Two columns of lists, one list a record; none where no beats were recorded."""
    import numpy as np
    import pyarrow as pa

    beats, times = streams.beats, streams.timestamp_s
    if not beats.interval_s.size or not len(times):
        return {}
    order = np.maximum.accumulate(np.nan_to_num(times, nan=start_s))
    row = np.maximum(np.searchsorted(order, beats.time_s, side="right") - 1, 0)
    ends = np.searchsorted(row, np.arange(len(times)), side="right")
    offsets = pa.array(np.concatenate([[0], ends]).astype("int32"))
    columns = {_BEAT_TIME: beats.time_s - start_s, _BEAT_INTERVAL: beats.interval_s}
    return {name: pa.ListArray.from_arrays(offsets, pa.array(values)) for name, values in columns.items()}


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
    arrays |= _beat_lists(streams, start_s)
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
