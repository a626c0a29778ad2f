"""After a whole history the page of fitness opens, with what was read, held and rejected counted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from runlab_site.accounts.models import User
from runners.services.runner_service import create_minimal_runner_for_user
from sessions import file_processor
from sessions.models import Upload
from sessions.pages.upload.context import HISTORY_SESSIONS, upload_page
from tests import fit_files
from tests.jobs import work_off_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _static_files(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path


@pytest.fixture
def runner(db):
    return create_minimal_runner_for_user(User.objects.create_user("ada@example.org", name="Ada"))


def uploaded(runner, runs_count):
    runs = [
        fit_files.named(
            f"{number}.fit", fit_files.run(start=fit_files.START + timedelta(days=number), seconds=60)
        )
        for number in range(runs_count)
    ]
    others = [fit_files.named("again.fit", fit_files.run(seconds=60)), fit_files.named("page.fit", b"<html>")]
    job = file_processor.receive(runner=runner, files=runs + others)
    work_off_jobs()
    return Upload.objects.get(pk=job.upload_id)


def test_a_history_is_counted_on_the_way_to_fitness(runner):
    upload = uploaded(runner, HISTORY_SESSIONS)
    page = upload_page(upload)
    assert page.is_history
    said = f"{HISTORY_SESSIONS} runs read, 1 rejected, 1 duplicate held"
    assert page.history_summary == said
    client = Client()
    client.force_login(runner.user)
    answer = client.get(f"/uploads/{upload.pk}/fitness/", follow=True)
    assert answer.redirect_chain[-1][0] == f"/runners/{runner.pk}/fitness/"
    assert said in answer.content.decode()
    assert "data-history" in client.get(f"/uploads/{upload.pk}/files/").content.decode()


def test_a_few_runs_are_no_history(runner):
    upload = uploaded(runner, 2)
    assert not upload_page(upload).is_history
    client = Client()
    client.force_login(runner.user)
    assert "data-history" not in client.get(f"/uploads/{upload.pk}/files/").content.decode()
