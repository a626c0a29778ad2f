"""In the pseudo-language the pages of sessions show no plain English but what people typed."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from runlab_site.accounts.models import User
from runners.models import Runner
from runners.services.runner_service import create_minimal_runner_for_user
from sessions import file_processor
from sessions.models import SessionStatistics, Upload
from sessions.services import session_service
from sessions.statistics.figure_explanations import explained
from tests import fit_files
from tests.jobs import work_off_jobs
from tests.pseudo.language import CLOSE, OPEN, pseudo
from tests.pseudo.reading import plain_words, texts_of_html

pytestmark = pytest.mark.django_db

PSEUDO = {"accept-language": "en-XA"}
# What the fixtures type, and a unit that is the same everywhere.
DATA = frozenset(("Ada", "Garmin", "garmin", "hrTSS"))
WHY = pseudo("Why ").rstrip(CLOSE)
FILES = (
    ("hard.fit", fit_files.run(seconds=1500, heart_rate_bpm=160)),
    ("easy.fit", fit_files.run(start=fit_files.START + timedelta(days=2), seconds=900)),
    ("again.fit", fit_files.run(start=fit_files.START + timedelta(days=2), seconds=900)),
    ("page.fit", b"<html>"),
)


@pytest.fixture
def runner(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    runner = create_minimal_runner_for_user(User.objects.create_user("ada@example.org", name="Ada"))
    Runner.objects.filter(pk=runner.pk).update(critical_speed_mps=3.2, w_prime_m=180.0)
    return runner


@pytest.fixture
def upload(runner):
    job = file_processor.receive(runner=runner, files=[fit_files.named(*file) for file in FILES])
    work_off_jobs()
    return Upload.objects.get(pk=job.upload_id)


@pytest.fixture
def reader(runner, upload, pseudo_site):
    client = Client(headers=PSEUDO)
    client.force_login(runner.user)
    return client


def plain_english(answer):
    assert answer.status_code == 200
    texts = texts_of_html(answer.content)
    assert any(OPEN in text for text in texts)
    return sorted({word for text in texts for word in plain_words(text, DATA)})


def test_the_page_of_a_session_and_its_explanations(reader):
    for session in SessionStatistics.objects.all():
        place = reverse("session_detail", args=[session.pk])
        assert plain_english(reader.get(place)) == []
        why = reverse("session_why", args=[session.pk])
        for figure in ("distance_m", "avg_speed_mps", "best_effort_1000_m", "best_speed_60_s"):
            answer = reader.get(why, {"figure": figure})
            said = unescape(answer.content.decode())
            assert f"<h2>{WHY}" in said
            assert pseudo(explained(session)[figure]["words"]) in said


def test_lists_uploads_and_the_bin(reader, runner, upload):
    names = (
        "runner_sessions",
        "runner_upload",
        "runner_devices",
        "runner_summaries",
        "session_new",
        "runner_bin",
    )
    session_service.delete_session(SessionStatistics.objects.first(), runner.user)
    pages = [*(reverse(name, args=[runner.pk]) for name in names), reverse("upload_detail", args=[upload.pk])]
    found = {page: plain_english(reader.get(page)) for page in pages}
    assert {page: words for page, words in found.items() if words} == {}


def test_counts_have_their_plural_in_the_readers_language(reader, upload):
    said = " ".join(texts_of_html(reader.get(reverse("upload_detail", args=[upload.pk])).content))
    assert pseudo("{n} files read").format(n=2) in said
    assert pseudo("{n} rejected").format(n=1) in said
