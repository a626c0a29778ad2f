"""Races on their page and in the API; an official result is a best at its distance, whatever the watch says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from runlab_site.accounts.models import User
from runners.models import CalendarEntry, Runner
from runners.services.runner_service import create_minimal_runner_for_user
from sessions import file_processor
from sessions.models import SessionStatistics
from sessions.services.rebuild import rebuild_now
from tests import days, fit_files
from tests.jobs import work_off_jobs

pytestmark = pytest.mark.django_db

ENTRIES = "/api/v1/calendar-entries/"
RACE_DAY = fit_files.START.date()


@pytest.fixture
def athlete(db):
    user = User.objects.create_user("anna@example.com", name="Anna", time_zone="UTC")
    create_minimal_runner_for_user(user)
    Runner.objects.update(time_zone="UTC")
    return user


@pytest.fixture
def runner(athlete):
    return Runner.objects.get(user=athlete)


def add_race(api, runner, **more):
    body = {"runner": runner.pk, "kind": "race", "day": RACE_DAY.isoformat(), "name": "Spring 5 km"}
    return api.post(ENTRIES, body | {"distance_m": 5000, "priority": "A"} | more, format="json")


def bests(runner, distance_m):
    work_off_jobs()
    rows = Runner.objects.get(pk=runner.pk).personal_bests
    return [row for row in rows if row["distance_m"] == distance_m]


def run(runner, metres, seconds):
    content = fit_files.run(seconds=seconds, speed_mps=metres / seconds)
    file_processor.receive(runner=runner, files=[fit_files.named("race.fit", content)])
    work_off_jobs()
    return SessionStatistics.objects.get()


def test_a_race_is_written_and_read_under_both_names(api, runner):
    made = add_race(api, runner, goal_time_s=1200).json()
    assert (made["name"], made["title"]) == ("Spring 5 km", "Spring 5 km")
    assert (made["goal_time_s"], made["target_time_s"], made["priority"]) == (1200, 1200, "A")
    assert (made["official_time_s"], made["official_distance_m"]) == (None, None)
    old = {"runner": runner.pk, "kind": "note", "day": "2026-05-01", "title": "Travel"}
    assert api.post(ENTRIES, old, format="json").json()["name"] == "Travel"
    nameless = api.post(ENTRIES, {key: old[key] for key in ("runner", "kind", "day")}, format="json")
    assert (nameless.status_code, nameless.json()["errors"][0]["field"]) == (400, "title")


@pytest.mark.parametrize("measured_m", [4990.0, 5080.0])
def test_an_official_result_is_a_best_whether_the_watch_fell_short_or_went_on(api, runner, measured_m):
    session = run(runner, measured_m, 1210)
    place = add_race(api, runner)["Location"]
    api.patch(place, {"official_time_s": 1205, "official_distance_m": 5000}, format="json")
    (best,) = bests(runner, 5000.0)
    assert (best["time_s"], best["source"], best["is_default"]) == (1205, "typed", False)
    told = api.get(f"/api/v1/runners/{runner.pk}/personal-bests/").json()["results"]
    assert [row["race"] for row in told if row["distance_m"] == 5000] == [place.split("/")[-2]]
    results = Runner.objects.get(pk=runner.pk).race_results
    assert [(one["session_id"], one["distance_m"], one["time_s"]) for one in results] == [
        (session.pk, 5000, 1205)
    ]  # fmt: skip


def test_a_result_that_is_changed_or_taken_back_is_followed(api, runner):
    run(runner, 5080.0, 1210)
    place = add_race(api, runner, official_time_s=1205)["Location"]
    assert [best["time_s"] for best in bests(runner, 5000.0)] == [1205]
    api.patch(place, {"official_time_s": 1207}, format="json")
    assert [best["time_s"] for best in bests(runner, 5000.0)] == [1207]
    best_id = bests(runner, 5000.0)[0]["id"]
    assert api.delete(f"/api/v1/personal-bests/{best_id}/").status_code == 409
    api.patch(place, {"official_time_s": None}, format="json")
    (measured,) = bests(runner, 5000.0)
    assert (measured["source"], measured["time_s"]) == ("computed", pytest.approx(1210 * 5000 / 5080, abs=2))
    api.patch(place, {"official_time_s": 1205}, format="json")
    assert api.delete(place).status_code == 204
    assert [best["source"] for best in bests(runner, 5000.0)] == ["computed"]


def test_a_faster_run_of_another_day_stays_the_best(api, runner):
    run(runner, 5080.0, 1150)
    earlier = RACE_DAY - timedelta(days=30)
    add_race(api, runner, day=earlier.isoformat(), official_time_s=1205)
    first, second = bests(runner, 5000.0)
    assert (first["source"], second["source"], second["time_s"]) == ("computed", "typed", 1205)


def test_an_official_result_outlives_a_rebuild(api, runner):
    run(runner, 5080.0, 1210)
    add_race(api, runner, official_time_s=1205)
    before = bests(runner, 5000.0)
    rebuild_now(Runner.objects.get(pk=runner.pk))
    assert bests(runner, 5000.0) == before


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"official_time_s": 0}, "official_time_s"),
        ({"official_distance_m": 5000}, "official_time_s"),
        ({"official_time_s": 1200, "kind": "note"}, "official_time_s"),
        ({"official_time_s": 1200, "day": str(days.CHOSEN.date + timedelta(days=9))}, "official_time_s"),
        ({"official_time_s": 1200, "distance_m": None}, "official_distance_m"),
        ({"official_time_s": 1200, "official_distance_m": 5}, "official_distance_m"),
        ({"priority": "D"}, "priority"),
    ],
)
def test_a_result_that_cannot_be_is_refused(api, runner, body, field):
    answer = add_race(api, runner, **body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)
    assert not CalendarEntry.objects.exists()


def test_the_page_adds_a_race_and_afterwards_its_result(page, runner):
    place = f"/runners/{runner.pk}/races/"
    day = days.CHOSEN.date
    sent = {"title": "City marathon", "day": day.isoformat(), "distance_m": "42.2", "priority": "A"}
    assert page.post(place, sent | {"target_time_s": "3:29:00"}).status_code == 302
    race = CalendarEntry.objects.get()
    assert (race.distance_m, race.target_time_s, race.last_day, race.priority) == (42195.0, 12540, day, "A")
    html = page.get(place).content.decode()
    assert "City marathon" in html
    assert "goal 3:29:00" in html
    assert page.post(f"/races/{race.pk}/result/", {"official_time_s": "3:27:30"}).status_code == 302
    (best,) = bests(runner, 42195.0)
    assert best["time_s"] == 12450
    assert "3:27:30" in page.get(place).content.decode()
    assert "official" in page.get(f"/runners/{runner.pk}/zones/").content.decode()
    page.post(f"/races/{race.pk}/delete/")
    assert [best["is_default"] for best in bests(runner, 42195.0)] == [True]


def test_the_page_counts_in_miles_for_who_does(page, athlete, runner):
    User.objects.filter(pk=athlete.pk).update(units="mi")
    sent = {"title": "Mile", "day": "2026-05-01", "distance_m": "26.22", "priority": "C", "target_time_s": ""}
    page.post(f"/runners/{runner.pk}/races/", sent)
    race = CalendarEntry.objects.get()
    assert (race.distance_m, race.target_time_s) == (42195.0, None)
    assert 'value="26.219"' in page.get(f"/races/{race.pk}/").content.decode()


def test_what_is_typed_wrong_is_said(page, runner):
    answer = page.post(
        f"/runners/{runner.pk}/races/", {"title": "", "day": "", "distance_m": "0", "priority": "A"}
    )
    assert answer.status_code == 200
    assert "between 100 m and 250 km" in answer.content.decode()
    assert not CalendarEntry.objects.exists()
