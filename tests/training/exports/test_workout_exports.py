import io
import zipfile
from datetime import UTC, date, datetime

import fitdecode
import garmin_fit_sdk
import icalendar
import pytest

from training.exports.calendar_feed import calendar_bytes
from training.exports.fit_workout import WorkoutExportError, fit_bytes
from training.exports.fit_workout_reading import read_fit
from training.exports.week_zip import week_zip
from training.planning.document import new_workout
from training.planning.expectation import expected_of_text
from training.planning.library import LEVELS, LIBRARY
from training.planning.menu import Planned
from training.planning.records import Day
from training.planning.shorthand import parse
from training.planning.shorthand_text import text_of
from training.planning.steps import resolve
from training.planning.zones import Paces

PACES = Paces(cs_mps=4.0, d_prime_m=200.0, hr_max_bpm=185.0)
NOW = datetime(2026, 5, 3, 6, 0, tzinfo=UTC)


def steps_of(text):
    return resolve(parse(text), PACES)


def fit_of(text, name="Test"):
    return fit_bytes(name, steps_of(text), "workout-1", NOW)


def read_by_garmin(data):
    messages, errors = garmin_fit_sdk.Decoder(garmin_fit_sdk.Stream.from_byte_array(bytearray(data))).read(
        expand_sub_fields=False,
        convert_types_to_strings=False,
        apply_scale_and_offset=False,
        merge_heart_rates=False,
    )
    assert not errors
    return messages


def test_garmins_own_reader_sees_the_workout_as_it_was_planned():
    messages = read_by_garmin(fit_of("10m E;5x(1km C,90s R);20m 140-150bpm;lap free", "Five times one"))
    assert messages["file_id_mesgs"][0]["type"] == 5
    assert messages["file_id_mesgs"][0]["manufacturer"] == 255
    assert messages["workout_mesgs"][0]["wkt_name"] == "Five times one"
    rows = messages["workout_step_mesgs"]
    assert messages["workout_mesgs"][0]["num_valid_steps"] == len(rows) == 6
    assert (rows[0]["duration_type"], rows[0]["duration_value"], rows[0]["intensity"]) == (0, 600_000, 2)
    assert (rows[1]["duration_type"], rows[1]["duration_value"]) == (1, 100_000)
    assert (rows[1]["custom_target_value_low"], rows[1]["custom_target_value_high"]) == (3880, 4000)
    assert (rows[3]["duration_type"], rows[3]["duration_value"], rows[3]["target_value"]) == (6, 1, 5)
    assert (rows[4]["custom_target_value_low"], rows[4]["custom_target_value_high"]) == (240, 250)
    assert (rows[5]["duration_type"], rows[5]["target_type"]) == (5, 2)


def test_a_step_until_the_heart_rate_falls_is_bpm_plus_100():
    rows = read_by_garmin(fit_of("hr<120 R;hr>150 E"))["workout_step_mesgs"]
    assert [(row["duration_type"], row["duration_value"]) for row in rows] == [(2, 220), (3, 250)]


def test_fitdecode_reads_the_same_steps():
    with fitdecode.FitReader(io.BytesIO(fit_of("10m E;4x(30s F,30s R);5m R"))) as reader:
        frames = [f for f in reader if isinstance(f, fitdecode.FitDataMessage) and f.name == "workout_step"]
    assert [frame.get_value("duration_type") for frame in frames] == [
        "time",
        "time",
        "time",
        "repeat_until_steps_cmplt",
        "time",
    ]
    assert frames[1].get_value("custom_target_speed_low") == pytest.approx(4.4)


@pytest.mark.parametrize(
    "text", ["10m 4:00-4:10/km;3x(1km 3:50/km,2m free);lap free", "hr<120 free;30m 140-150bpm"]
)
def test_a_workout_written_to_fit_is_read_back_as_the_same_shorthand(text):
    name, read = read_fit(fit_bytes("Round", resolve(parse(text), PACES), "id", NOW))
    paces = text_of(parse(read))
    assert name == "Round"
    # A single pace becomes its band on the way; everything else is unchanged.
    assert paces == text_of(parse(text)).replace("3:50/km", "3:48-3:52/km")


def test_every_library_workout_fits_on_a_watch_and_is_read_back():
    for workout in LIBRARY.values():
        for level in LEVELS:
            steps = resolve(parse(workout.text(level)), PACES, all_out=workout.all_out)
            _, read = read_fit(fit_bytes(workout.name, steps, workout.id, NOW))
            assert read.count("(") == workout.text(level).replace("@", "").count("(")


def test_an_inner_repeat_is_unrolled_and_a_ramp_becomes_four_steps():
    rows = read_by_garmin(fit_of("2x(3x(400mtr V,60s R),3m R);10m 70-86% ramp"))["workout_step_mesgs"]
    assert [row["duration_type"] for row in rows] == [1, 0] * 3 + [0, 6] + [0] * 4
    assert [row["custom_target_value_low"] for row in rows[-4:]] == [2800, 2960, 3120, 3280]


def test_more_than_fifty_steps_are_refused_with_their_number():
    with pytest.raises(WorkoutExportError, match="62 steps"):
        fit_of("2x(30x(10s X,50s R),3m R)")


def test_a_long_name_is_cut_without_half_a_character():
    data = fit_of("10m E", "ü" * 60)
    assert read_by_garmin(data)["workout_mesgs"][0]["wkt_name"] == "ü" * 20


def test_the_same_workout_gives_the_same_bytes():
    assert fit_of("10m E;5x(1km C,90s R)") == fit_of("10m E;5x(1km C,90s R)")


def row(**changes):
    plain = {
        "id": "abc",
        "version": 3,
        "date": "2026-05-04",
        "block": 0,
        "week": 1,
        "role": "quality",
        "workout_id": "C3",
        "name": "Long, fast; and hard",
        "shorthand": "15m E;5x(1km C,90s R);10m E",
        "expected_s": 3600.0,
        "expected_m": 12000.0,
        "expected_rtss": 71.2,
        "state": "published",
    }
    return plain | changes


def test_the_calendar_has_an_event_a_workout_and_cancels_what_was_removed():
    data = calendar_bytes([row(), row(id="rest", role="rest")], NOW, removed=[row(id="gone")], steps={})
    events = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert [str(event["uid"]) for event in events] == ["abc", "gone"]
    assert int(events[0]["sequence"]) == 3
    assert events[0].decoded("dtstart").isoformat() == "2026-05-04"
    assert str(events[0]["summary"]) == "Long, fast; and hard"
    assert str(events[1]["status"]) == "CANCELLED"
    assert b"DTSTART;VALUE=DATE:20260504" in data


def test_calendar_lines_end_in_crlf_and_fold_at_75_octets():
    data = calendar_bytes([row(name="Läufe über Hügel, " * 12)], NOW, steps={})
    lines = data.split(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(len(line) for line in lines) <= 75
    assert rb"\, " in data


def test_the_zip_of_a_week_holds_a_fit_file_a_workout_but_no_race():
    def workout(text, role="easy"):
        planned = Planned("E2", "Easy run", role, text, expected_of_text(text, PACES))
        return new_workout(text, planned, (), steps_of(text))

    days = [
        Day(date(2026, 5, 4), 3600.0, (workout("40m E"), workout("20m R"))),
        Day(date(2026, 5, 5), 3600.0, (workout("10km C", "race"),)),
    ]
    with zipfile.ZipFile(io.BytesIO(week_zip(days, NOW))) as archive:
        assert len(archive.namelist()) == 2
        assert [read_fit(archive.read(name))[0] for name in archive.namelist()] == ["05-04 Easy run"] * 2


def test_a_calendar_says_each_step_with_its_pace_in_the_reader_s_units():
    steps = resolve(parse("15m E; 5x(1600mtr T, 90s R); 10m E"), Paces(cs_mps=4.0, d_prime_m=200.0))
    one = row()
    for units, pace in (
        ("km", "1.6 km, Threshold, 4:20 – 4:32 /km"),
        ("mi", "1600 m, Threshold, 6:59 – 7:17 /mi"),
    ):
        data = calendar_bytes([one], NOW, steps={one["id"]: steps}, units=units)
        (event,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
        lines = str(event["description"]).splitlines()
        assert lines[0].startswith("15 min, Warm-up, easy, ")
        assert lines[1] == "5 x"
        assert lines[2].strip() == pace
