"""A database of the version before the rearrangement (commit 96e8d18): restored, migrated, its waiting jobs done.

tests/data/backup_of_version_1 was made by that version: a coach, an athlete with five runs, a published plan, one calendar
entry of each kind, one waiting job of each type; shown.json holds what its API answered.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils.module_loading import import_string
from rest_framework.test import APIClient

from runlab_site.accounts.models import User
from runlab_site.database import database
from runlab_site.jobs import job_manager
from runlab_site.models import BackgroundJob
from sessions.models import SessionStatistics
from tests.jobs import work_off_jobs

pytestmark = pytest.mark.django_db(transaction=True)

FOLDER = Path(__file__).parents[1] / "data" / "backup_of_version_1"
NOT_COMPARED = {
    "formula_version",
    "computed_at",
}  # one session was marked as stale after the answers were kept
PAGES = (
    "runner_today",
    "runner_plan",
    "runner_fitness",
    "runner_critical_speed",
    "runner_zones",
    "runner_sessions",
)
SHOWN = json.loads((FOLDER / "shown.json").read_text())


@pytest.fixture
def restored(settings, tmp_path):
    """The old database, migrated. Afterwards the tests' own is made again."""
    settings.CONFIG = replace(settings.CONFIG, data_dir=tmp_path)
    for name in database.raw.list_collection_names():
        database.raw.drop_collection(name)
    call_command("restore", str(FOLDER))
    yield
    for name in database.raw.list_collection_names():
        database.raw.drop_collection(name)
    ContentType.objects.clear_cache()
    call_command("migrate", interactive=False, verbosity=0)


def differences(old: Any, new: Any, path: str = "") -> list[str]:
    """Where `new` lacks or changes what `old` says; what is new in it does not count."""
    if isinstance(old, dict) and isinstance(new, dict):
        keys = old.keys() - NOT_COMPARED
        return [line for key in keys for line in differences(old[key], new.get(key), f"{path}.{key}")]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        pairs = enumerate(zip(old, new, strict=True))
        return [line for n, (a, b) in pairs for line in differences(a, b, f"{path}[{n}]")]
    return [] if old == new else [f"{path}: {old!r} was, {new!r} is"]


def test_it_shows_the_same_and_its_waiting_jobs_are_done(restored):
    client = APIClient()
    client.force_login(User.objects.get(email=SHOWN["coach"]))
    told = {
        address: differences(old, client.get(address).json()) for address, old in SHOWN["answers"].items()
    }
    assert {address: lines for address, lines in told.items() if lines} == {}
    waiting = BackgroundJob.objects.filter(status="pending").values_list("type", flat=True)
    assert sorted(waiting) == SHOWN["waiting_jobs"]
    work_off_jobs()
    assert not BackgroundJob.objects.filter(status="failed").exists()
    assert SessionStatistics.objects.count() == len(SHOWN["sessions"]) + 1  # the waiting file


def test_its_pages_open_and_its_calendar_entries_have_one_content_type(restored):
    client = Client()
    client.force_login(User.objects.get(email=SHOWN["coach"]))
    for page in PAGES:
        answer = client.get(reverse(page, args=[SHOWN["runner"]]))
        assert (page, answer.status_code) == (page, 200)
        assert "Anna Quick" in answer.content.decode()
    assert [one.app_label for one in ContentType.objects.filter(model="calendarentry")] == ["runners"]
    assert database.raw["calendar_entries"].count_documents({}) == 5


def test_messages_that_were_queued_before_still_find_the_workers():
    assert import_string("runlab_site.jobs.job_manager.work") is job_manager.work
