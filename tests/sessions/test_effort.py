"""What a session was: proposed, previewed with all that would follow, confirmed in one tap, and taken back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from runlab_site.accounts.models import User
from runners.models import CalendarEntry, CriticalSpeedRecord, RunnerDecision
from runners.physiology.local_days import local_day
from runners.services.analysis_requests import request_analysis
from runners.services.critical_speed_service import replay
from runners.services.runner_service import create_minimal_runner_for_user
from runners.stored.critical_speed_days import replayed_days, stored_days_of_log
from sessions import file_processor
from sessions.models import SessionDecision, SessionStatistics
from sessions.services import session_service
from sessions.statistics.runner_efforts import sessions_with_efforts, trials_of
from tests import fit_files
from tests.jobs import work_off_jobs

pytestmark = pytest.mark.django_db

CS, W_PRIME = 4.0, 200.0
SECONDS, SAID_SECONDS = (180, 300, 600), (480, 900)


def hard(seconds: int) -> list[float]:
    return [2.5] * 300 + [CS + W_PRIME / seconds] * seconds + [2.2] * 240


@pytest.fixture
def runner(settings, tmp_path):
    """Three all-out bouts, a week apart; two more that were said to be time trials; then 5 km, a little slower."""
    settings.STATIC_ROOT = tmp_path
    user = User.objects.create_user("ada@example.com", name="Ada Quick")
    runner = create_minimal_runner_for_user(user)
    speeds = [*map(hard, SECONDS), *map(hard, SAID_SECONDS), [4.1] * 1170]
    files = [
        fit_files.named(
            f"{n}.fit",
            fit_files.run(start=fit_files.START + timedelta(days=7 * n), speed_mps=speed, heart_rate_bpm=165),
        )
        for n, speed in enumerate(speeds)
    ]
    file_processor.receive(runner=runner, files=files)
    work_off_jobs()
    for session in sessions()[3:5]:
        session_service.edit_session(session, {"effort": "time_trial"})
    work_off_jobs()
    return runner


@pytest.fixture
def client(runner):
    client = APIClient()
    client.force_login(runner.user)
    return client


@pytest.fixture
def browser(runner):
    """The pages' side: forms."""
    browser = Client()
    browser.force_login(runner.user)
    return browser


def told(client, session, **query):
    answer = client.get(f"/api/v1/sessions/{session.pk}/effort/", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def sessions():
    return list(SessionStatistics.objects.order_by("start_time"))


def loads():
    return {one.pk: one.rtss for one in sessions()}


def in_force():
    return CriticalSpeedRecord.objects.filter(state="in_force").order_by("valid_from").last()


def test_all_out_bouts_are_proposed_as_time_trials_and_a_day_of_a_race_as_the_race(runner, client):
    assert told(client, sessions()[1])["proposal"]["effort"] == "time_trial"
    race = sessions()[-1]
    CalendarEntry.objects.create(
        runner=runner, kind="race", day=race.day, last_day=race.day, title="City 5 km", distance_m=5000
    )
    found = told(client, race)
    assert found["effort"] == "normal"
    assert not found["is_confirmed"]
    assert found["proposal"]["effort"] == "race"
    assert found["proposal"]["reasons"][0] == "“City 5 km” stands in the calendar of that day."


def test_what_the_preview_says_is_what_follows_and_it_can_be_taken_back(runner, client):
    trial, before, was_in_force = sessions()[0], loads(), in_force()
    preview = told(client, trial, effort="test")["preview"]
    assert preview["critical_speed_before_mps"] == was_in_force.critical_speed_mps
    assert loads() == before
    answer = client.patch(f"/api/v1/sessions/{trial.pk}/", {"effort": "test"}, format="json")
    assert answer.status_code == 200
    work_off_jobs()
    assert sessions()[0].effort == "test"
    assert in_force().critical_speed_mps == preview["critical_speed_after_mps"]
    shifts = {one["session"]: one["load_after_rtss"] for one in preview["loads"]}
    assert shifts
    assert preview["changes_past"]
    assert loads() == pytest.approx(before | shifts)
    found = told(client, trial)
    assert found["is_confirmed"]
    assert found["proposal"] is None
    decision = SessionDecision.objects.get(session_id=trial.pk)
    assert (decision.value, decision.effective_day) == ({"effort": "test"}, trial.day)
    session_service.edit_session(sessions()[0], {"effort": "normal"})
    work_off_jobs()
    assert loads() == pytest.approx(before)
    assert in_force().critical_speed_mps == was_in_force.critical_speed_mps


def test_a_choice_that_changes_other_days_asks_first_on_the_page_and_a_seen_one_is_recorded(client, browser):
    race = sessions()[-1]
    page, place = f"/sessions/{race.pk}/", f"/sessions/{race.pk}/effort/"
    preview = told(client, race, effort="race")["preview"]
    assert preview["changes_past"], preview
    asked = browser.post(place, {"effort": "race"})
    assert asked.status_code == 200
    assert b"data-effort-question" in asked.content
    assert sessions()[-1].effort == "normal"
    seen = asked.context["asked"].fingerprint
    assert f'name="seen" value="{seen}"' in browser.get(f"{place}?effort=race").content.decode()
    answer = browser.post(place, {"effort": "race", "seen": seen})
    assert (answer.status_code, answer["Location"]) == (302, page)
    work_off_jobs()
    assert sessions()[-1].effort == "race"


def test_saying_that_it_was_training_ends_the_proposal(client, browser):
    trial = sessions()[1]
    page = browser.get(f"/sessions/{trial.pk}/").content.decode()
    card = page[page.index("data-effort-proposal") :]
    buttons = re.findall(r'class="(button[^"]*)"', card[: card.index("</form>")])
    assert buttons == ["button button-small"] * 2, "neither answer is put before the other"
    assert browser.post(f"/sessions/{trial.pk}/effort/", {"effort": "normal"}).status_code == 302
    work_off_jobs()
    assert b"data-effort-proposal" not in browser.get(f"/sessions/{trial.pk}/").content
    assert told(client, trial)["is_confirmed"]


def test_exertion_is_one_tap_and_editing_a_name_says_nothing_of_the_effort(client, browser):
    session = sessions()[0]
    browser.post(f"/sessions/{session.pk}/exertion/", {"rpe": "8"})
    browser.post(f"/sessions/{session.pk}/edit/", {"name": "Hard three", "rpe": "8", "notes": ""})
    work_off_jobs()
    session = sessions()[0]
    assert (session.rpe, session.name) == (8, "Hard three")
    assert session.figures["session_rpe"]["value"] == pytest.approx(8 * session.timer_time_s / 60)
    assert not told(client, session)["is_confirmed"]


def test_the_stored_log_tells_critical_speed_of_each_day_as_a_replay_does(runner):
    RunnerDecision.objects.create(
        runner=runner,
        kind="typed_critical_speed",
        effective_day=sessions()[2].day,
        value={"critical_speed_mps": 3.6, "w_prime_m": 180.0},
    )
    request_analysis(runner.pk, sessions()[0].day)
    work_off_jobs()
    stored = stored_days_of_log(runner)
    replayed = replayed_days(
        replay(runner, trials_of(sessions_with_efforts(runner)), local_day(timezone.now(), runner.time_zone))
    )
    assert stored == replayed
    assert 3.6 in {value for _, value in stored.values}
    first = stored.values[0]
    assert stored.on(first[0] - timedelta(days=300)) == first[1]
