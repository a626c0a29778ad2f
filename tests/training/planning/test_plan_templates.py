"""A plan as a template and made again: for other dates, paces, levels, closed days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.training.plan_documents import best_document, days_of
from training.planning.document import flat
from training.planning.input_reader import read_input
from training.planning.invariants import violations
from training.planning.plan_templates import plan_from_template, template_of
from training.planning.records import Plan
from training.planning.template_records import Template

START = date(2026, 5, 4)
RACE = START + timedelta(days=12 * 7 - 1)


def asked(**changes):
    plain = {
        "plan_id": "a" * 24,
        "runner_id": "b" * 24,
        "start_date": START.isoformat(),
        "goal": {"distance_m": 10_000, "race_date": RACE.isoformat()},
        "athlete": {"cs_mps": 4.0, "d_prime_m": 200.0, "ctl0": 40, "atl0": 40},
        "availability": {"max_s_by_weekday": [3600] * 5 + [5400, 7200]},
    }
    return read_input(plain | changes)


@pytest.fixture(scope="module")
def plan():
    return best_document(asked())


def made_again(template, plan_input, name, level_shift=0):
    """The document of a plan from a template."""
    return plan_from_template(template, plan_input, name, level_shift).to_document()


def roles(document):
    return {day["date"]: [workout["role"] for workout in day["workouts"]] for _, _, day in days_of(document)}


def texts(document):
    return [row["shorthand"] for row in flat(document)]


def test_for_the_same_athlete_and_days_the_same_workouts_come_back(plan):
    again = made_again(template_of(Plan.from_document(plan)), asked(), "Ten")
    assert texts(again) == texts(plan)
    assert [day["ctl"] for _, _, day in days_of(again)] == [day["ctl"] for _, _, day in days_of(plan)]
    assert violations(again) == []
    assert again["remarks"] == []
    assert len({row["id"] for row in flat(again)}) == len(flat(again))


def test_a_template_knows_no_dates_no_paces_and_no_athlete(plan):
    template = template_of(Plan.from_document(plan))
    assert template.days_count == 84
    assert "2026" not in str(template)
    assert "mps" not in str(template)


def test_another_race_day_moves_every_day_with_it(plan):
    later = RACE + timedelta(days=28)
    input_then = asked(
        start_date=(START + timedelta(days=28)).isoformat(),
        goal={"distance_m": 10_000, "race_date": later.isoformat()},
    )
    then = roles(made_again(template_of(Plan.from_document(plan)), input_then, "Ten"))
    assert then == {
        (date.fromisoformat(day) + timedelta(days=28)).isoformat(): found
        for day, found in roles(plan).items()
    }


def test_a_later_start_leaves_out_the_first_weeks(plan):
    short = made_again(
        template_of(Plan.from_document(plan)),
        asked(start_date=(START + timedelta(days=28)).isoformat()),
        "Ten",
    )
    assert texts(short) == texts(plan)[-len(texts(short)) :]
    assert [week["index"] for b in short["blocks"] for week in b["weeks"]] == list(range(8))


def test_a_slower_athlete_gets_slower_paces_and_the_same_steps(plan):
    slow = asked(athlete={"cs_mps": 3.0, "d_prime_m": 200.0, "ctl0": 40, "atl0": 40})
    again = made_again(template_of(Plan.from_document(plan)), slow, "Ten")
    easy = next(w for _, _, day in days_of(again) for w in day["workouts"] if w["workout_id"] == "E2")
    assert easy["steps"][0]["target"]["low_mps"] == pytest.approx(0.7 * 3.0)


def test_a_level_makes_easy_runs_longer_and_library_workouts_larger(plan):
    by_shift = {
        shift: made_again(
            template_of(Plan.from_document(plan)),
            asked(availability={"max_s_by_weekday": [18_000] * 7}),
            "Ten",
            shift,
        )
        for shift in (-2, 0, 2)
    }
    loads = {
        shift: sum(week["planned_rtss"] for block in found["blocks"] for week in block["weeks"])
        for shift, found in by_shift.items()
    }
    assert loads[-2] < 0.9 * loads[0]
    assert loads[2] > 1.1 * loads[0]


def test_closed_days_are_cleared_and_it_is_said(plan):
    busy = next(day for day, found in roles(plan).items() if found == ["quality"])
    closed = asked(constraints={"blackout_dates": [busy]})
    again = made_again(template_of(Plan.from_document(plan)), closed, "Ten")
    assert roles(again)[busy] == []
    assert any(busy in remark["text"] for remark in again["remarks"])


def test_no_run_is_longer_than_its_day(plan):
    tight = asked(availability={"max_s_by_weekday": [2400] * 7})
    again = made_again(template_of(Plan.from_document(plan)), tight, "Ten")
    easy = [w for _, _, day in days_of(again) for w in day["workouts"] if w["role"] in ("easy", "long")]
    assert easy
    assert max(workout["expected_s"] for workout in easy) <= 2400 + 60


def test_what_w_prime_does_not_carry_gives_way_and_it_is_said(plan):
    template = template_of(Plan.from_document(plan)).to_document()
    day = next(
        day for week in template["weeks"] for day in week["days"] if day and day[0]["role"] == "quality"
    )
    day[0] |= {"shorthand": "15m E;8x(2m 112%,30s 95%);10m E", "name": "Hard", "workout_id": "own"}
    again = made_again(Template.from_document(template), asked(), "Ten")
    assert any("does not carry" in remark["text"] for remark in again["remarks"])
    assert not [violation for violation in violations(again) if violation.code == "I20"]
