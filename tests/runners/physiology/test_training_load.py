import math
import random
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runners.physiology.errors import InvalidInputError, NotEnoughDataError
from runners.physiology.fitness_history import fitness_history
from runners.physiology.training_load import (
    DayLoad,
    SessionLoad,
    acute_chronic_ratio,
    day_loads,
    exponential_average,
    monotony,
    ramp_rate,
    training_stress_balance,
)

FIRST = date(2024, 1, 1)
loads_lists = st.lists(st.floats(0, 400), min_size=1, max_size=80)


def by_day(loads):
    return {FIRST + timedelta(days=i): DayLoad(load) for i, load in enumerate(loads)}


def whole(loads, **options):
    return fitness_history(by_day(loads), FIRST, FIRST + timedelta(days=len(loads) - 1), **options)


def session(load, day=FIRST, hour=8, name="a", **fields):
    return SessionLoad(name, datetime(day.year, day.month, day.day, hour, tzinfo=UTC), day, load, **fields)


@given(loads_lists, st.integers(1, 79), st.floats(0, 100))
@settings(max_examples=60)
def test_a_recomputation_from_any_day_equals_the_full_run_bit_for_bit(loads, cut, seed):
    cut = min(cut, len(loads) - 1)
    full = list(whole(loads, seed=seed))
    if cut == 0:
        return
    day = FIRST + timedelta(days=cut)
    again = fitness_history(by_day(loads), day, full[-1].day, before=full[:cut], seed=seed)
    assert list(again) == full[cut:]


@given(loads_lists)
def test_day_by_day_equals_the_full_run_bit_for_bit(loads):
    rows = []
    for i in range(len(loads)):
        day = FIRST + timedelta(days=i)
        rows += list(fitness_history(by_day(loads), day, day, before=rows[-27:]))
    assert rows == list(whole(loads))


@given(loads_lists, st.data())
def test_more_load_on_any_day_never_lowers_ctl(loads, data):
    index = data.draw(st.integers(0, len(loads) - 1))
    more = list(loads)
    more[index] += data.draw(st.floats(0, 300))
    assert (whole(more).ctl >= whole(loads).ctl).all()


@given(loads_lists, st.floats(0.1, 5))
def test_scaling_every_load_scales_ctl_and_atl(loads, factor):
    scaled = [load * factor for load in loads]
    assert exponential_average(scaled, 42) == pytest.approx(exponential_average(loads, 42) * factor)


@given(loads_lists, st.integers(1, 30))
def test_days_of_rest_before_the_first_load_change_nothing(loads, rest):
    assert exponential_average([0.0] * rest + loads, 42)[-1] == exponential_average(loads, 42)[-1]


@given(loads_lists)
def test_the_average_stays_within_the_loads(loads):
    averages = exponential_average(loads, 7)
    assert averages.min() >= 0
    assert averages.max() <= max(loads) * (1 + 1e-12)


def test_form_is_the_mornings():
    rows = list(whole([100, 50, 0]))
    assert rows[0].tsb == 0
    assert rows[1].tsb == rows[0].ctl - rows[0].atl
    assert rows[2].tsb == training_stress_balance([100, 50, 0])


def test_every_date_gets_a_row_through_the_change_of_clocks():
    history = fitness_history({}, date(2024, 3, 25), date(2024, 4, 2))
    assert [row.day for row in history] == [date(2024, 3, 25) + timedelta(days=i) for i in range(9)]
    assert all(row.load == 0 and row.sessions == 0 for row in history)


def test_the_first_week_has_no_ramp_monotony_or_strain():
    rows = list(whole([50.0] * 10))
    assert [row.ramp is None for row in rows] == [True] * 6 + [False] * 4
    assert rows[5].monotony is None
    assert rows[6].monotony == 10
    assert rows[6].strain == 3500


def test_rows_agree_with_the_single_figures():
    loads = [60, 0, 90, 45, 0, 120, 0, 70, 55, 0, 80, 0, 0, 110]
    last = whole(loads).row(-1)
    week = monotony(loads[-7:])
    assert (last.monotony, last.strain) == (week.monotony, week.strain)
    assert last.ramp == ramp_rate(loads)


def test_a_new_history_warms_up_for_42_days_and_settles_at_126():
    states = [row.state for row in whole([50.0] * 130)]
    assert states[40:42] == ["warming_up", "settling"]
    assert states[124:126] == ["settling", "settled"]


def test_a_stated_usual_week_starts_fitness_fatigue_and_the_model_in_steady_state():
    rows = list(whole([50.0] * 5, seed=50.0))
    assert rows[-1].ctl == pytest.approx(50)
    assert rows[-1].tsb == pytest.approx(0)
    assert rows[-1].response_fitness == pytest.approx(rows[0].response_fitness)


def test_the_share_of_estimated_load_is_that_of_28_days():
    loads = by_day([100.0] * 40)
    loads[FIRST + timedelta(days=20)] = DayLoad(100.0, estimated=100.0)
    rows = list(fitness_history(loads, FIRST, FIRST + timedelta(days=60)))
    assert rows[39].estimated_share == pytest.approx(1 / 28)
    assert rows[48].estimated_share == 0
    assert rows[-1].estimated_share == 0
    assert fitness_history({}, FIRST, FIRST).row(0).estimated_share is None


def test_an_unknown_load_counts_zero_and_marks_its_day():
    loads = day_loads([session(80.0), session(None, name="b")])
    assert loads[FIRST] == DayLoad(80.0, 0.0, sessions=2, unknown_sessions=1)
    assert fitness_history(loads, FIRST, FIRST).row(0).unknown_sessions == 1


def test_estimated_loads_are_summed_apart():
    assert day_loads([session(80.0), session(20.0, name="b", is_estimated=True)])[FIRST].estimated == 20


@given(st.lists(st.floats(0, 300), max_size=7), st.randoms())
def test_a_days_load_does_not_depend_on_the_order_of_upload(loads, shuffler: random.Random):
    sessions = [session(load, hour=i, name=str(i)) for i, load in enumerate(loads)]
    shuffled = list(sessions)
    shuffler.shuffle(shuffled)
    assert day_loads(shuffled) == day_loads(sessions)


@pytest.mark.parametrize("load", [-1.0, math.nan, math.inf, 5000.0])
def test_an_impossible_load_is_refused(load):
    with pytest.raises(InvalidInputError):
        day_loads([session(load)])


def test_rows_that_do_not_join_are_refused():
    rows = list(whole([50.0] * 5))
    with pytest.raises(InvalidInputError, match="not the day before"):
        fitness_history({}, FIRST + timedelta(days=9), FIRST + timedelta(days=9), before=rows)


def test_too_few_rows_before_are_refused():
    rows = list(whole([50.0] * 60))
    with pytest.raises(NotEnoughDataError, match="the 27 rows before"):
        fitness_history({}, FIRST + timedelta(days=60), FIRST + timedelta(days=60), before=rows[-5:])


def test_a_history_that_ends_before_it_begins_is_refused():
    with pytest.raises(InvalidInputError, match="cannot end"):
        fitness_history({}, FIRST, FIRST - timedelta(days=1))


def test_negative_and_missing_loads_are_refused():
    for bad in ([-1.0], [math.nan], [[1.0]]):
        with pytest.raises(InvalidInputError):
            exponential_average(bad, 42)


def test_monotony_needs_a_week():
    with pytest.raises(NotEnoughDataError, match="7 days, there are 6"):
        monotony([10.0] * 6)


def test_ramp_and_form_say_what_is_missing():
    with pytest.raises(NotEnoughDataError):
        ramp_rate([])
    with pytest.raises(NotEnoughDataError):
        training_stress_balance([])


def test_a_ramp_that_begins_within_the_week_starts_at_the_seed():
    assert ramp_rate([10.0] * 3, seed=20.0) == exponential_average([10.0] * 3, 42, 20.0)[-1] - 20


def test_the_acute_chronic_ratio_of_no_load_is_none():
    assert acute_chronic_ratio([0.0] * 30) is None


@given(st.lists(st.floats(0, 2400), min_size=7, max_size=7))
def test_monotony_is_never_nan_and_at_most_ten(loads):
    found = monotony(loads)
    assert 0 <= found.monotony <= 10
    assert math.isfinite(found.strain)


def test_no_row_holds_nan():
    for row in whole([0.0] * 3 + [120.0, 1e-300] + [0.0] * 40):
        values = [getattr(row, name) for name in row.__dataclass_fields__]
        assert not any(isinstance(value, float) and not math.isfinite(value) for value in values)
    assert np.isfinite(whole([10.0]).ctl).all()
