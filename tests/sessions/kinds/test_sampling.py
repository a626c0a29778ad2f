"""Kind 8: gaps are judged by the file's own interval, and records without a position do not break the distance."""

import numpy as np
import pytest

from tests.sessions.kinds.recordings import along, file, judged, place, record, way

SPEED, SECONDS = 3.3, 3600


def assert_is_whole(found):
    assert found["distance_m"] == pytest.approx(SPEED * SECONDS, rel=0.005)
    assert found["moving_time_s"] == pytest.approx(SECONDS, rel=0.02)
    assert found["graded_speed_mps"] == pytest.approx(SPEED, rel=0.005)
    assert found["gap_s"] <= 0.02 * SECONDS
    assert found.best(1000) == pytest.approx(1000 / SPEED, rel=0.005)
    assert found.best(10_000) == pytest.approx(10_000 / SPEED, rel=0.005)
    assert sum(found.analysis.judged.pace_zones.zones_s) == pytest.approx(SECONDS, rel=0.02)


@pytest.mark.parametrize("every", [1, 2, 5, 10, 12, 20, 30, 60])
@pytest.mark.parametrize("columns", ["distance speed place", "distance", "place", "speed"])
def test_run_recorded_every_so_often_is_whole(every, columns):
    records = along(way((SPEED, SECONDS)), every=every, columns=columns)
    total = {"total_distance": SPEED * SECONDS} if "distance" in columns else {}
    assert_is_whole(judged(file(records, SECONDS, **total), cs_mps=4.0, w_prime_m=200))


def at_seconds(seconds):
    return [record(t, SPEED * t, SPEED, **place(SPEED * t)) for t in seconds]


@pytest.mark.parametrize("seed", range(3))
def test_smart_recording_is_bridged_up_to_a_minute(seed):
    random = np.random.default_rng(seed)
    steps = random.choice(
        [1, 2, 3, 4, 5, 6, 7, 8, 30, 60], 2000, p=[0.1, 0.1, 0.15, 0.2, 0.15, 0.1, 0.1, 0.08, 0.01, 0.01]
    )
    times = np.cumsum(steps)
    times = [0, *times[times < SECONDS].tolist(), SECONDS]
    found = judged(
        file(at_seconds(times), SECONDS, total_distance=SPEED * SECONDS), cs_mps=4.0, w_prime_m=200
    )
    assert_is_whole(found)
    assert found["gap_s"] == 0


@pytest.mark.parametrize("usual", [30, 60])
def test_battery_saving_that_is_not_punctual_is_whole(usual):
    random = np.random.default_rng(1)
    times = np.cumsum(usual + random.integers(-5, 6, 2 * SECONDS // usual))
    times = [0, *times[times < SECONDS].tolist(), SECONDS]
    assert_is_whole(
        judged(file(at_seconds(times), SECONDS, total_distance=SPEED * SECONDS), cs_mps=4.0, w_prime_m=200)
    )


def test_hole_in_a_recording_of_every_second_is_a_gap():
    records = [one for t, one in enumerate(along(way((3, 1800)))) if not 700 < t < 760]
    found = judged(file(records, 1800, total_distance=5400.0))
    assert found["gap_s"] == 60
    assert found["moving_time_s"] == 1740
    assert found.best(5000) == pytest.approx(5000 / 3, rel=0.001)


@pytest.mark.parametrize("every", [2, 4, 10, 25])
@pytest.mark.parametrize("column", ["place", "distance"])
def test_heart_rates_between_the_places_do_not_break_the_way(every, column):
    records = []
    for t in range(SECONDS + 1):
        known = t % every == 0
        fields = place(SPEED * t) if known and column == "place" else {}
        records.append(record(t, SPEED * t if known and column == "distance" else None, **fields))
    found = judged(file(records, SECONDS), cs_mps=4.0, w_prime_m=200)
    assert_is_whole(found)
    assert found["avg_heart_rate_bpm"] == 150


def held(every, columns):
    """Records of every second whose distance or position is renewed only every so often."""
    return [
        record(
            t,
            SPEED * (t - t % every) if "distance" in columns else None,
            **(place(SPEED * (t - t % every)) if "place" in columns else {}),
        )
        for t in range(SECONDS + 1)
    ]


@pytest.mark.parametrize("every", [2, 3, 5, 7, 30, 60])
@pytest.mark.parametrize("columns", ["distance", "place", "distance place"])
def test_values_that_are_repeated_until_the_next_are_no_standstill(every, columns):
    assert_is_whole(judged(file(held(every, columns), SECONDS), cs_mps=4.0, w_prime_m=200))


@pytest.mark.parametrize("metres", [10, 25, 50])
def test_counter_that_moves_by_many_metres_at_a_time_is_no_leap(metres):
    records = [record(t, metres * (SPEED * t // metres)) for t in range(SECONDS + 1)]
    content = file(records, SECONDS, total_distance=SPEED * SECONDS)
    assert_is_whole(judged(content, cs_mps=4.0, w_prime_m=200))


@pytest.mark.parametrize("every", [1, 5])
def test_standstill_of_a_counter_stays_one(every):
    way_m = way((3, 900), (0, 300), (3, 900))
    records = [record(t, way_m[t - t % every], **place(way_m[t - t % every])) for t in range(2101)]
    found = judged(file(records, 2100))
    assert found["moving_time_s"] == pytest.approx(1800, abs=20)
    assert found["distance_m"] == pytest.approx(5400, rel=0.005)


@pytest.mark.parametrize("slow", [60, 120])
@pytest.mark.parametrize("is_first", [True, False])
def test_battery_saving_for_a_part_of_the_time_is_whole(slow, is_first):
    seconds = sorted(
        {*range(0, 1800, slow if is_first else 1), *range(1800, SECONDS + 1, 1 if is_first else slow)}
    )
    found = judged(
        file(at_seconds(seconds), SECONDS, total_distance=SPEED * SECONDS), cs_mps=4.0, w_prime_m=200
    )
    assert_is_whole(found)


def test_rests_without_records_are_not_taken_for_battery_saving():
    pieces = [t for k in range(10) for t in range(200 * k, 200 * k + 81)]
    metres = way(*[(5, 80), (0, 120)] * 10)
    records = [record(t, metres[t], 5, **place(metres[t])) for t in pieces]
    found = judged(file(records, 1880, total_distance=4000.0, total_timer_time=800.0))
    assert found["timer_time_s"] == pytest.approx(800, abs=12)
    assert found["moving_time_s"] == pytest.approx(800, abs=30)
