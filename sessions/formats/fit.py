"""From a decoded FIT file to recorded sessions: one for each session message, in plain arrays and SI units."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

import fitparse_sdk as fit
from sessions.analysis.arrays import FloatArray
from sessions.analysis.running_form import steps_per_minute
from sessions.analysis.streams import DeviceTotals, RawStreams, RecordedLap, SportKind

__all__ = ["Device", "RecordedSession", "read_sessions", "sessions_of"]

FIT_EPOCH_S = 631_065_600.0  # 1989-12-31T00:00:00Z
FIRST_DATE_S = 0x10000000  # smaller FIT times are seconds since the watch was switched on
# A file_id of these kinds is no recording, though it may hold records (a course is a way to go, not one gone).
NO_RECORDINGS = frozenset(
    {
        "course",
        "device",
        "goals",
        "monitoring_a",
        "monitoring_b",
        "monitoring_daily",
        "schedules",
        "segment",
        "segment_list",
        "settings",
        "sport",
        "totals",
        "weight",
        "workout",
        "blood_pressure",
    }
)
ON_FOOT = frozenset({"running", "walking", "hiking"})
INDOOR_RUNNING = frozenset({"treadmill", "indoor_running", "virtual_activity"})
STOPS = frozenset({"stop", "stop_all", "stop_disable", "stop_disable_all"})
# More strides of one leg than this a minute are steps of both: some watches write those.
MOST_STRIDES_PER_MINUTE = 130.0
# A clock this far from the local one never was set: it counts from when the watch was switched on.
UNSET_CLOCK = timedelta(days=1)

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
# What Stryd's pod writes as developer fields stands in for what the watch did not write: (name, factor to our unit).
STRYD_COLUMNS = {
    "power_w": ("Power", 1.0),
    "vertical_oscillation_mm": ("Vertical Oscillation", 10.0),
    "ground_contact_ms": ("Ground Time", 1.0),
}


@dataclass(frozen=True, slots=True)
class Device:
    """What recorded it, by the file's own words; a number where the profile has no name."""

    manufacturer: str | None = None
    product: str | None = None
    serial_number: int | None = None
    software_version: str | None = None

    @property
    def name(self) -> str | None:
        """Manufacturer and product as people read them: "garmin fenix5x"."""
        words = [word for word in (self.manufacturer, self.product) if word]
        return " ".join(words) or None


@dataclass(frozen=True, slots=True)
class RecordedSession:
    """One session as it was recorded.

    index counts the session messages through all chained parts of the file. start_s and end_s are Unix seconds UTC.
    utc_offset_s is the local clock's lead over UTC where the file gives it. has_session_message: False when it was
    made from records alone. warnings are for people.
    """

    index: int
    sport: str
    sub_sport: str | None
    name: str | None
    kind: SportKind
    start_s: float
    end_s: float
    utc_offset_s: int | None
    raw: RawStreams
    totals: DeviceTotals
    laps: tuple[RecordedLap, ...]
    device: Device
    has_gps: bool
    has_session_message: bool
    warnings: tuple[str, ...]
    notes: str | None = None

    @property
    def start_time(self) -> datetime:
        """When it began, aware, UTC."""
        return datetime.fromtimestamp(self.start_s, UTC)

    @property
    def elapsed_time_s(self) -> float:
        """Seconds from its start to its end, pauses included."""
        return self.end_s - self.start_s

    @property
    def distance_m(self) -> float | None:
        """What the watch wrote as the distance, else how far its counter went; None when it did neither."""
        if self.totals.distance_m is not None:
            return self.totals.distance_m
        known = self.raw.distance_m[np.isfinite(self.raw.distance_m)]
        return float(known.max() - known.min()) if known.size else None


def read_sessions(data: bytes, limits: fit.Limits | None = None) -> list[RecordedSession]:
    """The sessions of all chained parts of a file, numbered through. Raises fit.FitError when it is not FIT."""
    found: list[RecordedSession] = []
    parts = fit.read(data) if limits is None else fit.read(data, limits=limits)
    for part in parts:
        found += sessions_of(part, first_index=len(found))
    return found


def sessions_of(activity: fit.Activity, first_index: int = 0) -> list[RecordedSession]:
    """The sessions of one part of a file: one for each session message, else one from its records, else none.

    Workouts, courses, settings and the like hold none.
    """
    if _file_type(activity) in NO_RECORDINGS:
        return []
    part = _Part.of(activity)
    messages = list(activity.messages("session"))
    if messages:
        spans = _by_start(messages, part.clock_shift_s)
        return [
            _from_message(part, message, span, first_index + position)
            for position, (message, span) in enumerate(spans)
        ]
    return [_from_records(part, first_index)] if part.raw.timestamp_s.size else []


@dataclass(frozen=True, slots=True)
class _Part:
    """All that the sessions of one part share."""

    raw: RawStreams
    laps: tuple[fit.Message, ...]
    device: Device
    has_foot_pod: bool
    utc_offset_s: int | None
    clock_shift_s: float
    sport: fit.Message | None
    warnings: tuple[str, ...]

    @classmethod
    def of(cls, activity: fit.Activity) -> "_Part":
        infos = list(activity.messages("device_info"))
        offset = activity.utc_offset
        unset = offset is not None and abs(offset) > UNSET_CLOCK
        shift = offset.total_seconds() if offset is not None and unset else 0.0
        streams, warnings = _streams(activity, shift, _has_barometer(infos))
        if unset:
            warnings.append("The watch's clock was not set; the time is the local one it wrote at the end.")
        return cls(
            raw=streams,
            laps=tuple(activity.messages("lap")),
            device=_device(activity, infos),
            has_foot_pod=_has_foot_pod(infos, streams),
            utc_offset_s=None if offset is None or unset else int(offset.total_seconds()),
            clock_shift_s=shift,
            sport=next(activity.messages("sport"), None),
            warnings=tuple(warnings),
        )


def _file_type(activity: fit.Activity) -> Any:
    return next((message.get("type") for message in activity.messages("file_id")), None)


# Streams


def _streams(activity: fit.Activity, shift_s: float, has_barometer: bool) -> tuple[RawStreams, list[str]]:  # noqa: FBT001 - a fact about the file
    records = activity.columns("record")
    times = _unix(_column(records, ("timestamp",), records.count)) + shift_s
    columns = {name: _column(records, sources, records.count) for name, sources in RECORD_COLUMNS.items()}
    developer = _developer_columns(records)
    power_source = "fit" if np.isfinite(columns["power_w"]).any() else ""
    for name, (field, factor) in STRYD_COLUMNS.items():
        if field in developer and not np.isfinite(columns[name]).any():
            columns[name] = developer[field] * factor
            power_source = "developer" if name == "power_w" else power_source
    cadence, warnings = _cadence(records, _is_on_foot(activity))
    raw = RawStreams.of(
        times,
        extra=developer,
        pauses_s=_pauses(activity, shift_s),
        has_barometer=has_barometer,
        power_source=power_source,
        cadence_spm=cadence,
        **columns,
    )
    return raw, warnings


def _unix(times: FloatArray) -> FloatArray:
    """Times of a watch whose clock was never set count from its start, not from an epoch; here from FIT's."""
    return np.where(times < FIRST_DATE_S, times + FIT_EPOCH_S, times)


def _column(columns: Mapping[str, Any], names: Sequence[str], count: int) -> FloatArray:
    """The first of the columns that has any value, as floats of shape (count,); NaN without one."""
    for name in names:
        values = columns.get(name)
        if values is not None and values.ndim == 1 and values.dtype.kind in "fiu":
            numbers = np.asarray(values, dtype=np.float64)
            if np.isfinite(numbers).any():
                return numbers
    return np.full(count, np.nan)


def _developer_columns(records: fit.Columns) -> dict[str, FloatArray]:
    """Developer fields of one number a record, by name."""
    numeric = {
        name: values
        for name, values in records.developer.items()
        if values.ndim == 1 and values.dtype.kind in "fiu"
    }
    return {name: np.asarray(values, dtype=np.float64) for name, values in numeric.items()}


def _is_on_foot(activity: fit.Activity) -> bool:
    sports = [message.get("sport") for message in activity.messages("session", "sport")]
    return not sports or any(sport in ON_FOOT for sport in sports)


def _cadence(records: fit.Columns, on_foot: bool) -> tuple[FloatArray, list[str]]:  # noqa: FBT001 - a fact about the file
    """Steps a minute on foot, from strides of one leg; turns a minute otherwise."""
    cadence = _column(records, ("cadence",), records.count)
    fraction = np.nan_to_num(_column(records, ("fractional_cadence",), records.count))
    if not on_foot:
        return cadence + fraction, []
    moving = cadence[cadence > 0]
    if moving.size and float(np.median(moving)) > MOST_STRIDES_PER_MINUTE:
        return cadence + fraction, ["The cadence is taken as steps of both feet: it is too high for strides."]
    return steps_per_minute(cadence, fraction), []


def _pauses(activity: fit.Activity, shift_s: float) -> tuple[tuple[float, float], ...]:
    """From each stop of the timer to its next start; the last stop ends the recording and is none."""
    pauses: list[tuple[float, float]] = []
    stopped: float | None = None
    for event in activity.messages("event"):
        time = _seconds(event, "timestamp", shift_s)
        if event.get("event") != "timer" or time is None:
            continue
        if event.get("event_type") in STOPS:
            stopped = time if stopped is None else stopped
        elif event.get("event_type") == "start" and stopped is not None:
            pauses.append((stopped, time))
            stopped = None
    return tuple((stop, start) for stop, start in pauses if start > stop)


def _seconds(message: fit.Message, name: str, shift_s: float) -> float | None:
    """A time of a message in Unix seconds."""
    value = message.raw.get(name)
    return float(value) + FIT_EPOCH_S + shift_s if isinstance(value, int | float) else None


# Device


def _device(activity: fit.Activity, infos: Iterable[fit.Message]) -> Device:
    creator = next((info for info in infos if info.get("device_index") == "creator"), None)
    identity = next(activity.messages("file_id"), None)
    sources = [message for message in (identity, creator) if message is not None]
    serial = _first(sources, "serial_number")
    return Device(
        manufacturer=_word(_first(sources, "manufacturer")),
        product=_word(_first(sources, "garmin_product", "product_name", "product")),
        serial_number=serial if isinstance(serial, int) else None,
        software_version=_word(_first([creator] if creator is not None else [], "software_version")),
    )


def _first(messages: Iterable[fit.Message], *names: str) -> Any:
    values = (message.get(name) for message in messages for name in names)
    return next((value for value in values if value is not None), None)


def _word(value: Any) -> str | None:
    return None if value is None else str(value)


def _has_barometer(infos: Iterable[fit.Message]) -> bool:
    return any(info.get("local_device_type") == "barometer" for info in infos)


def _has_foot_pod(infos: Iterable[fit.Message], raw: RawStreams) -> bool:
    pod = any(info.get("antplus_device_type") == "stride_speed_distance" for info in infos)
    return pod or raw.power_source == "developer"


# Sessions


@dataclass(frozen=True, slots=True)
class _Span:
    """When a session message says it began, and the records that are its own: from first to before next."""

    start_s: float | None
    first_s: float
    next_s: float


def _by_start(messages: list[fit.Message], shift_s: float) -> list[tuple[fit.Message, _Span]]:
    """Each session message in file order with its span; a file's only session has all records, whatever it says."""
    starts = [_start_of(message, shift_s) for message in messages]
    known = sorted({start for start in starts if start is not None})
    spans: list[_Span] = []
    for start in starts:
        later = (other for other in known if start is not None and other > start)
        first = -math.inf if start is None or start == known[0] else start
        spans.append(_Span(start, first, next(later, math.inf)))
    return list(zip(messages, spans, strict=True))


def _start_of(message: fit.Message, shift_s: float) -> float | None:
    start = _seconds(message, "start_time", shift_s)
    end, elapsed = _seconds(message, "timestamp", shift_s), _number(message, "total_elapsed_time")
    if start is None and end is not None and elapsed is not None:
        return end - elapsed
    return start


def _number(message: Mapping[str, Any], *names: str) -> float | None:
    """The first of the fields that is a finite number."""
    values = (message.get(name) for name in names)
    numbers = (float(value) for value in values if isinstance(value, int | float))
    return next((number for number in numbers if math.isfinite(number)), None)


def _above_zero(message: Mapping[str, Any], *names: str) -> float | None:
    """The same; a zero is a watch's word for unknown."""
    return _number(message, *names) or None


def _from_message(part: _Part, message: fit.Message, span: _Span, index: int) -> RecordedSession:
    sport, sub_sport = _word(message.get("sport")) or _sport_of(part), _word(message.get("sub_sport"))
    times = part.raw.timestamp_s
    raw = part.raw.mapped(lambda values: values[(times >= span.first_s) & (times < span.next_s)])
    start = _first_instant(raw, span.start_s)
    elapsed = _number(message, "total_elapsed_time") or 0.0
    warnings = () if raw.timestamp_s.size else ("There are no records; only the watch's totals are known.",)
    return RecordedSession(
        index=index,
        sport=sport,
        sub_sport=sub_sport,
        name=_word(message.get("sport_profile_name")),
        kind=_kind(sport, sub_sport, part),
        start_s=start,
        end_s=max(start + elapsed, _last_instant(raw, start)),
        utc_offset_s=part.utc_offset_s,
        raw=raw,
        totals=_totals(message, sport),
        laps=_laps(part, span, sport),
        device=part.device,
        has_gps=bool(np.isfinite(raw.latitude_deg).any()),
        has_session_message=True,
        warnings=(*part.warnings, *warnings),
    )


def _from_records(part: _Part, index: int) -> RecordedSession:
    sport = _sport_of(part)
    sub_sport = None if part.sport is None else _word(part.sport.get("sub_sport"))
    start = _first_instant(part.raw, None)
    return RecordedSession(
        index=index,
        sport=sport,
        sub_sport=sub_sport,
        name=None if part.sport is None else _word(part.sport.get("name")),
        kind=_kind(sport, sub_sport, part),
        start_s=start,
        end_s=_last_instant(part.raw, start),
        utc_offset_s=part.utc_offset_s,
        raw=part.raw,
        totals=DeviceTotals(),
        laps=_laps(part, _Span(None, -math.inf, math.inf), sport),
        device=part.device,
        has_gps=bool(np.isfinite(part.raw.latitude_deg).any()),
        has_session_message=False,
        warnings=(*part.warnings, "The file ends without a session; it was made from the records."),
    )


def _sport_of(part: _Part) -> str:
    return (None if part.sport is None else _word(part.sport.get("sport"))) or "generic"


def _kind(sport: str, sub_sport: str | None, part: _Part) -> SportKind:
    return SportKind(
        sport=sport,
        is_treadmill=sport == "running" and sub_sport in INDOOR_RUNNING,
        is_trail=sport == "running" and sub_sport == "trail",
        has_foot_pod=part.has_foot_pod,
    )


def _first_instant(raw: RawStreams, start_s: float | None) -> float:
    if start_s is not None:
        return start_s
    known = raw.timestamp_s[np.isfinite(raw.timestamp_s)]
    return float(known.min()) if known.size else FIT_EPOCH_S


def _last_instant(raw: RawStreams, start_s: float) -> float:
    known = raw.timestamp_s[np.isfinite(raw.timestamp_s)]
    return float(known.max()) if known.size else start_s


def _totals(message: fit.Message, sport: str) -> DeviceTotals:
    return DeviceTotals(
        distance_m=_number(message, "total_distance"),
        timer_time_s=_above_zero(message, "total_timer_time"),
        elapsed_time_s=_above_zero(message, "total_elapsed_time"),
        moving_time_s=_above_zero(message, "total_moving_time"),
        ascent_m=_number(message, "total_ascent"),
        descent_m=_number(message, "total_descent"),
        avg_heart_rate_bpm=_above_zero(message, "avg_heart_rate"),
        max_heart_rate_bpm=_above_zero(message, "max_heart_rate"),
        avg_speed_mps=_above_zero(message, "enhanced_avg_speed", "avg_speed"),
        max_speed_mps=_above_zero(message, "enhanced_max_speed", "max_speed"),
        avg_cadence_spm=_cadence_of(message, "avg", sport),
        max_cadence_spm=_cadence_of(message, "max", sport),
        avg_power_w=_above_zero(message, "avg_power"),
        max_power_w=_above_zero(message, "max_power"),
        avg_temperature_c=_number(message, "avg_temperature"),
    )


def _cadence_of(message: fit.Message, which: str, sport: str) -> float | None:
    """The message's cadence in steps a minute on foot, in turns otherwise."""
    cadence = _above_zero(message, f"{which}_cadence")
    if cadence is None:
        return None
    turns = cadence + (_number(message, f"{which}_fractional_cadence") or 0.0)
    return 2 * turns if sport in ON_FOOT and cadence <= MOST_STRIDES_PER_MINUTE else turns


def _laps(part: _Part, span: _Span, sport: str) -> tuple[RecordedLap, ...]:
    """The laps that begin inside the span."""
    started = ((lap, _start_of(lap, part.clock_shift_s)) for lap in part.laps)
    return tuple(
        _lap(lap, start, sport)
        for lap, start in started
        if start is not None and span.first_s <= start < span.next_s
    )


def _lap(lap: fit.Message, start_s: float, sport: str) -> RecordedLap:
    return RecordedLap(
        start_s=start_s,
        elapsed_time_s=_number(lap, "total_elapsed_time", "total_timer_time") or 0.0,
        timer_time_s=_number(lap, "total_timer_time"),
        distance_m=_number(lap, "total_distance"),
        avg_heart_rate_bpm=_above_zero(lap, "avg_heart_rate"),
        max_heart_rate_bpm=_above_zero(lap, "max_heart_rate"),
        avg_speed_mps=_above_zero(lap, "enhanced_avg_speed", "avg_speed"),
        avg_cadence_spm=_cadence_of(lap, "avg", sport),
        avg_power_w=_above_zero(lap, "avg_power"),
        ascent_m=_number(lap, "total_ascent"),
        descent_m=_number(lap, "total_descent"),
        trigger=_word(lap.get("lap_trigger")),
        intensity=_word(lap.get("intensity")),
    )
