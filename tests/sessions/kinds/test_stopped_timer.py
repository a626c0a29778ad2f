"""Kind 5: what moved while the timer stood is neither distance nor part of a best effort."""

import pytest

from tests.sessions.kinds.recordings import along, file, judged, timer, way

EVENTS = (timer(0, "start"), timer(900, "stop_all"), timer(2700, "start"), timer(3600, "stop_all"))
TOTALS = {"total_timer_time": 1800.0, "total_distance": 5400.0}


def carried(speed, **choice):
    """A quarter of an hour at 3 m/s, half an hour carried with the timer stopped, and again a quarter."""
    return along(way((3, 900), (speed, 1800), (3, 900)), **choice)


@pytest.mark.parametrize(
    "speed", [1.2, 5.0, 11.0, 20.0, 60.0], ids=["walk", "ferry", "tram", "train", "fast train"]
)
@pytest.mark.parametrize(
    "choice",
    [
        {},
        {"every": 10},
        {"columns": "distance"},
        {"columns": "distance place", "every": 30},
        {"columns": "place"},
        {"columns": "place", "every": 10},
        {"columns": "place", "skip": range(901, 2700)},
        {"columns": "distance place", "skip": range(905, 2690)},
    ],
    ids=["1 s", "10 s", "distance", "30 s", "positions", "positions 10 s", "only a leap", "some in it"],
)
def test_way_in_a_stopped_timer_is_neither_distance_nor_effort(speed, choice):
    total = {} if choice.get("columns") == "place" else TOTALS
    found = judged(
        file(carried(speed, **choice), 3600, events=EVENTS, **{"total_timer_time": 1800.0, **total})
    )
    assert found["distance_m"] == pytest.approx(5400, rel=0.005)
    assert found["timer_time_s"] == 1800
    assert found["elapsed_time_s"] == 3600
    assert found["avg_speed_mps"] == pytest.approx(3, rel=0.005)
    assert found["graded_speed_mps"] == pytest.approx(3, rel=0.02)
    assert found.best(1000) == pytest.approx(1000 / 3, rel=0.01)
    assert found.best(5000) == pytest.approx(5000 / 3 + 1800, rel=0.01)
    assert found.best(10_000) is None
    assert found.curve.values[-1] <= 1.55


def test_device_that_counted_it_is_not_believed():
    found = judged(file(carried(5.0), 3600, events=EVENTS, total_timer_time=1800.0, total_distance=14_400.0))
    assert found["distance_m"] == pytest.approx(5400, rel=0.002)
    assert "9000 m of it were not run" in found.warnings or "nobody is so fast" in found.warnings
    assert "9000 m moved while the timer stood are not counted" in found.warnings


def test_metres_between_two_records_around_a_short_stop_count():
    metres = way((3, 1800))
    events = (timer(0, "start"), timer(600.4, "stop_all"), timer(600.9, "start"), timer(1800, "stop_all"))
    found = judged(file(along(metres, every=6), 1800, events=events, total_distance=5400.0))
    assert found.best(5000) == pytest.approx(5000 / 3, abs=0.02)


def test_events_out_of_order_mark_the_same_pauses():
    events = (timer(3600, "stop_all"), timer(2700, "start"), timer(900, "stop_all"), timer(0, "start"))
    found = judged(file(carried(5.0), 3600, events=events, **TOTALS))
    assert found["timer_time_s"] == 1800
    assert found["distance_m"] == 5400
    assert found.best(1000) == pytest.approx(1000 / 3, rel=0.01)
    assert "does not mark" not in found.warnings
