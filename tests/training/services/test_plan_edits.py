"""What every action on a plan returns, and the one place that checks which version was seen."""

from __future__ import annotations

import pytest

from tests.training.conftest import TODAY, easy_and_rest
from training.models import TrainingPlanSchema
from training.planning.edits import EditRefused
from training.planning.records import Plan
from training.services import plan_service
from training.services.plan_versions import PlanRefused

pytestmark = pytest.mark.django_db


def test_moving_a_workout_returns_the_plan_before_and_after(plan):
    easy, rest = easy_and_rest(plan)
    edit = plan_service.edit_planned_workout(plan, easy, {"day": rest}, None)
    assert edit.before == Plan.from_document(plan.document)
    assert edit.after.find(easy)[0].date == rest != edit.before.find(easy)[0].date
    stored = TrainingPlanSchema.objects.get(pk=plan.pk)
    assert (edit.plan.pk, edit.plan.version) == (stored.pk, stored.version) == (plan.pk, plan.version + 1)
    assert edit.after == Plan.from_document(stored.document)


def test_a_shorter_week_is_told_with_what_it_does_to_race_day(plan):
    edit = plan_service.scale_week(plan, 2, 0.5, None)
    loads = [
        next(week.planned_rtss for week in one.weeks if week.index == 2) for one in (edit.before, edit.after)
    ]
    assert loads[1] < loads[0]
    assert edit.race_day_after.ctl < edit.race_day_before.ctl


def test_publishing_undoing_and_archiving_return_what_became_of_the_plan(plan):
    published = plan_service.publish_plan(plan, None)
    assert (published.before.status, published.after.status) == ("draft", "published")
    undone = plan_service.undo_change(published.plan, TODAY, None)
    assert (undone.before.status, undone.after.status) == ("published", "draft")
    archived = plan_service.archive_plan(undone.plan, None)
    assert (archived.after.status, archived.after.version) == ("archived", undone.after.version)


def test_every_action_refuses_a_version_that_is_no_more_in_the_same_words(plan):
    easy, rest = easy_and_rest(plan)
    plan_service.edit_planned_workout(plan, easy, {"locked": True}, None)
    actions = [
        lambda: plan_service.edit_planned_workout(plan, easy, {"day": rest}, None),
        lambda: plan_service.scale_week(plan, 1, 0.8, None),
        lambda: plan_service.choose_candidate(plan, 0, None),
        lambda: plan_service.publish_plan(plan, None),
        lambda: plan_service.adapt_plan(plan.pk, plan.version, lambda document: document, None),
        lambda: plan_service.undo_change(plan, TODAY, None),
        lambda: plan_service.archive_plan(plan, None),
    ]
    said = set()
    for action in actions:
        with pytest.raises(PlanRefused) as refusal:
            action()
        said.add(str(refusal.value))
    assert said == {
        "Someone changed this plan in the meantime: it has changed since version 1. Look at it again, then repeat your change."
    }


def test_what_w_prime_does_not_carry_is_refused_once_with_the_nearest_that_fits(plan):
    record = Plan.from_document(plan.document)
    quality = next(w for day in record.days for w in day.workouts if w.role == "quality")
    with pytest.raises(
        EditRefused, match=r"^W' does not carry this workout: -?\d+ % .* The nearest that fits: "
    ):
        plan_service.edit_planned_workout(
            plan, quality.id, {"shorthand": "10m E;12x(3m V,60s R);10m E"}, None
        )
    assert TrainingPlanSchema.objects.get(pk=plan.pk).version == plan.version
