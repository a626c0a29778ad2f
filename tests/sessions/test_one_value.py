"""One figure, one value: list, session, runner's page, admin, API and its exports say the same of the same session."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, timedelta

import pytest
from django.test import Client

from runlab_site.accounts.models import User
from runlab_site.web import figures
from runners.services.runner_service import create_minimal_runner_for_user
from sessions import file_processor
from sessions.models import SessionStatistics
from sessions.pages.names import load_unit, shown_speed
from sessions.services import session_service
from tests import days, fit_files
from tests.jobs import work_off_jobs

pytestmark = pytest.mark.django_db

TODAY = days.CHOSEN.moment.astimezone(UTC).replace(hour=5, minute=0, second=0, microsecond=0)
FIGURES = (
    "elapsed_time_s", "timer_time_s", "moving_time_s", "distance_m", "ascent_m", "descent_m",
    "avg_heart_rate_bpm", "max_heart_rate_bpm", "avg_speed_mps", "max_speed_mps", "avg_cadence_spm", "rtss",
)  # fmt: skip


@pytest.fixture
def session(settings, tmp_path) -> SessionStatistics:
    """Three time trials that give a Critical Speed, then one with a pause, a hill, a wrong watch total and a heart rate."""
    settings.STATIC_ROOT = tmp_path
    user = User.objects.create_superuser("ada@example.com", name="Ada Quick", password="x" * 12)
    runner = create_minimal_runner_for_user(user)
    hard = [
        fit_files.run(
            start=TODAY - timedelta(days=days), speed_mps=[2.5] * 200 + [4 + 200 / s] * s, heart_rate_bpm=170
        )
        for days, s in ((9, 180), (6, 300), (3, 600))
    ]
    climbing = [100 + 0.1 * min(second, 600) for second in range(1201)]
    last = fit_files.run(
        start=TODAY - timedelta(days=1), speed_mps=[3.1] * 700 + [0.0] * 60 + [3.3] * 440,
        heart_rate_bpm=[140 + second % 13 for second in range(1201)], altitude_m=climbing, cadence_rpm=87,
        totals={"total_distance": 3700.0, "avg_heart_rate": 147},
    )  # fmt: skip
    files = [fit_files.named(f"{n}.fit", content) for n, content in enumerate([*hard, last])]
    file_processor.receive(runner=runner, files=files)
    work_off_jobs()
    *trials, last_session = SessionStatistics.objects.order_by("start_time")
    for trial in trials:
        session_service.edit_session(trial, {"effort": "time_trial"})
    work_off_jobs()
    last_session.refresh_from_db()
    return last_session


@pytest.fixture
def client(session):
    client = Client()
    client.force_login(session.runner.user)
    return client


def told_by_page(client, place, within=""):
    """The figures a page names, as text: data-name -> what it shows. `within` begins the part that is read."""
    html = client.get(place).content.decode()
    found = re.findall(
        r'data-name="([a-z_]+)"[^>]*>(.*?)</(?:td|dd|div)>', html[html.find(within) :], re.DOTALL
    )
    text = {}
    for name, inside in found:
        text.setdefault(name, " ".join(re.sub(r"<[^>]+>", " ", inside).split()))
    return text


def test_every_api_answer_holds_the_stored_values(session, client):
    place = f"/api/v1/sessions/{session.pk}/"
    one, statistics = client.get(place).json(), client.get(f"{place}statistics/").json()
    (row,) = [each for each in client.get("/api/v1/sessions/").json()["results"] if each["id"] == session.pk]
    table = csv.DictReader(io.StringIO(client.get("/api/v1/sessions/?format=csv").content.decode()))
    (line,) = [each for each in table if each["id"] == session.pk]
    lines = client.get("/api/v1/sessions/?format=ndjson").content.decode().splitlines()
    (ndjson,) = [each for each in map(json.loads, lines) if each["id"] == session.pk]
    whys = {each["figure"]: each for each in client.get(f"{place}why/?limit=200").json()["results"]}
    for name in FIGURES:
        stored = getattr(session, name)
        assert stored is not None, name
        assert {
            one[name],
            statistics[name],
            row[name],
            float(line[name]),
            ndjson[name],
            whys[name]["value"],
        } == {stored}, name
    assert one["distance_m"] == 3700
    assert whys["distance_m"]["computed"] == pytest.approx(3622)


def test_list_session_page_and_the_runners_page_show_the_same(session, client):
    shown = {
        "distance_m": str(figures.distance(session.distance_m)),
        "moving_time_s": figures.duration(session.moving_time_s).value,
        "avg_speed_mps": str(figures.pace(shown_speed(session))),
        "avg_heart_rate_bpm": str(figures.number(session.avg_heart_rate_bpm, "bpm")),
        "ascent_m": str(figures.climb(session.ascent_m)),
        "rtss": str(figures.number(session.rtss, load_unit(session))),
    }
    in_list = told_by_page(client, f"/runners/{session.runner_id}/sessions/", f"/sessions/{session.pk}/")
    on_page = told_by_page(client, f"/sessions/{session.pk}/")
    on_today = told_by_page(client, f"/runners/{session.runner_id}/", "Last session")
    for name, text in shown.items():
        assert on_page[name] == text
        assert in_list[name] == (text.split()[0] if name == "rtss" else text)
        assert on_today.get(name, text) == text
    assert on_today.keys() >= {"distance_m", "moving_time_s", "avg_speed_mps", "avg_heart_rate_bpm", "rtss"}
    html = client.get(f"/sessions/{session.pk}/").content.decode()
    listed = dict(re.findall(r'data-figure-name="([^"]+)">\s*([^<]*?)\s*<', html))
    for name in ("distance_m", "moving_time_s", "avg_heart_rate_bpm", "ascent_m", "rtss"):
        assert listed[name] == shown[name], name
    assert listed["moving_speed_mps"] == shown["avg_speed_mps"]
    assert listed["avg_speed_mps"] == str(figures.pace(session.avg_speed_mps))


def test_the_admin_shows_the_stored_values(session, client):
    html = client.get(f"/admin/runsessions/sessionstatistics/{session.pk}/change/").content.decode()
    text = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    for name in ("distance_m", "rtss", "moving_time_s", "avg_speed_mps"):
        value = getattr(session, name)
        assert f"{value:g}" in text.replace(",", "") or f"{value}" in text.replace(",", ""), (name, value)


def walked(session, client) -> str:
    """The run, called a hike: its pace says nothing of its load."""
    edits = json.dumps({"sport": "hiking"})
    answer = client.patch(f"/api/v1/sessions/{session.pk}/", edits, content_type="application/json")
    assert answer.status_code == 200
    return session.pk


def typed(client, **figures) -> str:
    typed_in = {"start_time": TODAY.isoformat(), "sport": "running", "timer_time_s": 3600} | figures
    answer = client.post("/api/v1/sessions/", json.dumps(typed_in), content_type="application/json")
    assert answer.status_code == 201
    return answer.json()["id"]


@pytest.mark.parametrize(
    ("chosen", "method", "formula", "words", "left_out"),
    [
        (lambda session, _: session.pk, "rtss", "rtss", "from pace", None),
        (walked, "hrtss", "hrtss", "from heart rate", "Not from pace"),
        (
            lambda _, client: typed(client, rpe=6),
            "rpe",
            "load_by_rpe",
            "from exertion",
            "Not from heart rate",
        ),
        (
            lambda _, client: typed(client),
            "duration",
            "load_by_duration",
            "from time alone",
            "Not from exertion",
        ),
    ],
)
def test_the_load_that_is_shown_is_the_one_that_is_explained_whatever_its_method(
    session, client, chosen, method, formula, words, left_out
):
    session_id = chosen(session, client)
    work_off_jobs()
    now = SessionStatistics.objects.get(pk=session_id)
    assert now.load_method == method
    assert now.rtss > 0
    (why,) = client.get(f"/api/v1/sessions/{session_id}/why/?figure=rtss").json()["results"]
    assert (why["value"], why["formula"]) == (now.rtss, formula)
    assert any(str(left_out) in reason for reason in why["excluded"]) == (left_out is not None)
    assert words in client.get(f"/sessions/{session_id}/").content.decode()
    assert "rtss" not in now.missing
