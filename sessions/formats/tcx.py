"""TCX (Garmin's Training Center Database): activities with laps, their totals, and trackpoints."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sessions.analysis.streams import NO_TOTALS, DeviceTotals, RecordedLap
from sessions.analysis.words import WORDS
from sessions.formats.reader import FileProblem, ReadFile
from sessions.formats.recorded import Device
from sessions.formats.track import (
    MOST_STRIDES_PER_MINUTE,
    PointColumns,
    Track,
    moment,
    number,
    recorded_session,
    refuse_too_many_points,
)
from sessions.formats.xml_document import child, children, has_root, local_name, parsed, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element

    from sessions.formats.reader import ReadingLimits

__all__ = ["TcxReader"]

# By local name in lower case: TCX's own elements and those of ActivityExtension v2 (TPX).
_FIELDS = {
    "latitudedegrees": "latitude_deg",
    "longitudedegrees": "longitude_deg",
    "altitudemeters": "altitude_m",
    "distancemeters": "distance_m",
    "speed": "speed_mps",
    "runcadence": "cadence_spm",
    "cadence": "cadence_spm",
    "watts": "power_w",
    "temperature": "temperature_c",
    "temp": "temperature_c",
    "atemp": "temperature_c",
}
_INTENSITY = {"active": "active", "resting": "rest"}


class TcxReader:
    """TCX, as Garmin Connect, Polar Flow and others export it."""

    name = "tcx"

    def recognises(self, content: bytes) -> bool:
        """By its root element."""
        return has_root(content, "TrainingCenterDatabase")

    def read(self, content: bytes, name: str, limits: ReadingLimits) -> ReadFile:
        """Decode. Raises FileProblem."""
        root = parsed(content, name, limits)
        activities = [one for one in root.iter() if local_name(one) == "Activity"]
        if not activities:
            raise _without_activities(root, name)
        tracks = [_activity(element) for element in activities]
        refuse_too_many_points(tracks, name, limits)
        timed = [track for track in tracks if track.points.time_s or _has_totals(track)]
        if not timed:
            raise _untimed(tracks, name)
        sessions = tuple(recorded_session(track, index) for index, track in enumerate(timed))
        several = WORDS.say("several_activities", activities_count=len(timed))
        return ReadFile(sessions, (several,) if len(timed) > 1 else (), self.name)


def _has_totals(track: Track) -> bool:
    """Whether laps alone make a session: a time and a start, and no points that lack theirs."""
    return bool(track.totals.timer_time_s and track.laps) and not track.points.untimed_count


def _without_activities(root: _Element, name: str) -> FileProblem:
    there = {local_name(element) for element in root.iter()}
    for element, code in (("Course", "tcx_course"), ("Workout", "tcx_workout")):
        if element in there:
            return FileProblem(
                WORDS.say("title_not_activity"), WORDS.say(code, name=name), is_other_kind=True
            )
    return FileProblem(WORDS.say("title_nothing_recorded"), WORDS.say("tcx_no_activity", name=name))


def _untimed(tracks: list[Track], name: str) -> FileProblem:
    if any(track.points.untimed_count for track in tracks):
        return FileProblem(WORDS.say("title_no_times"), WORDS.say("tcx_no_times", name=name))
    return FileProblem(WORDS.say("title_nothing_recorded"), WORDS.say("tcx_no_points", name=name))


def _activity(element: _Element) -> Track:
    laps = list(children(element, "Lap"))
    points = PointColumns()
    pausing = _add_points(points, laps)
    sport, notes = element.get("Sport") or "", text_of(element, "Notes")
    read = [lap for one in laps if (lap := _Lap.of(one, sport)) is not None]
    identity = moment(text_of(element, "Id"))
    # For "Other" and "Generic" the notes may name the sport ("Trail run in the woods").
    words = (sport,) if sport.lower() not in {"", "other", "generic"} else (notes.split("\n", 1)[0], sport)
    return Track(
        points=points,
        sport_words=words,
        notes=notes or None,
        device=_device(child(element, "Creator")),
        totals=_totals(read),
        laps=tuple(lap.recorded for lap in read),
        start_s=identity[0] if identity else None,
        pieces_that_pause=pausing,
    )


def _add_points(points: PointColumns, laps: list[_Element]) -> frozenset[int]:
    """Adds all trackpoints; returns the pieces that begin after a pause, as a second Track within a lap does."""
    pausing: set[int] = set()
    for lap in laps:
        for number_in_lap, track in enumerate(children(lap, "Track")):
            points.begin_piece()
            if number_in_lap:
                pausing.add(points.pieces_count)
            for point in children(track, "Trackpoint"):
                points.add(text_of(point, "Time"), _values(point))
    return frozenset(pausing)


def _values(point: _Element) -> dict[str, float]:
    values: dict[str, float] = {}
    for element in point.iter():
        name = local_name(element).lower()
        if name == "heartratebpm":
            values["heart_rate_bpm"] = number(text_of(element, "Value") or element.text)
        elif name in _FIELDS and element.text:
            values[_FIELDS[name]] = number(element.text)
    return values


@dataclass(frozen=True, slots=True)
class _Lap:
    """A lap, and what of it only the whole session needs."""

    recorded: RecordedLap
    max_speed_mps: float | None

    @classmethod
    def of(cls, element: _Element, sport: str) -> _Lap | None:
        points, said = _points(element), moment(element.get("StartTime") or "")
        start_s, end_s = said[0] if said else _first_time(points), _first_time(reversed(points))
        if start_s is None:
            return None
        seconds = _known(text_of(element, "TotalTimeSeconds"))
        extensions = {local_name(one): (one.text or "") for one in _extensions(element)}
        cadence = _known(extensions.get("AvgRunCadence") or text_of(element, "Cadence"))
        recorded = RecordedLap(
            start_s=start_s,
            elapsed_time_s=max(seconds or 0.0, (end_s or start_s) - start_s),
            timer_time_s=seconds,
            distance_m=_known(text_of(element, "DistanceMeters")),
            avg_heart_rate_bpm=_known(text_of(element, "AverageHeartRateBpm", "Value")),
            max_heart_rate_bpm=_known(text_of(element, "MaximumHeartRateBpm", "Value")),
            avg_speed_mps=_known(extensions.get("AvgSpeed")),
            avg_cadence_spm=_steps(cadence, sport),
            avg_power_w=_known(extensions.get("AvgWatts")),
            trigger=text_of(element, "TriggerMethod").lower() or None,
            intensity=_INTENSITY.get(text_of(element, "Intensity").lower()),
        )
        return cls(recorded, _known(text_of(element, "MaximumSpeed")))


def _extensions(lap: _Element) -> Iterator[_Element]:
    return (one for extensions in children(lap, "Extensions") for one in extensions.iter())


def _known(text: str | None) -> float | None:
    """A number above zero, else None: watches write zero for unknown."""
    value = number(text)
    return value if value > 0 and not math.isnan(value) else None


def _steps(cadence: float | None, sport: str) -> float | None:
    if cadence is None or sport.lower() == "biking" or cadence > MOST_STRIDES_PER_MINUTE:
        return cadence
    return 2 * cadence


def _first_time(points: Iterable[_Element]) -> float | None:
    """The time of the first of the trackpoints that has one."""
    found = (moment(text_of(point, "Time")) for point in points)
    return next((one[0] for one in found if one is not None), None)


def _points(lap: _Element) -> list[_Element]:
    return [point for track in children(lap, "Track") for point in children(track, "Trackpoint")]


def _totals(laps: list[_Lap]) -> DeviceTotals:
    """Sums over the laps, of what every lap tells."""
    recorded = [lap.recorded for lap in laps]
    timers = [lap.timer_time_s for lap in recorded]
    if not recorded or None in timers:
        return NO_TOTALS
    distances = [lap.distance_m or 0.0 for lap in recorded]
    return DeviceTotals(
        distance_m=sum(distances) or None,
        timer_time_s=sum(time for time in timers if time is not None),
        max_heart_rate_bpm=max((lap.max_heart_rate_bpm or 0.0 for lap in recorded), default=0.0) or None,
        max_speed_mps=max((lap.max_speed_mps or 0.0 for lap in laps), default=0.0) or None,
    )


def _device(creator: _Element | None) -> Device:
    if creator is None:
        return Device()
    version = [text_of(creator, "Version", part) for part in ("VersionMajor", "VersionMinor")]
    serial = text_of(creator, "UnitId")
    return Device(
        product=text_of(creator, "Name")[:100] or None,
        serial_number=int(serial) if serial.isdigit() and int(serial) else None,
        software_version=".".join(part for part in version if part) or None,
    )
