"""Edits, differences and making a plan again; among them the five failures users found in other generators."""

import copy
import json
from datetime import date, timedelta
from itertools import pairwise

import pytest

from benchmarks.planning.simulated_athletes import simulated_input
from training.planning import edits
from training.planning.adapting import DoneRun, move_missed, new_targets, replan, with_the_past
from training.planning.differences import difference
from training.planning.document import days_of, flat
from training.planning.input_reader import read_input
from training.planning.invariants import changed_kept_workouts, flat_differences, violations
from training.planning.planner import best_plan, plan_choices
from training.planning.projection import forecast, forecast_if_missed


@pytest.fixture(scope="module")
def made():
    return best_plan(read_input(simulated_input(4, "10k")))


@pytest.fixture
def plan(made):
    return copy.deepcopy(made)


@pytest.fixture
def paces():
    return read_input(simulated_input(4, "10k")).paces


def days(plan):
    return [day for _, _, day in days_of(plan)]


def workout_of(plan, role, nth=0):
    return [(day, w) for day in days(plan) for w in day["workouts"] if w["role"] == role][nth]


def rest_day_after(plan, date_text):
    blocked = plan["constraints"]["blackout_dates"]
    return next(
        d for d in days(plan) if d["date"] > date_text and not d["workouts"] and d["date"] not in blocked
    )


def done_as_planned(plan, today):
    return [
        DoneRun(
            date.fromisoformat(day["date"]), w["expected_m"], w["expected_s"], w["expected_rtss"], w["id"]
        )
        for day in days(plan)
        if day["date"] < today.isoformat()
        for w in day["workouts"]
    ]


def middle(plan):
    return date.fromisoformat(days(plan)[len(days(plan)) // 2]["date"])


def test_a_moved_workout_changes_two_days_and_the_projection_after_them(plan):
    day, workout = workout_of(plan, "easy")
    target = rest_day_after(plan, day["date"])
    moved = edits.move(plan, workout["id"], target["date"])
    changed = difference(plan, moved)
    assert [entry["date"] for entry in changed["days"]] == sorted([day["date"], target["date"]])
    assert [v for v in violations(moved) if v.code in ("I24", "I32")] == []
    assert workout["state"] == "draft"


def test_an_edit_leaves_the_document_it_was_given_alone(plan):
    before = json.dumps(plan, sort_keys=True)
    day, workout = workout_of(plan, "easy")
    edits.move(plan, workout["id"], rest_day_after(plan, day["date"])["date"])
    edits.set_lock(plan, workout["id"], locked=True)
    assert json.dumps(plan, sort_keys=True) == before


def test_swapping_twice_gives_the_first_plan_back_but_for_its_marks(plan):
    first, second = workout_of(plan, "easy")[0]["date"], workout_of(plan, "easy", 1)[0]["date"]
    twice = edits.swap(edits.swap(plan, first, second), first, second)
    assert difference(plan, twice)["days"] == []


def test_a_scaled_week_has_less_load_and_sums_that_hold(plan, paces):
    scaled = edits.scale_week(plan, 2, 0.7, paces)
    week, less = (next(w for b in p["blocks"] for w in b["weeks"] if w["index"] == 2) for p in (plan, scaled))
    assert less["planned_rtss"] < 0.9 * week["planned_rtss"]
    assert [v for v in violations(scaled) if v.code in ("I21", "I22", "I24", "I32")] == []


@pytest.mark.parametrize("factor", [0.1, 3.0])
def test_a_week_is_not_scaled_beyond_reason(plan, paces, factor):
    with pytest.raises(edits.EditRefused):
        edits.scale_week(plan, 2, factor, paces)


def test_a_workout_that_w_prime_cannot_carry_is_refused_and_one_that_fits_is_offered(plan, paces):
    _, workout = workout_of(plan, "easy")
    with pytest.raises(edits.EditRefused, match="W' does not carry"):
        edits.replace(plan, workout["id"], "15m E;8x(3m X,30s R);10m E", paces)
    offered = edits.feasible_instead(read_input(plan), "V1", 1.0)
    assert edits.replace(plan, workout["id"], offered, paces)


def test_locked_done_and_race_days_refuse(plan):
    day, workout = workout_of(plan, "easy")
    target = rest_day_after(plan, day["date"])["date"]
    locked = edits.set_lock(plan, workout["id"], locked=True)
    with pytest.raises(edits.EditRefused, match="locked"):
        edits.move(locked, workout["id"], target)
    with pytest.raises(edits.EditRefused, match="race"):
        edits.move(plan, workout_of(plan, "race")[1]["id"], target)
    with pytest.raises(edits.EditRefused, match="race day"):
        edits.move(plan, workout["id"], plan["goal"]["race_date"])


def test_a_note_stays_with_its_workout(plan):
    _, workout = workout_of(plan, "long")
    noted = edits.set_note(plan, workout["id"], "Take a gel.")
    assert workout_of(noted, "long")[1]["note"] == "Take a gel."


def test_flat_follows_the_nested_plan_through_edits(plan, paces):
    edited = edits.scale_week(plan, 1, 0.8, paces)
    assert flat_differences(edited, flat(edited)) == []
    assert flat_differences(plan, flat(edited)) != []


def test_the_forecast_is_worse_if_the_plan_is_missed(plan):
    planned, missed = forecast(plan), forecast_if_missed(plan, middle(plan).isoformat())
    assert missed.ctl < planned.ctl
    assert planned.fast_s < planned.time_s < planned.slow_s
    assert missed.value < planned.value


def test_choices_are_best_first_and_say_what_they_give_up():
    choices = plan_choices(read_input(simulated_input(4, "10k")))
    values = [forecast(choice).value for choice in choices]
    assert 2 <= len(choices) <= 3
    assert values == sorted(values, reverse=True)
    assert choices[0]["gives_up"] == []
    assert all(choice["gives_up"] for choice in choices[1:])


# The five failures of coaching.md 15: past targets rewritten, a 4 h session on a 90-minute day, CTL falling 50 -> 43,
# weeks of only easy running, hard work two days before a race.


def test_a_plan_made_again_never_rewrites_the_past_nor_what_is_kept(plan):
    today = middle(plan)
    for day in days(plan):
        if today.isoformat() <= day["date"] < (today + timedelta(days=5)).isoformat():
            for workout in day["workouts"]:
                workout["state"] = "published"
    done = [run for run in done_as_planned(plan, today) if run.day < today - timedelta(days=10)]
    proposal = replan(plan, today, done)
    assert proposal.changes_anything
    assert changed_kept_workouts(with_the_past(plan, today, done), proposal.plan) == []
    past = [d["date"] for d in proposal.difference["days"] if d["date"] < today.isoformat()]
    assert past == []


def test_no_day_holds_more_than_its_time():
    document = simulated_input(7, "marathon")
    document["availability"]["max_s_by_weekday"] = [5400] * 7
    found = best_plan(read_input(document))
    assert max(w["expected_s"] for d in days(found) for w in d["workouts"] if w["role"] != "race") <= 5401


def test_fitness_does_not_fall_where_there_is_time_to_hold_it():
    document = simulated_input(4, "10k")
    document["athlete"] |= {"ctl0": 50.0, "atl0": 50.0, "experience": "advanced"}
    document["athlete"]["history"] = [
        {"date": str(date.fromisoformat(document["start_date"]) - timedelta(days=n)), "m": 15000, "rtss": 62}
        for n in range(1, 43)
        if n % 6
    ]
    document["availability"]["max_s_by_weekday"] = [5400, 5400, 0, 7200, 5400, 5400, 10800]
    document["constraints"] = {"blackout_dates": [], "no_quality": [], "races": []}
    found = best_plan(read_input(document))
    before_taper = [d for b in found["blocks"][:-1] for w in b["weeks"] for d in w["days"]]
    assert before_taper[-1]["ctl"] > 50
    assert min(day["ctl"] for day in before_taper) > 43


def test_no_run_of_weeks_is_only_easy(plan):
    weeks = [w for b in plan["blocks"] for w in b["weeks"] if w["kind"] == "load"]
    easy_only = [all(x["role"] == "easy" for d in w["days"] for x in d["workouts"]) for w in weeks]
    assert not any(first and second for first, second in pairwise(easy_only))


def test_the_two_days_before_the_race_are_easy_or_free(plan):
    roles = {w["role"] for day in days(plan)[-3:-1] for w in day["workouts"]}
    assert roles <= {"easy"}


def test_a_plan_that_was_followed_is_left_as_it_is(plan):
    today = middle(plan)
    proposal = replan(plan, today, done_as_planned(plan, today))
    assert not proposal.changes_anything
    assert proposal.reasons == ()


def test_after_lost_days_the_rest_keeps_every_rule_on_what_was_really_run(plan):
    today = middle(plan)
    done = [run for run in done_as_planned(plan, today) if run.day < today - timedelta(days=10)]
    proposal = replan(plan, today, done)
    assert any("lost" in reason for reason in proposal.reasons)
    assert [str(v) for v in violations(proposal.plan)] == []
    assert proposal.plan["version"] == plan["version"] + 1


def test_after_illness_there_is_no_quality_for_as_many_days(plan):
    today = middle(plan)
    proposal = replan(plan, today, done_as_planned(plan, today), no_quality_days=6)
    quiet = [(today + timedelta(days=n)).isoformat() for n in range(6)]
    assert all(
        w["role"] in ("easy", "long", "race")
        for d in days(proposal.plan)
        if d["date"] in quiet
        for w in d["workouts"]
    )


def test_a_missed_quality_run_is_never_stacked_on_another_hard_day(plan):
    for day in days(plan):
        for workout in day["workouts"]:
            if workout["role"] not in ("quality", "long"):
                continue
            missed = date.fromisoformat(day["date"])
            moved_to = move_missed(plan, workout["id"], missed + timedelta(days=1))
            if moved_to is None:
                continue
            target = date.fromisoformat(moved_to)
            assert 1 <= (target - missed).days <= 2
            near = [(target + timedelta(days=n)).isoformat() for n in (-1, 0, 1)]
            others = [w for d in days(plan) if d["date"] in near for w in d["workouts"] if w is not workout]
            assert all(w["role"] == "easy" for w in others)


def test_a_new_critical_speed_changes_targets_but_not_intensity_or_kept_days(plan, paces):
    from dataclasses import replace

    today = middle(plan)
    _, kept = next((d, w) for d in days(plan) if d["date"] > today.isoformat() for w in d["workouts"])
    kept["locked"] = True
    faster = replace(paces, cs_mps=1.04 * paces.cs_mps, goal_speed_mps=1.04 * paces.goal_speed_mps)
    changed = new_targets(plan, faster, today)
    assert changed_kept_workouts(plan, changed) == []
    for before, after in zip(days(plan), days(changed), strict=True):
        for old, new in zip(before["workouts"], after["workouts"], strict=True):
            open_day = before["date"] >= today.isoformat() and not old["locked"]
            assert (old["steps"] != new["steps"]) == open_day
    assert new_targets(plan, replace(paces, cs_mps=1.01 * paces.cs_mps), today) is plan
