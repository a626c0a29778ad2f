"""FIT files for tests, made by our own encoder: the project's tests pass without anybody's real ones."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import fitparse_sdk as fit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

START = datetime(2026, 5, 3, 6, 30, tzinfo=UTC)
METRES_PER_DEGREE = 111_195.0


def run(
    *,
    start: datetime = START,
    seconds: int = 600,
    speed_mps: float | Sequence[float] = 3.0,
    heart_rate_bpm: int | Sequence[int] | None = 150,
    altitude_m: Sequence[float] | None = None,
    cadence_rpm: int | None = None,
    every_s: int = 1,
    sport: str = "running",
    sub_sport: str = "generic",
    serial_number: int = 1234,
    gps: bool = True,
    totals: Mapping[str, float] | None = None,
) -> bytes:
    """One run: a list of speeds is one a second; a number is a steady pace."""
    speeds = [speed_mps] * seconds if isinstance(speed_mps, (int, float)) else list(speed_mps)
    distances = [0.0]
    for speed in speeds:
        distances.append(distances[-1] + speed)
    rates = (
        [heart_rate_bpm] * len(distances) if not isinstance(heart_rate_bpm, (list, tuple)) else heart_rate_bpm
    )
    records = [
        _record(
            start, offset, distances[offset], speeds[min(offset, len(speeds) - 1)], rates[offset], gps=gps
        )
        | _more(offset, altitude_m, cadence_rpm)
        for offset in range(0, len(distances), every_s)
    ]
    elapsed = float(len(speeds))
    session = {
        "timestamp": start + timedelta(seconds=elapsed),
        "start_time": start,
        "total_elapsed_time": elapsed,
        "total_timer_time": elapsed,
        "total_distance": distances[-1],
        "sport": sport,
        "sub_sport": sub_sport,
        **(totals or {}),
    }
    lap = {name: value for name, value in session.items() if name not in {"sport", "sub_sport"}}
    return fit.encode(
        [
            ("file_id", _file_id(start, serial_number)),
            ("event", {"timestamp": start, "event": "timer", "event_type": "start"}),
            *[("record", record) for record in records],
            ("event", {"timestamp": session["timestamp"], "event": "timer", "event_type": "stop_all"}),
            ("lap", lap),
            ("session", session),
            ("activity", {"timestamp": session["timestamp"], "num_sessions": 1, "type": "manual"}),
        ]
    )


def without_records(start: datetime = START) -> bytes:
    """An activity that was stopped at once."""
    return fit.encode([("file_id", _file_id(start, 1))])


def workout() -> bytes:
    """A workout file: nothing was run in it."""
    return fit.encode(
        [
            ("file_id", _file_id(START, 1) | {"type": "workout"}),
            ("workout", {"wkt_name": "10 x 400", "sport": "running", "num_valid_steps": 0}),
        ]
    )


def zip_of(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of files by name."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def named(name: str, content: bytes) -> io.BytesIO:
    """A file as an upload brings it."""
    file = io.BytesIO(content)
    file.name = name
    return file


def _file_id(start: datetime, serial_number: int) -> dict:
    return {
        "type": "activity",
        "manufacturer": "garmin",
        "product": 3113,
        "serial_number": serial_number,
        "time_created": start,
    }


def _record(start, offset, distance_m, speed_mps, heart_rate_bpm, *, gps) -> dict:
    record = {
        "timestamp": start + timedelta(seconds=offset),
        "distance": round(distance_m, 2),
        "speed": round(speed_mps, 3),
    }
    if heart_rate_bpm is not None:
        record["heart_rate"] = heart_rate_bpm
    if gps:
        record["position_lat"] = 52.5 + distance_m / METRES_PER_DEGREE
        record["position_long"] = 13.4
    return record


def _more(offset: int, altitude_m: Sequence[float] | None, cadence_rpm: int | None) -> dict:
    more = {}
    if altitude_m is not None:
        more["altitude"] = altitude_m[offset]
    if cadence_rpm is not None:
        more["cadence"] = cadence_rpm
    return more
