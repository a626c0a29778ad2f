"""A published plan's free days stay free until they are released, on whatever weekday one asks."""

import copy
from datetime import date, timedelta

import pytest

from tests.training.plan_documents import best_document, days_of
from training.planning.adapting import replan
from training.planning.circumstances import Circumstances
from training.planning.input_reader import read_input
from training.planning.records import Plan

FROM_MONDAY = [date(2026, 11, 30) + timedelta(days=n) for n in range(7)]


@pytest.fixture(scope="module", params=FROM_MONDAY, ids=lambda day: f"{day:%A}")
def missed(request):
    """(Today, a published plan that began two weeks ago and of which nothing was run)."""
    today = request.param
    runs = [{"date": str(today - timedelta(days=n)), "m": 11_000.0, "rtss": 55.0} for n in range(15, 41, 2)]
    plan = best_document(
        read_input(
            {
                "start_date": str(today - timedelta(days=14)),
                "goal": {"distance_m": 10_000.0, "race_date": str(today + timedelta(days=60))},
                "athlete": {"cs_mps": 4.0, "d_prime_m": 180.0, "ctl0": 0.0, "atl0": 0.0, "history": runs},
                "availability": {},
                "constraints": {"blackout_dates": [], "no_quality": [], "races": []},
            }
        )
    )
    plan["status"] = "published"
    for _, _, day in days_of(plan):
        for workout in day["workouts"]:
            workout["state"] = "published"
    return today, plan


def free_days(plan):
    return {day["date"] for _, _, day in days_of(plan) if not day["workouts"]}


def test_nothing_is_planned_on_a_free_day_that_was_shown(missed):
    today, plan = missed
    proposal = replan(Plan.from_document(plan), Circumstances(today))
    assert proposal.reasons
    assert not proposal.changes_anything


def test_released_from_a_day_on_the_free_days_before_it_stay(missed):
    today, plan = missed
    release = today + timedelta(days=10)
    proposal = replan(Plan.from_document(plan), Circumstances(today, released_from=release))
    assert proposal.changes_anything
    assert min(day["date"] for day in proposal.difference["days"]) >= release.isoformat()
    assert free_days(proposal.plan.to_document()) != free_days(plan)


def test_a_draft_has_no_free_day_to_keep(missed):
    today, plan = missed
    draft = copy.deepcopy(plan)
    draft["status"] = "draft"
    proposal = replan(Plan.from_document(draft), Circumstances(today, released_from=today))
    assert free_days(proposal.plan.to_document()) != free_days(plan)
