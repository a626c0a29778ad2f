"""A race has one prediction: plan page, Today, Fitness and the API say the same of it, with its band and day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from rest_framework.test import APIClient

from runlab_site.web.figures import duration
from runners.calendar.models import CalendarEntry
from runners.models import Runner
from runners.services.race_predictions import prediction_of_race, race_predictions
from tests import days
from tests.training.conftest import TODAY
from training.models import TrainingPlanSchema
from training.planning.projection import forecast
from training.services.plan_service import archive_plan, edit_planned_workout, publish_plan, undo_change
from training.services.race_outlook import refresh_race_predictions

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def followed(plan, coach):
    return publish_plan(plan, coach.pk).plan


def kept(plan):
    return prediction_of_race(Runner.objects.get(pk=plan.runner_id), plan.race_date)


def pages(user, runner, plan):
    client = Client()
    client.force_login(user)
    urls = (
        f"/runners/{runner.pk}/",
        f"/runners/{runner.pk}/plans/{plan.pk}/",
        f"/runners/{runner.pk}/fitness/",
    )
    return {url: client.get(url).content.decode() for url in urls}


def asked(user, runner, distance_m, day):
    api = APIClient()
    api.force_login(user)
    return api.get(f"/api/v1/runners/{runner.pk}/prediction/?distance_m={distance_m}&day={day}")


def test_publishing_keeps_the_plans_own_forecast_with_its_day(plan, coach):
    assert kept(plan) is None
    published = publish_plan(plan, coach.pk).plan
    seen = forecast(published.published)
    found = kept(published)
    assert (found.time_s, found.time_low_s, found.time_high_s) == (seen.time_s, seen.fast_s, seen.slow_s)
    assert (found.made_on, found.by_plan, found.tsb) == (TODAY, True, seen.tsb)


def test_every_page_and_the_api_say_the_same_time_and_band(followed, runner, athlete):
    # What is kept is what is shown: a time that no page would work out by itself.
    found = kept(followed)
    changed = Runner.objects.get(pk=runner.pk)
    changed.race_predictions[0] |= {"time_s": 2345.0, "time_low_s": 2222.0, "time_high_s": 2468.0}
    Runner.objects.filter(pk=runner.pk).update(race_predictions=changed.race_predictions)
    for url, page in pages(athlete, runner, followed).items():
        for seconds in (2345.0, 2222.0, 2468.0):
            assert duration(seconds).value in page, (url, seconds)
    told = asked(athlete, runner, found.distance_m, found.race_day).json()
    assert (told["time_s"], told["time_low_s"], told["time_high_s"]) == (2345.0, 2222.0, 2468.0)
    assert (told["model"], told["made_on"]) == ("plan", TODAY.isoformat())


def test_another_distance_of_the_same_day_is_not_the_race(followed, runner, athlete):
    answer = asked(athlete, runner, 5000, followed.race_date)
    assert answer.status_code == 409 or answer.json()["model"] != "plan"


def test_a_draft_change_leaves_the_prediction_until_it_is_published(followed, coach):
    before = kept(followed)
    rows = (
        w for b in followed.document["blocks"] for k in b["weeks"] for d in k["days"] for w in d["workouts"]
    )
    longest = max((w for w in rows if w["role"] == "long"), key=lambda w: w["expected_s"])
    edited = edit_planned_workout(followed, longest["id"], {"shorthand": "20m E"}, coach.pk).plan
    assert kept(edited) == before
    again = publish_plan(edited, coach.pk).plan
    assert kept(again).tsb == forecast(again.published).tsb != before.tsb
    back = undo_change(again, TODAY, coach.pk).plan
    assert kept(back) == before
    archive_plan(TrainingPlanSchema.objects.get(pk=back.pk), coach.pk)
    assert kept(back) is None


def test_a_race_of_the_calendar_is_predicted_by_fitness_and_named(runner, athlete, days_of_races):
    race_day = TODAY + timedelta(days=30)
    CalendarEntry.objects.create(
        runner=runner, kind="race", day=race_day, last_day=race_day, title="Park run", distance_m=5000.0, priority="B"
    )  # fmt: skip
    refresh_race_predictions(runner.pk, TODAY)
    (found,) = race_predictions(Runner.objects.get(pk=runner.pk))
    assert (found.name, found.by_plan, found.made_on) == ("Park run", False, TODAY)
    client = Client()
    client.force_login(athlete)
    for url in (f"/runners/{runner.pk}/", f"/runners/{runner.pk}/fitness/"):
        page = client.get(url).content.decode()
        assert "Park run" in page
        assert duration(found.time_s).value in page
    told = asked(athlete, runner, 5000, race_day).json()
    assert told["time_s"] == found.time_s
    assert told["model"] == "fitness"
    assert days.CHOSEN.date.isoformat() == told["made_on"]


@pytest.fixture
def days_of_races(runner):
    """A race run a fortnight ago."""
    result = {"session_id": "a" * 24, "distance_m": 10_000.0, "time_s": 2700.0, "kind": "race"}
    result["day"] = (TODAY - timedelta(days=14)).isoformat()
    Runner.objects.filter(pk=runner.pk).update(race_results=[result])
