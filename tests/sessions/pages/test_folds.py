"""What stands behind a fold: notes on the recording, all figures, the model; closed until someone opens it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from runlab_site.accounts.models import User
from runners.services.runner_service import create_minimal_runner_for_user
from sessions import file_processor
from sessions.models import SessionStatistics
from tests import fit_files
from tests.jobs import work_off_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(settings, tmp_path):
    """A run whose watch wrote another distance and another time than its records, so that there are notes."""
    settings.STATIC_ROOT = tmp_path
    runner = create_minimal_runner_for_user(User.objects.create_user("ada@example.com", name="Ada"))
    totals = {"total_distance": 2500.0, "total_timer_time": 700.0}
    run = fit_files.run(seconds=900, speed_mps=3.0, totals=totals)
    file_processor.receive(runner=runner, files=[fit_files.named("run.fit", run)])
    work_off_jobs()
    return SessionStatistics.objects.get()


def page_of(session, address):
    client = Client()
    client.force_login(session.runner.user)
    return client.get(address).content.decode()


def fold_after(page, mark):
    """The first details after a mark: its tag, what its summary says, and what is hidden until it is opened."""
    found = re.search(
        r"(<details[^>]*>)\s*<summary[^>]*>(.*?)</summary>(.*?)</details>",
        page[page.index(mark) :],
        re.DOTALL,
    )
    summary = " ".join(re.sub(r"<[^>]*>", " ", found[2]).split())
    return found[1], summary, found[3]


def test_the_notes_on_a_recording_are_one_line_that_counts_them(session):
    page = page_of(session, f"/sessions/{session.pk}/")
    tag, summary, hidden = fold_after(page, "data-recording-notes")
    assert " open" not in tag
    count = len(session.warnings)
    assert count
    assert summary == f"{count} note{'s' * (count > 1)} on this recording"
    assert hidden.count("<li>") == count


def test_all_figures_are_folded_and_hold_more_than_the_tiles(session):
    page = page_of(session, f"/sessions/{session.pk}/")
    tag, summary, hidden = fold_after(page, 'id="all-figures"')
    assert " open" not in tag
    assert summary.startswith("All figures")
    assert hidden.count("<dt") > 10


def test_the_model_of_training_and_its_parameters_are_behind_a_fold(session):
    page = page_of(session, f"/runners/{session.runner_id}/fitness/")
    tag, summary, hidden = fold_after(page, 'id="model"')
    assert " open" not in tag
    assert "data-model-fold" in tag
    assert summary.startswith("The model of your training")
    assert "Banister" in hidden
