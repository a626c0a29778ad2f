"""Changing a plan on its pages: a workout, a week, differences before publishing, templates for a group."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from runlab_site.accounts.models import User
from runners.models import Runner
from runners.services.runner_service import create_minimal_runner_for_user, join_squad_of
from tests.training.conftest import TODAY
from tests.training.plan_documents import days_of
from training.models import PlanTemplate, TrainingPlan, TrainingPlanSchema, Workout
from training.services import flat_plan
from training.services.library_service import seed_library
from training.services.plan_service import publish_plan

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def base(plan, runner):
    publish_plan(plan, None)
    return f"/runners/{runner.pk}/plans/{plan.pk}/"


def current():
    return TrainingPlanSchema.objects.get()


def places(document):
    return {w["id"]: (day["date"], w) for _, _, day in days_of(document) for w in day["workouts"]}


def weeks_of(document):
    return [week for block in document["blocks"] for week in block["weeks"]]


def first(document, role):
    return next((day, w) for day, w in places(document).values() if w["role"] == role)


def rest_day(document):
    return next(day["date"] for _, _, day in days_of(document) if not day["workouts"])


def do(client, base, planned, what, **typed):
    url = f"{base}workouts/{planned['id']}/"
    answer = client.post(url, {"do": what, "version": current().version, **typed}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_change_is_made_told_with_race_day_and_undone_to_the_beginning(base, by_coach):
    before = current().document
    day, easy = first(before, "easy")
    quality_day, quality = first(before, "quality")
    rest = rest_day(before)
    shown = do(by_coach, base, easy, "move", day=rest)
    assert "Race time by the forecast" in shown
    assert places(current().document)[easy["id"]][0] == rest
    assert "The coach moved it here" in str(places(current().document)[easy["id"]][1]["why"])
    do(by_coach, base, quality, "swap", day=rest)
    assert places(current().document)[quality["id"]][0] == rest
    assert places(current().document)[easy["id"]][0] == quality_day
    do(by_coach, base, easy, "steps", shorthand="- 20m 70% Pace", name="Short")
    changed = places(current().document)[easy["id"]][1]
    assert (changed["name"], changed["expected_s"], changed["state"]) == ("Short", 1200, "edited")
    do(by_coach, base, easy, "note", notes="Flat, please")
    do(by_coach, base, easy, "lock")
    locked = places(current().document)[easy["id"]][1]
    assert (locked["locked"], locked["note"]) == (True, "Flat, please")
    assert "is locked" in do(by_coach, base, easy, "move", day=day)
    do(by_coach, base, easy, "unlock")
    week = weeks_of(before)[1]
    by_coach.post(f"{base}scale/", {"version": current().version, "week": week["index"], "factor": "0.8"})
    assert weeks_of(current().document)[1]["planned_s"] < week["planned_s"]
    plan = current()
    assert flat_plan.keep_flat_equal(plan) == []
    for _ in range(7):
        by_coach.post(f"{base}undo/", {"version": current().version})
    assert places(current().document) == places(before)


def test_what_w_prime_does_not_carry_is_refused_with_the_nearest_that_fits(base, by_coach):
    _, quality = first(current().document, "quality")
    shown = do(by_coach, base, quality, "steps", shorthand="@9x(2m 112%,30s 95%)", name="")
    assert "does not carry" in shown
    assert "The nearest that fits: 15m E;" in shown
    assert current().version == 2


def test_a_wrong_shorthand_is_said_with_its_column(base, by_coach):
    _, quality = first(current().document, "quality")
    assert "column 3" in do(by_coach, base, quality, "steps", shorthand="5x400 V", name="")


def test_a_workout_of_the_library_takes_the_place(base, by_coach):
    seed_library()
    _, quality = first(current().document, "quality")
    other = Workout.objects.get(code="T5")
    do(by_coach, base, quality, "library", workout=other.pk, level="0")
    changed = places(current().document)[quality["id"]][1]
    assert (changed["workout_id"], changed["name"]) == ("T5", other.name)
    assert changed["why"] == [{"code": "coach", "values": {}, "text": "The coach put this workout here."}]


def test_the_differences_show_before_and_after_and_the_athlete_sees_them_only_once_published(
    base, runner, by_coach, by_athlete
):
    _, easy = first(current().document, "easy")
    nothing = by_coach.get(f"{base}differences/").content.decode()
    assert "The athlete sees the plan as it is." in nothing
    do(by_coach, base, easy, "steps", shorthand="22m E", name="Twenty-two")
    shown = by_coach.get(f"{base}differences/").content.decode()
    for words in (
        "1 day",
        "Twenty-two",
        easy["name"],
        "As published",
        "As changed",
        "If nothing more is run",
    ):
        assert words in shown, words
    athletes = f"/runners/{runner.pk}/plan/"
    assert "Twenty-two" not in by_athlete.get(athletes).content.decode()
    by_coach.post(f"{base}publish/", {"version": current().version})
    assert "Twenty-two" in by_athlete.get(athletes).content.decode()


def test_hard_days_side_by_side_are_warned_of_and_the_load_ratio_never_is(base, by_coach):
    days = {day["date"]: day["workouts"] for _, _, day in days_of(current().document)}
    hard_day, quality = next(
        (day, w)
        for day, w in places(current().document).values()
        if w["role"] == "quality" and days.get((date.fromisoformat(day) + timedelta(days=1)).isoformat())
    )
    other = next(
        w
        for day, w in places(current().document).values()
        if w["role"] in ("quality", "long") and day != hard_day
    )
    beside = (date.fromisoformat(hard_day) + timedelta(days=1)).isoformat()
    shown = do(by_coach, base, other, "move", day=beside)
    assert "Two hard days stand side by side" in shown
    assert "ATL" not in shown
    assert quality["role"] == "quality"


def test_a_plan_becomes_a_template_and_drafts_for_a_group(base, runner, coach, by_coach):
    by_coach.post(
        f"{base}template/", {"version": current().version, "name": "Ten weeks to 10 km", "notes": ""}
    )
    template = PlanTemplate.objects.get()
    assert "Ten weeks to 10 km" in by_coach.get("/plan-templates/").content.decode()
    url = f"/plan-templates/{template.pk}/"
    assert "Make the drafts" in by_coach.get(url).content.decode()
    second = create_minimal_runner_for_user(User.objects.create_user("ben@example.com", name="Ben"))
    join_squad_of(coach, second)
    Runner.objects.filter(pk=second.pk).update(critical_speed_mps=3.2, w_prime_m=200.0)
    goal = TODAY + timedelta(days=100)
    typed = {"goal_day": goal.isoformat(), "level_shift": "-1", "runners": [runner.pk, second.pk]}
    shown = by_coach.post(url, typed).content.decode()
    assert shown.count("Look at it and publish") == 2
    made = TrainingPlanSchema.objects.filter(status="draft")
    assert {plan.runner_id for plan in made} == {runner.pk, second.pk}
    for plan in made:
        assert (plan.race_date, plan.document["goal"]["distance_m"]) == (goal, 10_000)
        assert TrainingPlan.objects.filter(plan=plan).count() >= 70
    by_coach.post(f"{url}delete/")
    assert not PlanTemplate.objects.exists()
