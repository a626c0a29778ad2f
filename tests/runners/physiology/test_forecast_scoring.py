import math
from datetime import date, timedelta

import pytest

from runners.physiology.errors import InvalidInputError
from runners.physiology.forecast_scoring import StoredForecast, forecast_record, score, stored
from runners.physiology.race_prediction import Race, predict

RACE_DAY = date(2026, 5, 3)


def forecast(time_s=1200.0, sd_log=0.02, race_day=RACE_DAY):
    reach = math.exp(1.2815515655446004 * sd_log)
    return StoredForecast(
        5000, race_day, race_day - timedelta(days=1), time_s, (time_s / reach, time_s * reach), sd_log
    )


def test_a_race_as_forecast_has_no_error_and_lies_inside():
    scored = score(forecast(), 1200)
    assert (scored.error_percent, scored.standard_errors, scored.is_inside_80) == (0, 0, True)


def test_a_slower_race_has_a_positive_error_in_percent_and_in_standard_errors():
    scored = score(forecast(), 1200 * math.exp(0.04))
    assert scored.error_percent == pytest.approx(4.08, abs=0.01)
    assert scored.standard_errors == pytest.approx(2)
    assert not scored.is_inside_80


def test_the_record_counts_the_newest_twenty():
    old = [score(forecast(race_day=RACE_DAY - timedelta(days=400 + i)), 2000) for i in range(10)]
    good = [score(forecast(race_day=RACE_DAY - timedelta(days=i)), 1210) for i in range(16)]
    bad = [score(forecast(race_day=RACE_DAY - timedelta(days=20 + i)), 1300) for i in range(4)]
    record = forecast_record([*bad, *old, *good])
    assert record.sentence == "Last 20 races: 16 inside the 80 % range."
    assert record.median_error_percent == pytest.approx(100 * 10 / 1200)
    assert record.bias_percent == pytest.approx((16 * 100 * 10 / 1200 + 4 * 100 * 100 / 1200) / 20)


def test_no_race_has_no_record():
    record = forecast_record([])
    assert (record.races, record.median_error_percent) == (0, None)


def test_a_forecast_counts_only_when_made_before_the_day_of_the_race():
    known = Race(10000, 2500, RACE_DAY - timedelta(days=30))
    before = RACE_DAY - timedelta(days=1)
    said = predict(5000, [known], before)
    assert stored(said, RACE_DAY, before).time_s == said.time_s
    with pytest.raises(InvalidInputError, match="made before that day"):
        stored(said, RACE_DAY, RACE_DAY)


def test_a_forecast_that_knew_the_race_is_refused():
    said = predict(5000, [Race(5000, 1200, RACE_DAY)], RACE_DAY)
    with pytest.raises(InvalidInputError):
        stored(said, RACE_DAY, RACE_DAY - timedelta(days=1))


@pytest.mark.parametrize("actual", [0, -1, math.nan])
def test_an_impossible_race_time_is_not_scored(actual):
    with pytest.raises(InvalidInputError):
        score(forecast(), actual)
