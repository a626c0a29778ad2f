"""Threads on sessions, planned workouts and days: written, read, changed and deleted through the API."""

from __future__ import annotations

from datetime import timedelta

import pytest

from runlab_site import personal_data
from runlab_site.personal_data import Subject
from runners.models import Comment, Runner
from tests import days, fit_files
from tests.jobs import work_off_jobs
from training import training_plan_generator
from training.models import TrainingPlan, TrainingPlanSchema
from training.services.plan_service import publish_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(people, run_of):
    return run_of(people.runner, seconds=200)


@pytest.fixture
def thread(session):
    return f"/api/v1/sessions/{session.pk}/comments/"


def write(client, thread, text, **more):
    return client.post(thread, {"text": text, **more}, format="json")


def test_what_an_athlete_writes_is_read_by_the_coach(people, client_of, thread, session):
    written = write(client_of(people.athlete), thread, "  Legs heavy.\nWindy. ")
    assert written.status_code == 201
    comment = written.json()
    assert (comment["text"], comment["subject"], comment["session"]) == (
        "Legs heavy.\nWindy.", "session", session.pk,
    )  # fmt: skip
    assert (comment["author"], comment["author_name"], comment["day"]) == (
        people.athlete.pk, "Anna", session.day.isoformat(),
    )  # fmt: skip
    assert client_of(people.coach).get(written["Location"]).json()["text"] == "Legs heavy.\nWindy."
    listed = client_of(people.coach).get(thread).json()["results"]
    assert [one["id"] for one in listed] == [comment["id"]]


def test_a_comment_is_unread_until_its_reader_says_so(people, client_of, thread):
    place = write(client_of(people.athlete), thread, "Done")["Location"]
    coach = client_of(people.coach)
    assert client_of(people.athlete).get(place).json()["read_at"] is not None
    assert coach.get(place).json()["read_at"] is None
    read = coach.patch(place, {"read_at": days.CHOSEN.moment.isoformat()}, format="json").json()["read_at"]
    assert read is not None
    assert coach.get(place).json()["read_at"] == read
    assert coach.patch(place, {"read_at": None}, format="json").json()["read_at"] is None


@pytest.mark.parametrize("text", ["", "   ", "\n\t \n", "x" * 5001, None, ["a"], {"a": 1}])
def test_an_empty_or_endless_comment_is_refused(people, client_of, thread, text):
    answer = write(client_of(people.athlete), thread, text)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "text")
    assert not Comment.objects.exists()


def test_only_who_wrote_a_comment_changes_or_deletes_it(people, client_of, thread):
    place = write(client_of(people.coach), thread, "How was it?")["Location"]
    athlete, coach = client_of(people.athlete), client_of(people.coach)
    assert athlete.patch(place, {"text": "Mine now"}, format="json").status_code == 403
    assert athlete.delete(place).status_code == 403
    changed = coach.patch(place, {"text": "How did it feel?"}, format="json").json()
    assert (changed["text"], changed["edited_at"] is not None) == ("How did it feel?", True)
    assert coach.patch(place, {"text": "  "}, format="json").status_code == 400
    assert coach.delete(place).status_code == 204
    assert coach.get(place).status_code == 404
    assert athlete.get(thread).json()["results"] == []
    assert "How" not in str(Comment.objects.values_list("text", flat=True))


def test_an_answer_stays_in_its_thread_and_mentions_who_is_there(people, client_of, thread, run_of):
    athlete = client_of(people.athlete)
    first = write(client_of(people.coach), thread, "Pain?").json()["id"]
    answer = write(athlete, thread, "None", parent=first, mentions=[people.coach.pk]).json()
    assert (answer["parent"], answer["mentions"]) == (first, [people.coach.pk])
    next_day = fit_files.START + timedelta(days=1)
    other = run_of(people.runner, "evening.fit", seconds=240, start=next_day)
    elsewhere = write(athlete, f"/api/v1/sessions/{other.pk}/comments/", "No", parent=first)
    assert (elsewhere.status_code, elsewhere.json()["errors"][0]["field"]) == (400, "parent")
    foreign = write(athlete, thread, "You", mentions=[people.foreign_coach.pk])
    assert (foreign.status_code, foreign.json()["errors"][0]["field"]) == (400, "mentions")


def test_a_day_has_a_thread_and_a_day_that_is_none_has_not(people, client_of):
    client = client_of(people.athlete)
    thread = f"/api/v1/runners/{people.runner.pk}/days/2026-05-01/comments/"
    made = write(client, thread, "Travelling").json()
    assert (made["subject"], made["day"], made["session"], made["planned_workout"]) == (
        "day", "2026-05-01", None, None,
    )  # fmt: skip
    other_day = thread.replace("05-01", "05-02")
    assert client.get(other_day).json()["results"] == []
    assert write(client, thread.replace("05-01", "02-30"), "x").status_code == 404


def test_a_planned_workout_has_a_thread(people, client_of):
    start = days.CHOSEN.date + timedelta(days=1)
    wish = {
        "start_day": start.isoformat(),
        "goal_day": (start + timedelta(days=69)).isoformat(),
        "goal_distance_m": 10_000.0,
    }
    Runner.objects.filter(pk=people.runner.pk).update(critical_speed_mps=4.0, w_prime_m=180.0)
    training_plan_generator.generate(Runner.objects.get(pk=people.runner.pk), wish, user_id=people.coach.pk)
    work_off_jobs()
    publish_plan(TrainingPlanSchema.objects.get(), people.coach.pk)
    workout = TrainingPlan.objects.filter(runner=people.runner).order_by("date").first()
    thread = f"/api/v1/planned-workouts/{workout.planned_id}/comments/"
    made = write(client_of(people.athlete), thread, "May I swap it?").json()
    assert (made["planned_workout"], made["day"]) == (workout.planned_id, workout.date.isoformat())
    assert client_of(people.coach).get(thread).json()["results"][0]["read_at"] is None
    assert client_of(people.foreign_coach).get(thread).status_code == 404


def test_a_thread_comes_in_pages_in_both_orders(people, client_of, thread):
    client = client_of(people.athlete)
    for number in range(5):
        write(client, thread, f"{number}")
    page = client.get(f"{thread}?limit=2").json()
    texts = [one["text"] for one in page["results"]]
    texts += [one["text"] for one in client.get(page["next"]).json()["results"]]
    assert texts == ["0", "1", "2", "3"]
    newest = client.get(f"{thread}?ordering=-created_at&limit=1").json()["results"]
    assert newest[0]["text"] == "4"


def test_a_coach_who_leaves_takes_the_own_words_and_every_trace_along(people, client_of, thread):
    write(client_of(people.coach), thread, "Good")
    write(client_of(people.athlete), thread, "Thanks", mentions=[people.coach.pk])
    gone = Subject(people.coach.pk, None)
    personal_data.delete(gone)
    assert not personal_data.is_left(gone)
    left = Comment.objects.get()
    assert (left.text, left.mentions, left.unread_by, left.reads) == ("Thanks", [], [], [])
