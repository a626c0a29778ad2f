"""A person who runs with two devices is asked once which of them counts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from rest_framework.test import APIClient

from runlab_site.accounts.models import User
from runners.services.runner_service import create_minimal_runner_for_user
from sessions.models import SessionFIT, SessionStatistics, UploadFile
from sessions.services import session_service
from sessions.services.rebuild import rebuild_now
from tests import fit_files
from tests.jobs import work_off_jobs

pytestmark = pytest.mark.django_db

WATCH, PHONE = "garmin fr945 no. 1", "garmin fr945 no. 2"
QUESTION = "Which of them counts from now on?"


@pytest.fixture
def user(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    return User.objects.create_user("ada@example.com", name="Ada Quick", password="a long one, this")


@pytest.fixture
def runner(user):
    return create_minimal_runner_for_user(user)


@pytest.fixture
def api(user, runner):
    client = APIClient()
    client.force_login(user)
    return client


@pytest.fixture
def browser(user, runner):
    client = Client()
    client.force_login(user)
    return client


def recording(day: int, serial_number: int, **run) -> bytes:
    start = fit_files.START + timedelta(days=day, seconds=10 * serial_number)
    return fit_files.run(start=start, seconds=600, serial_number=serial_number, **run)


def send(api, name: str, content: bytes) -> dict:
    answer = api.post("/api/v1/uploads/", {"files": [SimpleUploadedFile(name, content)]}, format="multipart")
    work_off_jobs()
    (file,) = api.get(f"/api/v1/uploads/{answer.json()['upload']}/").json()["files"]
    return file


def both(api, day: int, **run) -> dict:
    """The watch's recording of a day, then the phone's; what became of the phone's."""
    send(api, f"watch{day}.fit", recording(day, 1))
    return send(api, f"phone{day}.fit", recording(day, 2, **run))


def session_of(day: int) -> SessionStatistics:
    start = fit_files.START + timedelta(days=day)
    return SessionStatistics.objects.get(
        start_time__range=(start - timedelta(hours=1), start + timedelta(hours=1))
    )


def counted_device_of(day: int) -> str:
    return f"no. {session_of(day).device['serial_number']}"


def choices(api, runner) -> list[dict]:
    return api.get(f"/api/v1/runners/{runner.pk}/device-choices/").json()["results"]


def session_page(browser, day: int) -> str:
    return browser.get(f"/sessions/{session_of(day).pk}/").content.decode()


def choose(browser, runner, counts: str) -> None:
    body = {"devices": [WATCH, PHONE], "counts": counts}
    assert browser.post(f"/runners/{runner.pk}/devices/", body).status_code == 302
    work_off_jobs()


def test_the_question_is_asked_once_and_then_the_pair_is_decided_without_it(api, browser, runner):
    held = both(api, 0)
    assert held["status"] == "duplicate"
    assert "say once which of them counts" in held["warnings"][0]
    assert QUESTION in session_page(browser, 0)
    choose(browser, runner, PHONE)
    assert counted_device_of(0) == "no. 2"
    after = both(api, 3)
    assert after["status"] == "processed"
    assert "as you chose" in after["warnings"][-1]
    assert counted_device_of(3) == "no. 2"
    assert QUESTION not in session_page(browser, 3)
    assert QUESTION not in session_page(browser, 0)
    assert SessionFIT.objects.filter(role="held").count() == 2


def test_the_order_in_which_the_two_files_come_does_not_matter(api, browser, runner):
    both(api, 0)
    choose(browser, runner, WATCH)
    send(api, "phone3.fit", recording(3, 2))
    assert send(api, "watch3.fit", recording(3, 1))["status"] == "processed"
    assert counted_device_of(3) == "no. 1"
    assert both(api, 5)["warnings"][0].endswith(f"as you chose, {WATCH} counts.")
    assert counted_device_of(5) == "no. 1"


def test_one_answer_settles_every_run_that_both_recorded_so_far(api, browser, runner):
    for day in (0, 2, 4):
        both(api, day)
    assert choices(api, runner) == [{"devices": [WATCH, PHONE], "counts": None, "held_count": 3}]
    choose(browser, runner, PHONE)
    assert [counted_device_of(day) for day in (0, 2, 4)] == ["no. 2"] * 3
    assert choices(api, runner) == [{"devices": [WATCH, PHONE], "counts": PHONE, "held_count": 3}]


def test_a_choice_can_be_changed_through_the_api(api, browser, runner):
    both(api, 0)
    choose(browser, runner, PHONE)
    body = {"devices": [WATCH, PHONE], "counts": WATCH}
    answer = api.post(f"/api/v1/runners/{runner.pk}/device-choices/", body, format="json")
    work_off_jobs()
    assert (answer.status_code, answer.json()["counts"]) == (200, WATCH)
    assert counted_device_of(0) == "no. 1"
    assert f"{WATCH} counts where both" in browser.get(f"/runners/{runner.pk}/devices/").content.decode()


@pytest.mark.parametrize(
    "body", [{"devices": ["a", "b"], "counts": "a"}, {"devices": [WATCH, PHONE], "counts": "a"}]
)
def test_a_choice_between_devices_that_never_met_is_refused(api, runner, body):
    both(api, 0)
    answer = api.post(f"/api/v1/runners/{runner.pk}/device-choices/", body, format="json")
    assert answer.status_code == 400


def test_what_a_person_swapped_or_separated_stays(api, browser, runner):
    both(api, 0)
    both(api, 2)
    both(api, 4)
    swapped, separated = (SessionFIT.objects.get(file_name=f"phone{day}.fit") for day in (0, 2))
    session_service.swap_duplicate(swapped)
    session_service.separate_duplicate(separated)
    work_off_jobs()
    choose(browser, runner, WATCH)
    assert counted_device_of(0) == "no. 2"
    assert SessionStatistics.objects.filter(fit__in=[separated.pk]).exists()
    assert counted_device_of(4) == "no. 1"


def test_what_was_said_of_the_run_goes_with_it(api, browser, runner):
    both(api, 0)
    session_service.edit_session(
        SessionStatistics.objects.get(),
        {"name": "Club mile", "rpe": 8, "effort": "race", "distance_m": 1609.3},
    )
    work_off_jobs()
    choose(browser, runner, PHONE)
    session = SessionStatistics.objects.get()
    assert (session.name, session.rpe, session.effort) == ("Club mile", 8, "race")
    assert session.distance_m == pytest.approx(1800, rel=0.01)


def test_a_rebuild_keeps_the_choice(api, browser, runner):
    both(api, 0)
    choose(browser, runner, PHONE)
    rebuild_now(runner)
    work_off_jobs()
    assert counted_device_of(0) == "no. 2"


def test_two_copies_of_one_device_ask_nothing(api, browser, runner):
    send(api, "a.fit", recording(0, 1))
    send(api, "b.fit", recording(0, 1, heart_rate_bpm=120))
    assert SessionFIT.objects.filter(role="held").count() == 1
    assert choices(api, runner) == []
    assert QUESTION not in session_page(browser, 0)
    assert "say once" not in UploadFile.objects.get(status="duplicate").warnings[0]


def test_the_upload_leads_to_the_question_until_it_is_answered(api, browser, runner):
    both(api, 0)
    held = UploadFile.objects.get(status="duplicate")
    address = f"/uploads/{held.upload_id}/"
    assert f"/runners/{runner.pk}/devices/" in browser.get(address).content.decode()
    choose(browser, runner, PHONE)
    assert "Say once" not in browser.get(address).content.decode()


def test_the_upload_names_the_bests_that_were_run_in_it(api, browser):
    send(api, "slow.fit", recording(0, 1))
    send(api, "fast.fit", recording(2, 1, speed_mps=3.5))
    slow, fast = (
        browser.get(f"/uploads/{UploadFile.objects.get(name=name).upload_id}/").content.decode()
        for name in ("slow.fit", "fast.fit")
    )
    assert "1000 m in" in fast.split("data-bests")[1]
    assert "data-bests" not in slow


@pytest.mark.parametrize("sports", [("running", "generic"), ("generic", "running")])
def test_recording_of_an_app_that_names_no_sport_is_the_same_run(api, runner, sports):
    one, other = (recording(0, number, sport=sport) for number, sport in zip((1, 2), sports, strict=True))
    assert send(api, "one.fit", one)["status"] == "processed"
    assert send(api, "other.fit", other)["status"] == "duplicate"
