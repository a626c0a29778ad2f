"""Days that are not possible up to the race: they are the taper, and form must still be in range on race morning."""

import json
from datetime import date, timedelta

import pytest

from benchmarks.planning.simulated_athletes import DISTANCES_M, simulated_input
from tests.training.plan_documents import best_document
from training.planning.input_reader import read_input
from training.planning.invariants import violations

START = date(2026, 3, 2)
WEEKS = 18


def closed_to_the_race(kind, ctl, closed):
    """Eighteen weeks of an athlete whose time and history agree with the fitness, the last days not possible."""
    goal = START + timedelta(7 * WEEKS - 1)
    experience = "intermediate" if ctl < 45 else "advanced" if ctl < 75 else "elite"
    each_s = max(2700, round(ctl * 3600 * 1.15 / 52))
    run = {"m": ctl * 7 / 5 / 0.94 * 60 * 0.75 * 4.3, "rtss": ctl * 7 / 5}
    return {
        "start_date": str(START),
        "goal": {"kind": kind, "distance_m": DISTANCES_M[kind], "race_date": str(goal)},
        "athlete": {
            "cs_mps": 4.3,
            "d_prime_m": 180.0,
            "experience": experience,
            "ctl0": ctl,
            "atl0": ctl,
            "history": [
                run | {"date": str(START - timedelta(back))}
                for back in range(1, 43)
                if back % 7 not in (2, 5)
            ],
        },
        "availability": {
            "max_s_by_weekday": [each_s, each_s, each_s, each_s, 0, each_s, min(21600, 2 * each_s)],
            "long_run_weekday": 6,
            "max_sessions_per_day": 2 if experience == "elite" else 1,
        },
        "constraints": {
            "blackout_dates": [str(goal - timedelta(back)) for back in range(closed, 0, -1)],
            "no_quality": [],
            "races": [],
        },
        "loading": 3,
    }


CASES = [
    (kind, ctl, 3 + (number + 2 * row) % 7)
    for row, kind in enumerate(DISTANCES_M)
    for number, ctl in enumerate((40.0, 60.0, 80.0, 100.0, 120.0))
]


@pytest.mark.parametrize(("kind", "ctl", "closed"), CASES)
def test_with_the_last_days_closed_a_plan_keeps_every_invariant(kind, ctl, closed):
    plan = best_document(read_input(closed_to_the_race(kind, ctl, closed)))
    assert [str(violation) for violation in violations(plan)] == []


def test_with_the_last_week_closed_the_days_before_it_stay_full():
    document = simulated_input(2016)
    plan = best_document(read_input(document))
    assert violations(plan) == []
    weeks = [week for block in plan["blocks"] for week in block["weeks"]]
    assert weeks[-2]["planned_rtss"] > 0.9 * max(week["planned_rtss"] for week in weeks)
    assert plan == best_document(read_input(json.loads(json.dumps(document))))


@pytest.mark.parametrize("seed", [3266, 3573])
def test_a_day_or_two_that_are_open_after_a_closed_week_change_nothing_of_that(seed):
    assert violations(best_document(read_input(simulated_input(seed)))) == []
