"""Edits, differences and making a plan again; among them the five failures users found in other generators."""

import copy
import json
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, pairwise

import pytest

from benchmarks.planning.realistic_athletes import realistic_input
from benchmarks.planning.simulated_athletes import simulated_input
from tests.training.plan_documents import best_document, days_of, edited
from training.planning import edits
from training.planning.adapting import replan, with_only
from training.planning.circumstances import Circumstances, DoneRun, days_of_recovery, with_the_past
from training.planning.differences import difference
from training.planning.document import flat
from training.planning.input_reader import read_input
from training.planning.invariants import changed_kept_workouts, flat_differences, violations
from training.planning.library import LIBRARY
from training.planning.missed_runs import move_missed
from training.planning.new_targets import new_targets
from training.planning.planner import plan_choices
from training.planning.projection import forecast, forecast_if_missed
from training.planning.records import Plan
from training.planning.sizing import nearest_carried


@pytest.fixture(scope="module")
def made():
    return best_document(read_input(simulated_input(4, "10k")))


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
    return tuple(
        DoneRun(
            date.fromisoformat(day["date"]), w["expected_m"], w["expected_s"], w["expected_rtss"], w["id"]
        )
        for day in days(plan)
        if day["date"] < today.isoformat()
        for w in day["workouts"]
    )


def replanned(plan, circumstances):
    """The proposal for a document, its plan as a document."""
    found = replan(Plan.from_document(plan), circumstances)
    return replace(found, plan=found.plan.to_document())


def middle(plan):
    return date.fromisoformat(days(plan)[len(days(plan)) // 2]["date"])


def test_a_moved_workout_changes_two_days_and_the_projection_after_them(plan):
    day, workout = workout_of(plan, "easy")
    target = rest_day_after(plan, day["date"])
    moved = edited(edits.move, plan, workout["id"], target["date"])
    changed = difference(plan, moved)
    assert [entry["date"] for entry in changed["days"]] == sorted([day["date"], target["date"]])
    assert [v for v in violations(moved) if v.code in ("I24", "I32")] == []
    assert workout["state"] == "draft"


def test_an_edit_leaves_the_document_it_was_given_alone(plan):
    before = json.dumps(plan, sort_keys=True)
    day, workout = workout_of(plan, "easy")
    edited(edits.move, plan, workout["id"], rest_day_after(plan, day["date"])["date"])
    edited(edits.set_lock, plan, workout["id"], locked=True)
    assert json.dumps(plan, sort_keys=True) == before


def test_swapping_twice_gives_the_first_plan_back_but_for_its_marks(plan):
    first, second = workout_of(plan, "easy")[0]["date"], workout_of(plan, "easy", 1)[0]["date"]
    twice = edited(edits.swap, edited(edits.swap, plan, first, second), first, second)
    assert difference(plan, twice)["days"] == []


def test_a_scaled_week_has_less_load_and_sums_that_hold(plan, paces):
    scaled = edited(edits.scale_week, plan, 2, 0.7, paces)
    week, less = (next(w for b in p["blocks"] for w in b["weeks"] if w["index"] == 2) for p in (plan, scaled))
    assert less["planned_rtss"] < 0.9 * week["planned_rtss"]
    assert [v for v in violations(scaled) if v.code in ("I21", "I22", "I24", "I32")] == []


@pytest.mark.parametrize("factor", [0.1, 3.0])
def test_a_week_is_not_scaled_beyond_reason(plan, paces, factor):
    with pytest.raises(edits.EditRefused):
        edited(edits.scale_week, plan, 2, factor, paces)


def test_a_workout_that_w_prime_cannot_carry_is_refused_and_one_that_fits_is_offered(plan, paces):
    _, workout = workout_of(plan, "easy")
    with pytest.raises(edits.EditRefused, match="W' does not carry"):
        edited(edits.replace, plan, workout["id"], "15m E;8x(3m X,30s R);10m E", paces)
    offered = nearest_carried(LIBRARY["V1"].template, paces, 1.0)
    assert edited(edits.replace, plan, workout["id"], offered.text, paces)


def test_locked_done_and_race_days_refuse(plan):
    day, workout = workout_of(plan, "easy")
    target = rest_day_after(plan, day["date"])["date"]
    locked = edited(edits.set_lock, plan, workout["id"], locked=True)
    with pytest.raises(edits.EditRefused, match="locked"):
        edited(edits.move, locked, workout["id"], target)
    with pytest.raises(edits.EditRefused, match="race"):
        edited(edits.move, plan, workout_of(plan, "race")[1]["id"], target)
    with pytest.raises(edits.EditRefused, match="race day"):
        edited(edits.move, plan, workout["id"], plan["goal"]["race_date"])


def test_a_note_stays_with_its_workout(plan):
    _, workout = workout_of(plan, "long")
    noted = edited(edits.set_note, plan, workout["id"], "Take a gel.")
    assert workout_of(noted, "long")[1]["note"] == "Take a gel."


def test_flat_follows_the_nested_plan_through_edits(plan, paces):
    scaled = edited(edits.scale_week, plan, 1, 0.8, paces)
    assert flat_differences(scaled, flat(scaled)) == []
    assert flat_differences(plan, flat(scaled)) != []


def test_the_forecast_is_worse_if_the_plan_is_missed(plan):
    planned, missed = forecast(plan), forecast_if_missed(plan, middle(plan).isoformat())
    assert missed.ctl < planned.ctl
    assert planned.fast_s < planned.time_s < planned.slow_s
    assert missed.value < planned.value


def test_choices_differ_in_kind_and_say_what_they_give_up():
    choices = [one.to_document() for one in plan_choices(read_input(realistic_input(10082)))]
    assert [choice["strategy"]["code"] for choice in choices] == ["pyramidal", "threshold", "polarised"]
    assert all(choice["gives_up"] for choice in choices)
    for one, other in combinations(choices, 2):
        names = [[[w["name"] for w in day["workouts"]] for day in days(choice)] for choice in (one, other)]
        differing = sum(a != b for a, b in zip(*names, strict=True))
        assert differing >= 0.4 * len(names[0])


# The five failures of coaching.md 15: past targets rewritten, a 4 h session on a 90-minute day, CTL falling 50 -> 43,
# weeks of only easy running, hard work two days before a race.


def test_a_plan_made_again_never_rewrites_the_past_nor_what_is_kept(plan):
    today = middle(plan)
    for day in days(plan):
        if today.isoformat() <= day["date"] < (today + timedelta(days=5)).isoformat():
            for workout in day["workouts"]:
                workout["state"] = "published"
    done = tuple(run for run in done_as_planned(plan, today) if run.day < today - timedelta(days=10))
    come = Circumstances(today, done)
    proposal = replanned(plan, come)
    assert proposal.changes_anything
    assert changed_kept_workouts(edited(with_the_past, plan, come), proposal.plan) == []
    past = [d["date"] for d in proposal.difference["days"] if d["date"] < today.isoformat()]
    assert past == []


def test_no_day_holds_more_than_its_time():
    document = simulated_input(7, "marathon")
    document["availability"]["max_s_by_weekday"] = [5400] * 7
    found = best_document(read_input(document))
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
    found = best_document(read_input(document))
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
    proposal = replanned(plan, Circumstances(today, done_as_planned(plan, today)))
    assert not proposal.changes_anything
    assert proposal.reasons == ()


def test_after_lost_days_the_rest_keeps_every_rule_on_what_was_really_run(plan):
    today = middle(plan)
    done = tuple(run for run in done_as_planned(plan, today) if run.day < today - timedelta(days=10))
    proposal = replanned(plan, Circumstances(today, done))
    assert any("lost" in reason for reason in proposal.reasons)
    assert [str(v) for v in violations(proposal.plan)] == []
    assert proposal.plan["version"] == plan["version"] + 1


def test_after_illness_there_is_no_running_and_then_as_many_days_without_quality(plan):
    today = middle(plan)
    closed, quiet = days_of_recovery(today - timedelta(days=2), today + timedelta(days=3), today)
    assert (min(closed), max(closed)) == (today, today + timedelta(days=3))
    assert (min(quiet), len(quiet)) == (today + timedelta(days=4), 6)
    come = Circumstances(today, done_as_planned(plan, today), closed, quiet)
    proposal = replanned(plan, come)
    assert any("without quality" in reason for reason in proposal.reasons)
    roles = {date.fromisoformat(d["date"]): {w["role"] for w in d["workouts"]} for d in days(proposal.plan)}
    assert all(roles[day] == set() for day in closed)
    assert all(roles[day] <= {"easy", "long", "race"} for day in quiet)


def test_published_days_change_only_where_they_are_released_and_edited_ones_never(plan):
    today = middle(plan)
    for day in days(plan):
        for workout in day["workouts"]:
            workout["state"] = "published"
    later = [w for d in days(plan) if d["date"] > today.isoformat() for w in d["workouts"]]
    later[1]["by_hand"] = True
    later[2]["locked"] = True
    done = tuple(run for run in done_as_planned(plan, today) if run.day < today - timedelta(days=10))
    assert not replanned(plan, Circumstances(today, done)).changes_anything
    released = replanned(plan, Circumstances(today, done, released_from=today + timedelta(days=3)))
    first = min(entry["date"] for entry in released.difference["days"])
    assert first >= (today + timedelta(days=3)).isoformat()
    after = {w["id"]: w for d in days(released.plan) for w in d["workouts"]}
    assert all(after[kept["id"]] == kept for kept in (later[1], later[2]))


@pytest.mark.parametrize("weeks", [-2, 3])
def test_a_moved_race_moves_blocks_and_taper_and_keeps_the_past(plan, weeks):
    today = middle(plan)
    moved = date.fromisoformat(plan["goal"]["race_date"]) + timedelta(weeks=weeks, days=1)
    come = Circumstances(today, done_as_planned(plan, today), race_day=moved)
    proposal = replanned(plan, come)
    assert any("race moved" in reason for reason in proposal.reasons)
    again = proposal.plan
    assert days(again)[-1]["date"] == again["goal"]["race_date"] == moved.isoformat()
    assert [w["role"] for w in days(again)[-1]["workouts"]] == ["race"]
    assert sum(
        w["role"] == "race" and d["date"] > today.isoformat() for d in days(again) for w in d["workouts"]
    ) == 1 + sum(
        today.isoformat() < race["date"] < moved.isoformat() for race in plan["constraints"]["races"]
    )
    past = [d for d in days(plan) if d["date"] < today.isoformat()]
    assert [[w["id"] for w in d["workouts"]] for d in days(again)[: len(past)]] == [
        [w["id"] for w in d["workouts"]] for d in past
    ]
    assert [
        v
        for v in violations(again)
        if v.where >= today.isoformat() and v.code in ("I01", "I02", "I06", "I07", "I25")
    ] == []


def test_running_far_more_than_planned_gives_two_days_without_quality(plan):
    today = middle(plan)
    more = tuple(
        replace(run, rtss=1.5 * run.rtss) if run.day >= today - timedelta(days=7) else run
        for run in done_as_planned(plan, today)
    )
    proposal = replanned(plan, Circumstances(today, more))
    assert any("two easy days first" in reason for reason in proposal.reasons)
    first = [
        d
        for d in days(proposal.plan)
        if today.isoformat() <= d["date"] <= (today + timedelta(days=1)).isoformat()
    ]
    assert {w["role"] for d in first for w in d["workouts"]} <= {"easy", "long"}


def test_a_missed_key_run_alone_moves_to_a_day_clear_of_hard_runs_or_is_dropped(plan):
    outcomes = set()
    for day in days(plan)[7:-10]:
        for workout in day["workouts"]:
            if workout["role"] != "quality":
                continue
            today = date.fromisoformat(day["date"]) + timedelta(days=1)
            done = tuple(run for run in done_as_planned(plan, today) if run.workout_id != workout["id"])
            proposal = replanned(plan, Circumstances(today, done))
            moved = [
                w
                for d in days(proposal.plan)
                for w in d["workouts"]
                if "moved" in [y["code"] for y in w["why"]]
            ]
            outcomes.add(len(moved))
            if moved:
                assert moved[0]["steps"] == workout["steps"]
                assert not [v for v in violations(proposal.plan) if v.code in ("I06", "I25", "I26", "I28")]
    assert outcomes <= {0, 1}
    assert outcomes


def test_a_proposal_is_taken_on_some_days_only(plan):
    today = middle(plan)
    done = tuple(run for run in done_as_planned(plan, today) if run.day < today - timedelta(days=10))
    proposal = replanned(plan, Circumstances(today, done))
    chosen = proposal.difference["days"][0]["date"]
    taken = edited(with_only, proposal.plan, Plan.from_document(plan), frozenset({chosen}))
    assert [entry["date"] for entry in difference(plan, taken)["days"]] == [chosen]


def test_a_missed_quality_run_is_never_stacked_on_another_hard_day(plan):
    targets = []
    for day in days(plan):
        for workout in day["workouts"]:
            if workout["role"] not in ("quality", "long"):
                continue
            missed = date.fromisoformat(day["date"])
            moved_to = move_missed(Plan.from_document(plan), workout["id"], missed + timedelta(days=1))
            if moved_to is None:
                continue
            target = moved_to
            targets.append(target)
            assert 1 <= (target - missed).days <= 2
            near = [(target + timedelta(days=n)).isoformat() for n in (-1, 0, 1)]
            others = [w for d in days(plan) if d["date"] in near for w in d["workouts"] if w is not workout]
            assert all(w["role"] == "easy" for w in others)
    assert targets


def test_a_new_critical_speed_changes_targets_but_not_intensity_or_kept_days(plan, paces):
    today = middle(plan)
    _, kept = next((d, w) for d in days(plan) if d["date"] > today.isoformat() for w in d["workouts"])
    kept["locked"] = True
    faster = Circumstances(today, cs_mps=1.04 * paces.cs_mps, d_prime_m=paces.d_prime_m)
    changed = edited(new_targets, plan, faster)
    assert changed_kept_workouts(plan, changed) == []
    for before, after in zip(days(plan), days(changed), strict=True):
        for old, new in zip(before["workouts"], after["workouts"], strict=True):
            open_day = before["date"] >= today.isoformat() and not old["locked"]
            assert (old["steps"] != new["steps"]) == open_day
            if open_day and old["role"] != "race":
                assert new["expected_rtss"] == pytest.approx(old["expected_rtss"], rel=0.06)
    record = Plan.from_document(plan)
    assert new_targets(record, replace(faster, cs_mps=1.01 * paces.cs_mps)) is record
    proposal = replanned(plan, replace(faster, done=done_as_planned(plan, today)))
    assert proposal.reasons == (
        f"Critical Speed went from {paces.cs_mps:.2f} to {1.04 * paces.cs_mps:.2f} m/s.",
    )


ILL_DAYS = 5


def published_of(seed, kind):
    """A plan that an athlete follows, its weeks free to be made again."""
    plan = best_document(read_input(simulated_input(seed, kind)))
    for day in days(plan):
        for workout in day["workouts"]:
            workout["state"] = "published"
    return plan | {"status": "published"}


def new_violations(before, after, today):
    known = {(v.code, v.where) for v in violations(before)}
    return [
        str(v) for v in violations(after) if v.where >= today.isoformat() and (v.code, v.where) not in known
    ]


@pytest.mark.parametrize("seed", [4, 11, 17, 38])
@pytest.mark.parametrize("share", [0.3, 0.6])
def test_after_flu_the_first_three_runs_are_easy_and_short_and_no_rule_is_newly_broken(seed, share):
    plan = published_of(seed, "marathon" if seed % 2 else "10k")
    today = date.fromisoformat(days(plan)[int(share * len(days(plan)))]["date"])
    first = today - timedelta(days=ILL_DAYS)
    closed, quiet = days_of_recovery(first, today - timedelta(days=1), today)
    done = tuple(run for run in done_as_planned(plan, today) if run.day < first)
    proposal = replanned(plan, Circumstances(today, done, closed, quiet, released_from=today))
    runs = [
        (day["date"], w)
        for day in days(proposal.plan)
        if day["date"] >= today.isoformat()
        for w in day["workouts"]
        if w["role"] != "race"
    ][:3]
    assert {w["role"] for _, w in runs} == {"easy"}
    assert max(w["expected_s"] for _, w in runs) <= 60 * 60
    assert new_violations(plan, proposal.plan, today) == []


def test_a_hard_run_missed_yesterday_is_not_followed_by_another_one_today(plan):
    plan = plan | {"status": "published"}
    for day, workout in [(d, w) for d in days(plan)[14:-14] for w in d["workouts"]]:
        if workout["role"] != "long":
            continue
        today = date.fromisoformat(day["date"]) + timedelta(days=1)
        lost = {today - timedelta(days=n) for n in range(1, 5)}
        done = tuple(run for run in done_as_planned(plan, today) if run.day not in lost)
        proposal = replanned(plan, Circumstances(today, done, released_from=today))
        assert new_violations(plan, proposal.plan, today) == []
