"""What a coach sees to beside the race: days without running, returns, injuries, and fitness that rises or says why not."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from benchmarks.planning.realistic_athletes import realistic_input
from tests.training.plan_documents import best_document, days_of
from training.planning.input_reader import read_input
from training.planning.invariants import violations
from training.planning.projection import forecast

HARD_ROLES = {"quality", "test", "long"}
LONG_PLAN_WEEKS = 12


def plan_of(document):
    return best_document(read_input(document))


def runs_by_day(plan):
    return [(date.fromisoformat(day["date"]), day["workouts"]) for _, _, day in days_of(plan)]


def with_holiday(first_week, days_count):
    """A plain half marathon plan of 16 weeks with closed days from the Saturday of a week on."""
    document = realistic_input(10007)
    start = date.fromisoformat(document["start_date"])
    first = start + timedelta(7 * first_week)
    closed = [str(first + timedelta(n)) for n in range(days_count)]
    document["constraints"] = {"blackout_dates": closed, "no_quality": [], "races": []}
    return document, first + timedelta(days_count)


def test_the_first_three_runs_after_a_holiday_are_easy_and_the_long_run_is_shorter():
    document, back = with_holiday(first_week=7, days_count=10)
    plan = plan_of(document)
    after = [run for day, runs in runs_by_day(plan) if day >= back for run in runs]
    before = [run for day, runs in runs_by_day(plan) if day < back for run in runs if run["role"] == "long"]
    long = next(run for run in after if run["role"] == "long")
    assert {run["role"] for run in after[:3]} == {"easy"}
    assert long["expected_m"] <= 0.75 * before[-1]["expected_m"] + 500
    assert violations(plan) == []


@pytest.mark.parametrize("seed", [10004, 10026])
def test_no_test_stands_within_ten_days_of_a_return_or_a_race(seed):
    document = realistic_input(seed)
    start, race = (
        date.fromisoformat(text) for text in (document["start_date"], document["goal"]["race_date"])
    )
    closed = [start + timedelta(40 + n) for n in range(7)]
    side = race - timedelta(35)
    document["constraints"] = {
        "blackout_dates": [str(day) for day in closed],
        "no_quality": [],
        "races": [{"date": str(side), "distance_m": 10000.0, "priority": "B"}],
    }
    tests = [day for day, runs in runs_by_day(plan_of(document)) for run in runs if run["role"] == "test"]
    back = closed[-1] + timedelta(1)
    assert not any(0 <= (day - back).days < 10 for day in tests)
    assert not any(abs((day - other).days) <= 10 for day in tests for other in (side, race))


def test_after_injury_nothing_is_fast_for_two_weeks_more_than_nothing_is_hard():
    document = realistic_input(10146)
    hard, fast = [], []
    for number, (_, runs) in enumerate(runs_by_day(plan_of(document))):
        hard += [number // 7 for run in runs if run["role"] == "quality"]
        fast += [
            number // 7
            for run in runs
            if run["role"] in ("quality", "test") and run["workout_id"][0] in "VFQ"
        ]
    assert min(fast) >= min(hard) + 2


def test_double_days_hold_what_a_week_should():
    """A trained 10 km runner who runs twice a day keeps the fitness brought, since the second runs are no part of the first."""
    document = realistic_input(26)
    plan = plan_of(document)
    assert forecast(plan).ctl > document["athlete"]["ctl0"]
    assert violations(plan) == []
    for _, week, day in days_of(plan):
        seconds = sorted(run["expected_s"] for run in day["workouts"])
        if week["kind"] == "load" and len(seconds) == 2:
            assert seconds[0] <= 3600
            assert sum(seconds) <= day["max_s"]


@pytest.mark.parametrize("seed", [10022, 10041, 10071, 10147])
def test_a_long_plan_that_ends_with_less_fitness_says_why(seed):
    document = realistic_input(seed)
    plan = plan_of(document)
    codes = {remark["code"] for remark in plan["remarks"]}
    assert forecast(plan).ctl < document["athlete"]["ctl0"]
    assert codes & {"fitness_holds", "fitness_from_start", "fitness_disturbed"}


def test_a_long_plan_that_gains_fitness_has_no_remark_on_it():
    document = realistic_input(1112)
    plan = plan_of(document)
    assert forecast(plan).ctl >= document["athlete"]["ctl0"]
    assert not any(remark["code"].startswith("fitness") for remark in plan["remarks"])


def test_race_week_has_a_run_more_where_the_usual_ones_hold_too_little():
    plan = plan_of(realistic_input(10074))
    last = [day for _, week, day in days_of(plan) if week["kind"] == "taper"][-7:]
    runs = [run for day in last for run in day["workouts"] if run["role"] != "race"]
    longest = max(
        run["expected_m"]
        for _, week, day in days_of(plan)
        for run in day["workouts"]
        if run["role"] == "long"
    )
    assert all(run["expected_m"] < 0.78 * longest for run in runs)


def test_the_same_session_does_not_stand_in_two_load_weeks_in_a_row():
    plan = plan_of(realistic_input(3027))
    weeks = [week for block in plan["blocks"] for week in block["weeks"] if week["kind"] == "load"]
    names = [
        {run["name"] for day in week["days"] for run in day["workouts"] if run["role"] == "quality"}
        for week in weeks
    ]
    assert not any(earlier & later for earlier, later in pairwise(names))


def test_long_runs_end_faster_in_two_load_weeks_in_a_row_at_most():
    plan = plan_of(realistic_input(3001))
    weeks = [week for block in plan["blocks"] for week in block["weeks"] if week["kind"] == "load"]
    marks = [
        any(run["workout_id"] == "L4" for day in week["days"] for run in day["workouts"]) for week in weeks
    ]
    assert any(marks)
    assert not any(all(marks[n : n + 3]) for n in range(len(marks) - 2))


def test_an_ultra_raced_on_a_saturday_has_its_second_long_run_on_the_sunday_after():
    document = realistic_input(14)
    race = date.fromisoformat(document["goal"]["race_date"])
    document["goal"]["race_date"] = str(race - timedelta((race.weekday() - 5) % 7))
    document["availability"] |= {
        "max_s_by_weekday": [0, 4200, 4500, 3600, 4800, 14100, 10800],
        "long_run_weekday": 5,
    }
    days = runs_by_day(plan_of(document))
    seconds = [day for day, runs in days if any(run["workout_id"] == "L9" for run in runs)]
    longs = [day for day, runs in days if any(run["role"] == "long" for run in runs)]
    assert len(seconds) >= 2
    assert all(day.weekday() == 6 and day - timedelta(1) in longs for day in seconds)
