"""GPX 1.0 and 1.1: tracks with times, and what watches and apps add to their points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessions.analysis.words import WORDS
from sessions.formats.reader import FileProblem, ReadFile
from sessions.formats.recorded import Device
from sessions.formats.track import PointColumns, Track, number, recorded_session, refuse_too_many_points
from sessions.formats.xml_document import children, has_root, local_name, parsed, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

    from sessions.formats.reader import ReadingLimits

__all__ = ["GpxReader"]

# By local name in lower case: GPX's own elements, Garmin's TrackPointExtension v1 and v2 and PowerExtension, Strava's,
# and Cluetrust's GPXData, which Suunto, Movescount and many apps write.
_FIELDS = {
    "ele": "altitude_m",
    "speed": "speed_mps",
    "hr": "heart_rate_bpm",
    "heartrate": "heart_rate_bpm",
    "heart_rate": "heart_rate_bpm",
    "cad": "cadence_spm",
    "cadence": "cadence_spm",
    "runcadence": "cadence_spm",
    "power": "power_w",
    "powerinwatts": "power_w",
    "watts": "power_w",
    "atemp": "temperature_c",
    "temp": "temperature_c",
    "temperature": "temperature_c",
    "distance": "distance_m",
}


class GpxReader:
    """GPX, as phones and many services export it."""

    name = "gpx"

    def recognises(self, content: bytes) -> bool:
        """By its root element."""
        return has_root(content, "gpx")

    def read(self, content: bytes, name: str, limits: ReadingLimits) -> ReadFile:
        """Decode. Raises FileProblem."""
        root = parsed(content, name, limits)
        elements = list(children(root, "trk"))
        if not elements:
            raise _without_tracks(root, name)
        device = _device(root.get("creator"))
        tracks = [track for element in elements if (track := _track(element, device)) is not None]
        refuse_too_many_points(tracks, name, limits)
        timed = [track for track in tracks if len(track.points.time_s) > 1]
        if not timed:
            raise _untimed(tracks, name)
        sessions = tuple(recorded_session(track, index) for index, track in enumerate(timed))
        several = WORDS.say("several_tracks", tracks_count=len(timed))
        return ReadFile(sessions, (several,) if len(timed) > 1 else (), self.name)


def _without_tracks(root: _Element, name: str) -> FileProblem:
    there = {local_name(element) for element in root}
    if there & {"rte", "wpt"}:
        code = "gpx_route" if "rte" in there else "gpx_places"
        return FileProblem(WORDS.say("title_not_activity"), WORDS.say(code, name=name), is_other_kind=True)
    return FileProblem(WORDS.say("title_nothing_recorded"), WORDS.say("gpx_no_track", name=name))


def _untimed(tracks: list[Track], name: str) -> FileProblem:
    if any(track.points.untimed_count for track in tracks):
        return FileProblem(WORDS.say("title_no_times"), WORDS.say("gpx_no_times", name=name))
    return FileProblem(WORDS.say("title_nothing_recorded"), WORDS.say("gpx_no_points", name=name))


def _device(creator: str | None) -> Device:
    """The program that wrote the file; Strava adds the maker of the watch."""
    return Device(product=creator.strip()[:100] or None) if creator else Device()


def _track(element: _Element, device: Device) -> Track:
    points = PointColumns()
    for segment in children(element, "trkseg"):
        points.begin_piece()
        for point in children(segment, "trkpt"):
            _add(points, point)
    name, kind = text_of(element, "name"), text_of(element, "type")
    return Track(
        points=points,
        sport_words=(kind, name),
        name=name[:200] or None,
        notes=(text_of(element, "desc") or text_of(element, "cmt")) or None,
        device=device,
    )


def _add(points: PointColumns, point: _Element) -> None:
    values = {"latitude_deg": number(point.get("lat")), "longitude_deg": number(point.get("lon"))}
    time = ""
    for element in point.iter():
        name = local_name(element).lower()
        if name == "time":
            time = element.text or ""
        elif name in _FIELDS and element.text:
            values[_FIELDS[name]] = number(element.text)
    points.add(time, values)
