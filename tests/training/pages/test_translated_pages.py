"""In the pseudo-language the pages of sessions and training show no plain English but what people typed.

The names of workouts are still English: the planning makes them of their steps, and plans keep them.
"""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.pseudo.language import OPEN
from tests.pseudo.reading import plain_words, texts_of_html
from training.models import Workout
from training.planning.records import Plan
from training.services import plan_service, template_service, workout_service
from training.services.library_service import seed_library

pytestmark = pytest.mark.django_db

PSEUDO = {"accept-language": "en-XA"}
# What the fixtures type, and what stands for itself in shorthand.
DATA = frozenset(("Anna", "Coach", "Ladder", "Autumn", "mtr", "HR", "RPE", "free"))


@pytest.fixture
def by_coach(coach, pseudo_site):
    client = Client(headers=PSEUDO)
    client.force_login(coach)
    return client


@pytest.fixture
def by_athlete(athlete, pseudo_site):
    client = Client(headers=PSEUDO)
    client.force_login(athlete)
    return client


def plain_english(answer, names=()):
    """Words of a page that are neither in the pseudo-language nor data; `names` are those of workouts."""
    assert answer.status_code == 200
    texts = texts_of_html(answer.content)
    assert any(OPEN in text for text in texts)
    return sorted({word for text in texts for word in plain_words(_without(names, text), DATA)})


def _without(names, text):
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, " ")
    return text


def names_of(plan):
    return {workout.name for day in Plan.from_document(plan.document).days for workout in day.workouts}


def test_the_pages_of_a_plan(runner, coach, plan, by_coach, by_athlete):
    days = Plan.from_document(plan.document).days
    hard = next(one for day in days for one in day.workouts if one.role == "quality")
    place = (runner.pk, plan.pk)
    pages = [
        reverse("runner_plan", args=[runner.pk]),
        reverse("plan_workout", args=[*place, hard.id]),
        reverse("plan_against_run", args=[*place, hard.id]),
        reverse("plan_differences", args=place),
        reverse("plan_adapt", args=place),
        reverse("plan_new", args=[runner.pk]),
        reverse("squad"),
    ]
    names = names_of(plan)
    found = {page: plain_english(by_coach.get(page), names) for page in pages}
    plan_service.publish_plan(plan, str(coach.pk))
    for page in (reverse("runner_plan", args=[runner.pk]), reverse("runner_today", args=[runner.pk])):
        found[f"athlete {page}"] = plain_english(by_athlete.get(page), names)
    assert {page: words for page, words in found.items() if words} == {}


def test_the_pages_of_the_library(runner, coach, plan, by_coach):
    seed_library()
    own = {"name": "Ladder", "role": "quality", "shorthand": "15m E; 5x(3m V, 2m R); 10m E"}
    ladder = workout_service.create_workout(coach, own)
    autumn = template_service.save_template(plan, coach, "Autumn")
    pages = [
        reverse("workouts"),
        reverse("workout", args=[ladder.pk]) + f"?runner={runner.pk}",
        reverse("workout_edit", args=[ladder.pk]),
        reverse("workout_new"),
        reverse("plan_templates"),
        reverse("plan_template", args=[autumn.pk]),
    ]
    names = {*names_of(plan), *Workout.objects.filter(owner=None).values_list("name", flat=True)}
    found = {page: plain_english(by_coach.get(page), names) for page in pages}
    assert {page: words for page, words in found.items() if words} == {}
