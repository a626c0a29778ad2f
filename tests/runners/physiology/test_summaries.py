from datetime import date, timedelta

import pytest

from runners.physiology.fitness_history import fitness_history
from runners.physiology.summaries import Period, SessionTotal, summaries
from runners.physiology.training_load import DayLoad

MONDAY = date(2025, 12, 29)


def rows(loads, first=MONDAY):
    days = {first + timedelta(days=i): DayLoad(load) for i, load in enumerate(loads) if load}
    return list(fitness_history(days, first, first + timedelta(days=len(loads) - 1)))


def run(day, distance_m, moving_time_s=3600.0):
    return SessionTotal(MONDAY + timedelta(days=day), distance_m, moving_time_s, 50.0)


def test_a_week_runs_from_monday_to_sunday_across_the_new_year():
    (week,) = summaries(rows([50, 0, 60, 0, 70, 0, 80]), [run(0, 8000), run(2, 9000)], Period.WEEK)
    assert (week.first_day, week.last_day, week.is_whole) == (MONDAY, date(2026, 1, 4), True)
    assert (week.load, week.sessions, week.rest_days) == (260, 4, 3)
    assert (week.distance_m, week.longest_m, week.moving_time_s, week.ascent_m) == (17000, 9000, 7200, 100)


def test_the_week_under_way_says_that_it_is_not_whole():
    first, second = summaries(rows([50] * 9), [], Period.WEEK)
    assert first.is_whole
    assert (second.days, second.is_whole) == (2, False)


def test_fitness_gained_is_that_of_the_periods_end_over_the_one_before():
    known = rows([50] * 14)
    first, second = summaries(known, [], Period.WEEK)
    assert first.ctl_change is None
    assert second.ctl_change == known[13].ctl - known[6].ctl
    assert second.lowest_tsb == min(row.tsb for row in known[7:])


def test_winter_begins_in_december():
    winter, spring = summaries(rows([10] * 100, date(2025, 12, 1)), [], Period.SEASON)
    assert (winter.first_day, winter.last_day) == (date(2025, 12, 1), date(2026, 2, 28))
    assert spring.first_day == date(2026, 3, 1)


@pytest.mark.parametrize(("period", "count"), [(Period.WEEK, 53), (Period.MONTH, 13), (Period.YEAR, 2)])
def test_every_period_sums_to_the_same_load(period, count):
    known = rows([30.0] * 366)
    found = summaries(known, [], period)
    assert len(found) == count
    assert sum(one.load for one in found) == pytest.approx(30 * 366)
    assert sum(one.days for one in found) == 366


def test_a_session_without_distance_is_counted_apart_and_not_as_zero():
    (week,) = summaries(rows([50] * 7), [run(0, None)], Period.WEEK)
    assert week.longest_m is None
    assert week.distance_m is None
    assert week.sessions_without_distance == 1


def test_no_history_has_no_summary():
    assert summaries([], [], Period.WEEK) == ()
