from dataclasses import replace
from datetime import timedelta

import pytest

from benchmarks.planning.simulated_athletes import simulated_input
from tests.training.plan_documents import best_document, days_of
from training.planning.generator import naive_templates
from training.planning.input_reader import read_input
from training.planning.invariants import violations
from training.planning.periodization import usual_taper_weeks, weeks_of

PLAIN = read_input(simulated_input(4, "10k") | {"taper_weeks": 2})


def weeks(count, loading=3, extra_days=0):
    days = 7 * count + extra_days - 1
    plan_input = replace(
        PLAIN, start=PLAIN.race_day - timedelta(days=days), loading=loading, races=(), blackouts=frozenset()
    )
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


@pytest.mark.parametrize(
    ("kind", "taper"), [("5k", 1), ("10k", 1), ("half", 2), ("marathon", 2), ("ultra", 2)]
)
def test_a_taper_is_as_long_as_the_race_asks_for(kind, taper):
    document = simulated_input(4, kind)
    document["goal"]["race_date"] = str(PLAIN.start + timedelta(days=7 * 14 - 1))
    plan_input = read_input(document)
    assert [week.kind for week in weeks_of(plan_input, usual_taper_weeks(plan_input))].count("taper") == taper


def test_a_light_week_moves_onto_a_holiday():
    start = PLAIN.race_day - timedelta(days=7 * 18 - 1)
    closed = frozenset(start + timedelta(days=7 * 7 + n) for n in range(7))
    plan_input = replace(PLAIN, start=start, blackouts=closed, races=())
    found = weeks_of(plan_input, 2)
    assert spelled(found)[: 3 * 13].split()[6:] == ["Bl", "Ur", "Vi", "Vl", "Vl", "Vl", "Pr"]
    assert [week.index for week in found if week.kind == "recovery"] == [3, 7, 12]


def test_a_plan_does_not_open_with_one_week_and_a_light_one():
    assert spelled(weeks(11)).startswith("Ui Vi Vl Vl Vl Pr")


def test_templates_obey_the_same_limits():
    found = naive_templates(PLAIN)
    assert set(found) == {"ten_percent", "fixed_weeks"}
    lengths = {name: len(draft.days) for name, draft in found.items() if draft is not None}
    assert lengths == dict.fromkeys(found, PLAIN.days_count)


def test_an_ultra_has_long_runs_on_two_days_in_a_row():
    document = simulated_input(0, "ultra")
    plan = best_document(read_input(document))
    days = [day for _, _, day in days_of(plan)]
    seconds = [n for n, day in enumerate(days) if any(w["workout_id"] == "L9" for w in day["workouts"])]
    assert seconds
    for n in seconds:
        beside = [w["role"] for day in (days[n - 1], days[n + 1]) for w in day["workouts"]]
        assert beside.count("long") == 1
        assert "back_to_back" in [reason["code"] for w in days[n]["workouts"] for reason in w["why"]]


def test_days_closed_before_the_race_do_not_empty_the_weeks_before_them():
    document = simulated_input(4, "10k")
    race = PLAIN.race_day
    closed = [str(race - timedelta(days=back)) for back in range(8, 15)]
    document["constraints"] = {"blackout_dates": closed, "no_quality": [], "races": []}
    plan = best_document(read_input(document))
    loads = [
        week["planned_rtss"] for b in plan["blocks"][:-1] for week in b["weeks"] if week["kind"] == "load"
    ]
    assert min(loads) > 0.5 * max(loads)


def test_a_trained_runner_without_known_runs_grows_from_run_to_run():
    document = simulated_input(4, "10k")
    document["athlete"] |= {"ctl0": 90.0, "atl0": 90.0, "experience": "elite", "history": []}
    document["availability"] = {"max_s_by_weekday": [7200] * 7, "long_run_weekday": 6}
    document["constraints"] = {}
    plan = best_document(read_input(document))
    assert violations(plan) == []
    first = [w["expected_m"] for _, _, day in list(days_of(plan))[:21] for w in day["workouts"]]
    assert max(first) > 1.3 * 5500
