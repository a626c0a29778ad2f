import pytest
from hypothesis import given
from hypothesis import strategies as st

from runners.physiology.errors import InvalidInputError
from runners.physiology.vdot import vdot, vdot_time, vdot_velocity


@given(st.floats(10, 90), st.floats(400, 50000))
def test_time_and_vdot_invert_each_other(value, distance_m):
    assert vdot(distance_m, vdot_time(value, distance_m)) == pytest.approx(value, rel=1e-9)


@given(st.floats(10, 90), st.floats(400, 42195), st.floats(1.01, 2))
def test_a_longer_race_of_one_level_is_run_slower(value, distance_m, factor):
    shorter, longer = vdot_time(value, distance_m), vdot_time(value, factor * distance_m)
    assert distance_m / shorter > factor * distance_m / longer


def test_a_faster_time_has_a_higher_vdot():
    assert vdot(5000, 1190) > vdot(5000, 1200)


def test_the_speed_of_the_whole_vdot_costs_it():
    speed = vdot_velocity(50)
    assert -4.60 + 0.182258 * speed + 0.000104 * speed**2 == pytest.approx(50)


@pytest.mark.parametrize(
    ("distance_m", "time_s"), [(0, 100), (5000, 0), (5000, -1), (100, 3600), (float("nan"), 1200)]
)
def test_what_is_no_running_has_no_vdot(distance_m, time_s):
    with pytest.raises(InvalidInputError):
        vdot(distance_m, time_s)


@pytest.mark.parametrize("value", [0, -3, 10_000, float("inf")])
def test_no_time_belongs_to_an_impossible_vdot(value):
    with pytest.raises(InvalidInputError):
        vdot_time(value, 5000)
