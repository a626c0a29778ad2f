"""Forecasts and the fitted model, stored with a runner."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from runners.models import RunnerHistory
from runners.physiology.banister import ImpulseResponse, performances
from runners.physiology.training_load import SessionLoad
from runners.physiology.vdot import vdot, vdot_time
from runners.runner_history_processor import SportLoad, update_history
from runners.services.forecasts import (
    RaceResult,
    forecast_by_form,
    forecast_race,
    update_forecasts,
)
from runners.services.runner_service import create_runner_with_defaults
from tests.fit_files import START
from tests.runners.fitted_model import update_model

pytestmark = pytest.mark.django_db

FIRST = date(2025, 1, 1)


def all_loads() -> list[SportLoad]:
    return [
        SportLoad(
            SessionLoad(
                f"{day:024x}", START, FIRST + timedelta(days=day), 40.0 + 30 * (day % 3) + day / 10, False
            ),
            "running",
        )
        for day in range(400)
    ]


@pytest.fixture
def runner():
    runner = create_runner_with_defaults(name="Racer")
    update_history(runner, all_loads(), FIRST, FIRST + timedelta(days=400))
    return runner


def race(day: int, distance_m: float, level: float, kind: str = "race") -> RaceResult:
    return RaceResult(
        f"{day:024x}", distance_m, vdot_time(level, distance_m), FIRST + timedelta(days=day), kind
    )


def test_without_races_the_model_stays_the_default_and_says_why(runner):
    assert not update_model(runner, [])
    assert runner.banister["is_default"]
    assert "needs 5 races" in runner.banister_fit["reason"]


def test_with_too_few_races_nothing_is_fitted_but_a_forecast_is_made(runner):
    results = [race(380, 5000.0, 48.0)]
    assert not update_model(runner, results)
    update_forecasts(runner, results, FIRST + timedelta(days=399))
    ten = next(one for one in runner.forecasts["forecasts"] if one["distance_m"] == 10_000)
    assert ten["time_low_s"] < ten["time_s"] < ten["time_high_s"]
    assert vdot(10_000.0, ten["time_s"]) == pytest.approx(48, abs=1.5)


def test_a_forecast_made_the_day_before_is_scored_by_the_race(runner):
    results = [race(300, 5000.0, 48.0), race(350, 5000.0, 48.5)]
    update_forecasts(runner, results, FIRST + timedelta(days=399))
    (scored,) = runner.forecasts["scores"]
    assert scored["actual_s"] == pytest.approx(vdot_time(48.5, 5000.0))
    assert scored["forecast_s"] == pytest.approx(vdot_time(48.0, 5000.0), rel=1e-6)
    assert scored["is_inside_80"]
    assert "1 inside" in runner.forecasts["record"]["sentence"]


def test_a_forecast_of_the_past_knows_only_what_was_known_then(runner):
    update_forecasts(runner, [race(300, 5000.0, 48.0), race(350, 5000.0, 55.0)], FIRST + timedelta(days=399))
    then = forecast_race(runner, 5000.0, FIRST + timedelta(days=310))
    assert vdot(5000.0, then.time_s) == pytest.approx(48, abs=0.01)


def blocks_of_load() -> list[SportLoad]:
    """Four heavy weeks, four light ones: form goes up and down, so that the last race alone foretells little."""
    return [
        SportLoad(
            SessionLoad(
                f"{day:024x}", START, FIRST + timedelta(days=day), 100.0 if day // 28 % 2 else 30.0, False
            ),
            "running",
        )
        for day in range(400)
    ]


def test_races_that_follow_the_load_give_a_model_that_is_kept_and_changes_the_history():
    runner = create_runner_with_defaults(name="In blocks")
    update_history(runner, blocks_of_load(), FIRST, FIRST + timedelta(days=400))
    rows = list(RunnerHistory.objects.filter(runner=runner).order_by("day"))
    results = []
    for day in range(60, 400, 20):
        row = rows[day]
        level = 40 + (row.banister_fitness * 0.5 - row.banister_fatigue * 0.9) / 300
        results.append(race(day, 5000.0, level))
    assert update_model(runner, results)
    assert runner.banister_fit["is_kept"]
    assert not runner.banister["is_default"]
    assert len(runner.banister_fit["performances"]) == len(results)
    assert {"p0", "k1", "k2", "tau1_days", "tau2_days"} <= set(runner.banister_fit["bands"])


def test_a_kept_model_forecasts_a_coming_day_with_its_range_and_moves_the_vdot_of_races(runner):
    truth = ImpulseResponse(40.0, 0.009, 0.018, 45.0, 15.0)
    loads = list(
        RunnerHistory.objects.filter(runner=runner).order_by("day").values_list("load_rtss", flat=True)
    )
    levels = performances(loads, truth)
    results = [race(day, 5000.0, float(levels[day])) for day in range(60, 400, 25)]
    assert update_model(runner, results)
    update_history(runner, all_loads(), date.min, FIRST + timedelta(days=400))
    update_forecasts(runner, results, FIRST + timedelta(days=399))
    race_day = FIRST + timedelta(days=430)
    form = forecast_by_form(runner, 5000.0, race_day)
    assert form.time_low_s < form.time_s < form.time_high_s
    assert form.vdot == pytest.approx(vdot(5000.0, form.time_s), abs=0.01)
    assert forecast_by_form(runner, 5000.0, FIRST + timedelta(days=399)) is None
    assert forecast_by_form(runner, 5000.0, FIRST + timedelta(days=900)) is None
    moved = forecast_race(runner, 5000.0, race_day).races
    newest = max(moved, key=lambda one: one.day)
    stored = RunnerHistory.objects.get(runner=runner, day=newest.day).banister_performance
    assert newest.vdot_change == pytest.approx(form.vdot - stored, abs=1e-6)
