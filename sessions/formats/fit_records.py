"""The records of a FIT file as plain arrays, and those of one session, with cadence and pod values by its sport."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sessions.analysis.limits import ON_FOOT
from sessions.analysis.recording_order import distance_falls
from sessions.analysis.running_form import counts_both_feet, steps_per_minute
from sessions.analysis.streams import RawStreams
from sessions.analysis.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import fitparse_sdk as fit
    from sessions.analysis.arrays import BoolArray, FloatArray

__all__ = ["BOTH_FEET", "file_streams", "record_column", "session_streams"]

RECORD_COLUMNS = {
    "distance_m": ("distance",),
    "speed_mps": ("enhanced_speed", "speed"),
    "altitude_m": ("enhanced_altitude", "altitude"),
    "heart_rate_bpm": ("heart_rate",),
    "power_w": ("power",),
    "latitude_deg": ("position_lat",),
    "longitude_deg": ("position_long",),
    "temperature_c": ("temperature",),
    "vertical_oscillation_mm": ("vertical_oscillation",),
    "ground_contact_ms": ("stance_time",),
    "ground_contact_balance_percent": ("stance_time_balance",),
    "step_length_mm": ("step_length",),
}
# What Stryd's pod writes as developer fields stands in for what the watch did not measure: (name, factor to our unit).
STRYD_COLUMNS = {
    "power_w": ("Power", 1.0),
    "cadence_spm": ("Cadence", 1.0),
    "vertical_oscillation_mm": ("Vertical Oscillation", 10.0),
    "ground_contact_ms": ("Ground Time", 1.0),
}
BOTH_FEET = WORDS.say("both_feet")


def record_column(columns: Mapping[str, Any], names: Sequence[str], count: int) -> FloatArray:
    """The first of the columns that has any value, as floats of shape (count,); NaN without one."""
    for name in names:
        values = columns.get(name)
        if values is not None and values.ndim == 1 and values.dtype.kind in "fiu":
            numbers = np.asarray(values, dtype=np.float64)
            if np.isfinite(numbers).any():
                return numbers
    return np.full(count, np.nan)


def file_streams(
    records: fit.Columns,
    time_s: FloatArray,
    pauses_s: tuple[tuple[float, float], ...],
    *,
    has_barometer: bool,
) -> RawStreams:
    """All records of a file part, cadence as it was written; records without a usable time are left out.

    Records written out of turn are put in the order of time, so that the first one is the earliest.
    """
    count = records.count
    cadence = record_column(records, ("cadence",), count)
    fraction = np.nan_to_num(record_column(records, ("fractional_cadence",), count))
    raw = RawStreams.of(
        time_s,
        extra=_developer_columns(records),
        pauses_s=pauses_s,
        has_barometer=has_barometer,
        power_source="",
        cadence_spm=cadence + fraction,
        **{name: record_column(records, sources, count) for name, sources in RECORD_COLUMNS.items()},
    )
    placed = np.flatnonzero(np.isfinite(time_s))
    order = placed[np.argsort(time_s[placed], kind="stable")]
    if distance_falls(raw.distance_m[order]) > distance_falls(raw.distance_m[placed]):
        order = placed  # the clock ran back, not the records
    return raw.mapped(lambda values: values[order])


def session_streams(part: RawStreams, inside: BoolArray, sport: str) -> tuple[RawStreams, bool]:
    """The records of one session with a pod's values where the watch has none, and steps a minute on foot.

    Also whether the cadence counts both feet already.
    """
    raw = part if inside.all() else part.mapped(lambda values: values[inside])
    raw = _with_pod(raw)
    if sport not in ON_FOOT:
        return raw, False
    if counts_both_feet(raw.cadence_spm, raw.speed_mps, _mean_speed(raw)):
        return raw, True
    return raw.with_columns({"cadence_spm": steps_per_minute(raw.cadence_spm)}), False


def _with_pod(raw: RawStreams) -> RawStreams:
    """The pod's column where the watch's has no value or only zeros."""
    pod = {
        name: raw.extra[field] * factor
        for name, (field, factor) in STRYD_COLUMNS.items()
        if field in raw.extra
        and _says_something(raw.extra[field])
        and not _says_something(getattr(raw, name))
    }
    source = "fit" if np.isfinite(raw.power_w).any() else ""
    return replace(raw.with_columns(pod), power_source="developer" if "power_w" in pod else source)


def _says_something(values: FloatArray) -> bool:
    return bool((values[np.isfinite(values)] != 0).any())


def _mean_speed(raw: RawStreams) -> float | None:
    """Metres over seconds, by the distance counter; None without one."""
    known = np.isfinite(raw.distance_m) & np.isfinite(raw.timestamp_s)
    if known.sum() < 2:
        return None
    seconds = float(np.ptp(raw.timestamp_s[known]))
    return float(np.ptp(raw.distance_m[known])) / seconds if seconds > 0 else None


def _developer_columns(records: fit.Columns) -> dict[str, FloatArray]:
    """Developer fields of one number a record, by name."""
    numeric = {
        name: values
        for name, values in records.developer.items()
        if values.ndim == 1 and values.dtype.kind in "fiu"
    }
    return {name: np.asarray(values, dtype=np.float64) for name, values in numeric.items()}
