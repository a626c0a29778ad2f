"""The admin over plans, workouts and differences."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.training.plan_documents import days_of
from training.models import PlanVersion, TrainingPlanSchema, WorkoutVersion
from training.planning import edits
from training.services.plan_service import change_plan, publish_plan
from training.services.template_service import save_template
from training.services.workout_service import create_workout, update_workout

pytestmark = pytest.mark.django_db(transaction=True)


def shown(client, row):
    url = reverse(f"admin:training_{row._meta.model_name}_change", args=[row.pk])
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_differences_are_read_in_the_admin_before_and_after_each_change(plan, by_coach):
    published = publish_plan(plan, None).plan
    easy = next(w for _, _, d in days_of(published.document) for w in d["workouts"] if w["role"] == "easy")
    rest = next(d["date"] for _, _, d in days_of(published.document) if not d["workouts"])
    changed = change_plan(
        published, "edited", lambda document: edits.move(document, easy["id"], rest), None
    ).plan
    told = f"<b>{rest}</b>: Rest → {easy['name']}"
    assert told in shown(by_coach, changed)
    assert "Race day: " in shown(by_coach, changed)
    made, _, last = PlanVersion.objects.filter(plan=plan).order_by("version")
    assert told in shown(by_coach, last)
    assert "It is the first version." in shown(by_coach, made)


def test_workouts_their_versions_and_templates_are_there(plan, coach, by_coach, foreign_coach):
    workout = create_workout(coach, {"name": "Fives", "role": "quality", "shorthand": "30m T"})
    update_workout(workout, {"name": "Sixes"}, None)
    template = save_template(TrainingPlanSchema.objects.get(), coach, "Ten")
    rows = [workout, template, *WorkoutVersion.objects.all()]
    assert len(rows) == 4
    for row in rows:
        assert shown(by_coach, row)
        listed = by_coach.get(reverse(f"admin:training_{row._meta.model_name}_changelist"))
        assert listed.status_code == 200
    foreign = Client()
    foreign_coach.is_staff = True
    foreign_coach.save()
    foreign.force_login(foreign_coach)
    assert foreign.get(reverse("admin:training_plantemplate_change", args=[template.pk])).status_code == 302


def test_the_admin_carries_the_sites_name(by_coach):
    page = by_coach.get("/admin/").content.decode()
    assert "Runlab" in page
    assert "Django" not in page
