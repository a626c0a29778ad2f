"""Hand-made pairs that stay, reasons for what was missed, and steps found in the recording; page and API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from rest_framework.test import APIClient

from runlab_site.accounts.models import User
from sessions import file_processor
from sessions.models import SessionStatistics
from tests import fit_files
from tests.jobs import work_off_jobs
from tests.training.conftest import TODAY, add_run, wish
from tests.training.plan_documents import days_of
from training import training_plan_generator
from training.models import SessionMatch, TrainingPlan, TrainingPlanSchema
from training.planning.records import Plan
from training.planning.steps import unrolled
from training.services import flat_plan
from training.services.plan_service import PlanRefused, publish_plan
from training.services.session_matching import give_missed_reason, match_sessions, pair_by_hand

pytestmark = pytest.mark.django_db(transaction=True)

BEGAN = TODAY - timedelta(days=14)


@pytest.fixture
def followed(runner, coach):
    return published_since(BEGAN, runner, coach)


def published_since(began, runner, coach):
    SessionStatistics.objects.filter(runner=runner, day__gte=began).delete()
    begun = wish(start_day=began.isoformat(), goal_day=(TODAY + timedelta(days=60)).isoformat())
    job = training_plan_generator.generate(runner, begun, user_id=coach.pk)
    work_off_jobs()
    return publish_plan(TrainingPlanSchema.objects.get(pk=job.plan_id), coach.pk).plan


def past_runs(plan):
    return [
        (TODAY.fromisoformat(d["date"]), w)
        for _, _, d in days_of(plan.document)
        if d["date"] < TODAY.isoformat()
        for w in d["workouts"]
    ]


def row(plan, workout):
    return TrainingPlan.objects.get(plan=plan, planned_id=workout["id"])


def test_a_pair_made_by_hand_stays_through_matching_and_rebuilding(followed, runner, coach):
    (day, first), (_, second) = past_runs(followed)[:2]
    session = add_run(runner, day, first["expected_s"], first["expected_m"], first["expected_rtss"])
    match_sessions(runner.pk)
    assert row(followed, first).session_id == session.pk
    pair_by_hand(session, second["id"], coach.pk)
    for _ in range(2):
        assert row(followed, first).state == "published"
        paired = row(followed, second)
        assert (paired.session_id, paired.compliance["by_hand"]) == (session.pk, True)
        match_sessions(runner.pk)
        TrainingPlan.objects.filter(plan=followed).delete()
        flat_plan.keep_flat_equal(TrainingPlanSchema.objects.get(pk=followed.pk))
    pair_by_hand(session, "", coach.pk)
    assert not TrainingPlan.objects.filter(plan=followed, state="done").exists()
    assert SessionMatch.objects.count() == 1
    with pytest.raises(PlanRefused):
        pair_by_hand(session, "f" * 24, coach.pk)


def test_why_a_run_was_missed_is_kept_said_and_gone_once_it_was_run(followed, runner, coach, athlete):
    day, workout = past_runs(followed)[0]
    page = Client()
    page.force_login(athlete)
    url = f"/runners/{runner.pk}/plans/{followed.pk}/followed/{workout['id']}/"
    assert page.post(url, {"missed_reason": "busy"}).status_code == 302
    assert "Not run: Busy" in page.get(url).content.decode()
    assert "Not run: busy" in page.get(f"/runners/{runner.pk}/plan/").content.decode()
    api = APIClient()
    api.force_login(athlete)
    row_url = f"/api/v1/plans/{followed.pk}/compliance/{workout['id']}/"
    assert api.get(row_url).json()["missed_reason"] == "busy"
    session = add_run(runner, day, workout["expected_s"], workout["expected_m"], workout["expected_rtss"])
    assert api.patch(row_url, {"session": session.pk}, format="json").status_code == 403
    assert page.post(url, {"session": session.pk}).status_code == 403
    by_coach = Client()
    by_coach.force_login(coach)
    assert "This one did it" in by_coach.get(url).content.decode()
    by_coach.post(url, {"session": session.pk})
    told = api.get(row_url).json()
    assert (told["sessions"], told["paired_by_hand"], told["missed_reason"]) == ([session.pk], True, None)
    assert told["time_percent"] == pytest.approx(100)
    assert told["load_percent"] == pytest.approx(100)
    with pytest.raises(PlanRefused, match="was run"):
        give_missed_reason(followed, workout["id"], "ill")


def test_the_steps_of_a_recorded_run_are_found_and_shown(followed, runner, athlete):
    day, workout = next((d, w) for d, w in past_runs(followed) if w["role"] == "easy")
    start = datetime(day.year, day.month, day.day, 7, tzinfo=UTC)
    file = fit_files.named("easy.fit", fit_files.run(seconds=round(workout["expected_s"]), start=start))
    job = file_processor.receive(runner=runner, files=[file])
    work_off_jobs()
    session = SessionStatistics.objects.get(upload_id=job.upload_id)
    kept = row(followed, workout)
    assert kept.session_id == session.pk
    (step,) = kept.compliance["steps"][:1]
    assert step["end_s"] > step["start_s"]
    assert step["speed_mps"] == pytest.approx(session.distance_m / session.timer_time_s, rel=0.1)
    page = Client()
    page.force_login(athlete)
    shown = page.get(f"/runners/{runner.pk}/plans/{followed.pk}/followed/{workout['id']}/").content.decode()
    assert "Step by step" in shown
    assert "Planned and done" in shown
    card = page.get(f"/sessions/{session.pk}/planned/").content.decode()
    assert "As planned, 100 %" in card
    assert workout["name"] in card
    assert "Step by step" in card
    assert f"/sessions/{session.pk}/planned/" in page.get(f"/sessions/{session.pk}/").content.decode()


def test_a_session_that_did_no_workout_has_no_card_and_another_s_does_not_exist(followed, runner, athlete):
    day, _ = past_runs(followed)[0]
    session = add_run(runner, day - timedelta(days=400), 1800, 5000, 30)
    page = Client()
    page.force_login(athlete)
    assert page.get(f"/sessions/{session.pk}/planned/").status_code == 204
    page.force_login(User.objects.create_user("else@example.com", name="Else"))
    assert page.get(f"/sessions/{session.pk}/planned/").status_code == 404


@pytest.mark.parametrize(
    ("keeps_to_targets", "colour", "words"),
    [(True, "green", "As planned"), (False, "yellow", "Not as planned: 0 % of the work steps hit")],
)
def test_a_steady_run_in_place_of_intervals_is_not_as_planned(
    runner, coach, athlete, keeps_to_targets, colour, words
):
    followed = published_since(TODAY - timedelta(days=35), runner, coach)
    day, workout = next((d, w) for d, w in past_runs(followed) if w["role"] == "quality")
    _, planned = Plan.from_document(followed.document).find(workout["id"])
    speeds = [
        speed
        for step in unrolled(planned.steps)
        for speed in [step.planned_if * 4.0 if keeps_to_targets else 2.6] * round(step.planned_s)
    ]
    start = datetime(day.year, day.month, day.day, 7, tzinfo=UTC)
    run = fit_files.run(speed_mps=speeds, start=start)
    file_processor.receive(runner=runner, files=[fit_files.named("intervals.fit", run)])
    work_off_jobs()
    kept = row(followed, workout)
    if (
        kept.session_id is None
    ):  # a run that looks easy is not taken for the intervals unless a person says so
        pair_by_hand(SessionStatistics.objects.get(runner=runner, day=day), workout["id"], None)
        kept = row(followed, workout)
    assert kept.compliance["ratio"] == pytest.approx(1, abs=0.2)
    assert kept.compliance["colour"] == colour
    page, api = Client(), APIClient()
    page.force_login(athlete)
    api.force_login(athlete)
    assert api.get(f"/api/v1/plans/{followed.pk}/compliance/{workout['id']}/").json()["colour"] == colour
    shown = page.get(f"/runners/{runner.pk}/plans/{followed.pk}/followed/{workout['id']}/").content.decode()
    assert words in shown
    session = SessionStatistics.objects.get(pk=kept.session_id)
    assert words in page.get(f"/sessions/{session.pk}/planned/").content.decode()
