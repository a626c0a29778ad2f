from dataclasses import replace
from datetime import timedelta

import pytest

from benchmarks.planning.simulated_athletes import simulated_input
from training.planning.generator import naive_templates
from training.planning.input_reader import read_input
from training.planning.periodization import usual_taper_weeks, weeks_of

PLAIN = read_input(simulated_input(4, "10k"))


def weeks(count, loading=3, extra_days=0):
    days = 7 * count + extra_days - 1
    plan_input = replace(PLAIN, start=PLAIN.race_day - timedelta(days=days), loading=loading, races=())
    return weeks_of(plan_input, usual_taper_weeks(plan_input))


def spelled(found):
    return " ".join(week.phase + week.kind[0] for week in found)


def test_eighteen_weeks_are_four_blocks_of_four_and_two_of_taper():
    assert spelled(weeks(18)) == "Bi Bl Bl Bl Ur Ul Ul Ul Vr Vl Vl Vl Pr Pl Pl Pl Tt Tt"


def test_two_load_weeks_a_block_make_blocks_of_three():
    assert spelled(weeks(11, loading=2)) == "Ui Ul Ul Vr Vl Vl Pr Pl Pl Tt Tt"


def test_base_goes_first_when_time_is_short_and_repeats_when_it_is_long():
    assert spelled(weeks(10)) == "Vi Vl Vl Vl Pr Pl Pl Pl Tt Tt"
    assert spelled(weeks(22)).startswith("Bi Bl Bl Bl Br Bl Bl Bl Ur")


@pytest.mark.parametrize(("count", "taper"), [(1, 1), (2, 1), (3, 1), (5, 1), (6, 2), (52, 2)])
def test_short_plans_have_a_short_taper(count, taper):
    assert [week.kind for week in weeks(count)].count("taper") == taper


@pytest.mark.parametrize("extra_days", range(1, 7))
def test_weeks_are_counted_back_from_the_race_so_only_the_first_may_be_short(extra_days):
    found = weeks(8, extra_days=extra_days)
    assert [week.days_count for week in found] == [extra_days, *[7] * 8]
    assert [day for week in found for day in week.days] == list(range(56 + extra_days))


def test_templates_obey_the_same_limits():
    found = naive_templates(PLAIN)
    assert set(found) == {"ten_percent", "fixed_weeks"}
    assert all(draft is None or len(draft.days) == PLAIN.days_count for draft in found.values())
