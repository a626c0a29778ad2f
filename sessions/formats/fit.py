"""Turns a decoded FIT file into recorded sessions: one for each session message, in plain arrays and SI units."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

import fitparse_sdk as fit
from sessions.analysis.streams import NO_TOTALS, DeviceTotals, RawStreams, RecordedLap, SportKind
from sessions.analysis.words import WORDS
from sessions.formats.fit_clock import FileClock, file_clock
from sessions.formats.fit_fields import first_value, number, word
from sessions.formats.fit_records import BOTH_FEET, file_streams, record_column, session_streams
from sessions.formats.fit_spans import (
    EARLIEST_START_S,
    WHOLE,
    Span,
    believed_span,
    laps_in,
    recorded_laps,
    spans_by_start,
)
from sessions.formats.fit_totals import CadenceUnit, device_totals
from sessions.formats.recorded import Device, RecordedSession

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["read_sessions", "sessions_of"]

# Files of these types are no recordings, though they may hold records (a course is a route to follow).
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
INDOOR_RUNNING = frozenset({"treadmill", "indoor_running", "virtual_activity"})
# Only a foot's sensor writes these.
RUNNING_DYNAMICS = ("vertical_oscillation_mm", "ground_contact_ms", "step_length_mm")
OUT_OF_TURN = WORDS.say("out_of_turn")


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
        spans = spans_by_start(messages, part.clock)
        if len(messages) > 1:
            part = replace(part, record_sport=None)  # it is not known to which session the records belong
        return [
            replace(_from_message(part, message, span), index=first_index + position)
            for position, (message, span) in enumerate(spans)
        ]
    return [replace(_from_records(part), index=first_index)] if part.raw.timestamp_s.size else []


@dataclass(frozen=True, slots=True)
class _Part:
    """What the sessions of one part have in common; `raw` has the cadence as it was written."""

    raw: RawStreams
    laps: tuple[fit.Message, ...]
    device: Device
    has_foot_pod: bool
    clock: FileClock
    out_of_turn: bool
    sport: fit.Message | None
    record_sport: str | None

    @classmethod
    def of(cls, activity: fit.Activity) -> _Part:
        infos = list(activity.messages("device_info"))
        records = activity.columns("record")
        times = record_column(records, ("timestamp",), records.count)
        clock = file_clock(activity, times, record_column(records, ("distance",), records.count))
        raw = file_streams(records, clock.record_time_s, clock.pauses_s, has_barometer=_has_barometer(infos))
        return cls(
            raw=raw,
            laps=tuple(activity.messages("lap")),
            device=_device(activity, infos),
            has_foot_pod=_has_foot_pod(infos),
            clock=clock,
            out_of_turn=_is_out_of_turn(clock, raw),
            sport=next(activity.messages("sport"), None),
            record_sport=_record_sport(activity, raw),
        )


def _is_out_of_turn(clock: FileClock, raw: RawStreams) -> bool:
    """Whether records had to be put in the order of time."""
    times = clock.record_time_s[np.isfinite(clock.record_time_s)]
    return bool((np.diff(times) < 0).any() and (np.diff(raw.timestamp_s) >= 0).all())


def _file_type(activity: fit.Activity) -> Any:
    return next((message.get("type") for message in activity.messages("file_id")), None)


def _record_sport(activity: fit.Activity, raw: RawStreams) -> str | None:
    """The sport by the records themselves: their activity_type, or a sensor worn on the foot."""
    named = Counter(word(message.get("activity_type")) for message in _with_activity_type(activity))
    named.pop(None, None)
    if named:
        return named.most_common(1)[0][0]
    has_dynamics = any((getattr(raw, name) > 0).any() for name in RUNNING_DYNAMICS)
    return "running" if has_dynamics else None


def _with_activity_type(activity: fit.Activity) -> Iterable[fit.Message]:
    """The record messages, where they name an activity; reading every record is slow."""
    if "activity_type" not in activity.columns("record"):
        return ()
    return activity.messages("record")


# Device


def _device(activity: fit.Activity, infos: Iterable[fit.Message]) -> Device:
    creator = next((info for info in infos if info.get("device_index") == "creator"), None)
    identity = next(activity.messages("file_id"), None)
    sources = [message for message in (identity, creator) if message is not None]
    serial = first_value(sources, "serial_number")
    return Device(
        manufacturer=word(first_value(sources, "manufacturer")),
        product=word(first_value(sources, "garmin_product", "product_name", "product")),
        serial_number=serial if isinstance(serial, int) else None,
        software_version=word(first_value([creator] if creator is not None else [], "software_version")),
    )


def _has_barometer(infos: Iterable[fit.Message]) -> bool:
    return any(info.get("local_device_type") == "barometer" for info in infos)


def _has_foot_pod(infos: Iterable[fit.Message]) -> bool:
    return any(info.get("antplus_device_type") == "stride_speed_distance" for info in infos)


# Sessions


def _from_message(part: _Part, message: fit.Message, span: Span) -> RecordedSession:
    laps = laps_in(part.laps, part.clock, span)
    named = word(message.get("sport"))
    sport = _sport_of(part, laps) if named in {None, "generic"} else str(named)
    raw, both_feet = session_streams(part.raw, _inside(part.raw, span), sport)
    elapsed = number(message, "total_elapsed_time") or 0.0
    start, end = believed_span(raw, span.start_s, elapsed)
    warnings = () if raw.timestamp_s.size else (WORDS.say("no_records"),)
    cadence = CadenceUnit(sport, both_feet if np.isfinite(raw.cadence_spm).any() else None)
    return _session(
        part,
        raw=raw,
        span=(start, end),
        sport=(sport, word(message.get("sub_sport")), word(message.get("sport_profile_name"))),
        totals=device_totals(message, cadence),
        laps=recorded_laps(laps, part.clock, (start, end), cadence),
        has_session_message=True,
        warnings=(*((BOTH_FEET,) if both_feet else ()), *_said_of_start(span.start_s, start), *warnings),
    )


def _said_of_start(written_s: float | None, start_s: float) -> tuple[str, ...]:
    if written_s is None or abs(written_s - start_s) <= EARLIEST_START_S:
        return ()
    moment = datetime.fromtimestamp(written_s, UTC)
    return (WORDS.say("start_outside", start_at=moment),)


def _from_records(part: _Part) -> RecordedSession:
    sport = _sport_of(part, part.laps)
    raw, both_feet = session_streams(part.raw, _inside(part.raw, WHOLE), sport)
    start, end = believed_span(raw, None, 0.0)
    message: Mapping[str, Any] = part.sport or {}
    said = WORDS.say("no_session_written")
    return _session(
        part,
        raw=raw,
        span=(start, end),
        sport=(
            sport,
            word(message.get("sub_sport")) or _lap_word(part.laps, "sub_sport"),
            word(message.get("name")),
        ),
        totals=NO_TOTALS,
        laps=recorded_laps(part.laps, part.clock, (start, end), CadenceUnit(sport, both_feet)),
        has_session_message=False,
        warnings=(*((BOTH_FEET,) if both_feet else ()), said),
    )


def _session(
    part: _Part,
    *,
    raw: RawStreams,
    span: tuple[float, float],
    sport: tuple[str, str | None, str | None],
    totals: DeviceTotals,
    laps: tuple[RecordedLap, ...],
    has_session_message: bool,
    warnings: tuple[str, ...],
) -> RecordedSession:
    name, sub_sport, profile_name = sport
    return RecordedSession(
        index=0,
        sport=name,
        sub_sport=sub_sport,
        name=profile_name,
        kind=SportKind(
            sport=name,
            is_treadmill=name == "running" and sub_sport in INDOOR_RUNNING,
            is_trail=name == "running" and sub_sport == "trail",
            has_foot_pod=part.has_foot_pod or raw.power_source == "developer",
        ),
        start_s=span[0],
        end_s=span[1],
        utc_offset_s=part.clock.utc_offset_s,
        raw=raw,
        totals=totals,
        laps=laps,
        device=part.device,
        has_gps=bool(np.isfinite(raw.latitude_deg).any()),
        has_session_message=has_session_message,
        warnings=(*part.clock.warnings, *((OUT_OF_TURN,) if part.out_of_turn else ()), *warnings),
    )


def _inside(raw: RawStreams, span: Span) -> Any:
    return (raw.timestamp_s >= span.first_s) & (raw.timestamp_s < span.next_s)


def _sport_of(part: _Part, laps: Iterable[fit.Message]) -> str:
    """The sport where the session message names none: by the sport message, the laps, the records."""
    named = None if part.sport is None else word(part.sport.get("sport"))
    found = (named, _lap_word(laps, "sport"), part.record_sport)
    return next((sport for sport in found if sport not in {None, "generic"}), None) or "generic"


def _lap_word(laps: Iterable[fit.Message], name: str) -> str | None:
    """The most frequent value of a field in the laps."""
    counts = Counter(word(lap.get(name)) for lap in laps)
    counts.pop(None, None)
    return counts.most_common(1)[0][0] if counts else None
