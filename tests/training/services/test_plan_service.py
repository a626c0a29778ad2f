"""Plans from the wish to the athlete and back, on a real database."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta

import pytest

from runlab_site.jobs import scheduler
from runlab_site.mongo.fields import new_id
from tests.training.conftest import TODAY, add_run, wish
from tests.training.plan_documents import days_of
from training import tasks, training_plan_generator
from training.models import PlanVersion, TrainingPlan, TrainingPlanSchema, Workout
from training.planning import edits
from training.planning.document import flat
from training.planning.invariants import flat_differences, violations
from training.planning.library import LIBRARY
from training.planning.problems import PlanProblem
from training.planning.records import Plan
from training.services import flat_plan, plan_service
from training.services.flat_plan import keep_flat_equal
from training.services.library_service import seed_library
from training.services.plan_service import (
    PlanRefused,
    change_plan,
    choose_candidate,
    publish_plan,
    undo_change,
)
from training.services.session_matching import match_sessions

pytestmark = pytest.mark.django_db(transaction=True)


def first_run(document):
    return next((day, w) for _, _, day in days_of(document) for w in day["workouts"] if w["role"] == "easy")


def is_flat_equal(plan):
    rows = TrainingPlan.objects.filter(plan=plan).exclude(role="rest")
    names = ("name", "role", "expected_s", "expected_m", "expected_rtss", "state", "locked")
    stored = [
        {name: getattr(row, name) for name in names}
        | {"id": row.planned_id, "date": row.date.isoformat(), "workout_id": row.workout_id or None}
        for row in rows
    ]
    return not flat_differences(plan.document, stored)


def test_a_generated_plan_keeps_the_rules_and_its_flat_rows_say_the_same(plan):
    assert violations(plan.document) == []
    assert (plan.status, plan.version) == ("draft", 1)
    assert TrainingPlan.objects.filter(plan=plan).count() == len(flat(plan.document)) >= 70
    assert is_flat_equal(plan)
    assert 1 <= len(plan.candidates) <= 3
    assert plan.document["athlete"]["ctl0"] == 40
    assert len(plan.document["athlete"]["history"]) == 20


def test_the_same_job_twice_stores_one_plan(plan, runner):
    plan_service.store_generated(plan.pk, runner, [Plan.from_document(plan.candidates[0])], None)
    assert TrainingPlanSchema.objects.count() == 1
    assert PlanVersion.objects.count() == 1


def test_impossible_wishes_are_refused_at_once_in_plain_words(runner):
    with pytest.raises(PlanProblem, match="before the start"):
        training_plan_generator.generate(runner, wish(goal_day=(TODAY - timedelta(days=30)).isoformat()))
    closed = {"max_s_by_weekday": [0, 0, 0, 0, 0, 0, 3600]}
    with pytest.raises(PlanProblem, match="needs 2 days"):
        training_plan_generator.generate(runner, wish(availability=closed))


def test_a_failed_write_leaves_neither_nested_nor_flat_changed(plan, monkeypatch):
    monkeypatch.setattr(flat_plan, "_flat_row", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        publish_plan(plan, None)
    stored = TrainingPlanSchema.objects.get(pk=plan.pk)
    assert (stored.version, stored.status) == (1, "draft")
    assert is_flat_equal(stored)


def test_publishing_and_undoing_go_back_to_the_beginning(plan):
    _day, workout = first_run(plan.document)
    published = publish_plan(plan, None).plan
    assert (published.version, published.status) == (2, "published")
    edited = change_plan(published, "edited", lambda d: edits.set_note(d, workout["id"], "Slowly"), None).plan
    assert edited.published["version"] == 2
    again = publish_plan(edited, None).plan
    assert first_run(again.published)[1]["note"] == "Slowly"
    back = undo_change(again, TODAY, None).plan
    assert (back.version, back.status) == (5, "published")
    assert "note" not in first_run(back.published)[1]
    assert first_run(back.document)[1]["note"] == "Slowly"
    draft = undo_change(undo_change(back, TODAY, None).plan, TODAY, None).plan
    assert (draft.status, draft.published) == ("draft", None)
    assert is_flat_equal(draft)
    with pytest.raises(PlanRefused, match="nothing to undo"):
        undo_change(draft, TODAY, None)


def test_a_change_of_what_someone_else_changed_meanwhile_is_refused(plan):
    publish_plan(plan, None)
    with pytest.raises(PlanRefused, match="in the meantime"):
        publish_plan(plan, None)


def test_another_candidate_is_chosen_only_before_publishing(plan):
    number = len(plan.candidates) - 1
    chosen = choose_candidate(plan, number, None).plan
    assert chosen.document["strategy"] == plan.candidates[number]["strategy"]
    assert is_flat_equal(chosen)
    with pytest.raises(PlanRefused, match="published"):
        choose_candidate(publish_plan(chosen, None).plan, 0, None)


def test_publishing_archives_the_plan_of_the_same_days(plan, runner):
    publish_plan(plan, None)
    second = TrainingPlanSchema.objects.get(pk=plan.pk)
    second = plan_service.store_generated(
        "f" * 24, runner, [Plan.from_document(plan.candidates[0] | {"plan_id": "f" * 24})], None
    )
    publish_plan(second, None)
    assert TrainingPlanSchema.objects.get(pk=plan.pk).status == "archived"


@pytest.mark.parametrize(
    "change",
    [
        {"expected_s": 1.0},
        {"shorthand": "1m E"},
        {"version": 9},
        {"compliance": {"ratio": 1}},
        {"session_id": "a" * 24},
    ],
)
def test_the_nightly_check_finds_a_changed_column_and_makes_the_rows_again(plan, change):
    row = TrainingPlan.objects.filter(plan=plan, role="easy").first()
    TrainingPlan.objects.filter(pk=row.pk).update(**change)
    (found,) = keep_flat_equal(plan)
    assert next(iter(change)) in found
    assert is_flat_equal(plan)
    assert keep_flat_equal(plan) == []


def test_missing_and_foreign_rows_are_found_by_the_chore_of_every_night(plan):
    rows = TrainingPlan.objects.filter(plan=plan)
    rows.filter(role="long").first().delete()
    copy = rows.filter(role="easy").first()
    copy.pk, copy.planned_id = new_id(), "not in the plan"
    copy.save(force_insert=True)
    tasks.compare_flat_with_nested()
    assert is_flat_equal(plan)
    assert keep_flat_equal(plan) == []
    every = {one.path: one.every_s for one in scheduler._recurring.values()}
    assert every["training.tasks.compare_flat_with_nested"] == 24 * 3600


def test_a_finished_run_is_paired_with_its_workout_and_taken_back_when_it_goes(plan, runner):
    published = publish_plan(plan, None).plan
    day, workout = first_run(published.document)
    when = date.fromisoformat(day["date"])
    session = add_run(
        runner, when, workout["expected_s"] * 0.9, workout["expected_m"] * 0.9, workout["expected_rtss"]
    )
    match_sessions(runner.pk)
    row = TrainingPlan.objects.get(plan=plan, planned_id=workout["id"])
    assert (row.session_id, row.state) == (session.pk, "done")
    assert row.compliance["colour"] == "green"
    assert row.compliance["ratio"] == pytest.approx(0.9)
    stored = TrainingPlanSchema.objects.get(pk=plan.pk)
    assert is_flat_equal(stored)
    assert first_run(stored.published)[1]["session_id"] == session.pk
    session.delete()
    match_sessions(runner.pk)
    row = TrainingPlan.objects.get(plan=plan, planned_id=workout["id"])
    assert (row.session_id, row.state, row.compliance) == (None, "published", None)


def test_the_library_is_seeded_once_however_often(db):
    seed_library()
    seed_library()
    assert Workout.objects.filter(source="library").count() == len(LIBRARY)


def test_plan_preview_answers_each_line_without_a_database(monkeypatch, capsys):
    from training.management.commands.plan_preview import Command

    good = {
        "start_date": "2026-05-04",
        "goal": {"distance_m": 5000, "race_date": "2026-06-28"},
        "athlete": {"cs_mps": 4.0, "d_prime_m": 200.0, "ctl0": 30, "atl0": 30},
    }
    lines = f"{json.dumps(good)}\n\nnonsense\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    Command().handle()
    plan, problem = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert plan["schema"] == "runlab.plan/1"
    assert problem["problem"]["code"] == "not_json"
