import math
from datetime import date, timedelta

import pytest

from runners.physiology.critical_speed import CriticalSpeed
from runners.physiology.errors import InvalidInputError, NotEnoughDataError
from runners.physiology.power_law import fit_power_law, riegel
from runners.physiology.race_prediction import Race, cameron, own_riegel_exponent, predict
from runners.physiology.vdot import vdot, vdot_time

TODAY = date(2026, 5, 3)


def race(distance_m, time_s, age_days=20, **fields):
    return Race(distance_m, time_s, TODAY - timedelta(days=age_days), **fields)


def fitted(cs, w_prime):
    return CriticalSpeed(
        cs, w_prime, 0.02, 10.0, (cs - 0.1, cs + 0.1), (w_prime - 50, w_prime + 50), 0.9999, "fit", TODAY
    )


def times(forecast):
    return {method.method: method.time_s for method in forecast.methods}


def test_the_forecast_is_the_middle_of_the_methods_that_are_valid():
    forecast = predict(10000, [race(5000, 1200)], TODAY)
    spoken = sorted(
        [vdot_time(vdot(5000, 1200), 10000), riegel(5000, 1200, 10000), cameron(5000, 1200, 10000)],
    )
    assert forecast.time_s == pytest.approx(spoken[1])
    assert forecast.recommended == "middle"
    assert forecast.range_80_s[0] < forecast.time_s < forecast.range_80_s[1] < forecast.range_95_s[1]


def test_one_race_forecasts_itself():
    assert predict(5000, [race(5000, 1200)], TODAY).time_s == pytest.approx(1200)


def test_the_range_grows_with_the_distance_extrapolated_over():
    near, far = predict(10000, [race(5000, 1200)], TODAY), predict(21097.5, [race(5000, 1200)], TODAY)
    assert near.sd_log == pytest.approx(0.015 + 0.012)
    assert far.sd_log > near.sd_log


def test_a_marathon_from_10_km_is_slowed_and_doubly_uncertain():
    forecast = predict(42195, [race(10000, 2400)], TODAY)
    logs = sorted(math.log(time) for time in times(forecast).values() if time is not None)
    assert forecast.time_s == pytest.approx(1.04 * math.exp(logs[1]))
    assert forecast.sd_log >= 2 * (0.015 + 0.012 * math.log2(4.2195))
    assert "marathon_from_short_races" in forecast.flags


def test_a_marathon_from_a_half_is_not_slowed():
    assert predict(42195, [race(21097.5, 5400)], TODAY).flags == ()


def test_critical_speed_speaks_only_from_2_to_20_minutes():
    known = fitted(4.0, 200.0)
    assert times(predict(3000, [race(5000, 1200)], TODAY, known))["critical_speed"] == pytest.approx(700)
    assert times(predict(10000, [race(5000, 1200)], TODAY, known))["critical_speed"] is None


def test_critical_speed_alone_forecasts_when_there_is_no_race():
    forecast = predict(3000, [], TODAY, fitted(4.0, 200.0))
    assert forecast.time_s == pytest.approx(700)
    assert forecast.recommended == "critical_speed"


def test_without_a_race_it_says_what_is_missing():
    with pytest.raises(NotEnoughDataError, match="a race or a test of the last year"):
        predict(10000, [], TODAY)


def test_no_method_reaches_100_km():
    with pytest.raises(NotEnoughDataError, match="no method reaches so far"):
        predict(100_000, [race(10000, 2400)], TODAY)


def test_only_the_newest_three_races_of_90_days_speak():
    races = [race(5000, 1200, age) for age in (10, 20, 30)] + [race(5000, 900, 40), race(5000, 900, 95)]
    assert predict(5000, races, TODAY).time_s == pytest.approx(1200)


def test_a_race_of_last_autumn_speaks_alone_and_is_flagged():
    forecast = predict(5000, [race(5000, 1200, 91), race(5000, 1100, 300)], TODAY)
    assert forecast.time_s == pytest.approx(1200)
    assert "race_older_than_90_days" in forecast.flags


def test_races_after_the_day_of_the_forecast_are_not_known():
    assert predict(5000, [race(5000, 1200), race(5000, 1000, -3)], TODAY).time_s == pytest.approx(1200)


def test_an_own_exponent_is_used_from_three_distances_on_and_held_in_bounds():
    law = [race(d, 0.2 * d**1.09) for d in (1500, 5000, 10000)]
    assert own_riegel_exponent(law) == pytest.approx(1.09)
    assert own_riegel_exponent(law[:2]) is None
    assert own_riegel_exponent([race(d, 0.2 * d**1.3) for d in (1500, 5000, 10000)]) == 1.15


def test_a_kept_impulse_response_fit_moves_the_vdot_method_alone():
    plain, better = (
        predict(10000, [race(5000, 1200)], TODAY),
        predict(10000, [race(5000, 1200, vdot_change=2.0)], TODAY),
    )
    assert times(better)["vdot"] < times(plain)["vdot"]
    assert times(better)["riegel"] == times(plain)["riegel"]


def test_the_order_of_races_does_not_matter():
    races = [race(5000, 1200, 10), race(10000, 2520, 30), race(3000, 690, 30)]
    assert predict(21097.5, races, TODAY) == predict(21097.5, races[::-1], TODAY)


@pytest.mark.parametrize("distance_m", [0, -1, float("nan"), float("inf")])
def test_an_impossible_distance_is_refused(distance_m):
    with pytest.raises(InvalidInputError):
        predict(distance_m, [race(5000, 1200)], TODAY)


def test_a_power_law_recovers_its_exponent():
    law = fit_power_law([1000, 3000, 10000], [0.2 * d**1.08 for d in (1000, 3000, 10000)])
    assert law.exponent == pytest.approx(1.08)
    assert law.r_squared == pytest.approx(1)
    assert law.time_s(5000) == pytest.approx(0.2 * 5000**1.08)
