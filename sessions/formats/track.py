"""The common part of the GPX and TCX readers: timed points in pieces, turned into a recorded session."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from sessions.analysis.streams import NO_TOTALS, DeviceTotals, RawStreams, RecordedLap, SportKind
from sessions.analysis.words import WORDS
from sessions.formats.reader import FileProblem
from sessions.formats.recorded import Device, RecordedSession
from sessions.formats.sport_words import sport_of_words

if TYPE_CHECKING:
    from runners.physiology.sentences import Sentence
    from sessions.analysis.arrays import FloatArray, IntArray
    from sessions.formats.reader import ReadingLimits

__all__ = [
    "NO_DEVICE",
    "PointColumns",
    "Track",
    "moment",
    "number",
    "recorded_session",
    "refuse_too_many_points",
]

NO_DEVICE = Device()
INDOOR_RUNNING = frozenset({"treadmill", "indoor_running", "virtual_activity"})
ON_FOOT = frozenset({"running", "walking", "hiking"})
# More than this a minute are steps of both feet, not strides of one leg.
MOST_STRIDES_PER_MINUTE = 130.0
# Nobody runs an hour faster than 7 m/s (the record is 5.9), so that is a ride.
FASTEST_RUN_MPS = 7.0
# A piece that begins at least this many recording intervals after the one before begins after a pause.
PAUSE_FROM_INTERVALS = 2.5
# No recording is longer than two weeks.
FARTHEST_S = 14 * 86_400.0
LONGEST_NOTES = 10_000
EARTH_RADIUS_M = 6_371_008.8
COLUMNS = (
    "latitude_deg",
    "longitude_deg",
    "altitude_m",
    "distance_m",
    "speed_mps",
    "heart_rate_bpm",
    "cadence_spm",
    "power_w",
    "temperature_c",
)
_NO_TIME = math.nan


class PointColumns:
    """Points as they are read, column by column; NaN where a point has no value."""

    def __init__(self) -> None:
        self.time_s: list[float] = []
        self.values: dict[str, list[float]] = {name: [] for name in COLUMNS}
        self.piece: list[int] = []
        self.offsets_s: set[int] = set()
        self.pieces_count = 0
        self.untimed_count = 0

    def begin_piece(self) -> None:
        """Begin a new piece: the recording was stopped or lost its position in between."""
        self.pieces_count += 1

    def add(self, time: str, values: dict[str, float]) -> None:
        """Add a point; one without a time is only counted."""
        found = moment(time)
        if found is None:
            self.untimed_count += 1
            return
        self.time_s.append(found[0])
        self.piece.append(self.pieces_count)
        if found[1] is not None:
            self.offsets_s.add(found[1])
        for name in COLUMNS:
            self.values[name].append(values.get(name, _NO_TIME))

    @property
    def utc_offset_s(self) -> int | None:
        """The local clock's lead over UTC where all times are written with the same one."""
        return next(iter(self.offsets_s)) if len(self.offsets_s) == 1 else None


@dataclass(frozen=True, slots=True)
class Track:
    """One recording of a file: its points, and what the file says of it."""

    points: PointColumns
    sport_words: tuple[str, ...] = ()
    name: str | None = None
    notes: str | None = None
    device: Device = NO_DEVICE
    totals: DeviceTotals = NO_TOTALS
    laps: tuple[RecordedLap, ...] = ()
    start_s: float | None = None
    pieces_that_pause: frozenset[int] | None = None


def moment(text: str) -> tuple[float, int | None] | None:
    """Unix seconds of an ISO 8601 time, and its offset from UTC in s where one is written; None when it is none.

    Without a zone it is UTC, as both formats ask; "Z" says nothing of the local clock.
    """
    try:
        when = datetime.fromisoformat(text.strip())
        offset = when.utcoffset()
        seconds = (when if offset is not None else when.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
    return seconds, int(offset.total_seconds()) if offset else None


def number(text: str | None) -> float:
    """A finite number, else NaN; a decimal comma is read too."""
    try:
        value = float((text or "").strip().replace(",", "."))
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan


def recorded_session(track: Track, index: int) -> RecordedSession:
    """The session of a track with at least one time, from its points or from its laps alone."""
    times, pieces, columns = _believed(track.points)
    sport, sub_sport, sport_warning = _sport(track, times, columns)
    columns["cadence_spm"] = _steps(columns["cadence_spm"], sport)
    power_source = "fit" if np.isfinite(columns["power_w"]).any() else ""
    streams = RawStreams.of(times, pauses_s=_pauses(times, pieces, track), power_source=power_source)
    raw = streams.with_columns(columns)
    start_s, end_s = _span(track, times)
    return RecordedSession(
        index=index,
        sport=sport,
        sub_sport=sub_sport,
        name=track.name,
        kind=SportKind(
            sport=sport,
            is_treadmill=sport == "running" and sub_sport in INDOOR_RUNNING,
            is_trail=sport == "running" and sub_sport == "trail",
        ),
        start_s=start_s,
        end_s=end_s,
        utc_offset_s=track.points.utc_offset_s,
        raw=raw,
        totals=track.totals,
        laps=track.laps,
        device=track.device,
        has_gps=bool(np.isfinite(raw.latitude_deg).any()),
        has_session_message=track.totals != NO_TOTALS,
        warnings=(*sport_warning, *_said(track, len(track.points.time_s) - times.size)),
        notes=track.notes[:LONGEST_NOTES] if track.notes else None,
    )


def refuse_too_many_points(tracks: list[Track], name: str, limits: ReadingLimits) -> None:
    """Raises FileProblem for a file with more points than any activity has."""
    if sum(len(track.points.time_s) for track in tracks) > limits.records:
        raise FileProblem(WORDS.say("title_too_large"), WORDS.say("too_many_points", name=name))


def _believed(points: PointColumns) -> tuple[FloatArray, IntArray, dict[str, FloatArray]]:
    """Times, pieces and columns, without points far from the others in time (clock not yet set) and invalid coordinates."""
    times = np.asarray(points.time_s, dtype=np.float64)
    near = np.abs(times - np.median(times)) <= FARTHEST_S if times.size else np.zeros(0, dtype=np.bool_)
    columns = {name: np.asarray(values, dtype=np.float64)[near] for name, values in points.values.items()}
    with np.errstate(invalid="ignore"):
        on_globe = (np.abs(columns["latitude_deg"]) <= 90) & (np.abs(columns["longitude_deg"]) <= 180)
    for name in ("latitude_deg", "longitude_deg"):
        columns[name] = np.where(on_globe, columns[name], np.nan)
    return times[near], np.asarray(points.piece, dtype=np.int64)[near], columns


def _said(track: Track, strays_count: int) -> list[Sentence]:
    count = track.points.untimed_count
    said = [WORDS.say("untimed", points_count=count)] if count else []
    if strays_count:
        said.append(WORDS.say("strays", points_count=strays_count))
    if not track.points.time_s:
        said.append(WORDS.say("no_records"))
    return said


def _span(track: Track, times: FloatArray) -> tuple[float, float]:
    """From the first to the last instant of points and laps."""
    lap_starts = [lap.start_s for lap in track.laps]
    lap_ends = [lap.start_s + lap.elapsed_time_s for lap in track.laps]
    if times.size:
        return float(times.min()), float(times.max())
    start = min([*lap_starts, track.start_s if track.start_s is not None else math.inf])
    return start, max([start, *lap_ends])


def _sport(
    track: Track, times: FloatArray, columns: dict[str, FloatArray]
) -> tuple[str, str | None, tuple[str, ...]]:
    found = sport_of_words(*track.sport_words)
    if found is not None:
        return *found, ()
    speed = _mean_speed(times, columns)
    if speed is not None and speed > FASTEST_RUN_MPS:
        return "cycling", None, (WORDS.say("taken_as_ride"),)
    return "running", None, (WORDS.say("taken_as_run"),)


def _mean_speed(times: FloatArray, columns: dict[str, FloatArray]) -> float | None:
    """Metres a second from the counter, else from positions; None when neither is there."""
    elapsed_s = float(times.max() - times.min()) if times.size else 0.0
    counter = columns["distance_m"][np.isfinite(columns["distance_m"])]
    metres = float(counter.max() - counter.min()) if counter.size > 1 else _path_m(columns)
    return metres / elapsed_s if metres is not None and elapsed_s > 0 else None


def _path_m(columns: dict[str, FloatArray]) -> float | None:
    known = np.isfinite(columns["latitude_deg"]) & np.isfinite(columns["longitude_deg"])
    if known.sum() < 2:
        return None
    latitude = np.radians(columns["latitude_deg"][known])
    longitude = np.radians(columns["longitude_deg"][known])
    east = np.diff(longitude) * np.cos((latitude[1:] + latitude[:-1]) / 2)
    return float(EARTH_RADIUS_M * np.hypot(np.diff(latitude), east).sum())


def _steps(cadence: FloatArray, sport: str) -> FloatArray:
    """Steps of both feet a minute: most files give the strides of one leg."""
    moving = cadence[np.isfinite(cadence) & (cadence > 0)]
    if sport not in ON_FOOT or not moving.size or float(np.median(moving)) > MOST_STRIDES_PER_MINUTE:
        return cadence
    return 2 * cadence


def _pauses(times: FloatArray, pieces: IntArray, track: Track) -> tuple[tuple[float, float], ...]:
    """Between two pieces, where more than some recording intervals passed."""
    if times.size < 2:
        return ()
    steps = np.diff(times)
    inside = steps[(np.diff(pieces) == 0) & (steps > 0)]
    least_s = PAUSE_FROM_INTERVALS * (float(np.median(inside)) if inside.size else 1.0)
    borders = np.flatnonzero((np.diff(pieces) > 0) & (steps > least_s))
    allowed = track.pieces_that_pause
    return tuple(
        (float(times[at]), float(times[at + 1]))
        for at in borders
        if allowed is None or int(pieces[at + 1]) in allowed
    )
