import csv
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

import fitparse_sdk as fit
from sessions.analysis.session import AthleteContext, analyse
from sessions.formats.fit import read_sessions

START = datetime(2026, 5, 3, 6, 30, tzinfo=UTC)
SHARED = Path(os.environ.get("RUNLAB_SHARED", Path(__file__).parents[4] / "shared")) / "fit"
FENIX = "jimmykane+fit-parser/test__running-with-developer-data.fit"


def at(seconds):
    return START + timedelta(seconds=seconds)


def record(second, **fields):
    return ("record", {"timestamp": at(second), "distance": second * 3.0, **fields})


def session(start=0, elapsed=600, **fields):
    known = {
        "timestamp": at(start + elapsed),
        "start_time": at(start),
        "total_elapsed_time": float(elapsed),
        "total_timer_time": float(elapsed),
        "sport": "running",
        "sub_sport": "generic",
    }
    return ("session", {**known, **fields})


def timer(second, kind):
    return ("event", {"timestamp": at(second), "event": "timer", "event_type": kind})


def encoded(*messages, kind="activity"):
    identity = {
        "type": kind, "manufacturer": "garmin", "product": 2604, "serial_number": 77, "time_created": START,
    }  # fmt: skip
    return fit.encode([("file_id", identity), *messages])


def only(data):
    (found,) = read_sessions(data)
    return found


def test_cadence_is_steps_of_both_feet():
    found = only(encoded(*[record(k, cadence=87, fractional_cadence=0.5) for k in range(10)], session()))
    assert found.raw.cadence_spm.tolist() == [175.0] * 10


def test_cadence_already_in_steps_is_not_doubled():
    found = only(encoded(*[record(k, cadence=174) for k in range(10)], session()))
    assert found.raw.cadence_spm.tolist() == [174.0] * 10
    assert any("steps of both feet" in text for text in found.warnings)


def test_turns_of_a_ride_are_left_as_they_are():
    found = only(encoded(*[record(k, cadence=87) for k in range(10)], session(sport="cycling")))
    assert found.raw.cadence_spm.tolist() == [87.0] * 10


def test_pause_is_from_a_stop_to_the_next_start_and_the_last_stop_is_none():
    messages = [timer(0, "start"), timer(10, "stop_all"), timer(70, "start"), timer(600, "stop_all")]
    found = only(encoded(*messages, *[record(k) for k in (0, 10, 71, 600)], session()))
    start = START.timestamp()
    assert found.raw.pauses_s == ((start + 10, start + 70),)


def test_each_session_of_a_multisport_file_has_its_own_records_and_laps():
    laps = [
        ("lap", {"start_time": at(s), "timestamp": at(s + 100), "total_elapsed_time": 100.0})
        for s in (0, 300)
    ]
    messages = [*[record(k) for k in range(0, 600, 10)], *laps]
    sessions = [session(0, 300, sport="running"), session(300, 300, sport="cycling")]
    run, ride = read_sessions(encoded(*messages, *sessions))
    assert [one.index for one in (run, ride)] == [0, 1]
    assert (run.sport, ride.sport) == ("running", "cycling")
    assert run.raw.timestamp_s[-1] < ride.raw.timestamp_s[0] == at(300).timestamp()
    assert run.raw.timestamp_s.size + ride.raw.timestamp_s.size == 60
    assert [len(one.laps) for one in (run, ride)] == [1, 1]


def test_sessions_are_counted_through_chained_files():
    one = encoded(*[record(k) for k in range(10)], session(0, 10))
    other = encoded(*[record(k) for k in range(100, 110)], session(100, 10))
    assert [found.index for found in read_sessions(one + other)] == [0, 1]


def test_file_that_breaks_off_before_its_session_is_made_from_its_records():
    found = only(encoded(*[record(k) for k in range(10)], ("sport", {"sport": "running", "name": "Trail"})))
    assert not found.has_session_message
    assert (found.sport, found.name) == ("running", "Trail")
    assert found.start_time == START
    assert any("without a session" in text for text in found.warnings)


def test_session_without_records_keeps_the_watchs_totals():
    found = only(encoded(session(total_distance=1800.0)))
    figures = analyse(found.raw, found.totals).figures
    assert figures["distance_m"].value == 1800
    assert figures["timer_time_s"].value == 600
    assert any("no records" in text for text in found.warnings)


@pytest.mark.parametrize("kind", ["workout", "course", "settings"])
def test_what_is_no_activity_holds_no_session(kind):
    assert read_sessions(encoded(*[record(k) for k in range(10)], kind=kind)) == []


def test_totals_and_laps_are_in_our_units():
    lap = {
        "start_time": at(0), "timestamp": at(300), "total_elapsed_time": 300.0, "total_timer_time": 290.0,
        "total_distance": 1000.0, "avg_heart_rate": 150, "avg_cadence": 85, "lap_trigger": "distance",
        "intensity": "active",
    }  # fmt: skip
    totals = {
        "total_distance": 1801.5,
        "total_ascent": 12,
        "avg_heart_rate": 151,
        "enhanced_avg_speed": 3.0,
        "avg_cadence": 86,
    }
    found = only(encoded(*[record(k) for k in range(10)], ("lap", lap), session(**totals)))
    assert found.totals.distance_m == 1801.5
    assert (found.totals.ascent_m, found.totals.avg_heart_rate_bpm, found.totals.avg_cadence_spm) == (
        12,
        151,
        172,
    )
    (first,) = found.laps
    assert (first.distance_m, first.timer_time_s, first.avg_cadence_spm) == (1000, 290, 170)
    assert (first.trigger, first.intensity) == ("distance", "active")


@pytest.mark.parametrize(
    ("sub_sport", "treadmill", "trail"),
    [
        ("treadmill", True, False),
        ("indoor_running", True, False),
        ("trail", False, True),
        ("track", False, False),
    ],
)
def test_kind_of_run_follows_the_sub_sport(sub_sport, treadmill, trail):
    kind = only(encoded(record(0), record(1), session(sub_sport=sub_sport))).kind
    assert (kind.is_treadmill, kind.is_trail) == (treadmill, trail)


def test_device_barometer_and_local_time_are_read():
    messages = [
        ("device_info", {"timestamp": START, "device_index": 1, "device_type": 4, "source_type": "local"}),
        record(0), record(1), session(),
        ("activity", {"timestamp": at(600), "local_timestamp": at(600 + 8 * 3600).replace(tzinfo=None), "num_sessions": 1}),
    ]  # fmt: skip
    found = only(encoded(*messages))
    assert found.raw.has_barometer
    assert found.utc_offset_s == 8 * 3600
    assert found.start_time == START
    assert (found.device.manufacturer, found.device.product, found.device.serial_number) == (
        "garmin",
        "fenix5x",
        77,
    )


def corpus(path):
    file = SHARED / path
    if not file.exists():
        pytest.skip(f"No real files at {file}")
    return file.read_bytes()


@pytest.mark.corpus
def test_stryds_power_counts_where_the_watch_has_none():
    found = only(corpus(FENIX))
    figures = analyse(found.raw, found.totals, found.laps).figures
    assert found.raw.power_source == "developer"
    assert figures["avg_power_w"].value == pytest.approx(np.nanmean(found.raw.extra["Power"]), rel=0.02)
    assert figures["developer:Form Power"].value > 30
    assert found.kind.has_foot_pod
    assert found.utc_offset_s == 7200


@pytest.mark.corpus
def test_watch_whose_clock_was_never_set_gets_the_local_time_it_wrote():
    found = only(corpus("dtcooper+python-fitparse/tests__files__compressed-speed-distance.fit"))
    assert found.start_time.date().isoformat() == "2012-02-13"
    assert found.utc_offset_s is None
    assert analyse(found.raw, found.totals).figures["timer_time_s"].computed == pytest.approx(3772.75, abs=5)


def running_files():
    index = SHARED / "index.csv"
    if not index.exists():
        return [pytest.param(None, marks=pytest.mark.skip(reason=f"No real files at {index}"))]
    rows = csv.DictReader(index.read_text().splitlines())
    return [row["path"] for row in rows if row["sport"] == "running"]


@pytest.mark.corpus
@pytest.mark.parametrize("path", running_files())
def test_records_of_every_real_run_agree_with_the_totals_its_watch_wrote(path, assert_finite):
    for found in read_sessions(corpus(path)):
        context = AthleteContext(kind=found.kind, hr_max_bpm=190, cs_mps=3.8, w_prime_m=180)
        analysis = analyse(found.raw, found.totals, found.laps, context)
        assert_finite(analysis)
        cut_off = (
            "strava-android" in path
        )  # its bytes were mangled as text: the records stop after five minutes
        for name, tolerance in (("distance_m", 0.01), ("timer_time_s", 0.01), ("avg_heart_rate_bpm", 0.02)):
            one = analysis.figures[name]
            if one.formula == "device_total" and one.computed is not None and not cut_off:
                assert one.computed == pytest.approx(one.value, rel=tolerance, abs=2.0), name
