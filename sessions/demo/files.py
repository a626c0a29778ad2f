"""A recording as the bytes of a FIT file, written by our own encoder."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

import fitparse_sdk as fit
from sessions.analysis.arrays import FloatArray
from sessions.analysis.elevation import BAROMETER_HYSTERESIS_M, climb
from sessions.demo.athletes import Athlete
from sessions.demo.watch import Lap, Recording

__all__ = ["Start", "fit_file"]

PRODUCT = "Runlab demo watch"
SOFTWARE_VERSION = 1.0
POD_INDEX, POWER_FIELD = 0, 0
POD_ID = bytes(range(16))
KCAL_PER_KG_KM = 1.0
Entry = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Start:
    """When and how a run was recorded: UTC, the offset of the local clock, FIT's sub_sport, the name the watch gives it."""

    at: datetime
    utc_offset_s: int
    sub_sport: str
    name: str


def fit_file(athlete: Athlete, recording: Recording, start: Start) -> bytes:
    """The file of one run."""
    begin_s = int(start.at.timestamp())
    end_s = int(recording.paused.size) - 1
    totals = _totals(athlete, recording, Lap(0, end_s, "active", "session_end"))
    laps = [_lap(athlete, recording, lap, number, begin_s) for number, lap in enumerate(recording.laps)]
    messages: list[Entry] = [
        *_heading(athlete, start),
        *_recorded(recording, begin_s, end_s),
        *[("lap", lap) for lap in laps],
        ("session", _session(totals, start, begin_s + end_s, len(laps))),
        ("activity", _activity(totals, start, begin_s + end_s)),
    ]
    return fit.encode(messages)


def _heading(athlete: Athlete, start: Start) -> Iterator[Entry]:
    maker = {"manufacturer": "development", "product": 1, "serial_number": athlete.watch.serial_number}
    creation = {"type": "activity", "time_created": start.at, "product_name": PRODUCT}
    yield "file_id", maker | creation
    version = {"device_index": "creator", "software_version": SOFTWARE_VERSION, "product_name": PRODUCT}
    yield "device_info", {"timestamp": start.at} | maker | version
    if athlete.watch.has_barometer:
        barometer = {"device_index": 1, "source_type": "local", "local_device_type": "barometer"}
        yield "device_info", {"timestamp": start.at} | barometer
    if athlete.watch.has_power_pod:
        yield "developer_data_id", {"developer_data_index": POD_INDEX, "application_id": list(POD_ID)}
        yield (
            "field_description",
            {
                "developer_data_index": POD_INDEX,
                "field_definition_number": POWER_FIELD,
                "fit_base_type_id": "uint16",
                "field_name": "Power",
                "units": "Watts",
                "native_mesg_num": "record",
            },
        )


def _recorded(recording: Recording, begin_s: int, end_s: int) -> Iterator[Entry]:
    """Timer events and records, sorted by time."""
    yield _timer(begin_s, "start")
    records = _records(recording, begin_s)
    offsets = recording.offset_s.tolist()
    position = 0
    for stop, start in recording.pauses_s:
        after = int(np.searchsorted(recording.offset_s, stop, side="right"))
        yield from records[position:after]
        yield _timer(begin_s + stop, "stop_all")
        yield _timer(begin_s + start, "start")
        position = after
    yield from records[position : len(offsets)]
    yield _timer(begin_s + end_s, "stop_all")


def _timer(at_s: int, what: str) -> Entry:
    return "event", {"timestamp": at_s, "event": "timer", "event_type": what}


def _records(recording: Recording, begin_s: int) -> list[Entry]:
    names = ["timestamp", *recording.columns]
    columns = [(begin_s + recording.offset_s).tolist()]
    columns += [_with_none(values) for values in recording.columns.values()]
    rows = [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
    if recording.power_w is not None:
        for row, watts in zip(rows, recording.power_w.astype(int).tolist(), strict=True):
            row["developer_fields"] = {"Power": watts}
    return [("record", row) for row in rows]


def _with_none(values: FloatArray) -> list[float | None]:
    """A value as FIT writes it: missing ones have a value of their own, whole numbers are integers."""
    return [None if math.isnan(value) else value for value in values.tolist()]


def _lap(athlete: Athlete, recording: Recording, lap: Lap, number: int, begin_s: int) -> dict[str, Any]:
    words = {"lap_trigger": lap.trigger, "intensity": lap.word, "event": "lap", "event_type": "stop"}
    times = {"timestamp": begin_s + lap.last_s, "start_time": begin_s + lap.first_s}
    return {"message_index": number} | times | _totals(athlete, recording, lap) | words


def _session(totals: dict[str, Any], start: Start, end_s: int, laps_count: int) -> dict[str, Any]:
    return {
        "timestamp": end_s,
        "start_time": start.at,
        **totals,
        "sport": "running",
        "sub_sport": start.sub_sport,
        "sport_profile_name": start.name,
        "num_laps": laps_count,
        "first_lap_index": 0,
        "event": "lap",
        "event_type": "stop",
        "trigger": "activity_end",
    }


def _activity(totals: dict[str, Any], start: Start, end_s: int) -> dict[str, Any]:
    local = datetime.fromtimestamp(end_s, UTC) + timedelta(seconds=start.utc_offset_s)
    return {
        "timestamp": end_s,
        "local_timestamp": local.replace(tzinfo=None),
        "total_timer_time": totals["total_timer_time"],
        "num_sessions": 1,
        "type": "manual",
        "event": "activity",
        "event_type": "stop",
    }


def _totals(athlete: Athlete, recording: Recording, lap: Lap) -> dict[str, Any]:
    """What a watch adds up over a lap, or over the whole."""
    within = slice(lap.first_s, lap.last_s + 1)
    columns = {name: values[within] for name, values in recording.every_second.items()}
    elapsed_s = float(lap.last_s - lap.first_s)
    timer_s = elapsed_s - float(recording.paused[lap.first_s + 1 : lap.last_s + 1].sum())
    distance_m = float(columns["distance"][-1] - columns["distance"][0])
    on_timer = ~recording.paused[within]
    return {
        "total_elapsed_time": elapsed_s,
        "total_timer_time": timer_s,
        "total_distance": round(distance_m, 2),
        "enhanced_avg_speed": distance_m / max(timer_s, 1.0),
        "enhanced_max_speed": float(columns["enhanced_speed"].max()),
        "total_calories": round(KCAL_PER_KG_KM * athlete.weight_kg * distance_m / 1000),
        **_heart(columns["heart_rate"][on_timer]),
        **_cadence(columns["cadence"][on_timer]),
        **_climbing(recording.altitude_m, within),
    }


def _heart(beats: FloatArray) -> dict[str, Any]:
    known = beats[np.isfinite(beats)]
    if not known.size:
        return {}
    return {"avg_heart_rate": round(float(known.mean())), "max_heart_rate": int(known.max())}


def _cadence(strides: FloatArray) -> dict[str, Any]:
    moving = strides[strides > 0]
    if not moving.size:
        return {}
    return {"avg_cadence": int(moving.mean()), "max_cadence": int(moving.max())}


def _climbing(altitude_m: FloatArray | None, within: slice) -> dict[str, Any]:
    if altitude_m is None:
        return {}
    total = climb(altitude_m[within], BAROMETER_HYSTERESIS_M)
    return {"total_ascent": round(total.gain_m), "total_descent": round(total.loss_m)}
