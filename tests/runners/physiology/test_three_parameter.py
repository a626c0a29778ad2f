import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runners.physiology.errors import InvalidInputError, NotEnoughDataError
from runners.physiology.three_parameter import fit_three_parameters, three_parameter_speed

TIMES_S = [120, 200, 330, 630, 1110]


@given(st.floats(2.5, 5.5), st.floats(80, 300), st.floats(1.5, 2.2))
@settings(max_examples=25)
def test_the_fit_recovers_the_curve_it_was_drawn_from(cs, w_prime, factor):
    top = cs * factor
    speeds = [three_parameter_speed(time, cs, w_prime, top) for time in TIMES_S]
    found = fit_three_parameters(TIMES_S, speeds)
    assert found.cs_mps == pytest.approx(cs, rel=1e-4)
    assert found.w_prime_m == pytest.approx(w_prime, rel=1e-3)
    assert found.v_max_mps == pytest.approx(top, rel=1e-3)


def test_efforts_on_a_straight_line_leave_the_top_speed_open():
    speeds = [4.4 + 210 / time for time in TIMES_S]
    assert fit_three_parameters(TIMES_S, speeds).is_top_speed_at_bound
    curved = [three_parameter_speed(time, 4.4, 210, 8.5) for time in TIMES_S]
    assert not fit_three_parameters(TIMES_S, curved).is_top_speed_at_bound


def test_at_time_zero_the_speed_is_the_top_speed():
    assert three_parameter_speed(0, 4.4, 210, 8.5) == pytest.approx(8.5)


def test_a_top_speed_below_critical_speed_is_refused():
    with pytest.raises(InvalidInputError, match="must exceed"):
        three_parameter_speed(100, 4.4, 210, 4.4)


def test_four_efforts_are_not_enough_for_three_parameters():
    with pytest.raises(NotEnoughDataError, match="5 efforts, there are 4"):
        fit_three_parameters([120, 200, 330, 630], [5.6, 5.2, 4.9, 4.7])
