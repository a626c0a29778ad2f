"""Threads on pages: written without scripts, swapped in by HTMX, and told to open pages."""

from __future__ import annotations

import pytest
from bson import ObjectId
from django.test import Client

from benchmarks.queries.page_costs import cost_of
from runlab_site.accounts.models import User
from runlab_site.database import database
from runlab_site.events.sources import event_of
from runners.comments.services import write_comment
from runners.models import Comment, Runner
from runners.pages.comments.all_views import COMMENTS_A_PAGE
from runners.services.runner_service import create_minimal_runner_for_user, join_squad_of
from sessions.selectors import comments_subject
from sessions.services.session_service import create_typed_session
from tests import fit_files
from tests.jobs import work_off_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def coach(db):
    return User.objects.create_user("coach@example.com", name="Carla Coach", is_coach=True)


@pytest.fixture
def athlete(coach):
    user = User.objects.create_user("anna@example.com", name="Anna")
    join_squad_of(coach, create_minimal_runner_for_user(user))
    return user


@pytest.fixture
def runner(athlete):
    return Runner.objects.get(user=athlete)


@pytest.fixture
def session(runner):
    made = create_typed_session(runner, start_time=fit_files.START, sport="running", timer_time_s=1800)
    work_off_jobs()
    return made


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def test_a_form_without_scripts_writes_and_shows_the_comment_on_the_session(athlete, session):
    client = client_of(athlete)
    answer = client.post(f"/sessions/{session.pk}/comments/", {"text": "Felt <b>fine</b>\nuphill"})
    assert answer.status_code == 302
    assert answer["Location"] == f"/sessions/{session.pk}/comments/"
    page = client.get(f"/sessions/{session.pk}/").content.decode()
    assert "Felt &lt;b&gt;fine&lt;/b&gt;<br>uphill" in page


def test_an_empty_comment_is_refused_with_its_reason(athlete, session):
    client = client_of(athlete)
    answer = client.post(f"/sessions/{session.pk}/comments/", {"text": "  "})
    assert answer.status_code == 422
    assert "an empty comment says nothing" in answer.content.decode()
    swapped = client.post(f"/sessions/{session.pk}/comments/", {"text": "  "}, headers={"HX-Request": "true"})
    assert swapped.status_code == 200
    assert "an empty comment says nothing" in swapped.content.decode()
    assert not Comment.objects.exists()


def test_the_coach_sees_it_on_the_squad_until_it_is_read(athlete, coach, session):
    client_of(athlete).post(f"/sessions/{session.pk}/comments/", {"text": "Calf hurts"})
    coaching = client_of(coach)
    assert "Calf hurts" in coaching.get("/runners/").content.decode()
    assert "New" in coaching.get(f"/sessions/{session.pk}/comments/").content.decode()
    assert "Calf hurts" not in coaching.get("/runners/").content.decode()


def test_a_comment_leads_to_its_thread_and_back_to_the_page_it_was_sent_from(athlete, runner, session):
    client = client_of(athlete)
    today = f"/runners/{runner.pk}/"
    sent = client.post(f"/sessions/{session.pk}/comments/", {"text": "Done", "next": today})
    assert sent["Location"] == today
    elsewhere = client.post(
        f"/sessions/{session.pk}/comments/", {"text": "Done", "next": "https://evil.example/"}
    )
    assert elsewhere["Location"] == f"/sessions/{session.pk}/comments/"
    comment = Comment.objects.earliest("created_at")
    place = client.get(f"/comments/{comment.pk}/")["Location"]
    assert place == f"/sessions/{session.pk}/comments/#comment-{comment.pk}"


def test_the_author_changes_and_deletes_on_the_page(athlete, coach, session):
    comment = write_comment(comments_subject(session), athlete, "Good")
    assert client_of(coach).post(f"/comments/{comment.pk}/edit/", {"text": "Bad"}).status_code == 403
    client = client_of(athlete)
    client.post(f"/comments/{comment.pk}/edit/", {"text": "Very good"})
    assert "Very good" in client.get(f"/sessions/{session.pk}/comments/").content.decode()
    client.post(f"/comments/{comment.pk}/delete/")
    assert "Very good" not in client.get(f"/sessions/{session.pk}/comments/").content.decode()


def test_an_event_of_a_comment_names_who_has_not_read_it_and_none_of_its_words(athlete, coach, session):
    comment = write_comment(comments_subject(session), athlete, "Secret words")
    document = database.raw["comments"].find_one({"_id": ObjectId(comment.pk)})
    event = event_of({"_id": {"_data": "1"}, "ns": {"coll": "comments"}, "fullDocument": document})
    assert (event.name, event.data["unread_by"], event.data["is_deleted"]) == ("comment", [coach.pk], False)
    assert event.data["thread"] == comments_subject(session).thread
    assert "Secret" not in str(event.data)


def test_today_shows_the_coachs_last_word_and_not_ones_own(athlete, coach, runner, session):
    subject = comments_subject(session)
    write_comment(subject, coach, "Rest tomorrow")
    write_comment(subject, athlete, "I will, gladly")
    page = client_of(athlete).get(f"/runners/{runner.pk}/").content.decode()
    assert "Rest tomorrow" in page
    assert "gladly" not in page
    assert Comment.objects.get(author=coach).unread_by == []


def test_a_coach_replies_on_the_squad_and_the_answered_comment_is_read(athlete, coach, session):
    asked = write_comment(comments_subject(session), athlete, "Shall I rest?")
    coaching = client_of(coach)
    squad = coaching.get("/runners/").content.decode()
    assert f'name="parent" value="{asked.pk}"' in squad
    assert f'action="/sessions/{session.pk}/comments/"' in squad
    reply = {"text": "Yes, two days", "parent": asked.pk, "next": "/runners/"}
    sent = coaching.post(f"/sessions/{session.pk}/comments/", reply)
    assert sent["Location"] == "/runners/"
    answer = Comment.objects.get(text="Yes, two days")
    assert answer.parent_id == asked.pk
    assert "Shall I rest?" not in coaching.get("/runners/").content.decode()


def test_an_athlete_replies_to_the_last_word_on_today(athlete, coach, runner, session):
    word = write_comment(comments_subject(session), coach, "Rest tomorrow")
    page = client_of(athlete).get(f"/runners/{runner.pk}/").content.decode()
    card = page[page.index("data-last-word") :]
    card = card[: card.index("</section>")]
    assert f'name="parent" value="{word.pk}"' in card
    assert f'name="next" value="/runners/{runner.pk}/"' in card


@pytest.mark.parametrize("parent", ["0" * 24, "nonsense"])
def test_a_parent_of_another_thread_is_refused_and_one_that_is_none_is_left_out(athlete, session, parent):
    reply = {"text": "What?", "parent": parent}
    answer = client_of(athlete).post(f"/sessions/{session.pk}/comments/", reply)
    assert answer.status_code == (422 if len(parent) == 24 else 302)
    assert Comment.objects.count() == (0 if len(parent) == 24 else 1)


def test_a_coach_reads_all_comments_from_the_newest_page_by_page(athlete, coach, session):
    subject = comments_subject(session)
    for number in range(COMMENTS_A_PAGE + 3):
        write_comment(subject, athlete, f"Word {number:02d}.")
    coaching = client_of(coach)
    first = coaching.get("/comments/")
    written = [row.comment.text for row in first.context["rows"]]
    assert written == [f"Word {number:02d}." for number in range(COMMENTS_A_PAGE + 2, 2, -1)]
    assert {(row.runner_name, row.was_unread) for row in first.context["rows"]} == {("Anna", True)}
    older = coaching.get("/comments/", {"at": first.context["older"]})
    assert [row.comment.text for row in older.context["rows"]] == ["Word 02.", "Word 01.", "Word 00."]
    assert older.context["older"] is None
    newer = coaching.get("/comments/", {"at": older.context["newer"]})
    assert [row.comment.text for row in newer.context["rows"]] == written
    assert coaching.get("/comments/", {"at": "nonsense"}).status_code == 404


def test_comments_are_marked_as_read_by_a_button_and_by_looking_not(athlete, coach, session):
    comment = write_comment(comments_subject(session), athlete, "Calf hurts")
    foreign = client_of(User.objects.create_user("other@example.com", is_coach=True))
    coaching = client_of(coach)
    assert coaching.get("/comments/").context["has_unread"]
    assert coaching.get("/comments/").context["has_unread"]
    assert foreign.get("/comments/").context["rows"] == []
    foreign.post("/comments/", {"comment": [comment.pk]})
    assert coaching.get("/comments/").context["has_unread"]
    assert coaching.post("/comments/", {"comment": [comment.pk, "nonsense"]}).status_code == 302
    page = coaching.get("/comments/")
    assert not page.context["has_unread"]
    assert "Mark these as read" not in page.content.decode()


def test_all_comments_are_read_in_few_reads_however_many_there_are(athlete, coach, session):
    for number in range(30):
        write_comment(comments_subject(session), athlete, f"{number}")
    cost = cost_of(client_of(coach), "/comments/", rounds=1)
    assert cost.reads <= 12


def test_the_squad_leads_to_all_comments_and_an_athlete_has_no_such_page(athlete, coach):
    assert 'href="/comments/"' in client_of(coach).get("/runners/").content.decode()
    assert client_of(athlete).get("/comments/").status_code == 403
