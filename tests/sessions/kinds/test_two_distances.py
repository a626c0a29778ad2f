"""Kind 4: a saved treadmill distance scales all, and one speed stands in every figure."""

import numpy as np
import pytest

from tests.sessions.kinds.recordings import file, judged, lap, place, record

DISTANCES = ("distance_m", "avg_speed_mps", "graded_speed_mps", "normalized_graded_speed_mps")


def treadmill(saved_m, sub_sport="treadmill", speed=3.0, written_speed=None, laps=(2700.0, 2700.0)):
    records = [record(t, speed * t, written_speed or speed, cadence=84) for t in range(1801)]
    others = tuple(lap(900 * k, 900 * k + 900, total_distance=metres) for k, metres in enumerate(laps))
    return file(records, 1800, others=others, sub_sport=sub_sport, total_distance=saved_m)


@pytest.mark.parametrize("sub_sport", ["treadmill", "indoor_running", "generic", "virtual_activity"])
@pytest.mark.parametrize("saved_m", [3600.0, 5000.0, 5500.0, 8100.0])
def test_saved_distance_scales_streams_laps_bests_and_graded_speed(sub_sport, saved_m):
    found = judged(treadmill(saved_m, sub_sport))
    speed = saved_m / 1800
    expected = (saved_m, speed, speed, speed)
    assert [found[name] for name in DISTANCES] == pytest.approx(expected, rel=0.002)
    assert [one.distance_m for one in found.laps] == pytest.approx([saved_m / 2] * 2, rel=0.002)
    assert [one.avg_speed_mps for one in found.laps] == pytest.approx([speed] * 2, rel=0.002)
    efforts = {one.distance_m: one.time_s for one in found.analysis.measured.best_efforts}
    assert efforts[1000] == pytest.approx(1000 / speed, rel=0.002)
    assert max(efforts) <= saved_m
    assert np.nanmax(found.analysis.measured.stream.covered_m) == pytest.approx(saved_m, rel=0.002)
    assert sum(one.distance_m for one in found.analysis.measured.splits_km) == pytest.approx(
        saved_m, rel=0.002
    )
    assert f"The distance saved on the watch ({saved_m:.0f} m) is taken as true" in found.warnings


def test_laps_that_the_watch_put_right_itself_stay():
    found = judged(treadmill(5000.0, laps=(2600.0, 2400.0)))
    assert [one.distance_m for one in found.laps] == [2600, 2400]


@pytest.mark.parametrize("saved_m", [40_000.0, 0.0, 200.0])
def test_impossible_saved_distance_scales_nothing(saved_m):
    found = judged(treadmill(saved_m))
    assert [found[name] for name in DISTANCES] == pytest.approx((5400, 3, 3, 3), rel=0.002)


def test_saved_distance_outdoors_scales_nothing():
    records = [record(t, 3 * t, 3, **place(3 * t)) for t in range(1801)]
    found = judged(file(records, 1800, total_distance=5500.0))
    assert found["graded_speed_mps"] == pytest.approx(3, rel=0.002)


@pytest.mark.parametrize("written", [3.2, 3.08, 2.8, 2.0, 6.0, 0.5])
def test_speed_that_disagrees_with_distance_and_total_gives_way(written):
    for content in (
        treadmill(5400.0, written_speed=written),
        file([record(t, 3 * t, written, **place(3 * t)) for t in range(1801)], 1800, total_distance=5400.0),
    ):
        found = judged(content)
        assert [found[name] for name in DISTANCES] == pytest.approx((5400, 3, 3, 3), rel=0.003)
        assert "the recorded speed runs" in found.warnings


def test_distance_that_disagrees_with_speed_and_positions_gives_way():
    records = [record(t, 3 * t, 3.3, **place(3.3 * t)) for t in range(1801)]
    found = judged(file(records, 1800, total_distance=5400.0))
    assert [found[name] for name in DISTANCES] == pytest.approx((5940, 3.3, 3.3, 3.3), rel=0.003)
    assert found.best(5000) == pytest.approx(5000 / 3.3, rel=0.003)
    assert "The watch's distance (5400) is not used" in found.warnings


def test_distance_that_disagrees_with_speed_and_the_saved_total_gives_way():
    records = [record(t, 3 * t, 3.3) for t in range(1801)]
    found = judged(file(records, 1800, total_distance=5940.0))
    assert [found[name] for name in DISTANCES] == pytest.approx((5940, 3.3, 3.3, 3.3), rel=0.003)


def test_speed_that_is_wrong_for_some_minutes_is_put_right_there():
    records = [record(t, 3 * t, 3.5 if 600 <= t < 1000 else 3.0, **place(3 * t)) for t in range(1801)]
    found = judged(file(records, 1800, total_distance=5400.0))
    assert found["graded_speed_mps"] == pytest.approx(3, rel=0.005)
    assert found["normalized_graded_speed_mps"] == pytest.approx(3, rel=0.01)


def test_counter_that_stands_at_zero_beside_positions_is_not_believed():
    records = [record(t, 0, None, **place(3 * t)) for t in range(1801)]
    found = judged(file(records, 1800, total_distance=0.0))
    assert [found[name] for name in DISTANCES] == pytest.approx((5400, 3, 3, 3), rel=0.003)


@pytest.mark.parametrize("share", [0.8, 0.87, 1.1])
def test_foot_pod_that_disagrees_with_positions_and_total_is_stretched_to_them(share):
    records = [record(t, 3 * share * t, 3 * share, **place(3 * t)) for t in range(1801)]
    found = judged(file(records, 1800, total_distance=5400.0))
    assert [found[name] for name in DISTANCES] == pytest.approx((5400, 3, 3, 3), rel=0.003)
    assert found.best(5000) == pytest.approx(5000 / 3, rel=0.003)
    assert "agrees with its positions" in found.warnings


def test_foot_pod_that_the_total_agrees_with_is_believed():
    records = [record(t, 2.6 * t, 2.6, **place(3 * t)) for t in range(1801)]
    found = judged(file(records, 1800, total_distance=4680.0))
    assert [found[name] for name in DISTANCES] == pytest.approx((4680, 2.6, 2.6, 2.6), rel=0.003)


def test_calibration_that_stands_in_the_last_record_alone_scales_all():
    records = [record(t, 3 * t if t < 1800 else 6000, 3, cadence=84) for t in range(1801)]
    found = judged(file(records, 1800, sub_sport="treadmill", total_distance=6000.0))
    speed = 6000 / 1800
    assert [found[name] for name in DISTANCES] == pytest.approx((6000, speed, speed, speed), rel=0.005)


def test_leap_of_a_treadmill_in_the_middle_scales_nothing():
    records = [record(t, 3 * t if t < 900 else 3 * t + 900, 3, cadence=84) for t in range(1801)]
    found = judged(file(records, 1800, sub_sport="treadmill", total_distance=6300.0))
    assert found["distance_m"] == pytest.approx(5400, rel=0.005)
