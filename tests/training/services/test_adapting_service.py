"""Plans made again: proposed with reasons and a difference, decided by the coach, undone; never silent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from runners.models import CalendarEntry
from tests.jobs import work_off_jobs
from tests.training.conftest import TODAY, add_run, wish
from tests.training.plan_documents import days_of
from training import training_plan_generator
from training.models import PlanProposal, PlanVersion, TrainingPlanSchema
from training.planning import edits
from training.planning.differences import difference
from training.planning.document import flat
from training.planning.invariants import violations
from training.services import flat_plan
from training.services.adapting_service import (
    accept_proposal,
    decline_proposal,
    propose,
    propose_where_needed,
    set_adapts_by_itself,
)
from training.services.plan_service import PlanRefused, change_plan, publish_plan, undo_change
from training.services.session_matching import match_sessions

pytestmark = pytest.mark.django_db(transaction=True)

BEGAN = TODAY - timedelta(days=14)
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def followed(runner, coach):
    """A published plan that began two weeks ago; what was run since is up to the test."""
    from sessions.models import SessionStatistics

    SessionStatistics.objects.filter(runner=runner, day__gte=BEGAN).delete()
    begun = wish(start_day=BEGAN.isoformat(), goal_day=(TODAY + timedelta(days=60)).isoformat())
    job = training_plan_generator.generate(runner, begun, user_id=coach.pk)
    work_off_jobs()
    return publish_plan(TrainingPlanSchema.objects.get(pk=job.plan_id), coach.pk).plan


def run_as_planned(plan, until=TODAY, factor=1.0):
    for _, _, day in days_of(plan.document):
        if day["date"] < until.isoformat():
            for w in day["workouts"]:
                date = TODAY.fromisoformat(day["date"])
                add_run(
                    plan.runner,
                    date,
                    w["expected_s"] * factor,
                    w["expected_m"] * factor,
                    w["expected_rtss"] * factor,
                )
    match_sessions(str(plan.runner_id))
    return TrainingPlanSchema.objects.get(pk=plan.pk)


def test_a_plan_that_is_followed_gets_no_proposal(followed):
    plan = run_as_planned(followed)
    assert propose_where_needed() == 0
    assert propose(plan, TODAY, released_from=TOMORROW) is None


def test_lost_days_are_proposed_accepted_published_and_undone_by_one_undo(followed, coach):
    assert propose_where_needed() == 1
    proposal = PlanProposal.objects.get(plan=followed)
    assert any("lost" in reason for reason in proposal.reasons)
    assert min(day["date"] for day in proposal.difference["days"]) >= TOMORROW.isoformat()
    stored = TrainingPlanSchema.objects.get(pk=followed.pk)
    assert (stored.version, stored.document) == (followed.version, followed.document)
    assert propose_where_needed() == 0
    accepted = accept_proposal(proposal, coach.pk).plan
    assert (accepted.version, accepted.status, accepted.published["version"]) == (3, "published", 3)
    assert [v for v in violations(accepted.document) if v.where >= TODAY.isoformat()] == []
    assert flat_plan.keep_flat_equal(accepted) == []
    assert PlanVersion.objects.filter(plan=followed).latest("version").kind == "adapted"
    with pytest.raises(PlanRefused, match="decided already"):
        accept_proposal(proposal, coach.pk)
    undone = undo_change(accepted, TODAY, coach.pk).plan
    assert difference(followed.document, undone.document)["days"] == []
    assert difference(followed.document, undone.published)["days"] == []


def test_the_coach_takes_some_days_or_declines_and_an_old_proposal_is_refused(followed, coach):
    proposal = propose(followed, TODAY, released_from=TOMORROW, asked_by=coach.pk)
    again = propose(followed, TODAY, released_from=TOMORROW, asked_by=coach.pk)
    proposal.refresh_from_db()
    assert proposal.status == "superseded"
    days = [day["date"] for day in again.difference["days"]]
    accepted = accept_proposal(again, coach.pk, days[:1]).plan
    assert [day["date"] for day in difference(followed.document, accepted.document)["days"]] == days[:1]
    third = propose(accepted, TODAY, released_from=TOMORROW, asked_by=coach.pk)
    assert decline_proposal(third, coach.pk).status == "dismissed"
    fourth = propose(accepted, TODAY, released_from=TOMORROW, asked_by=coach.pk)
    workout = next(w for _, _, d in days_of(accepted.document) for w in d["workouts"])
    change_plan(accepted, "edited", lambda d: edits.set_note(d, workout["id"], "Slowly"), None)
    with pytest.raises(PlanRefused, match="changed since"):
        accept_proposal(fourth, coach.pk)


def test_what_is_published_stays_unless_it_is_released_and_what_was_edited_stays_in_any_case(followed, coach):
    assert propose(followed, TODAY) is None
    later = [
        (d, w)
        for _, _, d in days_of(followed.document)
        if d["date"] > TOMORROW.isoformat()
        for w in d["workouts"]
    ]
    day, workout = next((d, w) for d, w in later if w["role"] == "easy")
    edited = change_plan(
        followed,
        "edited",
        lambda d: edits.replace(d, workout["id"], "33m E", training_paces(d)),
        coach.pk,
    ).plan
    published = publish_plan(edited, coach.pk).plan
    proposal = propose(published, TODAY, released_from=TOMORROW)
    kept = {w["id"]: d["date"] for _, _, d in days_of(proposal.document) for w in d["workouts"]}
    assert kept[workout["id"]] == day["date"]


def training_paces(document):
    from training.services.plan_changes import plan_paces

    return plan_paces(document)


def test_nothing_is_silent_unless_the_coach_turned_it_on(followed, coach):
    set_adapts_by_itself(followed, wanted=True, changed_by=coach.pk)
    assert propose_where_needed() == 1
    plan = TrainingPlanSchema.objects.get(pk=followed.pk)
    assert plan.version == followed.version + 1
    assert PlanProposal.objects.get(plan=plan).status == "accepted"
    assert PlanVersion.objects.filter(plan=plan).latest("version").changed_by is None


def test_an_illness_in_the_calendar_closes_its_days_and_calms_as_many_after(followed, runner):
    plan = run_as_planned(followed)
    until = TODAY + timedelta(days=2)
    CalendarEntry.objects.create(
        runner=runner, kind="illness", day=TODAY - timedelta(days=1), last_day=until, title="Flu"
    )
    assert propose_where_needed() == 1
    proposal = PlanProposal.objects.get(plan=plan)
    assert any("Illness" in reason for reason in proposal.reasons)
    by_day = {d["date"]: d["workouts"] for _, _, d in days_of(proposal.document)}
    assert all(by_day[(TODAY + timedelta(days=n)).isoformat()] == [] for n in range(3))
    quiet = [(until + timedelta(days=n)).isoformat() for n in range(1, 5)]
    assert {w["role"] for day in quiet for w in by_day[day]} <= {"easy", "long"}
    accepted = accept_proposal(proposal, None).plan
    assert set(quiet) <= set(accepted.document["constraints"]["no_quality"])
    assert propose_where_needed() == 0


def test_a_moved_race_moves_the_plan_and_undo_moves_it_back(followed, coach):
    plan = run_as_planned(followed)
    moved = plan.race_date + timedelta(days=8)
    proposal = propose(plan, TODAY, race_day=moved, released_from=TOMORROW)
    with pytest.raises(PlanRefused, match="go together"):
        accept_proposal(proposal, coach.pk, [moved.isoformat()])
    accepted = accept_proposal(proposal, coach.pk).plan
    assert accepted.race_date == moved
    assert len(flat(accepted.document)) >= (moved - accepted.start_date).days + 1
    undone = undo_change(accepted, TODAY, coach.pk).plan
    assert undone.race_date == plan.race_date
    with pytest.raises(PlanRefused, match="before the start"):
        propose(undone, TODAY, race_day=TODAY - timedelta(days=30))


def test_a_new_critical_speed_is_proposed_as_new_targets_of_the_days_to_come(followed, runner):
    plan = run_as_planned(followed)
    type(runner).objects.filter(pk=runner.pk).update(critical_speed_mps=4.2)
    assert propose_where_needed() == 1
    proposal = PlanProposal.objects.get(plan=plan)
    assert proposal.reasons == ["Critical Speed went from 4.00 to 4.20 m/s."]
    accepted = accept_proposal(proposal, None).plan
    assert accepted.document["athlete"]["cs_mps"] == 4.2
    assert propose_where_needed() == 0
