import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.analysis.elevation import climb, gradient, smoothed_altitude

heights = st.lists(st.floats(-100, 3000), min_size=1, max_size=60)
NO_BREAK = np.zeros(1000, dtype=bool)


def test_ramp_of_nine_metres_counts_nine():
    assert climb(np.linspace(100, 109, 500), 5).gain_m == pytest.approx(9)


def test_noise_below_the_threshold_is_nothing():
    wave = 100 + np.sin(np.arange(2000))
    assert climb(wave, 5) == climb(np.array([100.0]), 5)


@given(heights, st.floats(0, 50))
def test_gain_less_loss_lies_within_a_threshold_at_each_end_of_the_net_rise(values, threshold):
    total = climb(np.array(values), threshold)
    assert total.gain_m - total.loss_m == pytest.approx(values[-1] - values[0], abs=2 * threshold + 1e-6)


@given(heights, st.floats(0, 50))
def test_running_the_route_backwards_swaps_climb_and_descent(values, threshold):
    there, back = climb(np.array(values), threshold), climb(np.array(values[::-1]), threshold)
    assert there.gain_m == pytest.approx(back.loss_m, abs=1e-6)
    assert there.loss_m == pytest.approx(back.gain_m, abs=1e-6)


@given(heights, st.floats(0, 20), st.floats(0, 20))
def test_higher_threshold_never_counts_more(values, one, other):
    low, high = sorted((one, other))
    assert climb(np.array(values), high).gain_m <= climb(np.array(values), low).gain_m + 1e-6


@given(heights, st.floats(1, 20), st.floats(-500, 500))
def test_climb_does_not_depend_on_where_the_altitude_starts(values, threshold, shift):
    # Shifting rounds: a leg that reaches the threshold exactly may fall short by a bit, so heights are whole metres.
    whole = np.round(np.array(values))
    assert climb(whole + round(shift), round(threshold)).gain_m == climb(whole, round(threshold)).gain_m


@pytest.mark.parametrize("has_barometer", [True, False])
def test_smoothing_keeps_a_straight_slope_straight(has_barometer):
    slope = 100 + 0.1 * np.arange(300.0)
    assert smoothed_altitude(slope, has_barometer=has_barometer) == pytest.approx(slope)


def test_smoothing_takes_out_a_single_false_height_whole():
    level = np.full(300, 100.0)
    level[150] = 900
    assert smoothed_altitude(level, has_barometer=True) == pytest.approx(np.full(300, 100.0))


def test_smoothing_does_not_reach_over_a_gap():
    level = np.concatenate((np.full(100, 100.0), [np.nan], np.full(100, 200.0)))
    smooth = smoothed_altitude(level, has_barometer=True)
    assert smooth[99] == 100
    assert np.isnan(smooth[100])
    assert smooth[101] == 200


@pytest.mark.parametrize("slope", [-0.3, -0.05, 0.0, 0.08, 0.2])
def test_gradient_of_a_straight_hill_is_its_slope(slope):
    distance = np.arange(1000) * 3.0
    found = gradient(distance, 100 + slope * distance, NO_BREAK)
    assert found == pytest.approx(np.full(1000, slope), abs=1e-9)


def test_gradient_is_clamped_to_what_minetti_measured():
    distance = np.arange(1000) * 1.0
    assert gradient(distance, 2 * distance, NO_BREAK).max() == 0.45


def test_gradient_of_a_noisy_altitude_is_that_of_the_hill():
    rng = np.random.default_rng(7)
    distance = np.arange(1000) * 3.0
    noisy = 100 + 0.1 * distance + rng.normal(0, 0.5, 1000)
    inside = gradient(distance, noisy, NO_BREAK)[20:-20]
    assert np.abs(inside - 0.1).max() < 0.03
    assert np.abs(np.diff(noisy) / 3.0 - 0.1).max() > 0.5  # what consecutive samples would say


def test_standing_still_has_no_gradient():
    assert np.isnan(gradient(np.full(1000, 500.0), np.arange(1000.0), NO_BREAK)).all()


def test_two_known_heights_are_too_few_for_a_gradient():
    altitude = np.full(1000, np.nan)
    altitude[[500, 501]] = [100, 110]
    assert np.isnan(gradient(np.arange(1000) * 3.0, altitude, NO_BREAK)).all()


def test_gradient_of_the_last_hill_of_a_very_long_run_is_still_exact():
    distance = np.arange(200_000) * 3.0
    found = gradient(distance, 100 + 0.07 * distance, np.zeros(200_000, dtype=bool))
    assert found[-1000:] == pytest.approx(np.full(1000, 0.07), abs=1e-5)
