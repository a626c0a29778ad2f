"""GPX as phones, watches and services write it, in every dialect that people bring."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from sessions.analysis.session import measure
from sessions.formats.reader import FileProblem
from sessions.importing.reading import ReadingLimits, read_file
from tests import track_files as files

LIMITS = ReadingLimits(file_bytes=50_000_000, records=500_000)
GARMIN = (
    "<gpxtpx:TrackPointExtension><gpxtpx:atemp>18.5</gpxtpx:atemp><gpxtpx:hr>151</gpxtpx:hr>"
    "<gpxtpx:cad>86</gpxtpx:cad></gpxtpx:TrackPointExtension>"
)
STRAVA = f"<power>281</power>{GARMIN}"
CLUETRUST = (
    "<gpxdata:hr>151</gpxdata:hr><gpxdata:cadence>86</gpxdata:cadence><gpxdata:temp>18.5</gpxdata:temp>"
    "<gpxdata:power>281</gpxdata:power>"
)
GARMIN_V2 = (
    '<x:TrackPointExtension xmlns:x="http://www.garmin.com/xmlschemas/TrackPointExtension/v2"><x:atemp>18.5</x:atemp>'
    "<x:hr>151</x:hr><x:cad>86</x:cad><x:speed>3.0</x:speed></x:TrackPointExtension>"
    '<p:PowerExtension xmlns:p="http://www.garmin.com/xmlschemas/PowerExtension/v1">'
    "<p:PowerInWatts>281</p:PowerInWatts></p:PowerExtension>"
)


def read(content: bytes, name: str = "run.gpx"):
    return read_file(content, name, LIMITS)


def only(content: bytes):
    (session,) = read(content).sessions
    return session


def test_a_track_with_times_is_a_session_from_its_first_to_its_last_point():
    session = only(files.gpx_run(seconds=600))
    assert session.start_time == files.START
    assert session.elapsed_time_s == 600
    assert session.raw.timestamp_s.size == 601
    assert (session.sport, session.name, session.device.name) == ("running", "Morning Run", "Garmin Connect")
    assert session.has_gps
    assert np.all(session.raw.altitude_m == 34)


def test_distance_and_pace_follow_from_the_positions():
    measured = measure(only(files.gpx_run(seconds=1200, speed_mps=3.0)).raw)
    assert measured.figures["distance_m"].value == pytest.approx(3600, rel=0.005)
    assert measured.figures["avg_speed_mps"].value == pytest.approx(3.0, rel=0.005)


@pytest.mark.parametrize(
    ("extensions", "power_w"),
    [(GARMIN, None), (STRAVA, 281), (CLUETRUST, 281), (GARMIN_V2, 281)],
    ids=["Garmin v1", "Strava", "Cluetrust", "Garmin v2"],
)
def test_sensors_are_read_from_every_dialect(extensions, power_w):
    raw = only(files.gpx(files.gpx_track(files.gpx_points(60, extensions=extensions)))).raw
    assert set(raw.heart_rate_bpm) == {151}
    assert set(raw.cadence_spm) == {172}
    assert set(raw.temperature_c) == {18.5}
    assert power_w is None or set(raw.power_w) == {power_w}


def test_cadence_of_both_feet_is_not_doubled():
    both = GARMIN.replace(">86<", ">172<")
    raw = only(files.gpx(files.gpx_track(files.gpx_points(60, extensions=both)))).raw
    assert set(raw.cadence_spm) == {172}


def test_cadence_of_a_ride_is_turns_of_the_crank():
    track = files.gpx_track(files.gpx_points(60, extensions=GARMIN), kind="cycling", name="")
    assert set(only(files.gpx(track)).raw.cadence_spm) == {86}


def test_the_time_between_two_segments_is_a_pause():
    first, second = files.gpx_points(300), files.gpx_points(300, first_s=420)
    session = only(files.gpx(files.gpx_track(first, second)))
    begin_s = files.START.timestamp()
    assert session.raw.pauses_s == ((begin_s + 300, begin_s + 420),)
    assert measure(session.raw).figures["timer_time_s"].value == pytest.approx(600, abs=1)


def test_segments_that_follow_each_other_at_once_are_no_pause():
    first, second = files.gpx_points(300), files.gpx_points(300, first_s=301)
    assert only(files.gpx(files.gpx_track(first, second))).raw.pauses_s == ()


def test_each_track_of_a_file_is_a_session():
    one, other = files.gpx_points(300), files.gpx_points(300, first_s=7200)
    found = read(files.gpx(files.gpx_track(one), files.gpx_track(other, name="", kind="cycling")))
    assert [session.index for session in found.sessions] == [0, 1]
    assert [session.sport for session in found.sessions] == ["running", "cycling"]
    assert "The file holds 2 tracks; each is a session." in found.warnings


@pytest.mark.parametrize(
    ("kind", "name", "sport", "sub_sport"),
    [
        ("running", "", "running", None),
        ("Run", "", "running", None),
        ("9", "Lunch", "running", None),
        ("1", "Lunch", "cycling", None),
        ("trail_running", "", "running", "trail"),
        ("treadmill_running", "", "running", "treadmill"),
        ("", "Afternoon Ride", "cycling", None),
        ("", "Hike to the top", "hiking", None),
        ("", "Sonntagslauf", "running", None),
        ("mountain_biking", "", "cycling", "mountain"),
        ("open_water_swimming", "", "swimming", "open_water"),
        ("", "Last run before tomorrow", "running", None),
        ("", "parkrun #12", "running", None),
        ("", "Course à pied le matin", "running", None),
        ("", "Laufen gehen", "running", None),
        ("virtual_run", "", "running", "treadmill"),
        ("rowing", "", "rowing", None),
        ("cross_country_skiing", "", "cross_country_skiing", None),
        ("e_bike_ride", "", "cycling", None),
    ],
)
def test_the_sport_is_read_from_type_or_name(kind, name, sport, sub_sport):
    session = only(files.gpx(files.gpx_track(files.gpx_points(60), kind=kind, name=name)))
    assert (session.sport, session.sub_sport) == (sport, sub_sport)


def test_without_a_word_for_it_the_sport_is_a_run_or_by_its_speed_a_ride_and_both_are_said():
    run = read(files.gpx(files.gpx_track(files.gpx_points(600, 3.0), kind="", name="")))
    ride = read(files.gpx(files.gpx_track(files.gpx_points(600, 9.0), kind="", name="")))
    assert run.sessions[0].sport == "running"
    assert "taken as a run" in run.warnings[0]
    assert ride.sessions[0].sport == "cycling"
    assert "too fast for a run" in ride.warnings[0]


@pytest.mark.parametrize(
    ("written", "utc", "offset_s"),
    [
        ("2026-05-03T06:30:00Z", "2026-05-03T06:30:00", None),
        ("2026-05-03T08:30:00+02:00", "2026-05-03T06:30:00", 7200),
        ("2026-05-03T06:30:00.250Z", "2026-05-03T06:30:00.250", None),
        ("2026-05-03T06:30:00", "2026-05-03T06:30:00", None),
        (" 2026-05-03T06:30:00Z\n", "2026-05-03T06:30:00", None),
        ("2026-05-03T06:30:00.1234567Z", "2026-05-03T06:30:00.123456", None),
    ],
)
def test_times_are_read_however_they_are_written(written, utc, offset_s):
    later = files.gpx_point(30, "2026-05-03T06:30:10Z" if offset_s is None else "2026-05-03T08:30:10+02:00")
    session = only(files.gpx(files.gpx_track(files.gpx_point(0, written) + later)))
    expected = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert session.start_time == pytest.approx(expected, abs=timedelta(milliseconds=1))
    assert session.utc_offset_s == offset_s


def test_points_without_a_time_among_others_are_left_out_and_counted():
    found = read(files.gpx(files.gpx_track(files.gpx_points(60) + files.gpx_point(200, None) * 3)))
    assert found.sessions[0].raw.timestamp_s.size == 61
    assert "3 points without a time were left out." in found.warnings


def test_points_that_come_twice_and_lack_an_altitude_are_measured_once():
    point = "".join(
        files.gpx_point(3.0 * at, files.utc(files.START + timedelta(seconds=at)), altitude_m=None) * 2
        for at in range(601)
    )
    figures = measure(only(files.gpx(files.gpx_track(point))).raw).figures
    assert figures["distance_m"].value == pytest.approx(1800, rel=0.005)
    assert figures["ascent_m"].value is None


PLAIN = files.gpx_run(seconds=60).decode()


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.replace("UTF-8", "UTF-16").encode("utf-16"),
        PLAIN.replace("UTF-8", "ISO-8859-1").replace("Morning", "Früher").encode("latin-1"),
        b"\xef\xbb\xbf" + PLAIN.encode(),
        PLAIN.split("\n", 1)[1].encode(),
        PLAIN.replace('xmlns="http://www.topografix.com/GPX/1/1" ', "").encode(),
        PLAIN.replace("GPX/1/1", "GPX/1/0").replace('version="1.1"', 'version="1.0"').encode(),
        b"\n  " + PLAIN.split("\n", 1)[1].encode(),
        PLAIN.replace("<gpx ", "<!-- made by an app -->\n<gpx ").encode(),
        gzip.decompress(gzip.compress(PLAIN.encode())),
    ],
    ids=[
        "UTF-16",
        "Latin-1",
        "BOM",
        "no declaration",
        "no namespace",
        "1.0",
        "space before",
        "comment",
        "gzip",
    ],
)
def test_encodings_and_namespaces_do_not_matter(content):
    session = only(content)
    assert session.raw.timestamp_s.size == 61
    assert session.start_time == files.START


def test_a_name_that_is_not_the_encoding_it_says_costs_no_run():
    session = only(PLAIN.encode().replace(b"Morning", b"Fr\xfcher"))
    assert session.raw.timestamp_s.size == 61
    assert session.name == "Fr\ufffdher Run"


def test_points_of_a_clock_that_was_not_set_yet_are_left_out_and_said():
    stray = files.gpx_point(0, "1970-01-01T00:00:05Z") + files.gpx_point(0, "0001-01-01T00:00:00+02:00")
    found = read(files.gpx(files.gpx_track(stray + files.gpx_points(60))))
    assert found.sessions[0].start_time == files.START
    assert any("clock was not set yet" in text for text in found.warnings)


def test_places_off_the_globe_are_none():
    content = PLAIN.replace('lat="52.5', 'lat="152.5', 1).encode()
    raw = only(content).raw
    assert list(np.flatnonzero(np.isnan(raw.latitude_deg))) == [0]


def test_prefixed_elements_are_the_same_elements():
    prefixed = (
        '<g:gpx xmlns:g="http://www.topografix.com/GPX/1/1"><g:trk><g:trkseg>'
        '<g:trkpt lat="52.5" lon="13.4"><g:time>2026-05-03T06:30:00Z</g:time></g:trkpt>'
        '<g:trkpt lat="52.6" lon="13.4"><g:time>2026-05-03T07:30:00Z</g:time></g:trkpt>'
        "</g:trkseg></g:trk></g:gpx>"
    )
    assert only(prefixed.encode()).elapsed_time_s == 3600


def test_a_track_without_times_is_refused_as_a_planned_way():
    points = "".join(files.gpx_point(3.0 * at, None) for at in range(60))
    with pytest.raises(FileProblem, match=r"run.gpx has positions but no times: a planned way") as refused:
        read(files.gpx(files.gpx_track(points)))
    assert refused.value.title == "No times"


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ('<rte><rtept lat="52" lon="13"/></rte>', "a planned route"),
        ('<wpt lat="52" lon="13"/>', "a list of places"),
    ],
)
def test_routes_and_places_alone_are_refused(inside, said):
    with pytest.raises(FileProblem, match=said) as refused:
        read(files.gpx(inside))
    assert refused.value.is_other_kind


def test_a_track_beside_routes_and_places_is_read():
    extra = '<wpt lat="52" lon="13"/><rte><rtept lat="52" lon="13"/></rte>'
    assert only(files.gpx(extra, files.gpx_track(files.gpx_points(60)))).raw.timestamp_s.size == 61


def test_a_file_that_was_cut_off_is_refused_with_what_to_do():
    content = files.gpx_run()
    with pytest.raises(FileProblem, match="Export it again"):
        read(content[: len(content) // 2])
