"""The fitness page shows where the published plan leads: days to come, phases, races."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from django.test import Client

from runners.calendar.models import CalendarEntry
from tests import days
from training.models import TrainingPlanSchema
from training.planning.records import Plan
from training.selectors.outlooks import plan_preview
from training.services.plan_service import publish_plan, store_generated

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def published(plan):
    stored = store_generated("e" * 24, plan.runner, [Plan.from_document(plan.candidates[0])], None)
    publish_plan(stored, None)
    return TrainingPlanSchema.objects.get(pk=stored.pk)


def ahead_for(user, runner):
    browser = Client()
    browser.force_login(user)
    return browser.get(f"/runners/{runner.pk}/fitness/ahead/")


def test_the_days_to_come_are_those_of_the_plans_preview(published, athlete):
    answer = ahead_for(athlete, published.runner).json()
    today = days.CHOSEN.date.isoformat()
    expected = [one for one in plan_preview(published, published.published)["days"] if one["day"] >= today]
    assert [one["day"] for one in answer["days"]] == [one["day"] for one in expected]
    for shown, planned in zip(answer["days"], expected, strict=True):
        for name in ("ctl", "atl", "tsb"):
            assert shown[name] == pytest.approx(planned[name], abs=0.006)


def test_phases_follow_each_other_to_race_day(published, athlete):
    phases = ahead_for(athlete, published.runner).json()["phases"]
    assert phases[-1]["name"] == "Taper"
    assert phases[-1]["last"] >= published.race_date.isoformat()
    assert all(one["last"] < two["first"] for one, two in pairwise(phases))


def test_races_of_the_calendar_and_the_goal_have_their_names(published, athlete):
    CalendarEntry.objects.create(
        runner=published.runner,
        kind=CalendarEntry.Kind.RACE,
        title="Lakeside 10",
        day=published.race_date - timedelta(days=14),
        last_day=published.race_date - timedelta(days=14),
        priority="B",
    )
    races = ahead_for(athlete, published.runner).json()["races"]
    assert races[0]["name"] == "Lakeside 10"
    assert races[-1]["day"] == published.race_date.isoformat()


def test_without_a_published_plan_there_is_nothing_ahead(plan, athlete, coach):
    assert ahead_for(athlete, plan.runner).json() == {"days": [], "phases": [], "races": []}
    assert ahead_for(coach, plan.runner).json() == {"days": [], "phases": [], "races": []}


def test_it_is_not_for_strangers(published, foreign_coach):
    assert ahead_for(foreign_coach, published.runner).status_code == 404
