import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runners.physiology.errors import InvalidInputError
from runners.physiology.heart_rate_calculator import bounds_from_max
from runners.physiology.zones import (
    heart_rate_zone,
    pace_zone_numbers,
    pace_zones,
    time_in_heart_rate_zones,
    time_in_pace_zones,
)


@given(st.integers(100, 230), st.sampled_from([60, 70, 80, 90, 100]))
def test_an_upper_bound_belongs_to_its_zone_for_every_maximum(hr_max, percent):
    bound = hr_max * percent
    if bound % 100 == 0:
        assert heart_rate_zone(bound // 100, bounds_from_max(hr_max)) == percent // 10 - 5


@given(
    st.lists(
        st.tuples(st.one_of(st.none(), st.floats(0, 255)), st.floats(0, 3600)),
        max_size=40,
    )
)
def test_the_seconds_of_all_zones_sum_to_the_time_given(samples):
    rates, durations = [rate for rate, _ in samples], [duration for _, duration in samples]
    found = time_in_heart_rate_zones(rates, durations, bounds_from_max(185))
    total = found.below_s + sum(found.zones_s) + found.above_s + found.no_heart_rate_s
    assert total == pytest.approx(sum(durations))


@pytest.mark.parametrize("rate", [None, float("nan"), 0, 255])
def test_a_lost_sensor_is_time_without_heart_rate_not_time_below_the_zones(rate):
    found = time_in_heart_rate_zones([rate], [60], bounds_from_max(190))
    assert found.no_heart_rate_s == 60
    assert found.below_s == 0


def test_samples_that_do_not_pair_are_refused():
    with pytest.raises(InvalidInputError, match="do not pair"):
        time_in_heart_rate_zones([120, 130], [60], bounds_from_max(190))


def test_negative_durations_are_refused():
    with pytest.raises(InvalidInputError, match="not negative"):
        time_in_heart_rate_zones([120], [-1], bounds_from_max(190))


def test_pace_zones_are_percentages_of_critical_speed_with_its_error():
    zones = pace_zones(4.0, se_mps=0.05)
    assert zones[0].lower_mps is None
    assert [zone.upper_mps for zone in zones[:4]] == pytest.approx([3.12, 3.48, 3.8, 4.08])
    assert zones[4].upper_mps is None
    assert zones[4].lower_se_mps == pytest.approx(0.051)


def test_the_edges_of_pace_zones_fall_as_the_book_writes_them():
    percents = [77.9, 78, 87, 95, 102, 102.1]
    assert pace_zone_numbers(percents, 100.0).tolist() == [1, 2, 3, 4, 4, 5]


def test_time_without_speed_is_counted_apart():
    found = time_in_pace_zones(np.array([4.0, np.nan, 2.0]), [10, 20, 30], 4.0)
    assert found.zones_s == (30, 0, 0, 10, 0)
    assert found.no_speed_s == 20


@pytest.mark.parametrize("cs", [0, -1, float("nan")])
def test_an_impossible_critical_speed_makes_no_zones(cs):
    with pytest.raises(InvalidInputError):
        pace_zones(cs)
