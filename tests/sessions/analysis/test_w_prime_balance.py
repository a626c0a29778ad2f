import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.analysis.errors import InvalidStreamsError
from sessions.analysis.w_prime_balance import balance, balance_integral

pieces = st.lists(st.tuples(st.floats(0, 7), st.integers(1, 300)), min_size=1, max_size=20)


@given(pieces, st.integers(2, 10))
def test_cutting_a_piece_in_parts_changes_nothing(segments, parts):
    speeds, seconds = np.array(segments, dtype=float).T
    whole = balance(speeds, seconds, 4.0, 180.0)
    cut = balance(np.repeat(speeds, parts), np.repeat(seconds / parts, parts), 4.0, 180.0)
    assert cut.end_m == pytest.approx(whole.end_m, abs=1e-6)
    assert cut.remaining_m[parts - 1 :: parts] == pytest.approx(whole.remaining_m, abs=1e-6)


@given(pieces)
def test_balance_is_never_above_all_of_it(segments):
    speeds, seconds = np.array(segments, dtype=float).T
    assert balance(speeds, seconds, 4.0, 180.0).remaining_m.max() <= 180.0 + 1e-9


@given(pieces, st.floats(0.01, 0.5))
def test_running_faster_never_leaves_more(segments, more):
    speeds, seconds = np.array(segments, dtype=float).T
    slow, fast = balance(speeds, seconds, 4.0, 180.0), balance(speeds + more, seconds, 4.0, 180.0)
    assert (fast.remaining_m <= slow.remaining_m + 1e-9).all()


def test_rest_recovers_by_the_exponential_of_its_depth():
    left = balance([4.5, 2.0], [200, 90], 4.0, 200.0)
    assert left.remaining_m[0] == pytest.approx(100)
    assert left.end_m == pytest.approx(200 - 100 * np.exp(-2.0 * 90 / 200))


def test_more_spent_than_there_was_is_said_not_hidden():
    assert balance([5.0], [300], 4.0, 200.0).lowest_m == pytest.approx(-100)


def test_integral_form_forgets_with_its_time_constant():
    left = balance_integral(np.array([5.0, 3.0]), np.array([1.0, 10.0]), 4.0, 200.0, tau_s=20.0)
    assert left.end_m == pytest.approx(200 - np.exp(-10 / 20))


@pytest.mark.parametrize(
    ("cs", "w_prime"), [(0, 180), (4, 0), (-4, 180), (float("nan"), 180), (4, float("inf"))]
)
def test_settings_that_cannot_be_are_refused(cs, w_prime):
    with pytest.raises(InvalidStreamsError):
        balance([4.0], [1.0], cs, w_prime)


def test_no_speed_has_no_balance():
    with pytest.raises(InvalidStreamsError):
        balance([], [], 4.0, 180.0)
