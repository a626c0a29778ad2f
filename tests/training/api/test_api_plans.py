"""plans/, calendar-entries/, and a runner's calendar and compliance."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta

import fitdecode
import garmin_fit_sdk
import icalendar
import pytest
from rest_framework.test import APIClient

from runlab_site.models import BackgroundJob
from tests.jobs import work_off_jobs
from tests.training.api.conftest import signed_in
from tests.training.conftest import START, TODAY, add_run, wish
from training.models import TrainingPlanSchema
from training.services.plan_service import publish_plan
from training.services.session_matching import match_sessions

pytestmark = pytest.mark.django_db(transaction=True)

PLANS, ENTRIES = "/api/v1/plans/", "/api/v1/calendar-entries/"


def post_with_etag(client, url, verb):
    etag = client.get(url)["ETag"]
    return client.post(f"{url}{verb}/", HTTP_IF_MATCH=etag)


# Plans --------------------------------------------------------------------------------------------------


def test_a_plan_is_asked_for_made_published_and_undone(runner, by_coach, by_athlete):
    asked = by_coach.post(
        PLANS, {"runner": runner.pk, **wish(), "days_available": [1, 3, 5, 6]}, format="json"
    )
    assert asked.status_code == 202, asked.content
    job = asked.json()
    assert job["type"] == "training_plan_generation"
    url = f"{PLANS}{job['plan']}/"
    work_off_jobs()
    assert BackgroundJob.objects.get(pk=job["id"]).status == "completed"
    told = by_coach.get(url).json()
    assert (told["status"], told["version"], told["goal_distance_m"]) == ("draft", 1, 10_000)
    assert told["blocks"][0]["weeks"][0]["days"][0]["day"] == START.isoformat()
    assert by_athlete.get(url).status_code == 404
    published = post_with_etag(by_coach, url, "publish")
    assert (published.status_code, published.json()["version"]) == (200, 2)
    assert by_athlete.get(url).json()["status"] == "published"
    undone = post_with_etag(by_coach, url, "undo")
    assert (undone.status_code, undone.json()["version"], undone.json()["status"]) == (200, 3, "draft")
    assert by_athlete.get(url).status_code == 404
    assert post_with_etag(by_coach, url, "undo").status_code == 409


def test_publishing_needs_the_etag_that_was_read(plan, by_coach):
    url = f"{PLANS}{plan.pk}/"
    assert by_coach.post(f"{url}publish/").status_code == 428
    assert by_coach.post(f"{url}publish/", HTTP_IF_MATCH='"other"').status_code == 412


def test_an_impossible_plan_is_refused_with_the_sentence(runner, by_coach):
    body = {"runner": runner.pk, **wish(goal_day=(TODAY - timedelta(days=3)).isoformat())}
    answer = by_coach.post(PLANS, body, format="json")
    assert answer.status_code == 400
    assert "before the start" in str(answer.json())


def test_athletes_and_foreign_coaches_make_and_see_nothing(plan, runner, by_athlete, foreign_coach):
    foreign = signed_in(foreign_coach)
    assert by_athlete.post(PLANS, {"runner": runner.pk, **wish()}, format="json").status_code == 403
    assert foreign.post(PLANS, {"runner": runner.pk, **wish()}, format="json").status_code == 400
    for url in (f"{PLANS}{plan.pk}/", f"{PLANS}{plan.pk}/days/", f"{PLANS}{plan.pk}/preview/"):
        assert foreign.get(url).status_code == 404
    assert foreign.get(PLANS).json()["results"] == []
    assert by_athlete.get(PLANS).json()["results"] == []
    assert APIClient().get(PLANS).status_code == 401


def test_a_workout_is_moved_and_the_athlete_sees_it_only_once_published(plan, by_coach, by_athlete):
    publish_plan(plan, None)
    days = f"{PLANS}{plan.pk}/days/"
    rows = by_coach.get(days).json()["results"]
    row = next(one for one in rows if one["kind"] == "easy")
    rest = next(one for one in rows if one["kind"] == "rest")
    url = f"{days}{row['id']}/"
    etag = by_coach.get(url)["ETag"]
    moved = by_coach.patch(url, {"day": rest["day"], "notes": "Flat"}, format="json", HTTP_IF_MATCH=etag)
    assert moved.status_code == 200, moved.content
    assert (moved.json()["day"], moved.json()["state"], moved.json()["notes"]) == (
        rest["day"],
        "edited",
        "Flat",
    )
    assert by_athlete.get(url).json()["day"] == row["day"]
    changes = by_coach.get(f"{PLANS}{plan.pk}/preview/").json()["changes"]
    assert {change["day"] for change in changes} == {row["day"], rest["day"]}
    assert by_athlete.patch(url, {"locked": True}, format="json", HTTP_IF_MATCH=etag).status_code == 403
    assert post_with_etag(by_coach, f"{PLANS}{plan.pk}/", "publish").status_code == 200
    assert by_athlete.get(url).json()["day"] == rest["day"]


def test_a_change_that_cannot_be_is_refused_in_words(plan, by_coach):
    days = f"{PLANS}{plan.pk}/days/"
    row = next(one for one in by_coach.get(days).json()["results"] if one["kind"] == "race")
    url = f"{days}{row['id']}/"
    answer = by_coach.patch(
        url, {"day": START.isoformat()}, format="json", HTTP_IF_MATCH=by_coach.get(url)["ETag"]
    )
    assert answer.status_code == 422
    assert "race stays" in answer.json()["detail"]


def test_the_preview_ends_on_race_day(plan, by_coach):
    told = by_coach.get(f"{PLANS}{plan.pk}/preview/").json()
    assert told["days"][-1]["day"] == plan.race_date.isoformat()
    assert told["race_time_low_s"] < told["race_time_s"] < told["race_time_high_s"]
    plan_seen, missed = told["outlooks"]["plan"], told["outlooks"]["missed"]
    assert told["outlooks"]["changed"] is None
    assert plan_seen["race_time_s"] == told["race_time_s"]
    assert plan_seen["tsb"] == pytest.approx(plan_seen["ctl"] - plan_seen["atl"])
    assert missed["ctl"] < plan_seen["ctl"]
    assert missed["race_time_low_s"] < missed["race_time_s"] < missed["race_time_high_s"]


def test_a_deleted_plan_is_gone(plan, by_coach):
    url = f"{PLANS}{plan.pk}/"
    assert by_coach.delete(url, HTTP_IF_MATCH=by_coach.get(url)["ETag"]).status_code == 204
    assert not TrainingPlanSchema.objects.exists()


# Calendar -----------------------------------------------------------------------------------------------


def test_entries_shape_the_next_plan(runner, by_coach, by_athlete):
    closed = START + timedelta(days=10)
    body = {"runner": runner.pk, "kind": "holiday", "day": closed.isoformat(), "title": "Sea"}
    assert by_athlete.post(ENTRIES, body, format="json").status_code == 201
    race = START + timedelta(days=40)
    body = {"runner": runner.pk, "kind": "race", "day": race.isoformat(), "title": "Park", "distance_m": 5000,
            "priority": "C"}  # fmt: skip
    made = by_coach.post(ENTRIES, body, format="json").json()
    plan = by_coach.post(PLANS, {"runner": runner.pk, **wish()}, format="json").json()["plan"]
    work_off_jobs()
    rows = by_coach.get(f"{PLANS}{plan}/days/").json()["results"]
    kinds = {row["day"]: row["kind"] for row in rows}
    assert kinds[closed.isoformat()] == "rest"
    assert kinds[race.isoformat()] == "race"
    assert by_athlete.delete(f"{ENTRIES}{made['id']}/").status_code == 204


def test_an_entry_is_not_for_foreign_runners(runner, foreign_coach):
    client = signed_in(foreign_coach)
    body = {"runner": runner.pk, "kind": "note", "day": START.isoformat(), "title": "X"}
    assert client.post(ENTRIES, body, format="json").status_code == 400


def test_the_calendar_and_compliance_tell_planned_and_done(plan, runner, by_athlete):
    url = f"/api/v1/runners/{runner.pk}/"
    assert not [r for r in by_athlete.get(f"{url}calendar/").json()["results"] if r["kind"] == "planned"]
    document = publish_plan(plan, None).plan.document
    day = next(d for w in document["blocks"][0]["weeks"] for d in w["days"] if d["workouts"])
    workout = day["workouts"][0]
    add_run(
        runner,
        date.fromisoformat(day["date"]),
        workout["expected_s"],
        workout["expected_m"],
        workout["expected_rtss"],
    )
    match_sessions(runner.pk)
    rows = by_athlete.get(f"{url}calendar/").json()["results"]
    row = next(one for one in rows if one["workout"] == workout["id"])
    assert row["compliance_percent"] == pytest.approx(100)
    week = by_athlete.get(f"{url}compliance/").json()["results"][0]
    assert week["done_s"] >= workout["expected_s"]
    calendar = icalendar.Calendar.from_ical(by_athlete.get(f"{url}calendar/", {"format": "ics"}).content)
    planned = [one for one in rows if one["kind"] == "planned"]
    assert len(calendar.walk("VEVENT")) == len(planned) > 20


# Whole plans ---------------------------------------------------------------------------------------------


def patched(client, url, **body):
    return client.patch(url, body, format="json", HTTP_IF_MATCH=client.get(url)["ETag"])


def weeks_of(answer):
    return [week for block in answer.json()["blocks"] for week in block["weeks"]]


def test_a_candidate_is_taken_a_week_scaled_and_a_plan_archived_by_patch(plan, by_coach, by_athlete):
    url = f"{PLANS}{plan.pk}/"
    offered = by_coach.get(url).json()["candidates"]
    assert 2 <= len(offered) <= 3
    assert [one["is_chosen"] for one in offered] == [True, *[False] * (len(offered) - 1)]
    assert all(one["gives_up"] for one in offered[1:])
    taken = patched(by_coach, url, candidate=1)
    assert (taken.status_code, taken.json()["strategy"]) == (200, offered[1]["strategy"])
    week = weeks_of(taken)[1]
    scaled = patched(by_coach, url, scale_week={"week": week["index"], "factor": 0.7})
    assert weeks_of(scaled)[1]["planned_s"] < week["planned_s"]
    assert patched(by_coach, url, scale_week={"week": 1, "factor": 9}).status_code == 422
    assert patched(by_coach, url, candidate=0, status="archived").status_code == 400
    post_with_etag(by_coach, url, "publish")
    assert by_athlete.get(url).json()["candidates"] == []
    assert patched(by_coach, url, candidate=0).status_code == 409
    assert patched(by_coach, url, status="archived").json()["status"] == "archived"
    assert post_with_etag(by_coach, url, "publish").status_code == 409


def test_a_workout_is_swapped_locked_and_rewritten_by_patch(plan, by_coach):
    days = f"{PLANS}{plan.pk}/days/"
    rows = by_coach.get(days).json()["results"]
    easy = next(one for one in rows if one["kind"] == "easy")
    rest = next(one for one in rows if one["kind"] == "rest")
    url = f"{days}{easy['id']}/"
    swapped = patched(by_coach, url, swap_with=rest["day"])
    assert (swapped.status_code, swapped.json()["day"]) == (200, rest["day"])
    rewritten = patched(by_coach, url, shorthand="22m E", name="Twenty-two")
    assert (rewritten.json()["name"], rewritten.json()["target_time_s"]) == ("Twenty-two", 1320)
    assert patched(by_coach, url, locked=True).json()["locked"] is True
    refused = patched(by_coach, url, day=easy["day"])
    assert (refused.status_code, "locked" in refused.json()["detail"]) == (422, True)


def test_the_week_for_a_watch_is_a_zip_of_fit_files_that_other_programs_read(plan, by_coach):
    rows = by_coach.get(f"{PLANS}{plan.pk}/days/", {"week": 1}).json()["results"]
    data = by_coach.get(f"{PLANS}{plan.pk}/days/", {"format": "zip", "week": 1}).content
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        assert len(names) == sum(row["kind"] not in ("rest", "race") for row in rows) > 0
        for name in names:
            content = archive.read(name)
            _, errors = garmin_fit_sdk.Decoder(
                garmin_fit_sdk.Stream.from_byte_array(bytearray(content))
            ).read()
            assert not errors
            with fitdecode.FitReader(content) as reader:
                assert any(getattr(frame, "name", "") == "workout_step" for frame in reader)


# Templates -----------------------------------------------------------------------------------------------


def test_a_plan_becomes_a_template_that_is_made_again_for_others(plan, runner, by_coach, foreign_coach):
    templates = "/api/v1/plan-templates/"
    made = by_coach.post(templates, {"plan": plan.pk, "name": "Ten"}, format="json")
    assert made.status_code == 201, made.content
    assert (made.json()["weeks_count"], made.json()["goal_distance_m"]) == (10, 10_000)
    assert len(made.json()["weeks"]) == 10
    url = f"{templates}{made.json()['id']}/"
    goal = START + timedelta(days=200)
    body = {"runners": [runner.pk], "goal_day": goal.isoformat(), "level_shift": 1}
    applied = by_coach.post(f"{url}apply/", body, format="json").json()["results"]
    assert applied[0]["problem"] is None
    draft = by_coach.get(f"{PLANS}{applied[0]['plan']}/").json()
    assert (draft["status"], draft["goal_day"], draft["strategy"]) == (
        "draft",
        goal.isoformat(),
        "from the template Ten",
    )
    late = by_coach.post(f"{url}apply/", body | {"goal_day": "2020-01-01"}, format="json").json()["results"]
    assert late[0]["plan"] is None
    assert "before the start" in late[0]["problem"]
    assert signed_in(foreign_coach).get(url).status_code == 404
    assert patched(by_coach, url, name="Ten weeks").json()["name"] == "Ten weeks"
    assert by_coach.delete(url, HTTP_IF_MATCH=by_coach.get(url)["ETag"]).status_code == 204
