"""Exertion, feeling and pain: one tap each, by page and API, within their bounds."""

from __future__ import annotations

import pytest

from runlab_site.accounts.models import User
from runners.models import Runner
from runners.services.runner_service import create_minimal_runner_for_user
from sessions.decided.edits import edits_of
from sessions.models import SessionParquet, SessionStatistics
from sessions.services.rebuild import rebuild_now
from sessions.services.session_service import create_typed_session, edit_session
from sessions.statistics.stored_figures import keep_decided
from tests import fit_files
from tests.jobs import work_off_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def athlete(db):
    user = User.objects.create_user("anna@example.com", name="Anna")
    create_minimal_runner_for_user(user)
    return user


@pytest.fixture
def session(athlete):
    runner = Runner.objects.get(user=athlete)
    made = create_typed_session(runner, start_time=fit_files.START, sport="running", timer_time_s=3600)
    work_off_jobs()
    return made


def stored(session):
    return SessionStatistics.objects.get(pk=session.pk)


@pytest.mark.parametrize(
    ("name", "value"), [("rpe", 0), ("rpe", 10), ("feel", 1), ("feel", 5), ("pain", 0), ("pain", 10)]
)
def test_each_answer_is_one_tap(page, session, name, value):
    answer = page.post(f"/sessions/{session.pk}/exertion/", {name: value})
    assert (answer.status_code, answer["Location"]) == (302, f"/sessions/{session.pk}/")
    assert getattr(stored(session), name) == value
    html = page.get(f"/sessions/{session.pk}/").content.decode()
    buttons = [part.partition("</button>")[0] for part in html.split("<button")]
    pressed = [one for one in buttons if f'name="{name}"' in one and 'aria-pressed="true"' in one]
    assert len(pressed) == 1
    assert f'value="{value}"' in pressed[0]


def test_where_it_hurt_is_asked_once_something_did(page, session):
    place = f"/sessions/{session.pk}/exertion/"
    swapped = page.post(place, {"pain": "4"}, headers={"HX-Request": "true"}).content.decode()
    assert 'name="pain_place"' in swapped
    page.post(place, {"pain_place": "Calf"})
    assert (stored(session).pain, stored(session).pain_place) == (4, "Calf")
    assert (
        'name="pain_place"'
        not in page.post(place, {"pain": "0"}, headers={"HX-Request": "true"}).content.decode()
    )
    assert (stored(session).pain, stored(session).pain_place) == (0, "")


@pytest.mark.parametrize(
    "body",
    [
        {"rpe": -1}, {"rpe": 10.5}, {"rpe": "hard"}, {"feel": 0}, {"feel": 6}, {"feel": 2.5}, {"pain": -1},
        {"pain": 11}, {"pain": 1.5}, {"pain_place": "x" * 61},
    ],
)  # fmt: skip
def test_the_api_refuses_what_lies_outside_the_bounds(api, session, body):
    answer = api.patch(f"/api/v1/sessions/{session.pk}/", body, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, next(iter(body)))
    now = stored(session)
    assert (now.rpe, now.feel, now.pain, now.pain_place) == (None, None, None, "")


def test_the_api_takes_all_of_it_and_takes_it_back(api, session):
    place = f"/api/v1/sessions/{session.pk}/"
    said = {"rpe": 7, "feel": 2, "pain": 3, "pain_place": "Left shin"}
    answer = api.patch(place, said, format="json").json()
    assert {name: answer[name] for name in said} == said
    nothing = api.patch(place, {"rpe": None, "feel": None, "pain": None}, format="json").json()
    assert {name: nothing[name] for name in said} == {
        "rpe": None, "feel": None, "pain": None, "pain_place": "",
    }  # fmt: skip


def test_exertion_makes_the_load_of_a_session_without_pace(api, session):
    api.patch(f"/api/v1/sessions/{session.pk}/", {"rpe": 7}, format="json")
    work_off_jobs()
    # 3600 s at 7 of 10: RPE squared over 49 an hour (formula book: 7 is an hour at threshold).
    assert (stored(session).load_method, stored(session).rtss) == ("rpe", pytest.approx(100.0))


def test_what_was_said_outlives_a_rebuild(api, session):
    said = {"rpe": 7, "feel": 2, "pain": 3, "pain_place": "Left shin"}
    api.patch(f"/api/v1/sessions/{session.pk}/", said, format="json")
    work_off_jobs()
    rebuild_now(Runner.objects.get())
    now = stored(session)
    assert {name: getattr(now, name) for name in said} == said


def test_today_asks_about_the_last_session_and_stays_there(page, athlete, session):
    today = f"/runners/{Runner.objects.get(user=athlete).pk}/"
    html = page.get(today).content.decode()
    assert f"/sessions/{session.pk}/exertion/" in html
    assert f"/sessions/{session.pk}/comments/" in html
    answer = page.post(f"/sessions/{session.pk}/exertion/", {"rpe": "6", "next": today})
    assert answer["Location"] == today


@pytest.mark.parametrize("posted", [{}, {"rpe": "hard"}, {"feel": ""}])
def test_a_tap_that_says_nothing_is_no_address(page, session, posted):
    assert page.post(f"/sessions/{session.pk}/exertion/", posted).status_code == 404


def test_what_is_said_while_figures_are_made_stays_and_so_do_the_figures(session):
    """The worker read what was decided before the tap; its save comes after the tap's."""
    columns = SessionParquet.objects.get(pk=session.pk)
    at_work, tapped = stored(session), stored(session)
    used = edits_of(session.pk)
    at_work.rtss = 77.0
    edit_session(tapped, {"pain": 3, "pain_place": "Calf"})
    at_work.save()
    keep_decided(at_work, columns, used)
    assert (stored(session).pain, stored(session).pain_place, stored(session).rtss) == (3, "Calf", 77.0)
    edit_session(tapped, {"feel": 4})
    assert (stored(session).feel, stored(session).rtss) == (4, 77.0)
