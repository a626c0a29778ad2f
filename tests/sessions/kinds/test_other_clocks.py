"""Kind 1 and 5: files whose messages go by another clock than their records, and records beside the timer."""

import pytest

from tests.sessions.kinds.recordings import (
    START,
    along,
    at,
    file,
    judged,
    lap,
    place,
    record,
    steady,
    timer,
    way,
)

HOUR = 3600


def since_switched_on(seconds):
    """A time of a watch that has no date yet: it counts from when it was switched on."""
    return at(seconds + 5000 - (START.timestamp() - 631_065_600))


def assert_is_the_steady_run(found):
    assert found.start_s == pytest.approx(0, abs=2)
    for figure, true in (
        ("elapsed_time_s", 1800),
        ("timer_time_s", 1800),
        ("distance_m", 5400),
        ("avg_speed_mps", 3),
    ):
        assert found[figure] == pytest.approx(true, rel=0.003), figure
    assert found.best(5000) == pytest.approx(5000 / 3, rel=0.002)


@pytest.mark.parametrize("local_s", [None, 7200, -26 * 86_400])
@pytest.mark.parametrize("left_out", [{}, {"start_time": None}])
def test_records_without_a_date_take_that_of_the_session(local_s, left_out):
    records = [
        ("record", {**fields, "timestamp": since_switched_on(t)}) for t, (_, fields) in enumerate(steady())
    ]
    found = judged(file(records, 1800, local_s=local_s, total_distance=5400.0, **left_out))
    assert_is_the_steady_run(found)
    assert "the time is the one it wrote for the session" in found.warnings


def test_events_and_laps_without_a_date_go_with_their_records():
    metres = way((3, 900), (0, 600), (3, 900))
    records = [("record", {**f, "timestamp": since_switched_on(t)}) for t, (_, f) in enumerate(along(metres))]
    events = [
        ("event", {**fields, "timestamp": since_switched_on(t)})
        for t, (_, fields) in (
            (t, timer(t, kind)) for t, kind in ((0, "start"), (900, "stop"), (1500, "start"))
        )
    ]
    found = judged(file(records, 2400, events=events, total_distance=5400.0, total_timer_time=1800.0))
    assert found["timer_time_s"] == 1800
    assert found.analysis.measured.cleaning.pauses_count == 1


@pytest.mark.parametrize("shift_s", [2 * HOUR, -5 * HOUR, 5.75 * HOUR, -900])
def test_session_laps_and_events_in_local_time_are_moved_to_the_records(shift_s):
    metres = way((3, 900), (0, 600), (3, 900))
    events = tuple(
        timer(t + shift_s, kind) for t, kind in ((0, "start"), (900, "stop"), (1500, "start"), (2400, "stop"))
    )
    laps = (lap(shift_s, shift_s + 900), lap(shift_s + 900, shift_s + 2400))
    times = {"start_time": at(shift_s), "timestamp": at(shift_s + 2400), "total_timer_time": 1800.0}
    found = judged(file(along(metres), 2400, events=events, others=laps, total_distance=5400.0, **times))
    assert found.start_s == 0
    assert found["timer_time_s"] == 1800
    assert found["graded_speed_mps"] == pytest.approx(3, rel=0.01)
    assert [(one.start_offset_s, one.elapsed_time_s) for one in found.laps] == [(0, 900), (900, 1500)]


def test_laps_that_were_right_stay_where_they_are():
    laps = (lap(-700, 600), lap(600, 1800))  # the first began when the watch was switched on
    found = judged(file(steady(), 1800, others=laps, start_time=at(-700), total_distance=5400.0))
    assert [one.start_offset_s for one in found.laps] == [0, 600]


def test_laps_that_all_say_one_start_are_placed_by_their_ends():
    laps = [
        (
            "lap",
            {
                "timestamp": at(600 * k),
                "start_time": START,
                "total_elapsed_time": 600.0,
                "total_distance": 1800.0,
            },
        )
        for k in (1, 2, 3)
    ]
    found = judged(file(steady(), 1800, others=laps, total_distance=5400.0))
    assert [(one.start_offset_s, one.distance_m) for one in found.laps] == [
        (0, 1800),
        (600, 1800),
        (1200, 1800),
    ]


@pytest.mark.parametrize("pause_s", [10 * HOUR, 30 * HOUR, 5 * 24 * HOUR])
def test_run_resumed_another_day_has_a_long_pause(pause_s):
    records = [record(t if t <= 900 else t + pause_s, 3 * t, 3, **place(3 * t)) for t in range(1801)]
    events = (
        timer(0, "start"),
        timer(901, "stop_all"),
        timer(900 + pause_s, "start"),
        timer(1800 + pause_s, "stop_all"),
    )
    totals = {"total_distance": 5400.0, "total_timer_time": 1801.0}
    found = judged(file(records, 1800 + pause_s, events=events, **totals))
    assert found.start_s == 0
    assert found["elapsed_time_s"] == 1800 + pause_s
    assert found["timer_time_s"] == 1801
    assert found["distance_m"] == 5400
    assert found.best(1000) == pytest.approx(1000 / 3, rel=0.01)
    assert "clock was set" not in found.warnings


@pytest.mark.parametrize("elapsed_s", [1800, 2700])
@pytest.mark.parametrize("speed", [1.3, 15.0], ids=["walk home", "car home"])
def test_records_after_the_last_stop_are_left_out(elapsed_s, speed):
    events = (timer(0, "start"), timer(1800, "stop_all"))
    totals = {"total_distance": 5400.0, "total_timer_time": 1800.0}
    found = judged(file(along(way((3, 1800), (speed, 900))), elapsed_s, events=events, **totals))
    assert_is_the_steady_run(found)
    assert (
        "900 records from before the timer was started or after it was stopped were left out."
        in found.warnings
    )


def test_records_before_the_first_start_are_left_out():
    times = {"start_time": at(600), "timestamp": at(2400), "total_distance": 5400.0}
    events = (timer(600, "start"), timer(2400, "stop_all"))
    found = judged(file(along(way((1.3, 600), (3, 1800))), 1800, events=events, **times))
    assert found.start_s == 600
    assert (found["timer_time_s"], found["distance_m"]) == (1800, 5400)
    assert found["graded_speed_mps"] == pytest.approx(3, rel=0.002)


@pytest.mark.parametrize("timer_s", [1800.0, 1750.0, None])
def test_stop_without_a_start_ends_nothing_that_the_watch_counted(timer_s):
    events = (timer(0, "start"), timer(900, "stop_all"))
    totals = {"total_distance": 5400.0, "total_timer_time": timer_s}
    found = judged(file(steady(), 1800, events=events, **totals))
    assert found["distance_m"] == 5400
    assert found.recorded.raw.timestamp_s.size == 1801
