"""Matching sessions with workouts, and compliance."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from training.planning.compliance import (
    colour,
    is_work_missed,
    measures_by_distance,
    ratio,
    score,
    step_results,
)
from training.planning.matching import Pair, PlannedRun, Session, joined, pairs
from training.planning.shorthand import parse
from training.planning.steps import resolve, unrolled
from training.planning.zones import Paces

PACES = Paces(cs_mps=4.0, d_prime_m=200.0)
MONDAY = date(2026, 5, 4)


def session(key, day=0, minutes=60, hour=7, rtss=60.0, is_hard=None):
    start = datetime.combine(MONDAY, datetime.min.time(), UTC) + timedelta(days=day, hours=hour)
    return Session(
        key,
        MONDAY + timedelta(days=day),
        start,
        start + timedelta(minutes=minutes),
        minutes * 60,
        200.0 * minutes,
        rtss,
        is_hard,
    )


def planned(key, day=0, minutes=60, role="easy", rtss=60.0):
    return PlannedRun(key, MONDAY + timedelta(days=day), role, minutes * 60, rtss)


def as_dict(found):
    return {pair.planned_id: pair.session_ids for pair in found}


def test_each_session_goes_to_its_own_day():
    found = pairs([planned("a", 0), planned("b", 2)], [session("s2", 2), session("s0", 0)])
    assert as_dict(found) == {"a": ("s0",), "b": ("s2",)}


def test_a_run_a_day_late_still_counts_but_two_days_only_for_the_long_run():
    assert as_dict(pairs([planned("a", 0)], [session("s", 1)])) == {"a": ("s",)}
    assert pairs([planned("a", 0)], [session("s", 2)]) == []
    # Two days cost 6: above what is accepted, so a long run two days off needs a person.
    assert pairs([planned("a", 0, role="long")], [session("s", 2)]) == []


def test_parts_less_than_thirty_minutes_apart_are_one_run():
    parts = [session("a", hour=7, minutes=30), session("b", hour=7.75, minutes=30), session("c", hour=18)]
    assert [[s.id for s in group] for group in joined(parts)] == [["a", "b"], ["c"]]
    assert as_dict(pairs([planned("p")], parts[:2])) == {"p": ("a", "b")}


def test_the_whole_week_is_paired_at_least_cost_not_first_come():
    plans = [planned("easy", 0, 40, rtss=38), planned("tempo", 1, 70, role="quality", rtss=85)]
    runs = [
        session("long one", 0, 70, rtss=85, is_hard=True),
        session("short one", 1, 40, rtss=38, is_hard=False),
    ]
    assert as_dict(pairs(plans, runs)) == {"easy": ("short one",), "tempo": ("long one",)}


def test_a_session_far_from_everything_stays_unplanned():
    assert pairs([planned("p", minutes=180, rtss=170)], [session("s", minutes=15, rtss=12)]) == []


def test_pairs_made_by_hand_stay():
    found = pairs([planned("a"), planned("b", 1)], [session("s"), session("t", 1)], manual={"s": "b"})
    assert found[0] == Pair("b", ("s",), 0.0, is_manual=True)
    assert as_dict(found)["a"] == ("t",)


def test_a_session_marked_unplanned_by_hand_is_left_alone():
    assert pairs([planned("a")], [session("s")], manual={"s": ""}) == []


def test_pairs_do_not_depend_on_the_order_given():
    plans, runs = [planned("a"), planned("b")], [session("s"), session("t", hour=18)]
    assert as_dict(pairs(plans, runs)) == as_dict(pairs(plans[::-1], runs[::-1]))


@pytest.mark.parametrize(
    ("share", "reason", "expected"),
    [
        (0.8, False, "green"),
        (1.2, False, "green"),
        (0.7999999, False, "yellow"),
        (1.5, False, "yellow"),
        (0.49, False, "red"),
        (0.0, False, "red"),
        (0.0, True, "grey"),
        (None, False, "grey"),
    ],
)
def test_colours_by_the_unrounded_ratio(share, reason, expected):
    assert colour(share, has_reason=reason) == expected


@pytest.mark.parametrize(
    ("role", "hit", "is_missed"),
    [("quality", 0.49, True), ("quality", 0.5, False), ("quality", None, False), ("easy", 0.0, False)],
)
def test_intervals_are_missed_where_fewer_than_half_of_them_were_hit(role, hit, is_missed):
    assert is_work_missed(role, hit) is is_missed


@pytest.mark.parametrize(
    ("share", "expected"), [(1.0, "yellow"), (0.7, "yellow"), (0.4, "red"), (0.0, "red")]
)
def test_a_run_that_misses_its_work_is_never_green_and_no_better_for_it(share, expected):
    assert colour(share, misses_work=True) == expected


def test_the_ratio_is_not_rounded_and_absent_without_a_plan():
    assert ratio(3600, 2879) == 2879 / 3600
    assert ratio(0, 100) is None


def test_compliance_goes_by_distance_when_the_steps_do():
    assert measures_by_distance(resolve(parse("5m E;10x(1km C,30s R)"), PACES))
    assert not measures_by_distance(resolve(parse("40m E;4x(400mtr V,60s R)"), PACES))


def run_of(steps, factor=1.0, stretch=1.0, seed=1):
    """A run at each step's mid target, with a runner's noise."""
    noise = np.random.default_rng(seed)
    speeds = [
        np.full(round(step.planned_s * stretch), step.planned_if * PACES.cs_mps * factor)
        for step in unrolled(steps)
    ]
    whole = np.concatenate(speeds)
    return whole + noise.normal(0, 0.05, whole.size)


def test_repetitions_are_found_without_the_lap_button():
    steps = resolve(parse("10m E;5x(3m V,2m R);10m E"), PACES)
    results = step_results(steps, run_of(steps, stretch=1.1), PACES)
    ends = np.cumsum([step.planned_s * 1.1 for step in unrolled(steps)])
    # Where the cool-down ends is free: what follows the workout is not part of it.
    assert np.allclose([result.end_s for result in results[:-1]], ends[:-1], rtol=0, atol=15)
    assert score(results) == 1.0


def test_work_run_too_slowly_is_not_hit():
    steps = resolve(parse("10m E;5x(3m V,2m R);10m E"), PACES)
    assert score(step_results(steps, run_of(steps, factor=0.93), PACES)) == 0.0


def test_ends_of_steps_that_laps_give_are_taken_as_they_are():
    steps = resolve(parse("10m E;2x(3m V,2m R)"), PACES)
    results = step_results(steps, run_of(steps), PACES, boundaries_s=[600, 780, 900, 1080, 1200])
    assert [result.end_s for result in results] == [600, 780, 900, 1080, 1200]


def test_heart_rate_counts_after_its_first_minute():
    steps = resolve(parse("30m 140-150bpm"), PACES)
    rate = np.full(1800, 145.0)
    rate[:60] = 90.0
    (result,) = step_results(steps, np.full(1800, 3.0), PACES, rate)
    assert result.heart_rate_bpm == pytest.approx(145.0)
    assert result.is_hit


def test_a_run_far_too_short_is_still_told_step_by_step():
    steps = resolve(parse("10m E;5x(3m V,2m R);10m E"), PACES)
    results = step_results(steps, np.full(300, 3.0), PACES)
    assert score(results) == 0.0
