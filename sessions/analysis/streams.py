"""The raw input of an analysis: streams as the watch wrote them, its totals and laps, and how to cut them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np

from sessions.analysis.arrays import FloatArray
from sessions.analysis.beat_intervals import NO_BEATS, BeatIntervals
from sessions.analysis.errors import InvalidStreamsError

__all__ = [
    "NO_TOTALS",
    "DeviceTotals",
    "RawStreams",
    "RecordedLap",
    "SportKind",
    "crop",
    "crop_laps",
    "scale_distance",
    "split",
]

MOTION_COLUMNS = ("distance_m", "speed_mps")
# A longer hole between two records is not bridged by a cut inside it.
LONGEST_STEP_S = 10.0


@dataclass(frozen=True, slots=True)
class RawStreams:
    """One recording: arrays of one length n, NaN where missing, in file order.

    timestamp_s is Unix seconds UTC as recorded. cadence_spm is steps of both feet a minute when running.
    pauses_s are (stop, start) of the timer in Unix seconds, from the file's event messages.
    extra holds developer fields by name; power_source says whose watts power_w are ("fit", "stryd"; "" unknown).
    beats are the intervals between heart beats where the watch recorded them, on a time of their own.
    """

    timestamp_s: FloatArray
    distance_m: FloatArray
    speed_mps: FloatArray
    altitude_m: FloatArray
    heart_rate_bpm: FloatArray
    cadence_spm: FloatArray
    power_w: FloatArray
    latitude_deg: FloatArray
    longitude_deg: FloatArray
    temperature_c: FloatArray
    vertical_oscillation_mm: FloatArray
    ground_contact_ms: FloatArray
    ground_contact_balance_percent: FloatArray
    step_length_mm: FloatArray
    extra: Mapping[str, FloatArray] = field(default_factory=dict)
    pauses_s: tuple[tuple[float, float], ...] = ()
    has_barometer: bool = False
    power_source: str = ""
    beats: BeatIntervals = NO_BEATS

    def __post_init__(self) -> None:
        count = len(self.timestamp_s)
        wrong = [name for name, values in self.columns().items() if np.shape(values) != (count,)]
        if wrong:
            raise InvalidStreamsError(f"Columns of another length than the time: {', '.join(wrong)}.")

    @classmethod
    def of(
        cls,
        timestamp_s: FloatArray,
        *,
        extra: Mapping[str, FloatArray] | None = None,
        pauses_s: tuple[tuple[float, float], ...] = (),
        has_barometer: bool = False,
        power_source: str = "",
        **columns: FloatArray,
    ) -> "RawStreams":
        """Streams from the columns that exist; the others are all missing. Unknown names raise TypeError."""
        times = np.asarray(timestamp_s, dtype=np.float64)
        missing = np.full(times.shape, np.nan)
        known = dict.fromkeys(COLUMN_NAMES, missing) | {
            name: np.asarray(values, dtype=np.float64) for name, values in columns.items()
        }
        return cls(
            timestamp_s=times,
            extra=dict(extra or {}),
            pauses_s=pauses_s,
            has_barometer=has_barometer,
            power_source=power_source,
            beats=NO_BEATS,
            **known,
        )

    @classmethod
    def empty(cls) -> "RawStreams":
        """No recording at all: a session that was typed in."""
        return cls.of(np.empty(0))

    def columns(self) -> dict[str, FloatArray]:
        """Every column but the time, developer fields included (their names as recorded)."""
        return {name: getattr(self, name) for name in COLUMN_NAMES} | dict(self.extra)

    def mapped(self, change: Callable[[FloatArray], FloatArray]) -> "RawStreams":
        """The same streams with every array, the time included, passed through `change`."""
        changed: dict[str, Any] = {n: change(getattr(self, n)) for n in ("timestamp_s", *COLUMN_NAMES)}
        changed["extra"] = {name: change(values) for name, values in self.extra.items()}
        return replace(self, **changed)

    def with_columns(self, columns: Mapping[str, FloatArray]) -> "RawStreams":
        """The same streams with these columns in place of the ones of those names."""
        changed: dict[str, Any] = dict(columns)
        return replace(self, **changed)

    def with_beats(self, beats: BeatIntervals) -> "RawStreams":
        """The same streams with these intervals between beats."""
        return replace(self, beats=beats)


NOT_COLUMNS = {"timestamp_s", "extra", "pauses_s", "has_barometer", "power_source", "beats"}
COLUMN_NAMES = tuple(f.name for f in fields(RawStreams) if f.name not in NOT_COLUMNS)


@dataclass(frozen=True, slots=True)
class DeviceTotals:
    """What the device wrote in its session message; None where it wrote nothing."""

    distance_m: float | None = None
    timer_time_s: float | None = None
    elapsed_time_s: float | None = None
    moving_time_s: float | None = None
    ascent_m: float | None = None
    descent_m: float | None = None
    avg_heart_rate_bpm: float | None = None
    max_heart_rate_bpm: float | None = None
    avg_speed_mps: float | None = None
    max_speed_mps: float | None = None
    avg_cadence_spm: float | None = None
    max_cadence_spm: float | None = None
    avg_power_w: float | None = None
    max_power_w: float | None = None
    avg_temperature_c: float | None = None


NO_TOTALS = DeviceTotals()


@dataclass(frozen=True, slots=True)
class RecordedLap:
    """A lap as the watch wrote it. start_s is Unix seconds UTC; intensity is the FIT word (active, rest, ...)."""

    start_s: float
    elapsed_time_s: float
    timer_time_s: float | None = None
    distance_m: float | None = None
    avg_heart_rate_bpm: float | None = None
    max_heart_rate_bpm: float | None = None
    avg_speed_mps: float | None = None
    avg_cadence_spm: float | None = None
    avg_power_w: float | None = None
    ascent_m: float | None = None
    descent_m: float | None = None
    trigger: str | None = None
    intensity: str | None = None


@dataclass(frozen=True, slots=True)
class SportKind:
    """What was done, as far as it decides which figures can be trusted.

    sport is FIT's word ("running", "cycling", ...). has_foot_pod: the distance indoors comes from a pod.
    """

    sport: str = "running"
    is_treadmill: bool = False
    is_trail: bool = False
    has_foot_pod: bool = False

    @property
    def is_running(self) -> bool:
        """Whether the runner's formulas (Critical Speed, Minetti, steps) apply."""
        return self.sport == "running"


def crop(raw: RawStreams, from_s: float, to_s: float) -> RawStreams:
    """The part recorded from from_s to to_s (Unix seconds, both included), with the pauses that reach into it."""
    keep = (raw.timestamp_s >= from_s) & (raw.timestamp_s <= to_s)
    pauses = tuple(
        (max(stop, from_s), min(start, to_s))
        for stop, start in raw.pauses_s
        if stop < to_s and start > from_s
    )
    cropped = raw.mapped(lambda values: values[keep])
    return replace(cropped, pauses_s=pauses, beats=raw.beats.between(from_s, to_s))


def split(raw: RawStreams, at_s: float) -> tuple[RawStreams, RawStreams]:
    """Two recordings of one: up to at_s (Unix seconds), and from there on with a distance that begins at 0.

    Both contain the record at the cut, so that no metre is lost. A cut in a pause or a long hole ends the first before it
    and begins the second after it: the pause is in neither. Raises InvalidStreamsError where one would be empty.
    """
    times = raw.timestamp_s
    ends_s, begins_s = next(((stop, go) for stop, go in raw.pauses_s if stop <= at_s <= go), (at_s, at_s))
    before, after = times[times <= ends_s], times[times >= begins_s]
    if not before.size or not after.size:
        raise InvalidStreamsError("A recording can be cut only between its first and its last record.")
    last, first = float(before.max()), float(after.min())
    if begins_s == ends_s and first - last <= LONGEST_STEP_S:
        first = last
    second = crop(raw, first, float(times.max()))
    return crop(raw, float(times.min()), last), second.with_columns(
        {"distance_m": _from_zero(second.distance_m)}
    )


def _from_zero(metres: FloatArray) -> FloatArray:
    known = metres[np.isfinite(metres)]
    return metres - known[0] if known.size else metres


def crop_laps(laps: tuple[RecordedLap, ...], from_s: float, to_s: float) -> tuple[RecordedLap, ...]:
    """The laps that lie wholly inside from_s to to_s (Unix seconds); a lap cut in two says nothing true."""
    return tuple(lap for lap in laps if lap.start_s >= from_s and lap.start_s + lap.elapsed_time_s <= to_s)


def scale_distance(raw: RawStreams, recorded_m: float, corrected_m: float) -> RawStreams:
    """Distance and speed times corrected_m / recorded_m: a treadmill's distance put right by the athlete."""
    if recorded_m <= 0 or corrected_m <= 0:
        raise InvalidStreamsError("A distance can be corrected only from and to a value above zero.")
    factor = corrected_m / recorded_m
    return raw.with_columns({name: getattr(raw, name) * factor for name in MOTION_COLUMNS})
