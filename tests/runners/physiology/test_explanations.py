from datetime import date, timedelta

import numpy as np
import pytest

from runners.physiology.banister_fit import fit_impulse_response
from runners.physiology.critical_speed import calculate
from runners.physiology.explanations import (
    explain_critical_speed,
    explain_forecast,
    explain_impulse_response,
    explain_max_heart_rate,
)
from runners.physiology.fitness_explanations import explain_fitness_day
from runners.physiology.fitness_history import fitness_history
from runners.physiology.heart_rate_calculator import max_heart_rate
from runners.physiology.race_prediction import Race, predict
from runners.physiology.runner_formulas import RUNNER_FORMULAS
from runners.physiology.training_load import DayLoad
from runners.physiology.trials import Effort, EffortKind

FIRST = date(2026, 3, 2)
TODAY = date(2026, 5, 3)


def rows(loads):
    days = {FIRST + timedelta(days=i): DayLoad(load) for i, load in enumerate(loads)}
    return list(fitness_history(days, FIRST, FIRST + timedelta(days=len(loads) - 1)))


def test_every_figure_of_a_day_is_explained_by_the_numbers_that_give_it():
    known = rows([60, 0, 90, 45, 0, 120, 0, 70, 55, 0])
    row, past = known[-1], known[:-1]
    found = {one.card.figure: one for one in explain_fitness_day(row, past)}
    assert {name: one.value for name, one in found.items()} == {
        "ctl": row.ctl, "atl": row.atl, "tsb": row.tsb, "ramp": row.ramp, "monotony": row.monotony, "strain": row.strain,
        "estimated_share": 0.0,
    }  # fmt: skip
    before, load = (given.value for given in found["ctl"].inputs)
    assert before + (load - before) * (1 - np.exp(-1 / 42)) == pytest.approx(row.ctl)
    assert found["ramp"].inputs[1].value == known[-8].ctl
    assert [given.value for given in found["monotony"].inputs] == [one.load for one in known[-7:]]


def test_the_first_day_says_what_is_missing_instead_of_zero():
    (row,) = rows([50])
    found = {one.card.figure: one for one in explain_fitness_day(row, [])}
    assert found["ramp"].value is None
    assert found["monotony"].sentence == "Needs seven days of history."
    assert found["tsb"].expression == "0.0 - 0.0 = 0.0"


def test_estimated_and_unknown_load_is_told():
    days = {FIRST: DayLoad(100, estimated=50, sessions=2, unknown_sessions=1)}
    row = fitness_history(days, FIRST, FIRST).row(0)
    assert (
        explain_fitness_day(row, [])[0].uncertainty
        == "50% of 28 days' load is estimated; sessions without a load: 1"
    )


def test_critical_speed_names_its_trials_and_those_left_out():
    efforts = [
        Effort(200 + 4 * time, time, TODAY - timedelta(days=5), "s1", EffortKind.TEST)
        for time in (180, 400, 900)
    ]
    outcome = calculate([*efforts, Effort(400, 70, TODAY, "s2")], TODAY)
    speed, reserve = explain_critical_speed(outcome.critical_speed, outcome.selection.left_out)
    assert speed.sentence == "4:10 /km from 3 all-out efforts of 2 to 20 minutes."
    assert [given.id for given in speed.inputs] == ["s1"] * 3
    assert speed.left_out[0].value == "1:10 is shorter than 2 minutes."
    assert reserve.value == pytest.approx(200)
    assert speed.expression.startswith("distance = 200 m + 4.000 m/s * time")


def test_an_estimated_critical_speed_says_so_and_has_no_reserve():
    outcome = calculate([Effort(10000, 2400, TODAY, "r", EffortKind.RACE)], TODAY)
    speed, reserve = explain_critical_speed(outcome.critical_speed)
    assert "estimated" in speed.sentence
    assert reserve.value is None


def test_an_estimated_maximum_shows_its_error_and_a_measured_one_does_not():
    estimated = explain_max_heart_rate(max_heart_rate(40, observed_bpm=183), 40)
    assert estimated.expression == "211 - 0.64 * 40 = 185.4"
    assert estimated.uncertainty == "± 11 bpm"
    assert estimated.inputs[1].value == 183
    assert explain_max_heart_rate(max_heart_rate(40, measured_bpm=190), 40).uncertainty is None


def test_a_forecast_shows_its_range_first_and_the_silent_methods():
    found = explain_forecast(predict(10000, [Race(5000, 1200, TODAY, "r")], TODAY))
    assert found.sentence.startswith("40:")
    assert "most likely" in found.sentence
    assert found.left_out[0].name == "Critical Speed"


def test_an_unfitted_model_says_how_many_races_it_needs():
    found = explain_impulse_response(fit_impulse_response([50.0] * 100, FIRST, []))
    assert "needs 5 races" in found.sentence
    assert found.value is None


def test_every_card_has_words_a_source_and_what_would_change_it():
    assert all(
        card.words and card.source and card.would_change and "@" in card.formula
        for card in RUNNER_FORMULAS.values()
    )
