"""Corrections of sport, start and distance; and a recording that is read while a job writes it anew."""

from __future__ import annotations

import io
from datetime import UTC, timedelta

import pytest
from bson import ObjectId

from runlab_site.accounts.models import User
from runlab_site.database import database
from runners.models import Runner, RunnerHistory
from runners.services.runner_service import create_minimal_runner_for_user
from sessions import file_processor, storage
from sessions.models import SessionParquet, SessionStatistics
from sessions.services.rebuild import rebuild_now
from sessions.services.session_service import split_session
from sessions.statistics.session_columns import IncompleteError
from tests import days, fit_files
from tests.jobs import work_off_jobs

pytestmark = pytest.mark.django_db

EASTERN = "Asia/Tokyo"


@pytest.fixture
def athlete(db):
    user = User.objects.create_user("anna@example.com", name="Anna", time_zone="Europe/Berlin")
    create_minimal_runner_for_user(user)
    Runner.objects.update(time_zone=EASTERN)
    return user


@pytest.fixture
def session(athlete):
    runner = Runner.objects.get(user=athlete)
    file_processor.receive(runner=runner, files=[fit_files.named("a.fit", fit_files.run(seconds=1500))])
    work_off_jobs()
    return SessionStatistics.objects.get()


def lose_all(columns):
    storage.delete_blob(columns.blob_id)


def lose_chunks(columns):
    database.raw["fs.chunks"].delete_many({"files_id": ObjectId(columns.blob_id)})


def write_other_bytes(columns):
    storage.write_blob(columns.blob_id, "x.parquet", io.BytesIO(b"PAR1"), kind="columns")


WAYS = [lose_all, lose_chunks, write_other_bytes]


@pytest.mark.parametrize("break_off", WAYS)
def test_a_recording_that_is_being_written_is_503_and_then_there(api, session, break_off):
    streams = f"/api/v1/sessions/{session.pk}/streams/"
    whole = api.get(streams).json()["count"]
    split_session(session, 600.0)
    break_off(SessionParquet.objects.get(pk=session.pk))
    answer = api.get(streams)
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert answer.json()["type"] == "/problems/unavailable"
    work_off_jobs()
    assert 0 < api.get(streams).json()["count"] < whole


@pytest.mark.parametrize("break_off", WAYS)
def test_a_recording_that_nobody_writes_anew_is_told_as_broken(api, session, break_off):
    break_off(SessionParquet.objects.get(pk=session.pk))
    with pytest.raises(IncompleteError):
        api.get(f"/api/v1/sessions/{session.pk}/streams/")


def test_the_page_names_the_jobs_it_waits_for(page, session):
    place = f"/sessions/{session.pk}/"
    assert 'data-jobs=""' in page.get(place).content.decode()
    job, _ = split_session(session, 600.0)
    assert f'data-jobs="{job.pk}"' in page.get(place).content.decode()
    work_off_jobs()
    assert 'data-jobs=""' in page.get(place).content.decode()


def loads(session):
    rows = RunnerHistory.objects.filter(runner_id=session.runner_id, load_rtss__gt=0)
    return list(rows.order_by("day").values_list("day", flat=True))


def test_a_corrected_start_moves_the_session_and_its_load_to_the_other_day(api, session):
    place = f"/api/v1/sessions/{session.pk}/"
    recorded, day = session.start_time, session.day
    assert loads(session) == [day]
    for back in (timedelta(days=3), timedelta(days=-2), timedelta(days=40)):
        start = (recorded - back).isoformat().replace("+00:00", "Z")
        answer = api.patch(place, {"start_time": start}, format="json").json()
        work_off_jobs()
        now = SessionStatistics.objects.get()
        assert answer["day"] == now.day.isoformat() == (day - back).isoformat()
        assert now.start_time == recorded - back
        assert loads(now) == [day - back]
    rebuild_now(Runner.objects.get())
    assert SessionStatistics.objects.get().start_time == recorded - timedelta(days=40)
    api.patch(place, {"start_time": None}, format="json")
    work_off_jobs()
    now = SessionStatistics.objects.get()
    assert (now.start_time, now.day, loads(now)) == (recorded, day, [day])


@pytest.mark.parametrize("start", ["1970-01-01T00:00:00Z", "yesterday", 5])
def test_a_start_that_cannot_be_is_refused(api, session, start):
    answer = api.patch(f"/api/v1/sessions/{session.pk}/", {"start_time": start}, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "start_time")
    ahead = (days.CHOSEN.moment.astimezone(UTC) + timedelta(days=2)).isoformat()
    coming = api.patch(f"/api/v1/sessions/{session.pk}/", {"start_time": ahead}, format="json")
    assert (coming.status_code, coming.json()["errors"][0]["field"]) == (400, "start_time")


def test_the_dialog_corrects_sport_start_and_the_distance_of_a_treadmill(page, session):
    html = page.get(f"/sessions/{session.pk}/").content.decode()
    local = (session.start_time + timedelta(hours=9)).strftime("%Y-%m-%dT%H:%M:%S")  # Tokyo
    assert f'value="{local}"' in html
    moved = (session.start_time + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M:%S")
    sent = {"name": "Hall", "sport": "walking", "start_time": moved, "distance_m": "4.2", "notes": ""}
    assert page.post(f"/sessions/{session.pk}/edit/", sent).status_code == 302
    work_off_jobs()
    now = SessionStatistics.objects.get()
    assert (now.name, now.sport, now.distance_m) == ("Hall", "walking", pytest.approx(4200.0))
    assert now.start_time == session.start_time.replace(microsecond=0) - timedelta(hours=1)


def test_what_the_dialog_leaves_as_it_was_is_no_edit(page, session):
    html = page.get(f"/sessions/{session.pk}/").content.decode()
    shown = html.partition(' name="distance_m"')[2].partition('value="')[2].partition('"')[0]
    local = (session.start_time + timedelta(hours=9)).strftime("%Y-%m-%dT%H:%M:%S")
    sent = {"name": "Park", "sport": "running", "start_time": local, "distance_m": shown}
    page.post(f"/sessions/{session.pk}/edit/", sent)
    work_off_jobs()
    now = SessionStatistics.objects.get()
    assert (now.name, now.sport, now.start_time) == ("Park", "running", session.start_time)
    assert (now.distance_m, now.rtss) == (session.distance_m, session.rtss)
