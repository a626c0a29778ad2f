"""Kind 2: the device's totals are believed only when they are possible."""

import numpy as np
import pytest

from tests.sessions.kinds.recordings import along, file, judged, record, steady, timer, way

MEAN = 5400.0 / 1800


@pytest.mark.parametrize(
    ("field", "written", "figure", "true"),
    [
        ("total_distance", 0.0, "distance_m", 5400),
        ("total_distance", 5.4, "distance_m", 5400),  # kilometres for metres
        ("total_distance", 42_949_672.0, "distance_m", 5400),
        ("total_distance", 14_900.0, "distance_m", 5400),  # beyond the record for half an hour
        ("total_distance", 8700.0, "distance_m", 5400),  # possible, but the positions say otherwise
        ("total_timer_time", 1_800_000.0, "timer_time_s", 1800),  # milliseconds for seconds
        ("total_timer_time", 7200.0, "timer_time_s", 1800),
        ("total_timer_time", 1.8, "timer_time_s", 1800),
        ("total_timer_time", 900.0, "timer_time_s", 1800),
        ("total_elapsed_time", 1_800_000.0, "elapsed_time_s", 1800),
        ("avg_speed", 30.0, "avg_speed_mps", 3),
        ("avg_speed", 3.4, "avg_speed_mps", 3),
        ("max_speed", 65.0, "max_speed_mps", 3),
        ("avg_heart_rate", 234, "avg_heart_rate_bpm", 150),
        ("avg_heart_rate", 20, "avg_heart_rate_bpm", 150),
        ("avg_heart_rate", 0, "avg_heart_rate_bpm", 150),
        ("avg_heart_rate", 255, "avg_heart_rate_bpm", 150),
        ("max_heart_rate", 245, "max_heart_rate_bpm", 150),
        ("max_heart_rate", 90, "max_heart_rate_bpm", 150),
        ("avg_heart_rate", 75, "avg_heart_rate_bpm", 150),
        ("max_speed", 2.0, "max_speed_mps", 3),
        ("total_timer_time", 1900.0, "timer_time_s", 1800),  # longer than the elapsed time
    ],
)
def test_impossible_total_gives_way_to_the_records(field, written, figure, true):
    found = judged(file(steady(), 1800, **{"total_distance": 5400.0, field: written}))
    assert found[figure] == pytest.approx(true, rel=0.001)
    assert found["distance_m"] == pytest.approx(5400, rel=0.001)
    assert found["avg_speed_mps"] == pytest.approx(MEAN, rel=0.001)
    assert found["graded_speed_mps"] == pytest.approx(MEAN, rel=0.001)
    assert found.best(5000) == pytest.approx(5000 / 3, abs=1)


@pytest.mark.parametrize(
    ("totals", "said"),
    [
        ({"total_distance": 0.0}, "The watch's distance (0) is not used: the records have 5400 m."),
        ({"total_timer_time": 7200.0}, "The watch's timer time (7200) is not used: the records span 1800 s."),
        ({"avg_heart_rate": 234}, "The watch's average heart rate (234) is not used: no heart beats so."),
        ({"max_speed": 65.0}, "The watch's highest speed (65) is not used: nobody is so fast."),
    ],
)
def test_what_was_doubted_is_said(totals, said):
    assert said in judged(file(steady(), 1800, **totals)).warnings


def test_average_above_the_highest_heart_rate_is_neither():
    found = judged(file(steady(), 1800, avg_heart_rate=200, max_heart_rate=170))
    assert (found["avg_heart_rate_bpm"], found["max_heart_rate_bpm"]) == (150, 150)


def test_possible_totals_are_shown_as_the_watch_wrote_them():
    totals = {
        "total_distance": 5432.0,
        "total_timer_time": 1801.5,
        "avg_heart_rate": 151,
        "max_heart_rate": 171,
    }
    found = judged(file(steady(), 1800, **totals, max_speed=4.2))
    assert (found["distance_m"], found["timer_time_s"], found["max_speed_mps"]) == (5432, 1801.5, 4.2)
    assert (found["avg_heart_rate_bpm"], found["max_heart_rate_bpm"]) == (151, 171)
    assert "is not used" not in found.warnings


def test_totals_of_a_recording_that_was_cut_off_are_the_whole_runs():
    found = judged(file(steady(600), 3600, total_distance=10_800.0, start_time=None))
    assert (found["distance_m"], found["timer_time_s"]) == (10_800, 3600)
    assert found["avg_speed_mps"] == pytest.approx(3)


def test_strap_that_is_wrong_most_of_the_time_gives_no_heart_rate():
    records = [record(t, 3 * t, 3, heart_rate=240 if t > 120 else 86) for t in range(1801)]
    found = judged(file(records, 1800, avg_heart_rate=234, max_heart_rate=245), hr_max_bpm=190)
    assert found["avg_heart_rate_bpm"] is None
    assert found["max_heart_rate_bpm"] is None
    assert found["trimp"] is None
    assert "none of them is used" in found.warnings


def test_strap_that_is_wrong_for_a_while_gives_the_rest():
    records = [record(t, 3 * t, 3, heart_rate=240 if t < 200 else 150) for t in range(1801)]
    assert judged(file(records, 1800))["avg_heart_rate_bpm"] == 150


def test_strap_that_lost_its_wearer_every_other_second_gives_the_rest():
    records = [record(t, 3 * t, 3, heart_rate=150 if t % 3 == 0 else 0) for t in range(1801)]
    found = judged(file(records, 1800, avg_heart_rate=50))
    assert found["avg_heart_rate_bpm"] == 150
    assert "none of them is used" not in found.warnings


def test_strap_that_only_writes_zero_gives_no_heart_rate():
    records = [record(t, 3 * t, 3, heart_rate=0) for t in range(1801)]
    assert judged(file(records, 1800, avg_heart_rate=0))["avg_heart_rate_bpm"] is None


def test_session_that_ends_ten_minutes_before_its_records_has_their_times():
    times = {"total_elapsed_time": 1200.0, "total_timer_time": 1200.0}
    found = judged(file(steady(1800), 1800, total_distance=3600.0, **times))
    names = ("distance_m", "elapsed_time_s", "timer_time_s")
    assert [found[name] for name in names] == [5400, 1800, 1800]


@pytest.mark.parametrize("field", ["avg_cadence", "avg_power"])
@pytest.mark.parametrize("share", [0.5, 1.5])
def test_mean_that_no_record_comes_near_gives_way(field, share):
    written = {"avg_cadence": 85, "avg_power": 250}[field]
    found = judged(file(steady(cadence=85, power=250), 1800, **{field: round(share * written)}))
    assert (found["avg_cadence_spm"], found["avg_power_w"]) == pytest.approx((170, 250), rel=0.01)


def test_elapsed_and_timer_time_that_were_exchanged_are_the_records():
    metres = way((3, 900), (0, 600), (3, 900))
    events = (timer(0, "start"), timer(900, "stop_all"), timer(1500, "start"), timer(2400, "stop_all"))
    times = {"total_timer_time": 2400.0, "total_elapsed_time": 1800.0, "total_distance": 5400.0}
    found = judged(file(along(metres), 2400, events=events, **times))
    assert [found[name] for name in ("elapsed_time_s", "timer_time_s", "avg_speed_mps")] == [2400, 1800, 3]
    assert "the timer's time is longer than the elapsed time" in found.warnings


def stuck(seconds, *, rate=225, noise=0.0):
    """A strap that shows far too much from then on."""
    random = np.random.default_rng(1)
    wrong = np.clip(rate + random.normal(0, 1, 1801) * noise, 201, 229).astype(int)
    return [
        record(t, 3 * t, 3, heart_rate=int(wrong[t]) if t >= seconds else 140 + t % 9) for t in range(1801)
    ]


@pytest.mark.parametrize("noise", [0.0, 6.0])
def test_heart_rate_that_stays_beyond_any_heart_is_not_used(noise):
    totals = {"avg_heart_rate": 222, "max_heart_rate": 229}
    found = judged(file(stuck(0, noise=noise), 1800, **totals), hr_max_bpm=190)
    assert [found[name] for name in ("avg_heart_rate_bpm", "max_heart_rate_bpm", "trimp")] == [None] * 3
    assert "none of them is used" in found.warnings
    some = judged(
        file(stuck(1000, noise=noise), 1800, avg_heart_rate=178, max_heart_rate=229), hr_max_bpm=190
    )
    assert some["avg_heart_rate_bpm"] == pytest.approx(144, abs=1)
    assert some["max_heart_rate_bpm"] <= 200


@pytest.mark.parametrize("highest", [200, 209, 215])
def test_high_heart_rates_of_a_race_or_of_a_moment_stay(highest):
    rates = [170 + min(t // 40, 30) + (highest - 200 if t % 600 > 500 else 0) for t in range(1801)]
    found = judged(file([record(t, 4 * t, 4, heart_rate=rates[t]) for t in range(1801)], 1800))
    assert found["max_heart_rate_bpm"] == pytest.approx(max(rates), abs=1)
    assert "impossible heart rate" not in found.warnings
