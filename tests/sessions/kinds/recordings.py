"""Files made record by record by our own encoder, read and analysed as an upload's are, without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

import fitparse_sdk as fit
from sessions.analysis.session import AthleteContext, analyse
from sessions.importing.reading import ReadingLimits, read_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sessions.analysis.best_efforts import MeanMaxCurve
    from sessions.formats.fit import RecordedSession

START = datetime(2026, 5, 3, 6, 30, tzinfo=UTC)
METRES_PER_DEGREE = 111_195.0
LIMITS = ReadingLimits(50 * 1024 * 1024, 1_000_000)

Message = tuple[str, dict[str, Any]]


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=float(seconds))


def place(metres: float) -> dict[str, float]:
    """Positions on a straight way north."""
    return {"position_lat": 45 + float(metres) / METRES_PER_DEGREE, "position_long": 7.0}


def record(seconds: float, metres: float | None = None, speed: float | None = None, **fields: Any) -> Message:
    known = {"timestamp": at(seconds), "heart_rate": 150, **fields}
    if metres is not None:
        known["distance"] = round(float(metres), 2)
    if speed is not None:
        known["speed"] = round(float(speed), 3)
    return ("record", {name: value for name, value in known.items() if value is not None})


def steady(seconds: int = 1800, speed: float = 3.0, **fields: Any) -> list[Message]:
    """A steady run, recorded every second with positions."""
    return [record(t, speed * t, speed, **place(speed * t), **fields) for t in range(seconds + 1)]


def way(*pieces: tuple[float, int]) -> np.ndarray:
    """Cumulative metres at each second, from (speed, seconds)."""
    speeds = np.concatenate([np.full(seconds, float(speed)) for speed, seconds in pieces])
    return np.concatenate(([0.0], np.cumsum(speeds)))


def along(
    metres: np.ndarray,
    *,
    every: int = 1,
    skip: Iterable[int] = (),
    columns: str = "distance speed place",
    **fields: Any,
) -> list[Message]:
    """Records along a way; columns says which of the three are written; those of `skip` are not."""
    left_out, found = set(skip), []
    steps = np.append(np.diff(metres), metres[-1] - metres[-2])
    for t in range(0, metres.size, every):
        if t in left_out:
            continue
        found.append(
            record(
                t,
                metres[t] if "distance" in columns else None,
                steps[t] if "speed" in columns else None,
                **(place(metres[t]) if "place" in columns else {}),
                **{name: value[t] if np.ndim(value) else value for name, value in fields.items()},
            )
        )
    return found


def timer(seconds: float, kind: str) -> Message:
    return ("event", {"timestamp": at(seconds), "event": "timer", "event_type": kind})


def lap(start: float, end: float, **fields: Any) -> Message:
    lasts = fields.pop("lasts", end - start)
    times = {"timestamp": at(end), "start_time": at(start)}
    return ("lap", {**times, "total_elapsed_time": float(lasts), "total_timer_time": float(lasts), **fields})


def file(
    records: Sequence[Message],
    lasts: float,
    *,
    events: Sequence[Message] = (),
    others: Sequence[Message] = (),
    local_s: float | None = 7200,
    **session: Any,
) -> bytes:
    """An activity that lasts so long. `session` changes its session message; a None takes a field out of it."""
    message = {
        "timestamp": at(lasts),
        "start_time": START,
        "total_elapsed_time": float(lasts),
        "total_timer_time": float(lasts),
        "sport": "running",
        "sub_sport": "generic",
        **session,
    }
    activity = {"timestamp": at(lasts), "num_sessions": 1, "type": "manual"}
    if local_s is not None:
        activity["local_timestamp"] = at(lasts + local_s).replace(tzinfo=None)
    return raw_file(
        [
            *(events or (timer(0, "start"), timer(lasts, "stop_all"))),
            *records,
            *others,
            ("session", {name: value for name, value in message.items() if value is not None}),
            ("activity", activity),
        ]
    )


def raw_file(messages: Sequence[Message]) -> bytes:
    identity = {
        "type": "activity", "manufacturer": "garmin", "product": 3076, "serial_number": 1, "time_created": START,
    }  # fmt: skip
    return fit.encode([("file_id", identity), *messages])


class Judged:
    """What Runlab says of one session."""

    def __init__(self, recorded: RecordedSession, context: Mapping[str, Any]) -> None:
        self.recorded = recorded
        self.analysis = analyse(
            recorded.raw, recorded.totals, recorded.laps, AthleteContext(kind=recorded.kind, **context)
        )

    def __getitem__(self, figure: str) -> float | None:
        return self.analysis.figures[figure].value

    @property
    def start_s(self) -> float:
        """Seconds after START."""
        return self.recorded.start_s - START.timestamp()

    @property
    def warnings(self) -> str:
        return "\n".join([*self.recorded.warnings, *self.analysis.warnings])

    def best(self, metres: float) -> float | None:
        """The time of a best that counts."""
        efforts = self.analysis.measured.best_efforts
        return next((one.time_s for one in efforts if one.distance_m == metres and not one.flags), None)

    @property
    def laps(self) -> Any:
        return self.analysis.measured.laps

    @property
    def curve(self) -> MeanMaxCurve | None:
        return self.analysis.measured.curves.speed


def judged(content: bytes, **context: Any) -> Judged:
    """The only session of a file."""
    (only,) = every(content, **context)
    return only


def every(content: bytes, **context: Any) -> list[Judged]:
    """The sessions of a file."""
    return [Judged(one, context) for one in read_file(content, "run.fit", LIMITS).sessions]
