"""Hands out the recorded columns of a session: selected, cropped, thinned."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gridfs.errors import CorruptGridFile

from sessions import storage
from sessions.decided.edits import edits_of
from sessions.models import SessionParquet
from sessions.statistics.derived_columns import derived_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from sessions.models import SessionStatistics

__all__ = [
    "ColumnChoice",
    "IncompleteError",
    "NoColumnsError",
    "as_arrow",
    "as_csv",
    "as_lists",
    "as_parquet",
    "session_columns",
]

_MOMENT = "timestamp"
_MS_PER_S = 1000.0
_COMPUTED_UNITS = {"distance_m": "m", "climbed_m": "m", "graded_speed_mps": "m/s", "w_prime_balance_m": "m"}
# Where cleaning changed one of these, the recorded distance is not the distance that was run.
_CHANGES_OF_DISTANCE = (
    "distance_jumps_count",
    "distance_bridged_count",
    "distance_restarts_count",
    "distance_stopped_m",
    "distance_ridden_m",
    "counter_is_wrong",
)


class NoColumnsError(LookupError):
    """A session without a recording, or without a column that was asked for; `column` names it."""

    def __init__(self, text: str, column: str | None = None) -> None:
        super().__init__(text)
        self.column = column


class IncompleteError(LookupError):
    """The stored recording is incomplete: it is being written again, or it is damaged."""


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """What is wanted of a recording: names (None: all), a stretch in s from its start, and at most so many rows."""

    names: Sequence[str] | None = None
    from_s: float | None = None
    to_s: float | None = None
    max_points: int | None = None


def session_columns(session: SessionStatistics, choice: ColumnChoice) -> pa.Table:
    """The table with `time_s` first, within the session's crop. Raises NoColumnsError, IncompleteError."""
    try:
        return _session_columns(session, choice)
    except (
        storage.MissingFileError,
        storage.AlteredFileError,
        CorruptGridFile,
        SessionParquet.DoesNotExist,
    ) as error:
        raise IncompleteError(f"The recording of {session.pk} is not whole: {error}") from error


def _session_columns(session: SessionStatistics, choice: ColumnChoice) -> pa.Table:
    described = SessionParquet.objects.filter(pk=session.pk).first()
    if described is None:
        raise NoColumnsError("This session was typed in; it has no recording.")
    recorded = [column["name"] for column in described.columns]
    computed = _computed_names(session, has_distance="distance_m" in recorded)
    recorded = [name for name in recorded if name not in computed]
    names = _wanted(choice.names, [*recorded, *computed])
    table = storage.read_columns(
        described.blob_id,
        described.sha256,
        list(dict.fromkeys([*(name for name in names if name in recorded), _MOMENT])),
    )
    table = _scaled(table, session)
    table = _with_computed(table, session, [name for name in names if name in computed])
    if _MOMENT not in names:
        table = table.drop_columns([_MOMENT])
    crop_s = edits_of(session.pk).get("crop")
    if crop_s is not None:
        table = _from_zero(_cut(table, crop_s))
    return _thinned(_cut(table, (choice.from_s, choice.to_s)), choice.max_points)


def as_lists(table: pa.Table) -> dict[str, list[Any]]:
    """Columns by name; the moment itself is left out, `time_s` tells it, and so are lists of beats."""
    import pyarrow as pa

    shown = [
        field.name for field in table.schema if field.name != _MOMENT and not pa.types.is_list(field.type)
    ]
    return {name: table.column(name).to_pylist() for name in shown}


def as_csv(table: pa.Table) -> bytes:
    """One row a record, with a header; the numbers of a list stand in one cell, with spaces between."""
    import pyarrow as pa
    import pyarrow.csv

    for at, field in enumerate(table.schema):
        if pa.types.is_list(field.type):
            cells = [" ".join(map(str, several or ())) for several in table.column(at).to_pylist()]
            table = table.set_column(at, field.name, pa.array(cells))
    target = io.BytesIO()
    pyarrow.csv.write_csv(table, target)
    return target.getvalue()


def as_parquet(table: pa.Table) -> bytes:
    """Parquet, units in the metadata of each field."""
    import pyarrow.parquet

    target = io.BytesIO()
    pyarrow.parquet.write_table(table, target, compression="zstd")
    return target.getvalue()


def as_arrow(table: pa.Table) -> bytes:
    """An Arrow IPC stream, units in the metadata of each field."""
    import pyarrow.ipc

    target = io.BytesIO()
    with pyarrow.ipc.new_stream(target, table.schema) as writer:
        writer.write_table(table)
    return target.getvalue()


def _wanted(names: Sequence[str] | None, there: list[str]) -> list[str]:
    """The wanted columns, always with `time_s`."""
    if names is None:
        return there
    missing = next((name for name in names if name not in there), None)
    if missing is not None:
        raise NoColumnsError(f"This session has no column {missing}; it has {', '.join(there)}.", missing)
    return list(dict.fromkeys(["time_s", *names]))


def _computed_names(session: SessionStatistics, *, has_distance: bool) -> list[str]:
    """The computed streams of the session: those whose figures exist, and the distance where the recorded one was corrected."""
    is_true = has_distance and not any(_cleaning(session).get(name) for name in _CHANGES_OF_DISTANCE)
    figures = {
        "distance_m": None if is_true else session.distance_m,
        "climbed_m": session.ascent_m if session.figures.get("ascent_m", {}).get("points") else None,
        "graded_speed_mps": session.graded_speed_mps,
        "w_prime_balance_m": session.w_prime_balance_min_m,
    }
    return [name for name, value in figures.items() if value is not None]


def _cleaning(session: SessionStatistics) -> dict[str, Any]:
    return (session.measured or {}).get("cleaning") or {}


def _with_computed(table: pa.Table, session: SessionStatistics, names: Sequence[str]) -> pa.Table:
    """Beside each record what was computed for its second."""
    import numpy as np
    import pyarrow as pa

    if not names or not len(table):
        return table
    derived = derived_columns(session)
    moments = table.column(_MOMENT).cast("int64").to_numpy() / _MS_PER_S
    rows = np.round(moments - derived.start_timestamp_s).astype("int64")
    for name in names:
        values = derived.values.get(name, np.empty(0))
        inside = (rows >= 0) & (rows < len(values))
        picked = np.full(len(rows), np.nan)
        picked[inside] = values[rows[inside]]
        field = pa.field(name, pa.float64(), metadata={"unit": _COMPUTED_UNITS[name]})
        table = table.append_column(field, pa.array(picked, pa.float64(), from_pandas=True))
    return table


def _scaled(table: pa.Table, session: SessionStatistics) -> pa.Table:
    """Distance and speed on the distance that was saved on the watch, or typed."""
    import pyarrow.compute as pc

    scale = _cleaning(session).get("distance_scale", 1.0)
    for name in ("distance_m", "speed_mps"):
        at = table.schema.get_field_index(name)
        if at >= 0 and scale != 1.0:
            table = table.set_column(at, table.schema.field(at), pc.multiply(table.column(name), scale))
    return table


def _from_zero(table: pa.Table) -> pa.Table:
    """A cropped recording begins at 0 s and 0 m, as its figures do."""
    import pyarrow.compute as pc

    for name in ("time_s", "distance_m"):
        at = table.schema.get_field_index(name)
        if at < 0:
            continue
        known = table.column(name).drop_null()
        if len(known):
            shifted = pc.subtract(table.column(name), known[0])
            table = table.set_column(at, table.schema.field(at), shifted)
    return table


def _cut(table: pa.Table, stretch: Sequence[float | None]) -> pa.Table:
    import numpy as np

    times = table.column("time_s").to_numpy()
    first = 0 if stretch[0] is None else int(np.searchsorted(times, stretch[0], side="left"))
    end = len(times) if stretch[1] is None else int(np.searchsorted(times, stretch[1], side="right"))
    return table.slice(first, max(end - first, 0))


def _thinned(table: pa.Table, max_points: int | None) -> pa.Table:
    """Rows picked evenly, the first and the last among them."""
    import numpy as np

    if max_points is None or len(table) <= max_points:
        return table
    rows = np.unique(np.linspace(0, len(table) - 1, max_points).round().astype("int64"))
    return table.take(rows)
