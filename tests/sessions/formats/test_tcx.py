"""TCX as Garmin Connect, Polar Flow and others export it."""

from __future__ import annotations

import pytest

from sessions.analysis.session import measure
from sessions.formats.reader import FileProblem
from sessions.importing.reading import ReadingLimits, read_file
from tests import track_files as files

LIMITS = ReadingLimits(file_bytes=50_000_000, records=500_000)
TPX = "<ns3:Speed>3.0</ns3:Speed><ns3:RunCadence>86</ns3:RunCadence><ns3:Watts>280</ns3:Watts>"
BEGIN_S = files.START.timestamp()


def read(content: bytes):
    return read_file(content, "run.tcx", LIMITS)


def only(content: bytes):
    (session,) = read(content).sessions
    return session


def test_an_activity_is_a_session_with_its_device_totals_and_points():
    session = only(files.tcx_run(seconds=600))
    assert session.start_time == files.START
    assert session.elapsed_time_s == 600
    assert (session.sport, session.device.name) == ("running", "Forerunner 255")
    assert (session.device.serial_number, session.device.software_version) == (3412345678, "23.25")
    assert (session.totals.distance_m, session.totals.timer_time_s) == (1800, 600)
    assert set(session.raw.heart_rate_bpm) == {150}
    assert session.raw.distance_m[-1] == 1800
    assert measure(session.raw, session.totals).figures["distance_m"].value == pytest.approx(1800)


def test_speed_steps_and_power_are_read_from_the_extensions():
    track = files.tcx_track(0, 60, extensions=TPX)
    raw = only(files.tcx(files.tcx_activity(files.tcx_lap(0, 60, 180, track)))).raw
    assert (set(raw.speed_mps), set(raw.cadence_spm), set(raw.power_w)) == ({3.0}, {172}, {280})


def test_laps_keep_their_totals_and_whether_they_were_rest():
    work = files.tcx_lap(0, 300, 1200, files.tcx_track(0, 299, 4.0))
    rest = files.tcx_lap(300, 120, 240, files.tcx_track(300, 120, 2.0, 1200), intensity="Resting")
    session = only(files.tcx(files.tcx_activity(work, rest)))
    assert [lap.intensity for lap in session.laps] == ["active", "rest"]
    assert [lap.timer_time_s for lap in session.laps] == [300, 120]
    assert [lap.distance_m for lap in session.laps] == [1200, 240]
    assert [lap.avg_cadence_spm for lap in session.laps] == [172, 172]
    assert [lap.start_s - BEGIN_S for lap in session.laps] == [0, 300]
    assert session.totals.distance_m == 1440
    assert session.raw.pauses_s == ()


def test_a_second_track_in_a_lap_comes_after_a_pause():
    lap = files.tcx_lap(0, 600, 1800, files.tcx_track(0, 300), files.tcx_track(420, 300, 3.0, 900))
    session = only(files.tcx(files.tcx_activity(lap)))
    assert session.raw.pauses_s == ((BEGIN_S + 300, BEGIN_S + 420),)
    assert session.totals.timer_time_s == 600
    assert session.laps[0].elapsed_time_s == 720


@pytest.mark.parametrize(
    ("sport", "notes", "read_as"),
    [
        ("Running", "", ("running", None)),
        ("Biking", "", ("cycling", None)),
        ("Other", "Treadmill run", ("running", "treadmill")),
        ("Other", "", ("generic", None)),
    ],
)
def test_the_sport_is_the_activitys_or_what_the_notes_say_of_another(sport, notes, read_as):
    session = only(files.tcx_run(seconds=60, sport=sport, notes=notes))
    assert (session.sport, session.sub_sport) == read_as
    assert session.notes == (notes or None)


def test_each_activity_of_a_file_is_a_session():
    one = files.tcx_activity(files.tcx_lap(0, 60, 180, files.tcx_track(0, 60)))
    other = files.tcx_activity(files.tcx_lap(7200, 60, 600, files.tcx_track(7200, 60, 10.0)), sport="Biking")
    found = read(files.tcx(one, other))
    assert [session.sport for session in found.sessions] == ["running", "cycling"]
    assert "The file holds 2 activities; each is a session." in found.warnings


def test_the_legs_of_a_multisport_session_are_sessions():
    leg = files.tcx_activity(files.tcx_lap(0, 60, 180, files.tcx_track(0, 60)))
    content = files.tcx("<MultiSportSession><FirstSport>" + leg + "</FirstSport></MultiSportSession>")
    assert only(content).sport == "running"


def test_laps_without_points_are_a_session_of_totals():
    session = only(files.tcx(files.tcx_activity(files.tcx_lap(0, 1800, 5000))))
    assert session.start_time == files.START
    assert session.elapsed_time_s == 1800
    assert session.raw.timestamp_s.size == 0
    figures = measure(session.raw, session.totals, session.laps).figures
    assert figures["distance_m"].value == 5000
    assert figures["timer_time_s"].value == 1800


def test_points_without_times_are_refused():
    content = files.tcx_run(seconds=60).decode()
    with pytest.raises(FileProblem, match="has points but no times"):
        read(content.replace("<Time>", "<Was>").replace("</Time>", "</Was>").encode())


@pytest.mark.parametrize(
    ("inside", "said"),
    [("<Courses><Course/></Courses>", "a course"), ("<Workouts><Workout/></Workouts>", "a workout")],
)
def test_courses_and_workouts_are_refused_for_what_they_are(inside, said):
    with pytest.raises(FileProblem, match=said) as refused:
        read(f"{files.TCX_HEAD}{inside}</TrainingCenterDatabase>".encode())
    assert refused.value.is_other_kind


def test_space_before_the_declaration_as_strava_exports_it_does_not_matter():
    assert only(b"          " + files.tcx_run(seconds=60)).raw.timestamp_s.size == 61
