"""The workouts' pages by Django's own client: filters, levels, writing with a picture, versions, FIT files."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from runners.models import Runner
from training.models import Workout
from training.planning.library import LIBRARY
from training.services.library_service import seed_library

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def by_coach(coach):
    seed_library()
    client = Client()
    client.force_login(coach)
    return client


def page_of(client, url, **query):
    answer = client.get(url, query)
    assert answer.status_code == 200, answer.content[-2000:]
    return answer.content.decode()


def typed(**changes):
    plain = {
        "name": "Fives",
        "role": "quality",
        "shorthand": "@5x(1km C, 90s R)",
        "folder": "Winter",
        "tags": "a, b",
    }
    return plain | changes


def test_the_whole_library_is_there_with_pictures_and_filters(by_coach, runner):
    shown = page_of(by_coach, "/workouts/", runner=runner.pk)
    assert shown.count('class="wp"') == len(LIBRARY)
    assert f"{len(LIBRARY)} shown, sized for Anna" in shown
    assert page_of(by_coach, "/workouts/", q="Norwegian").count('class="wp"') == 2
    tests = sum(workout.role == "test" for workout in LIBRARY.values())
    assert page_of(by_coach, "/workouts/", kind="test").count('class="wp"') == tests
    assert "No workout found" in page_of(by_coach, "/workouts/", whose="own")


def test_a_workout_is_written_changed_copied_brought_back_and_deleted(by_coach):
    made = by_coach.post("/workouts/new/", typed())
    workout = Workout.objects.get(name="Fives")
    url = f"/workouts/{workout.pk}/"
    assert made["Location"] == url
    assert (workout.shorthand, workout.tags) == ("15m E;5x(1km C,90s R);10m E", ["a", "b"])
    assert "Winter" in page_of(by_coach, "/workouts/", folder="Winter", tag="a")
    by_coach.post(f"{url}edit/", typed(name="Sixes", shorthand="@6x(1km C,90s R)"))
    shown = page_of(by_coach, url)
    assert "Sixes" in shown
    assert "Bring back" in shown
    by_coach.post(f"{url}restore/", {"version": 1})
    workout.refresh_from_db()
    assert (workout.name, workout.version) == ("Fives", 3)
    copied = by_coach.post(f"{url}copy/")
    assert copied["Location"].endswith("/edit/")
    assert by_coach.post(f"{url}delete/")["Location"] == "/workouts/"
    assert not Workout.objects.filter(pk=workout.pk).exists()


def test_what_is_wrong_is_said_with_its_column_on_the_form_and_while_typing(by_coach):
    for url in ("/workouts/new/", "/workouts/preview/"):
        answer = by_coach.post(url, typed(shorthand="10m E;5x400 V")).content.decode()
        assert "Column 9: expected &#x27;(&#x27; after the count, and a unit on every amount" in answer, (
            answer
        )


def test_the_preview_draws_for_the_athlete_chosen(by_coach, runner):
    Runner.objects.filter(pk=runner.pk).update(w_prime_m=60.0)
    drawn = by_coach.post("/workouts/preview/", typed(runner=runner.pk, shorthand="@5x(3m 110%,30s 95%)"))
    assert "<svg xmlns" in drawn.content.decode()
    assert "does not carry this" in drawn.content.decode()
    nobody = by_coach.post("/workouts/preview/", typed()).content.decode()
    assert "assumed paces" in nobody
    assert not Workout.objects.filter(owner__isnull=False).exists()


def test_a_level_and_an_athlete_size_it_and_w_prime_is_told_step_by_step(by_coach, runner):
    workout = Workout.objects.get(code="V3")
    shown = page_of(by_coach, f"/workouts/{workout.pk}/", runner=runner.pk, level=1)
    assert "15m E;5x(4m V,3m R);10m E" in shown
    assert shown.count('<th scope="row" class="number">') == 12
    assert "3:51" in shown  # the fast edge of V, 1.08 x 4 m/s
    Runner.objects.filter(pk=runner.pk).update(w_prime_m=40.0)
    assert "The nearest that fits is" in page_of(
        by_coach, f"/workouts/{workout.pk}/", runner=runner.pk, level=1
    )


def test_a_fit_workout_goes_out_and_comes_in(by_coach):
    by_coach.post("/workouts/new/", typed())
    pk = Workout.objects.get(name="Fives").pk
    data = by_coach.get(f"/api/v1/workouts/{pk}/?format=fit&level=0.5").content
    brought = by_coach.post("/workouts/import/", {"file": SimpleUploadedFile("w.fit", data)})
    imported = Workout.objects.get(source="import")
    assert brought["Location"] == f"/workouts/{imported.pk}/"
    refused = by_coach.post("/workouts/import/", {"file": SimpleUploadedFile("w.fit", b"x")}, follow=True)
    assert "no FIT file" in refused.content.decode()


def test_an_athlete_copies_from_the_library_and_changes_the_copy_only(by_athlete, runner):
    seed_library()
    assert "New workout" in page_of(by_athlete, "/workouts/")
    assert "Plan templates" not in page_of(by_athlete, "/workouts/")
    taken = f"/workouts/{Workout.objects.get(code='T2').pk}/"
    assert "Edit" not in page_of(by_athlete, taken)
    edit_url = by_athlete.post(f"{taken}copy/")["Location"]
    assert by_athlete.get(edit_url).status_code == 200
    assert by_athlete.get(f"{taken}edit/").status_code == 403
