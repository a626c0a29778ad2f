from dataclasses import asdict
from datetime import date, timedelta

import numpy as np
import pytest

from runners.physiology.banister import (
    DEFAULT_MODEL,
    ImpulseResponse,
    impulse_states,
    performances,
    steady_state,
)
from runners.physiology.banister_fit import Performance, fit_impulse_response
from runners.physiology.banister_forecast import (
    forecast_performance,
    forecast_race_time,
    modelled_change,
    outlook,
)
from runners.physiology.banister_search import ResponseSearch
from runners.physiology.errors import FitRefusedError, InvalidInputError, NotEnoughDataError
from runners.physiology.fixed_times_fit import fit_fixed_times
from runners.physiology.vdot import vdot

FIRST = date(2024, 1, 1)
TRUTH = ImpulseResponse(40.0, 0.009, 0.018, 42.0, 12.0)


def season(days=700, seed=1):
    """Three weeks up, one week down, rest on some days: enough variety to tell fitness from fatigue."""
    random = np.random.default_rng(seed)
    week = np.array([1.0, 1.4, 1.8, 0.5])[(np.arange(days) // 7) % 4]
    wave = 50 * (1 + 0.6 * np.sin(np.arange(days) / 50))
    return np.where(random.random(days) < 0.75, week * wave, 0.0)


def races(loads, count, noise=0.0, truth=TRUTH, first=100, seed=2):
    random = np.random.default_rng(seed)
    days = np.sort(random.choice(np.arange(first, len(loads)), count, replace=False))
    values = performances(loads, truth)[days] + random.normal(0, noise, count)
    return [
        Performance(FIRST + timedelta(days=int(day)), float(value))
        for day, value in zip(days, values, strict=True)
    ]


def search(count=20, start_load=0.0):
    loads = season()
    known = races(loads, count)
    days = np.array([(one.day - FIRST).days for one in known])
    return ResponseSearch(loads, days, np.array([one.vdot for one in known]), start_load)


@pytest.mark.parametrize("start_load", [0.0, 40.0])
def test_states_summed_by_stretches_equal_the_daily_recursion(start_load):
    asked = search(start_load=start_load)
    daily = impulse_states(asked.loads, 31.0, steady_state(start_load, 31.0))
    assert asked.states(31.0)[0] == pytest.approx(daily[asked.days], rel=1e-12)


@pytest.mark.parametrize("count", [8, 20])
@pytest.mark.parametrize("start_load", [0.0, 40.0])
def test_the_written_derivatives_agree_with_differences(count, start_load):
    asked = search(count, start_load)
    free, rows = asked.centre(), np.arange(count)
    slopes = asked.misses(free, asked.vdots, rows)[1]
    for column in range(asked.size):
        step = np.zeros(asked.size)
        step[column] = 1e-6
        up, down = (asked.misses(free + sign * step, asked.vdots, rows)[0] for sign in (1, -1))
        assert slopes[:, column] == pytest.approx((up - down) / 2e-6, rel=1e-4, abs=1e-6)


def test_many_races_of_a_known_athlete_give_back_the_model_within_its_band():
    loads = season()
    fit = fit_impulse_response(loads, FIRST, races(loads, 40, noise=0.3), bootstraps=60)
    assert fit.is_kept
    assert fit.method == "all_parameters"
    assert fit.residual_sd == pytest.approx(0.3, abs=0.12)
    assert fit.model.tau1_days == pytest.approx(42, rel=0.25)
    assert fit.model.k2 / fit.model.k1 == pytest.approx(2, rel=0.3)
    assert fit.loo_rmse < fit.last_vdot_rmse


def test_a_kept_fit_forecasts_the_true_performance_within_its_range():
    loads = season()
    fit = fit_impulse_response(loads[:600], FIRST, races(loads[:600], 30, noise=0.3), bootstraps=60)
    forecast = forecast_performance(fit, loads, 650)
    assert forecast.range_95[0] < performances(loads, TRUTH)[650] < forecast.range_95[1]
    assert forecast.range_95[0] < forecast.range_80[0] < forecast.vdot < forecast.range_80[1]


def test_a_race_forecast_is_the_time_of_the_modelled_vdot_fast_end_first():
    loads = season()
    fit = fit_impulse_response(loads, FIRST, races(loads, 20, noise=0.3), bootstraps=20)
    forecast = forecast_race_time(fit, loads, 700, 10000)
    assert vdot(10000, forecast.time_s) == pytest.approx(forecast.performance.vdot)
    assert vdot(10000, forecast.range_80_s[1]) == pytest.approx(forecast.performance.range_80[0])
    fast, slow = forecast.range_95_s
    assert fast < forecast.range_80_s[0] < forecast.time_s < slow


def test_the_modelled_change_is_the_difference_of_two_mornings():
    loads = season()
    fit = fit_impulse_response(loads, FIRST, races(loads, 20, noise=0.3), bootstraps=5)
    change = modelled_change(fit, loads, 500, 650)
    morning = [forecast_performance(fit, loads, day).vdot for day in (500, 650)]
    assert change == pytest.approx(morning[1] - morning[0])
    assert modelled_change(fit, loads, 600, 600) == 0


def test_a_fit_without_bootstraps_has_no_range():
    loads = season()
    fit = fit_impulse_response(loads, FIRST, races(loads, 20, noise=0.3), bootstraps=0)
    with pytest.raises(NotEnoughDataError, match="a fit with bootstraps"):
        forecast_performance(fit, loads, 650)


def test_fewer_than_five_races_give_the_default_shape_and_the_reason():
    loads = season()
    fit = fit_impulse_response(loads, FIRST, races(loads, 4))
    assert fit.model is DEFAULT_MODEL
    assert not fit.is_kept
    assert fit.reason == (
        "The model needs 5 races or tests, there are 4. Until then the default model shows the shape only, without units."
    )


def test_five_to_fourteen_races_leave_the_times_at_their_defaults():
    loads = season()
    fit = fit_impulse_response(loads, FIRST, races(loads, 9, noise=0.3), bootstraps=20)
    assert fit.method == "default_times"
    assert (fit.fitted.tau1_days, fit.fitted.tau2_days) == (45, 15)


def test_fifteen_races_within_120_days_do_not_free_the_times():
    loads = season(days=210)
    fit = fit_impulse_response(loads, FIRST, races(loads, 20, noise=0.3), bootstraps=0)
    assert fit.method == "default_times"


def test_races_that_follow_no_load_are_not_kept():
    loads = season()
    random = np.random.default_rng(5)
    flat = [
        Performance(FIRST + timedelta(days=100 + 30 * i), 45 + 3 * (i // 6) + float(random.normal(0, 0.1)))
        for i in range(18)
    ]
    fit = fit_impulse_response(loads, FIRST, flat, bootstraps=0)
    assert not fit.is_kept
    assert fit.model is DEFAULT_MODEL
    assert fit.fitted is not None
    with pytest.raises(FitRefusedError, match="Not kept"):
        forecast_performance(fit, loads, 650)


def test_the_same_data_give_the_same_fit_to_the_last_bit_in_any_order():
    loads = season()
    known = races(loads, 12, noise=0.3)
    one = fit_impulse_response(loads, FIRST, known, bootstraps=10)
    two = fit_impulse_response(loads, FIRST, known[::-1], bootstraps=10)
    assert one.model == two.model
    assert (one.bootstraps == two.bootstraps).all()


def test_parameters_keep_to_their_bounds_whatever_the_races():
    loads = season()
    wild = ImpulseResponse(40.0, 0.05, 0.02, 200.0, 1.0)
    fit = fit_impulse_response(loads, FIRST, races(loads, 30, truth=wild), bootstraps=10)
    for row in [asdict(fit.fitted).values(), *fit.bootstraps]:
        _, k1, k2, tau1, tau2, *_ = row
        assert 1 - 1e-9 <= k2 / k1 <= 5 + 1e-9
        assert 20 - 1e-9 <= tau1 <= 80 + 1e-9
        assert 3 - 1e-9 <= tau2 <= 25 + 1e-9
        assert tau1 / tau2 >= 1.5 - 1e-9
    assert any(flag.endswith("_at_bound") for flag in fit.flags)


def test_a_history_that_starts_with_a_race_begins_in_a_steady_state():
    loads = season()
    fit = fit_impulse_response(loads, FIRST, races(loads, 8, first=20), bootstraps=0)
    assert "start_is_steady_state" in fit.flags
    assert fit.start_load == pytest.approx(loads[:42].mean())
    stated = fit_impulse_response(loads, FIRST, races(loads, 8, first=20), start_load=30.0, bootstraps=0)
    assert stated.start_load == 30


def test_races_outside_the_loads_are_flagged_and_not_fitted():
    loads = season()
    early = Performance(FIRST - timedelta(days=3), 40.0)
    fit = fit_impulse_response(loads, FIRST, [*races(loads, 6), early], bootstraps=0)
    assert fit.performances == 6
    assert "performances_outside_history" in fit.flags


def test_two_races_of_one_day_count_once_the_better():
    loads = season()
    known = races(loads, 6)
    worse = Performance(known[0].day, known[0].vdot - 5)
    assert fit_impulse_response(loads, FIRST, [*known, worse], bootstraps=0).performances == 6


def test_no_load_at_all_is_refused_with_its_reason():
    fit = fit_impulse_response([0.0] * 300, FIRST, races(season(300), 8))
    assert "there are none in this history" in fit.reason


@pytest.mark.parametrize("vdot", [0, -1, float("nan"), float("inf")])
def test_an_impossible_vdot_is_refused(vdot):
    with pytest.raises(InvalidInputError):
        fit_impulse_response(season(), FIRST, [Performance(FIRST + timedelta(days=200), vdot)])


@pytest.mark.parametrize("load", [float("nan"), float("inf"), -1.0])
def test_missing_and_negative_loads_are_refused(load):
    with pytest.raises(InvalidInputError):
        fit_impulse_response([1.0, load], FIRST, [])


def test_a_race_on_the_morning_after_the_last_load_is_used():
    loads = season()
    fit = fit_impulse_response(
        loads, FIRST, [*races(loads, 6), Performance(FIRST + timedelta(days=700), 45.0)], bootstraps=0
    )
    assert fit.performances == 7


def test_a_forecast_far_beyond_the_loads_is_refused():
    loads = season()
    fit = fit_impulse_response(loads, FIRST, races(loads, 20, noise=0.2), bootstraps=5)
    with pytest.raises(InvalidInputError):
        forecast_performance(fit, loads, len(loads) + 1)


def test_two_tests_or_indistinct_ones_have_no_least_squares():
    with pytest.raises(NotEnoughDataError):
        fit_fixed_times([50.0] * 10, [(3, 1.0), (9, 2.0)], 45, 15)
    with pytest.raises(FitRefusedError, match="cannot tell fitness from fatigue"):
        fit_fixed_times([0.0] * 10, [(3, 1.0), (6, 2.0), (9, 2.0)], 45, 15)


def test_the_outlook_is_the_forecast_of_each_morning_with_the_usual_load_done_until_then():
    loads = season()
    fit = fit_impulse_response(loads, FIRST, races(loads, 16, noise=0.3), bootstraps=20)
    days = outlook(fit, loads, 30.0, 40)
    for ahead in (0, 1, 17, 39):
        alone = forecast_performance(fit, [*loads, *[30.0] * ahead], len(loads) + ahead)
        assert days[ahead].vdot == pytest.approx(alone.vdot, rel=1e-12)
        assert days[ahead].range_80 == pytest.approx(alone.range_80, rel=1e-9)


def test_a_model_that_is_not_kept_has_no_outlook():
    with pytest.raises(FitRefusedError):
        outlook(fit_impulse_response(season(), FIRST, []), season(), 30.0, 10)
