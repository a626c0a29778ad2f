"""The temperature of a session: from the file, or typed by hand on the page and by the API."""

from __future__ import annotations

import pytest
from django.test import Client
from rest_framework.test import APIClient

from runlab_site.accounts.models import User
from runners.services.runner_service import create_minimal_runner_for_user
from sessions import file_processor
from sessions.models import SessionStatistics
from sessions.services.rebuild import rebuild_now
from tests import fit_files, track_files
from tests.jobs import work_off_jobs

pytestmark = pytest.mark.django_db
WARM = "<gpxtpx:TrackPointExtension><gpxtpx:atemp>24.0</gpxtpx:atemp></gpxtpx:TrackPointExtension>"


@pytest.fixture
def user(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    return User.objects.create_user("ada@example.com", name="Ada Quick", password="a long one, this")


@pytest.fixture
def runner(user):
    return create_minimal_runner_for_user(user)


@pytest.fixture
def warm(user, runner) -> SessionStatistics:
    """A run whose watch measured 24 °C on the wrist."""
    content = track_files.gpx(track_files.gpx_track(track_files.gpx_points(300, extensions=WARM)))
    file_processor.receive(runner=runner, files=[fit_files.named("run.gpx", content)], user=user)
    work_off_jobs()
    return SessionStatistics.objects.get()


def of_api(user, session, changes=None):
    client = APIClient()
    client.force_authenticate(user)
    address = f"/api/v1/sessions/{session.pk}/"
    if changes is None:
        return client.get(address)
    answer = client.patch(address, changes, format="json")
    work_off_jobs()
    return answer


def test_what_the_device_measured_is_a_figure_of_the_session(user, warm):
    assert of_api(user, warm).json()["avg_temperature_c"] == 24


def test_what_is_typed_counts_instead_and_says_that_it_was_typed(user, warm):
    assert of_api(user, warm, {"avg_temperature_c": 17.5}).status_code == 200
    assert of_api(user, warm).json()["avg_temperature_c"] == 17.5
    why = SessionStatistics.objects.get().figures["avg_temperature_c"]
    assert (why["formula"], why["flags"]) == ("typed_temperature", ["typed"])


def test_taking_it_back_brings_back_the_devices(user, warm):
    of_api(user, warm, {"avg_temperature_c": -3})
    assert of_api(user, warm).json()["avg_temperature_c"] == -3
    of_api(user, warm, {"avg_temperature_c": None})
    assert of_api(user, warm).json()["avg_temperature_c"] == 24


def test_it_outlives_a_rebuild(user, runner, warm):
    of_api(user, warm, {"avg_temperature_c": 0})
    rebuild_now(runner)
    assert of_api(user, warm).json()["avg_temperature_c"] == 0


@pytest.mark.parametrize("degrees", [-61, 61, "warm"])
def test_an_impossible_one_is_refused(user, warm, degrees):
    answer = of_api(user, warm, {"avg_temperature_c": degrees})
    assert answer.status_code == 400
    assert [one["field"] for one in answer.json()["errors"]] == ["avg_temperature_c"]


def test_a_run_without_a_thermometer_takes_one_from_the_dialog(user, runner):
    file_processor.receive(runner=runner, files=[fit_files.named("run.fit", fit_files.run())], user=user)
    work_off_jobs()
    session = SessionStatistics.objects.get()
    assert session.avg_temperature_c is None
    client = Client()
    client.force_login(user)
    posted = {"name": "", "rpe": "", "notes": "", "gear": "Pegasus 41", "avg_temperature_c": "31"}
    answer = client.post(f"/sessions/{session.pk}/edit/", posted)
    assert answer.status_code == 302, answer.content
    work_off_jobs()
    session.refresh_from_db()
    assert (session.avg_temperature_c, session.gear) == (31, "Pegasus 41")
    assert "31 °C" in client.get(f"/sessions/{session.pk}/").content.decode()
