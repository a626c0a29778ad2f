"""A plan made again from today: the card, the form, the proposal, accept, decline, undo; page and API."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from rest_framework.test import APIClient

from sessions.models import SessionStatistics
from tests.jobs import work_off_jobs
from tests.training.conftest import TODAY, wish
from training import training_plan_generator
from training.models import PlanProposal, TrainingPlanSchema
from training.services.plan_service import publish_plan

pytestmark = pytest.mark.django_db(transaction=True)

BEGAN, TOMORROW = TODAY - timedelta(days=14), TODAY + timedelta(days=1)


@pytest.fixture
def neglected(runner, coach):
    """A published plan of which two weeks were missed."""
    SessionStatistics.objects.filter(runner=runner, day__gte=BEGAN).delete()
    begun = wish(start_day=BEGAN.isoformat(), goal_day=(TODAY + timedelta(days=60)).isoformat())
    job = training_plan_generator.generate(runner, begun, user_id=coach.pk)
    work_off_jobs()
    return publish_plan(TrainingPlanSchema.objects.get(pk=job.plan_id), coach.pk).plan


def signed_in(user, client_class=Client):
    client = client_class()
    client.force_login(user)
    return client


def page_of(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, answer.content[:500]
    return answer.content.decode()


def test_a_coach_asks_reads_why_accepts_and_undoes(neglected, runner, coach, athlete):
    client = signed_in(coach)
    plan_url = f"/runners/{runner.pk}/plans/{neglected.pk}/"
    shown = page_of(client, plan_url)
    assert all(
        words in shown for words in ("On race morning", "If nothing more is run", "Plan again from today")
    )
    assert "may change from" in page_of(client, f"{plan_url}adapt/")
    typed = {"race_day": neglected.race_date.isoformat(), "released_from": TOMORROW.isoformat()}
    asked = client.post(f"{plan_url}adapt/", typed)
    proposal = PlanProposal.objects.get()
    assert asked["Location"] == f"{plan_url}proposals/{proposal.pk}/"
    shown = page_of(client, asked["Location"])
    assert proposal.reasons
    assert all(reason in shown for reason in proposal.reasons)
    assert "Look at it" in page_of(client, plan_url)
    days = [day["date"] for day in proposal.difference["days"]]
    assert all(day in shown for day in days)
    nothing = client.post(f"{asked['Location']}accept/", {}, follow=True).content.decode()
    assert "No day is ticked" in nothing
    client.post(f"{asked['Location']}accept/", {"day": days})
    stored = TrainingPlanSchema.objects.get(pk=neglected.pk)
    assert (stored.version, stored.published["version"]) == (3, 3)
    assert "Look at it" not in page_of(signed_in(athlete), f"/runners/{runner.pk}/plan/")
    client.post(f"{plan_url}undo/", {"version": 3})
    assert TrainingPlanSchema.objects.get(pk=neglected.pk).version == 4


def test_a_coach_declines_and_turns_changes_without_asking_on_and_off(neglected, runner, coach):
    client = signed_in(coach)
    plan_url = f"/runners/{runner.pk}/plans/{neglected.pk}/"
    typed = {"race_day": neglected.race_date.isoformat(), "released_from": TOMORROW.isoformat()}
    where = client.post(f"{plan_url}adapt/", typed)["Location"]
    client.post(f"{where}decline/")
    assert PlanProposal.objects.get().status == "dismissed"
    assert TrainingPlanSchema.objects.get(pk=neglected.pk).version == 2
    for wanted in ("1", "0"):
        client.post(f"{plan_url}adapts-by-itself/", {"version": 2, "wanted": wanted})
        assert TrainingPlanSchema.objects.get(pk=neglected.pk).adapts_by_itself == (wanted == "1")


def test_a_race_that_cannot_be_is_said_on_the_form_and_nothing_to_change_on_the_plan(
    neglected, runner, coach
):
    client = signed_in(coach)
    url = f"/runners/{runner.pk}/plans/{neglected.pk}/adapt/"
    past = client.post(url, {"race_day": (TODAY - timedelta(days=40)).isoformat()})
    assert "before the start" in past.content.decode()
    same = client.post(url, {"race_day": neglected.race_date.isoformat(), "released_from": ""}, follow=True)
    assert "Nothing to change" in same.content.decode()


def test_the_api_proposes_lists_accepts_some_days_and_declines(neglected, coach):
    client = signed_in(coach, APIClient)
    url = f"/api/v1/plans/{neglected.pk}/proposals/"
    assert client.post(url, {}, format="json").status_code == 204
    made = client.post(url, {"released_from_day": TOMORROW.isoformat()}, format="json")
    assert made.status_code == 201
    told = made.json()
    assert client.get(made["Location"]).json() == told
    assert [row["id"] for row in client.get(url).json()["results"]] == [told["id"]]
    day = told["changes"][0]["day"]
    taken = client.post(f"{made['Location']}accept/", {"days": [day]}, format="json")
    assert (taken.status_code, taken.json()["status"]) == (200, "accepted")
    assert client.post(f"{made['Location']}decline/").status_code == 409
    moved = (neglected.race_date + timedelta(days=7)).isoformat()
    other = client.post(url, {"goal_day": moved, "released_from_day": TOMORROW.isoformat()}, format="json")
    assert moved in {change["day"] for change in other.json()["changes"]}
    assert client.post(f"{other['Location']}decline/").json()["status"] == "dismissed"
