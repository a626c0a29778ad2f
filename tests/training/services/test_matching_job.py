"""A file that comes in is matched with the plan by its own chain of jobs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sessions import file_processor
from sessions.models import SessionStatistics
from tests import fit_files
from tests.jobs import work_off_jobs
from tests.training.conftest import TODAY, wish
from training import training_plan_generator
from training.models import TrainingPlan, TrainingPlanSchema
from training.services.plan_service import publish_plan

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_uploaded_run_is_paired_when_its_analysis_is_completed(runner):
    begun = wish(start_day=(TODAY - timedelta(days=7)).isoformat())
    job = training_plan_generator.generate(runner, begun)
    SessionStatistics.objects.filter(runner=runner, day__gte=TODAY - timedelta(days=7)).delete()
    work_off_jobs()
    plan = publish_plan(TrainingPlanSchema.objects.get(pk=job.plan_id), None).plan
    row = TrainingPlan.objects.filter(plan=plan, role="easy", date__lt=TODAY).order_by("date").first()
    start = datetime(row.date.year, row.date.month, row.date.day, 7, tzinfo=UTC) + timedelta(minutes=5)
    file = fit_files.named("easy.fit", fit_files.run(seconds=round(row.expected_s), start=start))
    job = file_processor.receive(runner=runner, files=[file])
    work_off_jobs()
    session = SessionStatistics.objects.get(upload_id=job.upload_id)
    row = TrainingPlan.objects.get(plan=plan, planned_id=row.planned_id)
    assert (row.session_id, row.state) == (session.pk, "done")
    assert row.compliance["sessions"] == [session.pk]
