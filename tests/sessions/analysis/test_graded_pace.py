import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.analysis.graded_pace import cost_of_running, cost_ratio, graded_speed, normalised_speed

speeds = st.lists(st.floats(0, 8), min_size=1, max_size=300)


def test_level_ground_costs_what_it_costs():
    assert graded_speed(3.3, 0.0) == pytest.approx(3.3)


def test_cheapest_gradient_is_minettis():
    grades = np.linspace(-0.45, 0.45, 9001)
    assert grades[cost_of_running(grades).argmin()] == pytest.approx(-0.181, abs=0.001)


@given(st.floats(-3, 3))
def test_cost_is_positive_and_bounded_on_any_gradient(grade):
    assert 0.4 < cost_ratio(grade) < 5.5


@given(st.floats(0.1, 8), st.integers(1, 400))
def test_constant_speed_is_its_own_norm(speed, seconds):
    assert normalised_speed(np.full(seconds, speed)) == pytest.approx(speed)


@given(speeds, st.floats(0.1, 4))
def test_norm_scales_with_speed(values, factor):
    array = np.array(values)
    assert normalised_speed(array * factor) == pytest.approx(normalised_speed(array) * factor, abs=1e-6)


@given(speeds)
def test_norm_lies_between_mean_of_the_rolling_means_and_the_fastest(values):
    array = np.array(values)
    rolling = [array[max(0, i - 29) : i + 1].mean() for i in range(array.size)]
    assert np.mean(rolling) - 1e-9 <= normalised_speed(array) <= array.max() + 1e-9


@given(speeds, speeds)
def test_windows_start_anew_after_a_gap(before, after):
    both = np.array(before + after)
    begins = np.zeros(both.size, dtype=bool)
    begins[len(before)] = True
    fourth = normalised_speed(both, after_gap=begins) ** 4 * both.size
    parts = [normalised_speed(np.array(part)) ** 4 * len(part) for part in (before, after)]
    assert fourth == pytest.approx(sum(parts), rel=1e-6, abs=1e-6)


def test_nothing_has_no_norm():
    assert normalised_speed(np.empty(0)) is None
