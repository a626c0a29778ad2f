"""Check-ins: one screen in the morning, read by the coach unless private, with trends beside fitness."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from rest_framework.test import APIClient

from runlab_site.accounts.models import ApiKey, User
from runners.models import CheckIn, Runner
from runners.pages.fitness.wellness import wellness_context
from runners.services.runner_service import (
    create_minimal_runner_for_user,
    create_runner_with_defaults,
    join_squad_of,
)
from sessions.services.session_service import create_typed_session
from tests import days
from tests.jobs import work_off_jobs

pytestmark = pytest.mark.django_db

CHECK_INS = "/api/v1/check-ins/"
TODAY = days.CHOSEN.date


@pytest.fixture
def coach(db):
    return User.objects.create_user("coach@example.com", name="Coach", is_coach=True, is_staff=True)


@pytest.fixture
def athlete(coach):
    user = User.objects.create_user("anna@example.com", name="Anna")
    join_squad_of(coach, create_minimal_runner_for_user(user))
    return user


@pytest.fixture
def runner(athlete):
    return Runner.objects.get(user=athlete)


def api_of(user):
    client = APIClient()
    client.force_login(user)
    return client


def page_of(user):
    client = Client()
    client.force_login(user)
    return client


def post(user, runner, **said):
    body = {"runner": runner.pk, "day": TODAY.isoformat(), **said}
    return api_of(user).post(CHECK_INS, body, format="json")


ALL = {
    "sleep_s": 27000.0, "sleep_quality": 4, "soreness": 2, "mood": 5, "resting_heart_rate_bpm": 44.0, "hrv_ms": 71.5,
    "weight_kg": 61.4, "illness": "mild", "injury": "niggle", "injury_place": "Left calf", "notes": "Slept late",
}  # fmt: skip


def test_all_that_was_said_is_read_by_the_coach(athlete, coach, runner):
    made = post(athlete, runner, **ALL)
    assert made.status_code == 201
    told = api_of(coach).get(made["Location"]).json()
    assert {name: told[name] for name in ALL} == ALL
    assert [row["id"] for row in api_of(coach).get(CHECK_INS).json()["results"]] == [told["id"]]


def test_what_was_not_said_is_null(athlete, runner):
    told = post(athlete, runner, mood=3).json()
    assert {name: told[name] for name in ALL if name != "mood"} == {
        "sleep_s": None, "sleep_quality": None, "soreness": None, "resting_heart_rate_bpm": None, "hrv_ms": None,
        "weight_kg": None, "illness": "", "injury": "", "injury_place": "", "notes": "",
    }  # fmt: skip


def test_the_cycle_is_the_athletes_own_unless_it_is_shown(athlete, coach, runner):
    place = post(athlete, runner, cycle="period")["Location"]
    assert api_of(athlete).get(place).json()["cycle"] == "period"
    assert api_of(coach).get(place).json()["cycle"] == ""
    assert "period" not in str(api_of(coach).get(CHECK_INS).json())
    api_of(athlete).patch(place, {"cycle_is_private": False}, format="json")
    assert api_of(coach).get(place).json()["cycle"] == "period"


def test_the_administration_shows_and_exports_no_cycle(athlete, coach, runner):
    post(athlete, runner, cycle="premenstrual", mood=2)
    client = page_of(coach)
    listed = "/admin/runners/checkin/"
    row = CheckIn.objects.get()
    assert "premenstrual" not in client.get(f"{listed}{row.pk}/change/").content.decode()
    exported = client.post(listed, {"action": "export_csv", "_selected_action": [row.pk]})
    assert "niggle" not in exported.content.decode()
    assert "mood" in exported.content.decode()
    assert "premenstrual" not in exported.content.decode()


def test_a_private_check_in_is_the_athletes_alone(athlete, coach, runner):
    place = post(athlete, runner, mood=1, is_private=True)["Location"]
    admin = User.objects.create_superuser("admin@example.com", name="Admin")
    for other in (coach, admin):
        assert api_of(other).get(place).status_code == 404
        assert api_of(other).get(CHECK_INS).json()["results"] == []
        assert wellness_context(runner, other, TODAY)["wellness"] == []
    assert api_of(athlete).get(place).json()["mood"] == 1
    assert wellness_context(runner, athlete, TODAY)["wellness"][0].last == 1


def test_only_the_athlete_checks_in_but_for_who_has_no_account(athlete, coach, runner):
    place = post(athlete, runner, mood=3)["Location"]
    assert api_of(coach).patch(place, {"mood": 5}, format="json").status_code == 403
    assert post(coach, runner, mood=5).status_code == 403
    assert page_of(coach).get(f"/runners/{runner.pk}/check-in/").status_code == 403
    paper = create_runner_with_defaults(name="On paper", coach=coach)
    assert post(coach, paper, mood=4).status_code == 201


def test_a_day_has_one_check_in(athlete, runner):
    place = post(athlete, runner, mood=3)["Location"]
    assert post(athlete, runner, mood=4).status_code == 409
    assert api_of(athlete).patch(place, {"mood": 4}, format="json").json()["mood"] == 4
    moved = api_of(athlete).patch(place, {"day": "2026-01-01"}, format="json")
    assert (moved.status_code, moved.json()["errors"][0]["field"]) == (400, "day")


@pytest.mark.parametrize(
    "said",
    [
        {"sleep_s": -1}, {"sleep_s": 90_000}, {"sleep_quality": 0}, {"soreness": 6}, {"mood": 2.5},
        {"resting_heart_rate_bpm": 12}, {"hrv_ms": 0}, {"weight_kg": 5}, {"illness": "flu"}, {"injury": "knee"},
        {"injury_place": "x" * 61}, {"cycle": "full moon"}, {"notes": "x" * 2001}, {"vo2max": 60},
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(athlete, runner, said):
    answer = post(athlete, runner, **said)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, next(iter(said)))
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize("day", [TODAY + timedelta(days=3), "1969-12-31", "2026-02-30"])
def test_a_day_that_has_not_been_or_is_none_is_refused(athlete, runner, day):
    answer = post(athlete, runner, day=str(day), mood=3)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "day")


def test_a_key_needs_the_scope_for_health(athlete, runner):
    _, text = ApiKey.issue(athlete, "watch", ["sessions:read", "health:read"])
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
    assert client.get(CHECK_INS).status_code == 200
    refused = client.post(CHECK_INS, {"runner": runner.pk, "day": TODAY.isoformat()}, format="json")
    assert refused.status_code == 403
    assert "health:write" in refused.json()["detail"]


def test_the_page_saves_without_scripts_and_shows_what_was_said(athlete, runner):
    page = page_of(athlete)
    place = f"/runners/{runner.pk}/check-in/"
    answer = page.post(
        place,
        {"sleep_quality": "4", "sleep_h": "7.5", "mood": "2", "injury": "niggle", "injury_place": "Shin"},
    )
    assert (answer.status_code, answer["Location"]) == (302, f"/runners/{runner.pk}/")
    row = CheckIn.objects.get()
    assert (row.day, row.sleep_s, row.sleep_quality, row.mood, row.soreness) == (TODAY, 27000, 4, 2, None)
    assert (row.injury, row.injury_place, row.cycle_is_private) == ("niggle", "Shin", True)
    assert 'value="7.5"' in page.get(place).content.decode()
    page.post(place, {"mood": "5"})
    assert list(CheckIn.objects.values_list("mood", "injury_place")) == [(5, "")]


def test_what_was_typed_wrong_is_said_under_its_field(athlete, runner):
    answer = page_of(athlete).post(f"/runners/{runner.pk}/check-in/", {"weight_kg": "6"})
    assert "greater than or equal to 20" in answer.content.decode()
    assert not CheckIn.objects.exists()


def test_today_asks_the_athlete_and_not_the_coach(athlete, coach, runner):
    today = f"/runners/{runner.pk}/"
    assert "How are you this morning?" in page_of(athlete).get(today).content.decode()
    assert "How are you this morning?" not in page_of(coach).get(today).content.decode()
    post(athlete, runner, mood=3)
    assert "Checked in" in page_of(athlete).get(today).content.decode()


def test_trends_stand_beside_fitness(athlete, coach, runner):
    create_typed_session(
        runner, start_time=days.CHOSEN.moment - timedelta(days=1), sport="running", timer_time_s=1800
    )
    work_off_jobs()
    for back, bpm in ((0, 50.0), (1, 44.0), (3, 41.0), (60, 99.0)):
        CheckIn.objects.create(runner=runner, day=TODAY - timedelta(days=back), resting_heart_rate_bpm=bpm)
    (row,) = wellness_context(runner, coach, TODAY)["wellness"]
    assert (row.last, row.usual) == (50.0, pytest.approx(45.0))
    assert [value for value in row.values if value is not None] == [41.0, 44.0, 50.0]
    assert "Resting heart rate" in page_of(coach).get(f"/runners/{runner.pk}/fitness/").content.decode()
