"""Deleting asks nothing: what was deleted comes back for 30 days, by toast, bin, upload and API, and then is gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from runlab_site.accounts.models import User
from runlab_site.database import database
from runners.comments.services import write_comment
from runners.models import Comment, Runner, RunnerHistory
from runners.services.runner_service import create_minimal_runner_for_user
from sessions import file_processor
from sessions.models import DeletedSession, SessionFIT, SessionStatistics, UploadFile
from sessions.selectors import comments_subject
from sessions.services.bin import empty_bin
from sessions.services.session_service import create_typed_session, edit_session, split_session
from tests import fit_files
from tests.jobs import work_off_jobs

pytestmark = pytest.mark.django_db

AFTER_A_MONTH = timedelta(days=DeletedSession.KEPT_DAYS, minutes=1)


@pytest.fixture
def athlete(db):
    user = User.objects.create_user("anna@example.com", name="Anna")
    create_minimal_runner_for_user(user)
    return user


@pytest.fixture
def runner(athlete):
    return Runner.objects.get(user=athlete)


def upload(runner, name="a.fit", content=None):
    job = file_processor.receive(
        runner=runner, files=[fit_files.named(name, content or fit_files.run(seconds=1500))]
    )
    work_off_jobs()
    return UploadFile.objects.get(upload_id=job.upload_id)


def delete(page, session):
    answer = page.post(f"/sessions/{session.pk}/delete/", follow=True)
    work_off_jobs()
    return answer.content.decode()


def figures(runner):
    """Bests, history and sessions: what must be the same again, but for when it was made."""
    row = Runner.objects.get(pk=runner.pk)
    history = RunnerHistory.objects.filter(runner=runner).order_by("day")
    sessions = SessionStatistics.objects.filter(runner=runner).order_by("pk")
    return (
        row.personal_bests,
        row.critical_speed_mps,
        list(history.values_list("day", "load_rtss", "ctl", "atl", "tsb")),
        list(sessions.values_list("pk", "name", "notes", "rpe", "distance_m", "rtss", "day", "start_time")),
    )


@pytest.fixture
def session(runner):
    upload(runner)
    made = SessionStatistics.objects.get()
    edit_session(made, {"name": "Hills", "notes": "Windy", "rpe": 6.0})
    work_off_jobs()
    return SessionStatistics.objects.get()


def test_the_toast_takes_a_deletion_back_and_every_figure_follows_both_ways(page, runner, session):
    before = figures(runner)
    html = delete(page, session)
    assert f'action="/sessions/{session.pk}/bring-back/"' in html
    bests, _, history, sessions = figures(runner)
    assert sessions == []
    assert all(best["is_default"] for best in bests)
    assert sum(load for _, load, *_ in history) == 0
    page.post(f"/sessions/{session.pk}/bring-back/")
    work_off_jobs()
    assert figures(runner) == before
    assert not DeletedSession.objects.exists()


def test_a_session_that_was_typed_in_comes_back_as_it_was(api, runner):
    made = create_typed_session(
        runner, start_time=fit_files.START, sport="running", timer_time_s=3000, distance_m=9000.0, rpe=5.0
    )
    work_off_jobs()
    edit_session(SessionStatistics.objects.get(), {"notes": "On the track", "rpe": 8.0})
    work_off_jobs()
    before = figures(runner)
    assert api.delete(f"/api/v1/sessions/{made.pk}/").status_code == 204
    work_off_jobs()
    answer = api.post(f"/api/v1/sessions/{made.pk}/bring-back/")
    assert (answer.status_code, answer["Location"]) == (202, f"/api/v1/jobs/{answer.json()['id']}/")
    work_off_jobs()
    assert figures(runner) == before


def test_the_bin_lists_what_was_deleted_by_page_and_api(page, api, runner, session):
    delete(page, session)
    (row,) = api.get(f"/api/v1/bin/?runner={runner.pk}").json()["results"]
    assert (row["id"], row["name"], row["file_name"]) == (session.pk, "Hills", "a.fit")
    assert row["distance_m"] == session.distance_m
    kept = datetime.fromisoformat(row["kept_until"]) - datetime.fromisoformat(row["deleted_at"])
    assert kept == timedelta(days=30)
    html = page.get(f"/runners/{runner.pk}/bin/").content.decode()
    assert "Hills" in html
    assert f"/sessions/{session.pk}/bring-back/" in html


def test_what_is_not_deleted_is_no_bin_s_and_a_second_undo_does_nothing(api, page, session):
    place = f"/api/v1/sessions/{session.pk}/bring-back/"
    assert api.post(place).status_code == 409
    delete(page, session)
    assert api.post(place).status_code == 202
    work_off_jobs()
    assert api.post(place).status_code == 409
    assert SessionStatistics.objects.count() == 1


def test_uploading_a_deleted_file_again_offers_to_bring_it_back(page, api, runner, session):
    before = figures(runner)
    delete(page, session)
    row = upload(runner, "again.fit")
    assert (row.status, row.duplicate_of) == ("duplicate", session.pk)
    html = page.get(f"/uploads/{row.upload_id}/").content.decode()
    assert "Bring it back" in html
    assert f"/files/{row.fit_id}/bring-back/" in html
    told = api.get(f"/api/v1/uploads/{row.upload_id}/").json()["files"][0]
    assert told["duplicate_of"] == session.pk
    page.post(f"/files/{row.fit_id}/bring-back/")
    work_off_jobs()
    assert figures(runner) == before
    assert f"/files/{row.fit_id}/bring-back/" not in page.get(f"/uploads/{row.upload_id}/").content.decode()


def test_the_bin_is_emptied_after_thirty_days_and_not_before(page, runner, session):
    write_comment(comments_subject(session), runner.user, "Felt good")
    delete(page, session)
    blob_id = SessionFIT.objects.get().blob_id
    now = datetime.now(UTC)
    assert empty_bin(now + timedelta(days=29)) == 0
    assert Comment.objects.exists()
    assert empty_bin(now + AFTER_A_MONTH) == 1
    assert empty_bin(now + AFTER_A_MONTH) == 0
    assert not Comment.objects.exists()
    assert blob_id not in {str(one["_id"]) for one in database.raw["fs.files"].find()}
    assert page.post(f"/sessions/{session.pk}/bring-back/").status_code == 302
    work_off_jobs()
    assert not SessionStatistics.objects.exists()


def test_a_file_whose_bin_was_emptied_stays_deleted_when_it_comes_again_and_can_be_brought_back(
    page, api, runner, session
):
    delete(page, session)
    empty_bin(datetime.now(UTC) + AFTER_A_MONTH)
    row = upload(runner, "again.fit")
    assert not SessionStatistics.objects.exists()
    assert api.post(f"/api/v1/sessions/{row.duplicate_of}/bring-back/").status_code == 202
    work_off_jobs()
    back = SessionStatistics.objects.get()
    assert (back.pk, back.name, back.rpe) == (session.pk, "", None)


def test_one_part_of_a_split_session_comes_back_beside_the_other(page, runner, session):
    _, second = split_session(session, 600.0)
    work_off_jobs()
    before = figures(runner)
    delete(page, SessionStatistics.objects.get(pk=second))
    assert SessionStatistics.objects.count() == 1
    page.post(f"/sessions/{second}/bring-back/")
    work_off_jobs()
    assert figures(runner) == before


def test_a_deleted_session_does_not_come_back_beside_another_recording_of_it(page, api, runner, session):
    delete(page, session)
    upload(runner, "phone.fit", fit_files.run(seconds=1490))
    assert SessionStatistics.objects.count() == 1
    answer = api.post(f"/api/v1/sessions/{session.pk}/bring-back/")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "session")
    assert "counts now" in page.post(f"/sessions/{session.pk}/bring-back/", follow=True).content.decode()
    assert SessionStatistics.objects.count() == 1
