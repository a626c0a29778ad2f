"""Kind 1: the clock. A valid UTC wins; stray records are put right or dropped, and all follows the ones that count."""

import pytest

from tests.sessions.kinds.recordings import (
    START,
    at,
    file,
    judged,
    lap,
    place,
    record,
    steady,
    timer,
)

HOUR, DAY = 3600, 86_400


def shifted(shift_s, seconds=60, total=1860, speed=3.0, **fields):
    """The first seconds by a clock that is off; the distance goes on through its setting."""
    return [
        record(t + (shift_s if t < seconds else 0), speed * t, speed, **place(speed * t), **fields)
        for t in range(total + 1)
    ]


def assert_is_the_steady_run(found, seconds=1860, speed=3.0):
    assert found["elapsed_time_s"] == pytest.approx(seconds, abs=2)
    assert found["timer_time_s"] == pytest.approx(seconds, abs=2)
    assert found["distance_m"] == pytest.approx(speed * seconds, abs=speed * 2)
    assert found["avg_speed_mps"] == pytest.approx(speed, rel=0.002)
    assert found["graded_speed_mps"] == pytest.approx(speed, rel=0.002)
    assert found.best(5000) == pytest.approx(5000 / speed, rel=0.002)


@pytest.mark.parametrize("shift_s", [HOUR, -HOUR, 49 * DAY, -49 * DAY, 437, -4 * HOUR])
def test_first_minute_by_another_clock_is_put_right(shift_s):
    content = file(
        shifted(shift_s),
        1860,
        events=(timer(shift_s, "start"), timer(1860, "stop_all")),
        others=(lap(shift_s, 900, lasts=900), lap(900, 1860)),
        start_time=at(shift_s),
        total_distance=5580.0,
    )
    found = judged(content)
    assert found.start_s == pytest.approx(0, abs=2)
    assert_is_the_steady_run(found)
    assert [one.start_offset_s for one in found.laps] == pytest.approx([0, 900], abs=2)
    assert "The clock was set during the recording: the time of 60 records was put right." in found.warnings


def test_standing_without_a_fix_an_hour_ahead_counts_as_time():
    records = [record(t + HOUR, 0, 0) for t in range(60)]
    records += [record(t, 3 * (t - 60), 3, **place(3 * (t - 60))) for t in range(60, 1861)]
    found = judged(file(records, 1860, start_time=at(HOUR), total_distance=5400.0))
    assert found.start_s == pytest.approx(0, abs=2)
    assert found["elapsed_time_s"] == pytest.approx(1860, abs=2)
    assert found.best(5000) == pytest.approx(5000 / 3, abs=2)


def test_seconds_since_switched_on_until_the_first_fix_are_put_right():
    before_1998 = 60 - (START.timestamp() - 631_065_600)
    found = judged(file(shifted(before_1998), 1860, total_distance=5580.0))
    assert found.start_s == pytest.approx(0, abs=2)
    assert_is_the_steady_run(found)


def test_records_of_an_earlier_run_are_left_out():
    leftover = [record(-6 * DAY + t, 7000 + 3 * t, 3) for t in range(200)]
    found = judged(file([*leftover, *steady()], 1800, total_distance=5400.0, start_time=at(-6 * DAY)))
    assert found.start_s == 0
    assert_is_the_steady_run(found, 1800)
    assert "200 records of another time did not belong to this recording" in found.warnings


def test_records_of_another_day_in_the_middle_are_left_out():
    records = steady()
    records[900:900] = [record(-500_000 + t, 2700, 0) for t in range(11)]
    found = judged(file(records, 1800, total_distance=5400.0))
    assert found.start_s == 0
    assert_is_the_steady_run(found, 1800)


@pytest.mark.parametrize("jump_s", [437, 2000, 7 * DAY, 40 * DAY])
def test_clock_set_forward_in_the_middle_is_no_time(jump_s):
    records = [record(t + (jump_s if t >= 900 else 0), 3 * t, 3, **place(3 * t)) for t in range(1801)]
    others = (lap(0, 600, total_distance=1800.0), lap(600, 1800 + jump_s, total_distance=3600.0))
    totals = {"total_elapsed_time": 1800.0 if jump_s < DAY else 1800.0 + jump_s, "total_timer_time": 1800.0}
    found = judged(file(records, 1800 + jump_s, others=others, total_distance=5400.0, **totals))
    assert_is_the_steady_run(found, 1800)
    assert found.start_s == pytest.approx(jump_s, abs=2)  # the clock that was set is the right one
    assert [one.start_offset_s for one in found.laps] == pytest.approx([0, 600], abs=2)


def test_clock_set_back_in_the_middle_loses_nothing():
    found = judged(
        file(shifted(437, seconds=900, total=1800), 1800, total_distance=5400.0, start_time=at(437))
    )
    assert_is_the_steady_run(found, 1800)


def test_clock_that_loses_itself_at_the_end_does_not_move_the_run():
    records = [*steady(), *(record(-3e8 + t, 5400 + 3 * t, 3) for t in range(6))]
    found = judged(file(records, 1800, total_distance=5400.0))
    assert found.start_s == 0
    assert found["distance_m"] == 5400


def test_pause_of_three_hours_is_a_pause():
    records = [record(t if t < 900 else t + 11_000, 3 * t, 3, **place(3 * t)) for t in range(1801)]
    marks = (timer(0, "start"), timer(899, "stop_all"), timer(11_899, "start"), timer(12_800, "stop_all"))
    for events, totals in ((marks, {}), ((), {"total_timer_time": 1800.0})):
        found = judged(file(records, 12_800, events=events, total_distance=5400.0, **totals))
        assert found.start_s == 0
        assert found["elapsed_time_s"] == 12_800
        assert found["distance_m"] / found.analysis.measured.stream.timer_total_s == pytest.approx(
            3, rel=0.01
        )


def test_records_written_half_and_half_are_sorted():
    records = steady()
    found = judged(file(records[900:] + records[:900], 1800, total_distance=5400.0))
    assert_is_the_steady_run(found, 1800)
    assert "clock was set" not in found.warnings
    assert "Some records were written out of turn" in found.warnings
    assert found.recorded.raw.timestamp_s[0] == START.timestamp()


@pytest.mark.parametrize("start", [-DAY, -700, 900, 1800, 5 * DAY])
def test_session_start_outside_its_records_is_theirs(start):
    found = judged(file(steady(), 1800, start_time=at(start), total_distance=5400.0))
    assert found.start_s == 0
    assert_is_the_steady_run(found, 1800)
    assert ("lies outside its records" in found.warnings) == (start != 1800)  # there it was its end


@pytest.mark.parametrize("start", [-60, 0, 5])
def test_session_start_near_its_first_record_is_believed(start):
    assert judged(file(steady(), 1800, start_time=at(start))).start_s == start


@pytest.mark.parametrize(
    ("local_s", "offset_s"),
    [
        (7200, 7200),
        (13.5 * HOUR, 48_600),
        (5.75 * HOUR, 20_700),
        (-12 * HOUR, -43_200),
        (15 * HOUR, None),
        (-13 * HOUR, None),
        (26 * DAY, None),
        (-26 * DAY, None),
        (None, None),
    ],
)
def test_local_time_gives_the_zone_or_nothing_and_never_moves_the_start(local_s, offset_s):
    found = judged(file(steady(600), 600, local_s=local_s))
    assert found.start_s == 0
    assert found.recorded.utc_offset_s == offset_s
    assert "clock was not set" not in found.warnings


def test_lap_that_begins_before_its_records_begins_with_them():
    others = (lap(-9 * DAY, 900, lasts=9 * DAY + 900), lap(900, 1800))
    found = judged(file(steady(), 1800, others=others))
    assert [(one.start_offset_s, one.elapsed_time_s) for one in found.laps] == [(0, 900), (900, 900)]
