"""The plan's pages by Django's own client: what a coach and an athlete see and can do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from runners.models import Runner
from tests.jobs import work_off_jobs
from tests.training.conftest import START, TODAY, add_run
from training.models import TrainingPlanSchema
from training.planning.records import Plan
from training.services.plan_service import publish_plan, store_generated

pytestmark = pytest.mark.django_db(transaction=True)

# Which ways to train differ, and which day is short, depends on the weekday that a plan begins on.
MONDAY = START + timedelta(days=-START.weekday() % 7)


def typed(**changes):
    plain = {
        "distance": "10k",
        "goal_day": (MONDAY + timedelta(days=69)).isoformat(),
        "start_day": MONDAY.isoformat(),
        "target": "",
        "blackout_days": (MONDAY + timedelta(days=9)).isoformat(),
        **{f"minutes_{n}": 60 for n in range(7)},
        "race_0_day": (MONDAY + timedelta(days=40)).isoformat(),
        "race_0_km": "5",
        "race_0_priority": "C",
    }
    return plain | changes


def page_of(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, answer.content[:500]
    return answer.content.decode()


def test_a_coach_fills_the_form_watches_the_job_and_reads_the_plan(runner, by_coach):
    base = f"/runners/{runner.pk}/plan/"
    assert "Make a plan" in page_of(by_coach, base)
    assert "Minutes to run" in page_of(by_coach, f"{base}new/")
    asked = by_coach.post(f"{base}new/", typed())
    assert asked.status_code == 302, asked.content.decode()[-3000:]
    assert "data-job-id" in page_of(by_coach, asked["Location"])
    work_off_jobs()
    led = by_coach.get(asked["Location"])
    plan = TrainingPlanSchema.objects.get()
    assert led["Location"] == f"/runners/{runner.pk}/plans/{plan.pk}/"
    shown = page_of(by_coach, led["Location"])
    for words in (
        "Publish",
        "Week 1",
        "format=fit",
        "format=ics",
        "minutes of work for",
    ):
        assert words in shown
    # Ways to train that differ on too few days are left out, and the plan says so.
    assert ("Candidates" in shown and "Gives up" in shown) or "There is one plan to choose" in shown
    assert plan.document["constraints"]["races"][0]["distance_m"] == 5000


def test_an_impossible_wish_is_said_on_the_form(runner, by_coach):
    answer = by_coach.post(f"/runners/{runner.pk}/plan/new/", typed(**{f"minutes_{n}": 0 for n in range(6)}))
    assert answer.status_code == 200
    assert "needs 2 days" in answer.content.decode()


def initial(client, runner):
    return client.get(f"/runners/{runner.pk}/plan/new/").context["form"]


def test_minutes_and_long_run_day_are_filled_in_from_what_was_run(runner, by_coach):
    add_run(runner, TODAY - timedelta(days=TODAY.weekday() + 1), 7200, 21_000, 110)  # the last Sunday
    form = initial(by_coach, runner)
    assert {form.fields[f"minutes_{n}"].initial for n in range(6)} == {75}  # an hour every second day
    assert form.fields["minutes_6"].initial >= 120
    assert "eight weeks" in page_of(by_coach, f"/runners/{runner.pk}/plan/new/")
    assert "As the load tells: intermediate" in page_of(by_coach, f"/runners/{runner.pk}/plan/new/")


def test_what_was_typed_is_kept_with_the_athlete_and_used_for_the_plan(runner, by_coach):
    first, last = (TODAY + timedelta(days=back) for back in (7, 8))
    asked = typed(
        distance="marathon",
        target="3:10",
        race_name="City marathon",
        other_minutes=f"{first} to {last} 30",
        long_run_weekday="6",
    )
    by_coach.post(f"/runners/{runner.pk}/plan/new/", asked)
    work_off_jobs()
    plan = TrainingPlanSchema.objects.get(runner=runner)
    record = Plan.from_document(plan.document)
    assert (record.goal.target_s, record.goal.name) == (11_400, "City marathon")
    assert record.availability.seconds_of(last) == 1800
    kept = Runner.objects.get(pk=runner.pk).availability
    assert kept == {
        "max_s_by_weekday": [60 * int(asked[f"minutes_{n}"]) for n in range(7)],
        "long_run_weekday": 6,
        "exceptions": {first.isoformat(): 1800, last.isoformat(): 1800},
    }
    form = initial(by_coach, runner)
    assert form["other_minutes"].value() == f"{first} 30\n{last} 30"
    shown = page_of(by_coach, f"/runners/{runner.pk}/plans/{plan.pk}/")
    assert "City marathon" in shown


def test_a_goal_that_the_minutes_cannot_serve_is_said_at_once(runner, by_coach):
    asked = typed(distance="marathon", long_run_weekday="6", **{f"minutes_{n}": 60 for n in range(7)})
    shown = by_coach.post(f"/runners/{runner.pk}/plan/new/", asked, follow=True).content.decode()
    assert "Sunday has 60" in shown


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("target", "1:50", "cannot be meant for 42.195 km"),
        ("other_minutes", "on Sunday 30", "Write 2026-05-03 90"),
        ("other_minutes", "2026-02-30 30", "Write 2026-05-03 90"),
    ],
)
def test_what_cannot_be_meant_is_asked_back_on_the_form(runner, by_coach, field, text, words):
    answer = by_coach.post(f"/runners/{runner.pk}/plan/new/", typed(distance="marathon", **{field: text}))
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert Runner.objects.get(pk=runner.pk).availability == {}


def test_candidates_are_chosen_published_and_undone_by_buttons(plan, runner, by_coach, by_athlete):
    url = f"/runners/{runner.pk}/plans/{plan.pk}/"
    number = len(plan.candidates) - 1
    by_coach.post(f"{url}choose/", {"version": 1, "candidate": number})
    assert "in the meantime" in by_coach.post(f"{url}publish/", {"version": 1}, follow=True).content.decode()
    by_coach.post(f"{url}publish/", {"version": 2})
    stored = TrainingPlanSchema.objects.get(pk=plan.pk)
    assert (stored.status, stored.published["strategy"]) == ("published", plan.candidates[number]["strategy"])
    assert "Week 1" in page_of(by_athlete, f"/runners/{runner.pk}/plan/")
    by_coach.post(f"{url}undo/", {"version": 3})
    assert "No plan yet" in page_of(by_athlete, f"/runners/{runner.pk}/plan/")


def test_an_athlete_sees_no_draft_and_has_no_controls_of_a_coach(plan, runner, by_athlete):
    assert by_athlete.get(f"/runners/{runner.pk}/plans/{plan.pk}/").status_code == 404
    assert by_athlete.get(f"/runners/{runner.pk}/plan/new/").status_code == 403
    assert (
        by_athlete.post(f"/runners/{runner.pk}/plans/{plan.pk}/publish/", {"version": 1}).status_code == 403
    )
    publish_plan(plan, None)
    shown = page_of(by_athlete, f"/runners/{runner.pk}/plan/")
    assert "Publish" not in shown.replace("Published", "")
    assert "New plan" not in shown


def test_foreign_coaches_find_nothing(plan, runner, foreign_coach):
    client = Client()
    client.force_login(foreign_coach)
    for url in (f"/runners/{runner.pk}/plan/", f"/runners/{runner.pk}/plans/{plan.pk}/"):
        assert client.get(url).status_code == 404


def test_today_shows_the_published_workout_of_the_day(plan, runner, by_athlete):
    today_url = f"/runners/{runner.pk}/"
    document = dict(plan.candidates[0])
    day = document["blocks"][0]["weeks"][0]["days"][0]
    workout = next(
        w for b in document["blocks"] for k in b["weeks"] for d in k["days"] for w in d["workouts"]
    )
    day["date"], day["workouts"] = TODAY.isoformat(), [workout | {"id": "a" * 24}]
    document |= {"plan_id": "e" * 24, "start_date": TODAY.isoformat()}
    assert "Today&#x27;s workout" not in page_of(by_athlete, today_url)
    publish_plan(store_generated("e" * 24, runner, [Plan.from_document(document)], None), None)
    shown = page_of(by_athlete, today_url)
    assert "Today's workout" in shown
    assert workout["name"] in shown


def test_the_files_behind_the_links_are_there(plan, by_coach):
    days = f"/api/v1/plans/{plan.pk}/days/"
    run = next(row for row in by_coach.get(days).json()["results"] if row["kind"] == "easy")
    assert by_coach.get(f"{days}{run['id']}/?format=fit").content[8:12] == b".FIT"
    assert by_coach.get(f"{days}?format=zip&week=0").content[:2] == b"PK"
    assert by_coach.get(f"{days}?format=zip").status_code == 400
    assert by_coach.get(f"{days}?format=ics").content.startswith(b"BEGIN:VCALENDAR")
    assert run["day"] in by_coach.get(f"{days}?format=csv&limit=800").content.decode()
