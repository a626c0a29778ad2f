from datetime import date

import numpy as np
import pytest

from runners.physiology.errors import InvalidInputError, NotEnoughDataError
from runners.physiology.heart_rate_calculator import (
    age_on,
    bounds_from_max,
    bounds_from_reserve,
    bounds_from_threshold,
    bounds_typed,
    heart_rate_problems,
    heart_rate_zones,
    hunt_max_heart_rate,
    max_heart_rate,
    observed_max_heart_rate,
    zone_bounds_problems,
)
from runners.physiology.zones import heart_rate_zone, pace_zones


@pytest.mark.parametrize("age", [0, 130, -5, float("nan"), float("inf"), "old"])
def test_an_impossible_age_is_refused(age):
    with pytest.raises(InvalidInputError):
        hunt_max_heart_rate(age)


def test_age_counts_completed_years_on_the_day_of_the_session():
    born = date(1990, 6, 15)
    assert age_on(born, date(2026, 6, 14)) == 35
    assert age_on(born, date(2026, 6, 15)) == 36


def test_one_born_on_29_february_is_a_year_older_on_1_march():
    assert age_on(date(2000, 2, 29), date(2025, 2, 28)) == 24
    assert age_on(date(2000, 2, 29), date(2025, 3, 1)) == 25


def test_a_session_before_birth_is_refused():
    with pytest.raises(InvalidInputError, match="before the birth date"):
        age_on(date(2000, 1, 1), date(1999, 12, 31))


def test_the_estimate_is_shown_with_its_standard_error():
    estimate = max_heart_rate(40)
    assert estimate.bpm == pytest.approx(185.4)
    assert (estimate.low_bpm, estimate.high_bpm) == pytest.approx((174.6, 196.2))
    assert estimate.source == "hunt"


def test_a_measured_maximum_replaces_the_estimate():
    assert max_heart_rate(40, measured_bpm=193).bpm == 193


def test_an_observed_maximum_never_replaces_the_estimate_by_itself():
    estimate = max_heart_rate(40, observed_bpm=195)
    assert estimate.bpm == pytest.approx(185.4)
    assert estimate.observed_bpm == 195
    assert "observed_is_higher" in estimate.flags


def test_without_age_or_measurement_it_says_what_is_missing():
    with pytest.raises(NotEnoughDataError, match="a birth date or a measured maximum"):
        max_heart_rate(None)


def test_a_default_age_is_flagged():
    assert "age_is_default" in max_heart_rate(35, age_is_default=True).flags


def test_the_observed_maximum_passes_over_a_two_second_spike():
    stream = np.full(60, 150.0)
    stream[20:22] = 230.0
    stream[40:46] = 181.0
    assert observed_max_heart_rate(stream) == 181.0


def test_the_observed_maximum_ignores_the_values_of_a_lost_sensor():
    stream = np.array([255.0] * 10 + [0.0] * 10 + [140.0] * 10 + [np.nan] * 10)
    assert observed_max_heart_rate(stream) == 140.0


def test_four_seconds_have_no_observed_maximum():
    assert observed_max_heart_rate(np.full(4, 150.0)) is None
    assert observed_max_heart_rate(np.full(50, np.nan)) is None


def test_zones_join_without_a_hole():
    zones = heart_rate_zones(bounds_from_max(190))
    assert [zone.upper_bpm for zone in zones] == [114, 133, 152, 171, 190]
    assert [zone.lower_bpm for zone in zones] == [95, 114, 133, 152, 171]


def test_reserve_zones_are_karvonens():
    assert bounds_from_reserve(50, 190, (60, 70, 80, 90, 100), 50).uppers_bpm == (134, 148, 162, 176, 190)


def test_zones_by_threshold_and_by_pace_end_at_the_same_running():
    cs_mps, rest, threshold = 4.0, 50.0, 170.0
    uppers = bounds_from_threshold(rest, threshold, 188).uppers_bpm

    def heart_rate_at(speed_mps):
        return rest + (threshold - rest) * speed_mps / cs_mps

    easy, _, tempo, at_threshold, _ = pace_zones(cs_mps)
    assert uppers[1:4] == pytest.approx(
        [heart_rate_at(zone.upper_mps) for zone in (easy, tempo, at_threshold)]
    )
    assert uppers[4] == 188


def test_a_threshold_near_an_estimated_maximum_leaves_a_last_zone():
    uppers = bounds_from_threshold(60, 180, 181).uppers_bpm
    assert uppers[3] < uppers[4] == pytest.approx(200)


def test_typed_zones_are_kept_as_given():
    typed = bounds_typed((120, 140, 155, 168, 188), 100)
    assert typed.uppers_bpm == (120, 140, 155, 168, 188)
    assert heart_rate_zone(140, typed) == 2


@pytest.mark.parametrize(
    ("uppers", "floor", "words"),
    [
        ((60, 70, 80, 90), 50, "five upper bounds"),
        ((60, 60, 80, 90, 100), 50, "Zone 2"),
        ((60, 70, 80, 90, 100), 60, "Zone 1"),
        ((60, 70, 80, 90, float("nan")), 50, "not a number"),
        ((60, 70, 80, 90, 100), -1, "below zero"),
    ],
)
def test_zone_bounds_that_do_not_rise_are_named(uppers, floor, words):
    assert words in " ".join(zone_bounds_problems(uppers, floor))
    with pytest.raises(InvalidInputError):
        bounds_from_max(190, uppers, floor)


@pytest.mark.parametrize("hr_max", [0, 255, 60, float("nan")])
def test_an_impossible_maximum_is_refused(hr_max):
    with pytest.raises(InvalidInputError):
        bounds_from_max(hr_max)


def test_heart_rates_out_of_order_are_named():
    assert heart_rate_problems(50, 190, 170) == ()
    assert "Resting heart rate 195 must be below maximum" in heart_rate_problems(195, 190)[0]
    assert "Threshold heart rate 192 must be below maximum" in heart_rate_problems(50, 190, 192)[0]
    assert len(heart_rate_problems(0, 300)) == 2
