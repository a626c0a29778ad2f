"""The stored history: a day added touches that day alone, a change in the past recomputes from there, bit for bit."""

from __future__ import annotations

import math
import random
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from runlab_site.database import database
from runners.models import Runner, RunnerHistory
from runners.physiology.local_days import local_day
from runners.physiology.training_load import SessionLoad
from runners.physiology.vdot import vdot_time
from runners.runner_history_processor import SportLoad, append_rest_days, daily_loads, update_history
from runners.services.forecasts import RaceResult, update_forecasts
from runners.services.personal_best_rows import BestEffortOfSession
from runners.services.personal_bests import update_personal_bests
from runners.services.runner_service import create_runner_with_defaults
from runners.services.standings import record_standing
from sessions.tasks import append_rest_days as append_everybodys_rest_days
from tests import days
from tests.examined import examined
from tests.fit_files import START
from tests.runners.fitted_model import update_model

pytestmark = pytest.mark.django_db

FIRST = date(2016, 11, 20)
TODAY = date(2026, 11, 20)
YEARS_DAYS = (TODAY - FIRST).days


def load(day: date, rtss: float | None, key: int, *, estimated: bool = False) -> SportLoad:
    start = datetime.combine(day, START.timetz())
    return SportLoad(SessionLoad(f"{key:024x}", start, day, rtss, estimated), "running")


def ten_years() -> list[SportLoad]:
    """2,500 sessions on days drawn at random, some with an estimated load and some with none."""
    chance = random.Random(7)
    days = [*sorted(chance.sample(range(YEARS_DAYS), 2498)), 0, YEARS_DAYS - 1]
    return [
        load(
            FIRST + timedelta(days=day),
            None if chance.random() < 0.03 else chance.uniform(10, 180),
            key,
            estimated=chance.random() < 0.2,
        )
        for key, day in enumerate(days)
    ]


def rows(runner: Runner) -> list[dict]:
    kept_out = {"_id", "runner_id", "computed_at"}
    found = database.raw["runnerHistory"].find({"runner_id": database_id(runner)}).sort("day", 1)
    return [{name: value for name, value in row.items() if name not in kept_out} for row in found]


def database_id(runner: Runner):
    from bson import ObjectId

    return ObjectId(runner.pk)


def written_at(runner: Runner) -> dict[date, datetime]:
    return dict(RunnerHistory.objects.filter(runner=runner).values_list("day", "computed_at"))


@pytest.fixture
def runner():
    return create_runner_with_defaults(name="Ada Quick", time_zone="Pacific/Auckland")


@pytest.mark.slow
def test_ten_years_updated_piece_by_piece_in_any_order_equal_a_full_recomputation_bit_for_bit(runner):
    known = ten_years()
    update_history(runner, known, date.min, TODAY)
    whole = rows(runner)
    assert len(whole) == YEARS_DAYS + 1
    before = written_at(runner)

    # Today's run touches today.
    todays = load(TODAY, 77.0, 99_999)
    update_history(runner, [*known, todays], TODAY, TODAY)
    changed = {day for day, at in written_at(runner).items() if at != before[day]}
    assert changed == {TODAY}

    # A run inserted in 2018 leaves the days before it untouched, and ends as a full recomputation does.
    inserted_on = date(2018, 5, 3)
    inserted = load(inserted_on, 123.4, 99_998)
    before = written_at(runner)
    update_history(runner, [*known, todays, inserted], inserted_on, TODAY)
    changed = {day for day, at in written_at(runner).items() if at != before[day]}
    assert min(changed) == inserted_on
    step_by_step = rows(runner)
    RunnerHistory.objects.filter(runner=runner).delete()
    update_history(runner, [inserted, todays, *reversed(known)], date.min, TODAY)
    assert rows(runner) == step_by_step


def test_sessions_that_arrive_in_any_order_give_the_same_history(runner):
    known = [load(FIRST + timedelta(days=day), 40.0 + day, day) for day in range(0, 60, 3)]
    last = FIRST + timedelta(days=70)
    found = []
    for seed in range(3):
        RunnerHistory.objects.filter(runner=runner).delete()
        arriving = list(known)
        random.Random(seed).shuffle(arriving)
        for count in range(1, len(arriving) + 1):
            update_history(runner, arriving[:count], arriving[count - 1].load.local_day, last)
        found.append(rows(runner))
    assert found[0] == found[1] == found[2]
    assert found[0][0]["day_number"] == 1


def test_the_daily_loads_passed_down_are_those_the_rows_will_have(runner):
    known = [load(FIRST + timedelta(days=day), 40.0 + day, day) for day in range(0, 20, 3)]
    beyond = load(FIRST + timedelta(days=4), 5000.0, 99)
    last = FIRST + timedelta(days=25)
    passed = daily_loads(runner, [*known, beyond], last)
    update_history(runner, [*known, beyond], date.min, last)
    stored = RunnerHistory.objects.filter(runner=runner).order_by("day").values_list("day", "load_rtss")
    assert passed == list(stored)
    assert len(passed) == 26


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles", "Asia/Kathmandu"])
def test_a_rest_day_begins_at_the_athletes_own_midnight(runner, zone):
    Runner.objects.filter(pk=runner.pk).update(time_zone=zone)
    runner.refresh_from_db()
    midnight = datetime(2026, 3, 10, tzinfo=ZoneInfo(zone))
    update_history(runner, [load(date(2026, 3, 8), 50.0, 1)], date.min, date(2026, 3, 8))
    before, after = (
        local_day(moment, zone)
        for moment in (midnight - timedelta(seconds=1), midnight + timedelta(seconds=1))
    )
    assert append_rest_days(runner, before).last_day == date(2026, 3, 9)
    assert append_rest_days(runner, before).rows_count == 0
    assert append_rest_days(runner, after).last_day == date(2026, 3, 10)
    sources = list(
        RunnerHistory.objects.filter(runner=runner).order_by("day").values_list("source", flat=True)
    )
    assert sources == ["sessions", "rest", "rest"]


def test_the_recurring_chore_catches_up_for_everybody_and_twice_is_as_good_as_once(runner):
    other = create_runner_with_defaults(name="Bo Slow", time_zone="America/Los_Angeles")
    create_runner_with_defaults(name="No Runs")
    for one in (runner, other):
        update_history(one, [load(date(2026, 3, 8), 50.0, 1)], date.min, date(2026, 3, 8))
    append_everybodys_rest_days()
    stored = list(RunnerHistory.objects.order_by("runner_id", "day").values())
    append_everybodys_rest_days()
    assert list(RunnerHistory.objects.order_by("runner_id", "day").values()) == stored
    assert {row["runner_id"] for row in stored} == {runner.pk, other.pk}


def test_the_chore_reads_no_history_of_who_is_up_to_date(runner):
    today = local_day(days.CHOSEN.moment, runner.time_zone)
    many = [create_runner_with_defaults(name=f"Runner {number}") for number in range(12)]
    for one in many:
        update_history(one, [load(today - timedelta(days=60), 50.0, 1)], date.min)
    append_everybodys_rest_days()  # the squad page's figures, which are part of being up to date
    with examined() as read:
        append_everybodys_rest_days()
    assert read.documents_count <= 2 * len(many)
    assert not any("COLLSCAN" in plan for plan in read.plans)


# Bad input ----------------------------------------------------------------------------------------------

AWKWARD = {
    "one session without a load": [load(FIRST, None, 1)],
    "a load of nothing": [load(FIRST, 0.0, 1)],
    "a day of two thousand": [load(FIRST, 2000.0, 1)],
    "two on one day, one unknown": [load(FIRST, 50.0, 1), load(FIRST, None, 2)],
    "all estimated": [load(FIRST + timedelta(days=n), 50.0, n, estimated=True) for n in range(40)],
    "every day alike": [load(FIRST + timedelta(days=n), 50.0, n) for n in range(40)],
    "one a month": [load(FIRST + timedelta(days=30 * n), 60.0, n) for n in range(10)],
    "none": [],
}


@pytest.mark.parametrize("loads", AWKWARD.values(), ids=AWKWARD)
def test_no_stored_document_of_a_runner_holds_nan_infinity_or_an_unsaid_zero(runner, loads):
    update_history(runner, loads, date.min, FIRST + timedelta(days=320))
    bests = [
        BestEffortOfSession(1000.0, 300.0, 0.0, "a" * 24, START, FIRST),
        BestEffortOfSession(5000.0, 1200.0, 0.0, "b" * 24, START, FIRST),
    ]
    update_personal_bests(runner, bests)
    races = [
        RaceResult(
            f"{n:024x}", 5000.0, vdot_time(45.0 + n % 2, 5000.0), FIRST + timedelta(days=30 * n), "race"
        )
        for n in range(1, 8)
    ]
    update_model(runner, races)
    update_forecasts(runner, races, FIRST + timedelta(days=320))
    record_standing(runner, FIRST + timedelta(days=320))
    for name in database.raw.list_collection_names():
        for document in database.raw[name].find():
            assert_finite(document, name)
    rows = RunnerHistory.objects.filter(runner=runner)
    assert rows.exists() == bool(loads)
    for row in rows:
        assert row.load_rtss > 0 or row.unknown_load_count or row.sessions_count or row.source == "rest"
        assert (row.ramp_rate is None) == (row.day_number < 7)
        assert (row.monotony is None) == (row.strain is None) == (row.day_number < 7)
    runner.refresh_from_db()
    assert runner.forecasts["forecasts"]
    assert all(one["time_s"] is None or one["time_s"] > 0 for one in runner.forecasts["forecasts"])
    contradicted = {
        row["distance_m"]: row["contradiction"] for row in runner.personal_bests if not row["is_default"]
    }
    assert "5 km" in contradicted[1000.0]


def assert_finite(value, where: str) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            assert_finite(item, f"{where}.{key}")
    elif isinstance(value, list):
        for item in value:
            assert_finite(item, where)
    elif isinstance(value, float):
        assert math.isfinite(value), f"{where} is {value}"


def test_a_load_of_five_thousand_in_a_day_counts_as_unknown_and_marks_its_day(runner):
    update_history(
        runner,
        [load(FIRST, 5000.0, 1), load(FIRST + timedelta(days=1), 50.0, 2)],
        date.min,
        FIRST + timedelta(days=1),
    )
    first, second = RunnerHistory.objects.filter(runner=runner).order_by("day")
    assert (first.load_rtss, first.unknown_load_count, first.sessions_count) == (0.0, 1, 1)
    assert (second.load_rtss, second.unknown_load_28d_count) == (50.0, 1)
