import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runners.physiology.banister import (
    DEFAULT_MODEL,
    ImpulseResponse,
    impulse_states,
    influence,
    influence_curve,
    performances,
    response_times,
    squared_error,
    state_on_last_day,
    steady_state,
)
from runners.physiology.errors import InvalidInputError, NotEnoughDataError

loads_lists = st.lists(st.floats(0, 400), min_size=1, max_size=60)
models = st.builds(
    ImpulseResponse,
    st.floats(0, 60),
    st.floats(0.01, 2),
    st.floats(0.01, 5),
    st.floats(20, 80),
    st.floats(3, 25),
)


def closed_sum(loads, tau, day):
    """Banister's definition, term by term, over the days before."""
    return math.fsum(load * math.exp(-(day - s) / tau) for s, load in enumerate(loads[:day]))


@given(loads_lists, models)
def test_the_recursion_equals_the_closed_sum(loads, model):
    day = len(loads) - 1
    expected = model.p0 + model.k1 * closed_sum(loads, model.tau1_days, day)
    expected -= model.k2 * closed_sum(loads, model.tau2_days, day)
    assert performances(loads, model)[-1] == pytest.approx(expected, rel=1e-9, abs=1e-9)


@given(loads_lists, models, st.floats(0, 400))
def test_a_days_own_load_never_moves_its_own_performance(loads, model, other):
    assert performances([*loads, other], model)[-1] == performances([*loads, 0.0], model)[-1]


@given(loads_lists, models)
def test_the_same_day_convention_adds_the_days_own_load(loads, model):
    with_today = impulse_states(loads, model.tau1_days, same_day=True)
    assert with_today == pytest.approx(impulse_states(loads, model.tau1_days) + np.array(loads))


@given(loads_lists, st.floats(3, 80), st.floats(0.1, 5))
def test_states_scale_with_the_loads(loads, tau, factor):
    scaled = impulse_states([factor * load for load in loads], tau)
    assert scaled == pytest.approx(factor * impulse_states(loads, tau))


@given(st.floats(0, 200), st.floats(3, 80))
def test_a_steady_state_stays(load, tau):
    states = impulse_states([load] * 5, tau, steady_state(load, tau))
    assert states == pytest.approx(np.full(5, steady_state(load, tau)))


@given(models)
def test_load_neither_helps_nor_harms_at_the_first_time_and_helps_most_at_the_second(model):
    times = response_times(model)
    if times.harmful_days is not None:
        assert influence(times.harmful_days, model) == pytest.approx(0, abs=1e-9)
    if times.best_days is not None:
        best = influence(times.best_days, model)
        assert best >= influence(times.best_days + 1, model)
        assert best >= influence(max(times.best_days - 1, 0), model)


def test_more_fitness_than_fatigue_has_no_harmful_day():
    assert response_times(ImpulseResponse(0, 2, 1, 45, 15)).harmful_days is None
    assert response_times(ImpulseResponse(0, 4, 1, 45, 15)).best_days is None
    assert response_times(ImpulseResponse(0, 1, 2, 15, 15)).harmful_days is None


def test_the_state_counts_what_each_side_adds_and_takes():
    state = state_on_last_day([100.0, 0.0], DEFAULT_MODEL)
    assert state.fitness == pytest.approx(100 * math.exp(-1 / 45))
    assert state.fatigue == pytest.approx(200 * math.exp(-1 / 15))
    assert state.performance == DEFAULT_MODEL.p0 + state.fitness - state.fatigue


def test_no_day_has_no_state():
    with pytest.raises(NotEnoughDataError):
        state_on_last_day([], DEFAULT_MODEL)


@pytest.mark.parametrize("tau", [0, -1, math.nan])
def test_an_impossible_time_constant_is_refused(tau):
    with pytest.raises(InvalidInputError):
        impulse_states([1.0], tau)


def test_a_test_outside_the_loads_is_refused():
    for day in (0, 4):
        with pytest.raises(InvalidInputError, match="days 1 to 3"):
            squared_error([1.0, 2.0, 3.0], [(day, 30.0)], DEFAULT_MODEL)


def test_the_influence_curve_starts_with_harm_and_turns_at_the_harmful_time():
    curve = influence_curve(60, DEFAULT_MODEL)
    assert curve[0] == DEFAULT_MODEL.k1 - DEFAULT_MODEL.k2
    assert (curve[:16] < 0).all()
    assert (curve[16:] > 0).all()
    assert curve.argmax() == 40


def test_a_curve_into_the_past_is_refused():
    with pytest.raises(InvalidInputError):
        influence_curve(-1, DEFAULT_MODEL)
