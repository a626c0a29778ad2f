"""As known on that day: what stood is written down and never made anew; alerts name the numbers behind them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from runners.models import CriticalSpeedRecord, RunnerHistory, RunnerStanding
from runners.physiology.alert_rules import DayFigures, alerts_of_day
from runners.physiology.training_load import SessionLoad
from runners.physiology.vdot import vdot_time
from runners.runner_history_processor import SportLoad, append_rest_days, update_history
from runners.services.forecasts import RaceResult, update_forecasts
from runners.services.runner_service import create_runner_with_defaults
from runners.services.standings import facts_of_day, record_standing, standing_known_on
from tests.fit_files import START

FIRST = date(2026, 1, 1)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def load(number: int, rtss: float, *, estimated: bool = False) -> SportLoad:
    return SportLoad(SessionLoad(f"{number:024x}", START, day(number), rtss, estimated), "running")


@pytest.fixture
def runner(db):
    return create_runner_with_defaults(name="Ada Quick", time_zone="Europe/Berlin")


def critical_speed(runner, number: int, mps: float) -> None:
    CriticalSpeedRecord.objects.create(
        runner=runner, valid_from=day(number), state="in_force", critical_speed_mps=mps, w_prime_m=200.0,
        points=[{"day": day(number).isoformat(), "used": True}], formula_version="cs@1",
    )  # fmt: skip


def test_a_run_that_arrives_later_changes_the_day_but_not_what_was_known_on_it(runner):
    loads = [load(n, 60.0) for n in range(0, 40, 2)]
    update_history(runner, loads, FIRST, day(40))
    known = record_standing(runner, day(40))
    update_history(runner, [*loads, load(11, 150.0)], day(11), day(50))
    record_standing(runner, day(50))
    then, now = standing_known_on(runner, day(40)), facts_of_day(runner, day(40))
    assert then.ctl == known.ctl
    assert now.row.ctl > then.ctl
    assert (then.sessions_count, now.sessions_count) == (20, 21)


def test_a_critical_speed_found_later_was_not_known(runner):
    critical_speed(runner, 0, 4.0)
    update_history(runner, [load(0, 60.0)], FIRST, day(10))
    record_standing(runner, day(10))
    critical_speed(runner, 8, 4.2)
    assert standing_known_on(runner, day(10)).critical_speed_mps == 4.0
    assert facts_of_day(runner, day(10)).critical_speed.critical_speed_mps == 4.2


def test_before_the_first_standing_nothing_was_known_and_after_it_the_last_one_stands(runner):
    update_history(runner, [load(0, 60.0)], FIRST, day(10))
    record_standing(runner, day(10))
    assert standing_known_on(runner, day(9)) is None
    assert standing_known_on(runner, day(30)).day == day(10)


def test_the_last_word_of_a_day_is_kept(runner):
    update_history(runner, [load(0, 60.0)], FIRST, day(10))
    record_standing(runner, day(10))
    update_history(runner, [load(0, 60.0), load(10, 80.0)], day(10), day(10))
    record_standing(runner, day(10))
    standing = RunnerStanding.objects.get(runner=runner)
    assert standing.ctl == RunnerHistory.objects.get(runner=runner, day=day(10)).ctl


def test_rest_days_are_written_down_too_and_catch_up_after_downtime(runner):
    update_history(runner, [load(0, 60.0)], FIRST, day(0))
    update = append_rest_days(runner, day(5))
    assert (update.first_day, update.rows_count) == (day(1), 5)
    assert standing_known_on(runner, day(5)).day == day(5)
    before = list(RunnerHistory.objects.order_by("day").values())
    assert append_rest_days(runner, day(5)).rows_count == 0
    assert list(RunnerHistory.objects.order_by("day").values()) == before


def test_a_race_is_scored_by_the_range_that_was_stored_before_it(runner):
    update_history(runner, [load(n, 60.0) for n in range(60)], FIRST, day(60))
    first = RaceResult("a" * 24, 5000.0, vdot_time(48.0, 5000.0), day(40), "race")
    update_forecasts(runner, [first], day(60))
    record_standing(runner, day(60))
    # Later a faster race of day 50 is uploaded: it was not known before the race of day 62.
    late = RaceResult("b" * 24, 5000.0, vdot_time(52.0, 5000.0), day(50), "race")
    race = RaceResult("c" * 24, 5040.0, vdot_time(48.0, 5040.0), day(62), "race")
    update_forecasts(runner, [first, late, race], day(63))
    scored = {one["race_day"]: one for one in runner.forecasts["scores"]}
    stored = scored[day(62).isoformat()]
    assert (stored["said"], stored["made_on"]) == ("stored", day(60).isoformat())
    assert stored["forecast_s"] == pytest.approx(vdot_time(48.0, 5000.0) * (5040 / 5000) ** 1.06)
    assert scored[day(50).isoformat()]["said"] == "reconstructed"


# Alerts -------------------------------------------------------------------------------------------------


def days(*, tsb=(0.0,), ramps=(0.0, 0.0), ctl=50.0, number=400, estimated=0.0) -> list[DayFigures]:
    """Fifteen days; the last have those forms, today and a week ago those ramps."""
    forms = [0.0] * (15 - len(tsb)) + list(tsb)
    return [
        DayFigures(day(n), number - 14 + n, ctl, forms[n], {7: ramps[0], 14: ramps[1]}.get(n, 0.0), estimated)
        for n in range(15)
    ]


@pytest.mark.parametrize(
    ("known", "codes"),
    [
        (days(), []),
        (days(ramps=(5.5, 6.0)), [("ramp", "amber")]),
        (days(ramps=(9.0, 8.5)), [("ramp", "red")]),
        (days(ramps=(1.0, 9.0)), []),  # one week alone
        (days(ramps=(3.0, 3.0), number=100), [("ramp", "amber")]),
        (days(tsb=(-26.0, -27.0, -26.0), ctl=90.0), [("deep_fatigue", "red")]),
        (days(tsb=(-26.0, -10.0, -26.0), ctl=90.0), []),
        (days(tsb=(-36.0,), ctl=95.0), [("deep_fatigue", "red")]),
        (days(tsb=(-9.0,), ctl=20.0), [("deep_fatigue", "red")]),
        (days(estimated=31.0), [("guesswork", "amber")]),
    ],
)
def test_alerts_follow_the_bounds_of_coaching(known, codes):
    assert [(one.code, one.level) for one in alerts_of_day(known)] == codes


def test_a_critical_speed_without_a_new_effort_for_sixty_days_is_stale():
    today = day(14)
    assert not alerts_of_day(days(), today - timedelta(days=60))
    (alert,) = alerts_of_day(days(), today - timedelta(days=61))
    assert alert.code == "critical_speed_stale"


def test_a_runner_without_history_has_a_standing_of_nothing(runner):
    standing = record_standing(runner, FIRST)
    assert (standing.ctl, standing.critical_speed_mps, standing.alerts) == (None, None, [])
