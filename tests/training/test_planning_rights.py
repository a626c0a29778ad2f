"""Athletes who have no coach, or whose coach allows it, make plans for themselves: by right, by API and by page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from rest_framework.test import APIClient

from runlab_site import personal_data
from runlab_site.accounts.models import User
from runlab_site.personal_data import Subject
from runners.models import Runner, SquadMember
from runners.services.runner_service import create_minimal_runner_for_user, join_squad_of
from runners.services.squads import leave_coach
from tests.jobs import work_off_jobs
from tests.training.conftest import TODAY, wish
from training import training_plan_generator
from training.models import TrainingPlanSchema, Workout, WorkoutVersion
from training.selectors import may_plan, planned_runners, shown_document, visible_plans, visible_proposals
from training.services.adapting_service import propose
from training.services.plan_service import publish_plan
from training.services.workout_service import create_workout

pytestmark = pytest.mark.django_db
PLANS = "/api/v1/plans/"


@pytest.fixture
def free_athlete(runner, coach, athlete):
    """The athlete after leaving the coach, with the runs."""
    leave_coach(runner, coach.pk)
    return athlete


def allow(runner):
    SquadMember.objects.filter(runner=runner).update(athlete_may_plan=True)


def signed_in(user, kind=Client):
    client = kind()
    client.force_login(user)
    return client


def fresh(runner):
    return Runner.objects.get(pk=runner.pk)


def test_a_coach_plans_for_own_athletes_only(runner, coach, foreign_coach):
    assert may_plan(coach, runner)
    assert not may_plan(foreign_coach, runner)
    assert may_plan(User.objects.create_superuser("admin@example.com"), runner)


def test_the_second_coach_of_an_athlete_plans_too(runner, foreign_coach):
    join_squad_of(foreign_coach, runner)
    assert may_plan(foreign_coach, fresh(runner))


def test_an_athlete_with_a_coach_plans_once_the_coach_allows_it(runner, athlete, foreign_coach):
    assert not may_plan(athlete, runner)
    allow(runner)
    assert may_plan(athlete, runner)
    assert not may_plan(User.objects.create_user("else@example.com"), runner)


def test_an_athlete_without_a_coach_plans(runner, free_athlete):
    assert may_plan(free_athlete, fresh(runner))


def test_a_coach_whom_someone_else_coaches_follows_that_plan_and_plans_for_others(
    runner, coach, foreign_coach
):
    own = create_minimal_runner_for_user(coach)
    assert may_plan(coach, own)
    join_squad_of(foreign_coach, own)
    assert not may_plan(coach, fresh(own))
    assert {one.pk for one in planned_runners(coach)} == {runner.pk}


def test_drafts_are_seen_by_who_plans(plan, runner, athlete):
    assert not visible_plans(athlete).exists()
    allow(runner)
    assert visible_plans(athlete).get() == plan
    publish_plan(plan, None)
    plan.refresh_from_db()
    plan.document = plan.document | {"changed": True}
    assert shown_document(plan, athlete) == plan.document
    SquadMember.objects.filter(runner=runner).update(athlete_may_plan=False)
    assert shown_document(plan, athlete) == plan.published


def test_a_coach_who_follows_sees_no_draft_of_own_and_those_of_the_athletes(plan, coach, foreign_coach):
    own = create_minimal_runner_for_user(coach)
    join_squad_of(foreign_coach, own)
    Runner.objects.filter(pk=own.pk).update(critical_speed_mps=4.0, w_prime_m=180.0)
    theirs = training_plan_generator.generate(fresh(own), wish(), user_id=foreign_coach.pk)
    work_off_jobs()
    theirs.refresh_from_db()
    assert {one.pk for one in visible_plans(coach)} == {plan.pk}
    assert {str(one.pk) for one in visible_plans(foreign_coach)} == {str(theirs.plan_id)}


def test_proposals_are_decided_by_who_plans(plan, runner, athlete):
    publish_plan(plan, None)
    plan.refresh_from_db()
    moved = plan.race_date + timedelta(days=7)
    proposal = propose(plan, TODAY, race_day=moved, released_from=TODAY)
    assert not visible_proposals(athlete).exists()
    by_athlete = signed_in(athlete, APIClient)
    url = f"{PLANS}{plan.pk}/proposals/"
    assert by_athlete.get(url).status_code == 403
    allow(runner)
    assert [row["id"] for row in by_athlete.get(url).json()["results"]] == [str(proposal.pk)]
    assert by_athlete.post(f"{url}{proposal.pk}/decline/").status_code == 200


def test_by_api_an_athlete_without_a_coach_makes_changes_and_publishes_a_plan(runner, free_athlete):
    client = signed_in(free_athlete, APIClient)
    asked = client.post(PLANS, {"runner": runner.pk, **wish()}, format="json")
    assert asked.status_code == 202, asked.content
    work_off_jobs()
    plan = TrainingPlanSchema.objects.get(runner=runner)
    url = f"{PLANS}{plan.pk}/"
    told = client.get(url)
    assert (told.json()["status"], bool(told.json()["blocks"])) == ("draft", True)
    scaled = client.patch(
        url, {"scale_week": {"week": 1, "factor": 0.8}}, format="json", HTTP_IF_MATCH=told["ETag"]
    )
    assert scaled.status_code == 200
    assert client.post(f"{url}publish/", HTTP_IF_MATCH=client.get(url)["ETag"]).status_code == 200
    assert client.delete(url, HTTP_IF_MATCH=client.get(url)["ETag"]).status_code == 204


def test_by_api_an_athlete_whose_coach_plans_is_refused_with_the_reason(plan, runner, athlete):
    client = signed_in(athlete, APIClient)
    refused = client.post(PLANS, {"runner": runner.pk, **wish()}, format="json")
    assert refused.status_code == 403
    assert "whose coach allows it" in refused.json()["detail"]
    assert client.get(f"{PLANS}{plan.pk}/").status_code == 404


def test_the_page_offers_a_plan_to_who_plans_and_names_the_coach_to_who_follows(runner, coach, athlete):
    client, url = signed_in(athlete), f"/runners/{runner.pk}/plan/"
    shown = client.get(url).content.decode()
    assert "Your coach makes it" in shown
    assert f"{url}new/" not in shown
    assert client.get(f"{url}new/").status_code == 403
    leave_coach(runner, coach.pk)
    shown = client.get(url).content.decode()
    assert "Make a plan" in shown
    assert f"{url}new/" in shown
    assert client.get(f"{url}new/").status_code == 200


def test_by_page_an_athlete_without_a_coach_plans_publishes_and_finds_it(runner, free_athlete):
    client = signed_in(free_athlete)
    job = training_plan_generator.generate(fresh(runner), wish(), user_id=free_athlete.pk)
    watch = f"/runners/{runner.pk}/plan/jobs/{job.pk}/"
    assert client.get(watch).status_code == 200
    work_off_jobs()
    plan_url = client.get(watch)["Location"]
    draft = client.get(plan_url).content.decode()
    assert "Publish" in draft
    assert "Save as a template" not in draft
    published = client.post(f"{plan_url}publish/", {"version": 1}, follow=True).content.decode()
    assert "stands on Today" in published
    for part in ("differences/", "adapt/"):
        assert client.get(f"{plan_url}{part}").status_code == 200


def test_an_athlete_keeps_no_templates_of_plans(plan, runner, athlete):
    allow(runner)
    url = f"/runners/{runner.pk}/plans/{plan.pk}/template/"
    assert signed_in(athlete).post(url, {"version": 1, "name": "Mine"}).status_code == 403


def test_own_workouts_and_their_versions_go_with_the_account(athlete):
    made = create_workout(athlete, {"name": "Mine", "role": "easy", "shorthand": "30m E"})
    personal_data.delete(Subject(str(athlete.pk), None))
    assert not Workout.objects.filter(pk=made.pk).exists()
    assert not WorkoutVersion.objects.exists()
