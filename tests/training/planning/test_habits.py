"""When an athlete usually runs, read from runs; and target times as people type them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from training.planning.habits import RunTime, habit_of
from training.planning.problems import PlanProblem
from training.planning.target_times import require_meant, target_of

BEFORE = date(2026, 6, 1)  # a Monday
MONDAY, TUESDAY, THURSDAY, SATURDAY, SUNDAY = 0, 1, 3, 5, 6


def weekly(minutes_by_weekday, weeks=8):
    """The same week again and again up to the day before."""
    return [
        RunTime(BEFORE - timedelta(days=7 * week - weekday), 60.0 * minutes)
        for week in range(1, weeks + 1)
        for weekday, minutes in minutes_by_weekday
    ]


def test_the_weekdays_run_on_are_open_with_room_and_the_others_closed():
    habit = habit_of(weekly([(TUESDAY, 50), (THURSDAY, 60), (SUNDAY, 100)]), BEFORE)
    assert [seconds / 60 for seconds in habit.max_s_by_weekday] == [0, 75, 0, 75, 0, 0, 150]
    assert habit.long_run_weekday == SUNDAY
    assert habit.max_sessions_per_day == 1


def test_the_long_day_has_never_less_than_the_longest_run_needed():
    runs = [*weekly([(TUESDAY, 40), (SUNDAY, 80)]), RunTime(BEFORE - timedelta(days=6), 170 * 60.0)]
    habit = habit_of(runs, BEFORE)
    assert habit.long_run_weekday == SUNDAY
    assert habit.max_s_by_weekday[SUNDAY] >= 170 * 60


def test_a_single_run_on_another_weekday_is_no_habit():
    runs = [*weekly([(TUESDAY, 40), (SATURDAY, 80)]), RunTime(BEFORE - timedelta(days=4), 50 * 60.0)]
    assert habit_of(runs, BEFORE).max_s_by_weekday[THURSDAY] == 0


def test_two_runs_on_many_days_are_a_habit_of_doubles():
    runs = weekly([(MONDAY, 40), (MONDAY, 30), (TUESDAY, 40), (TUESDAY, 30), (SUNDAY, 90)])
    habit = habit_of(runs, BEFORE)
    assert habit.max_sessions_per_day == 2
    assert habit.max_s_by_weekday[MONDAY] == 90 * 60


@pytest.mark.parametrize(
    "runs",
    [
        [],
        weekly([(TUESDAY, 40), (SUNDAY, 60)], weeks=2),
        weekly([(SUNDAY, 60)]),
        [RunTime(run.day - timedelta(days=60), run.time_s) for run in weekly([(TUESDAY, 40), (SUNDAY, 60)])],
    ],
    ids=["none", "few", "one day a week", "long ago"],
)
def test_too_little_tells_of_no_habit(runs):
    assert habit_of(runs, BEFORE) is None


@pytest.mark.parametrize(
    ("text", "distance_m", "seconds"),
    [
        ("3:10", 42_195.0, 11_400),
        ("3:10:30", 42_195.0, 11_430),
        ("190:00", 42_195.0, 11_400),
        ("1:29", 21_097.5, 5340),
        ("19:40", 5000.0, 1180),
        ("1:10", 5000.0, 4200),
        ("42:30", 10_000.0, 2550),
        ("2:05", 800.0, 125),
        ("3h10", 42_195.0, 11_400),
        ("11 h", 100_000.0, 39_600),
    ],
)
def test_a_target_is_what_it_can_only_mean(text, distance_m, seconds):
    assert target_of(text, distance_m) == seconds


@pytest.mark.parametrize(
    ("text", "distance_m"),
    [
        ("1:50", 42_195.0),
        ("0:40:00", 42_195.0),
        ("30:00", 100.0),
        ("soon", 5000.0),
        ("", 5000.0),
        ("11:30", 5000.0),
    ],
)
def test_what_cannot_be_meant_is_asked_back(text, distance_m):
    with pytest.raises(PlanProblem, match="cannot be meant"):
        target_of(text, distance_m)


def test_seconds_of_a_program_are_asked_back_as_well():
    require_meant(11_400, 42_195.0)
    with pytest.raises(PlanProblem, match="between"):
        require_meant(190, 42_195.0)
