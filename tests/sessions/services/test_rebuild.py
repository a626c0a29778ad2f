"""What is derived can be thrown away: made again from raw files and decisions, it is what it was."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from runlab_site.database import database
from runners.models import Runner
from runners.services.analysis_requests import request_analysis
from runners.services.personal_bests import exclude_best
from runners.services.runner_service import create_runner_with_defaults
from sessions import file_processor, storage
from sessions.models import SessionFIT, SessionParquet, SessionStatistics, UploadFile
from sessions.services import session_service
from sessions.services.session_service import SessionProblem
from tests import fit_files
from tests.jobs import work_off_jobs

pytestmark = pytest.mark.django_db

DERIVED = (
    "sessionStatistics",
    "sessionDetails",
    "sessionsParquet",
    "runnerHistory",
    "critical_speeds",
    "sessionsFIT",
    "runner",
)
CHANGES_WITH_TIME = {"computed_at", "updated_at"}


def everything() -> dict[str, list[dict]]:
    return {
        name: [
            {key: value for key, value in row.items() if key not in CHANGES_WITH_TIME}
            for row in database.raw[name].find().sort("_id", 1)
        ]
        for name in DERIVED
    } | {"blobs": sorted(str(row["_id"]) for row in database.raw["fs.files"].find({}, {"_id": 1}))}


@pytest.fixture
def runner() -> Runner:
    runner = create_runner_with_defaults(name="Ada Quick", time_zone="Europe/Berlin")
    files = [
        fit_files.named(
            f"{n}.fit",
            fit_files.run(
                start=fit_files.START + timedelta(days=3 * n), seconds=400 + 300 * n, speed_mps=4.6 - 0.25 * n
            ),
        )
        for n in range(5)
    ]
    file_processor.receive(runner=runner, files=files)
    work_off_jobs()
    for session in sessions()[:3]:
        session_service.edit_session(session, {"effort": "time_trial"})
    work_off_jobs()
    return runner


def sessions() -> list[SessionStatistics]:
    return list(SessionStatistics.objects.order_by("start_time"))


def test_a_rebuild_gives_what_was_there(runner):
    before = everything()
    assert before["critical_speeds"]
    call_command("rebuild", runner=runner.pk)
    assert everything() == before


def test_so_it_does_after_edits_crops_exclusions_deletions_typed_sessions_and_a_move(runner):
    first, second, third, fourth, last = sessions()
    session_service.edit_session(first, {"name": "Hills", "effort": "race", "rpe": 7})
    session_service.crop_session(second, 30, 500)
    session_service.edit_session(third, {"excluded_from_bests": True})
    session_service.split_session(last, 600)
    work_off_jobs()
    first_part, _second_part = sessions()[-2:]
    session_service.crop_session(first_part, 100, 500)
    session_service.delete_session(fourth)
    exclude_best(runner, first.pk, 400.0, first.day)
    session_service.create_typed_session(
        runner, start_time=fit_files.START + timedelta(days=1), sport="running", timer_time_s=1800, rpe=5
    )
    work_off_jobs()
    Runner.objects.filter(pk=runner.pk).update(time_zone="Pacific/Auckland")
    request_analysis(runner.pk, first.day)  # tomorrow may have begun there
    work_off_jobs()
    before = everything()
    call_command("rebuild", all=True)
    assert everything() == before
    assert len(sessions()) == 6


def test_split_and_joined_cropped_and_uncropped_everything_is_as_it_was(runner):
    before, *_, last = everything(), *sessions()
    raw = database.raw["fs.files"].count_documents({"metadata.kind": "raw"})
    for at_s in (600, 200):
        session_service.split_session(SessionStatistics.objects.get(pk=last.pk), at_s)
        work_off_jobs()
    parts = sessions()[-3:]
    assert [one.elapsed_time_s for one in parts] == [200, 400, last.elapsed_time_s - 600]
    assert sum(one.distance_m for one in parts) == pytest.approx(last.distance_m)
    assert parts[2].start_time == last.start_time + timedelta(seconds=600)
    assert {one.distance_m for one in parts}.isdisjoint({last.distance_m})
    session_service.crop_session(parts[0], 20, 120)
    work_off_jobs()
    cropped = SessionStatistics.objects.get(pk=last.pk)
    assert (cropped.elapsed_time_s, cropped.distance_m) == (100, pytest.approx(100 * 3.6))
    session_service.uncrop_session(cropped)
    for part in (parts[1], parts[0]):
        session_service.join_session(SessionStatistics.objects.get(pk=part.pk))
        work_off_jobs()
    assert everything() == before
    assert database.raw["fs.files"].count_documents({"metadata.kind": "raw"}) == raw


def test_what_cannot_be_cut_is_refused_in_words(runner):
    session = sessions()[0]
    for at_s in (0, 5, session.elapsed_time_s):
        with pytest.raises(SessionProblem, match="Both parts must last 10 s"):
            session_service.split_session(session, at_s)
    with pytest.raises(SessionProblem, match="must lie within the session"):
        session_service.crop_session(session, 100, 50)
    for undo in (session_service.uncrop_session, session_service.join_session):
        with pytest.raises(SessionProblem, match=r"not cropped|nothing to join"):
            undo(session)
    typed = session_service.create_typed_session(
        runner, start_time=fit_files.START, sport="running", timer_time_s=1800
    )
    with pytest.raises(SessionProblem, match="typed in"):
        session_service.split_session(typed, 600)
    work_off_jobs()


def test_nothing_of_the_old_documents_is_needed(runner):
    before = everything()
    for name in (
        "sessionStatistics",
        "sessionDetails",
        "sessionsParquet",
        "runnerHistory",
        "critical_speeds",
    ):
        database.raw[name].delete_many({})
    Runner.objects.filter(pk=runner.pk).update(personal_bests=[], critical_speed_mps=None)
    call_command("rebuild", runner=runner.pk)
    assert everything() == before


def test_a_rebuild_in_slices_is_the_same(runner, monkeypatch):
    before = everything()
    monkeypatch.setattr("sessions.services.rebuild._SLICE_S", 0.0)
    call_command("rebuild", runner=runner.pk)
    assert everything() == before


def test_what_is_stored_whole_is_called_whole(runner, capsys):
    call_command("verify_storage", orphans_older_than_s=0)
    assert "whole" in capsys.readouterr().out


def test_missing_and_altered_columns_figures_and_orphans_are_reported_and_repaired(runner, capsys):
    before = everything()
    one, two, three, *_ = SessionParquet.objects.order_by("pk")
    storage.delete_blob(one.blob_id)
    spoil(two.blob_id)
    SessionStatistics.objects.filter(pk=three.pk).delete()
    storage.write_blob("0" * 24, "lost", fit_files.named("lost", b"x"), kind="raw")
    with pytest.raises(CommandError, match="4 things"):
        call_command("verify_storage", orphans_older_than_s=-5)
    said = capsys.readouterr().out
    assert f"missing: columns of session {one.pk}" in said
    assert f"altered: columns of session {two.pk}" in said
    assert f"missing: figures of session {three.pk}" in said
    assert "orphaned: stored bytes 000" in said
    call_command("verify_storage", repair=True, orphans_older_than_s=-5)
    assert everything() == before


def test_figures_are_missing_only_once_their_file_is_no_longer_being_read(runner, capsys):
    session = SessionStatistics.objects.order_by("pk").first()
    row = UploadFile.objects.filter(sha256=session.fit.sha256)
    SessionStatistics.objects.filter(pk=session.pk).delete()
    row.update(status=UploadFile.Status.PROCESSING)
    call_command("verify_storage", orphans_older_than_s=0)
    row.update(status=UploadFile.Status.PROCESSED)
    with pytest.raises(CommandError, match="1 things"):
        call_command("verify_storage", orphans_older_than_s=0)
    assert f"missing: figures of session {session.pk}" in capsys.readouterr().out


def test_an_altered_raw_file_is_reported_and_its_session_is_not_thrown_away(runner, capsys):
    fit = SessionFIT.objects.first()
    spoil(fit.blob_id)
    with pytest.raises(CommandError, match="1 things"):
        call_command("verify_storage", repair=True)
    assert f"altered: raw file {fit.pk}" in capsys.readouterr().out
    assert len(sessions()) == 5


def spoil(blob_id: str) -> None:
    from bson import ObjectId

    key = {"files_id": ObjectId(blob_id), "n": 0}
    data = database.raw["fs.chunks"].find_one(key)["data"]
    database.raw["fs.chunks"].update_one(key, {"$set": {"data": bytes([data[0] ^ 255]) + data[1:]}})


def test_an_upload_that_was_never_answered_is_forgotten_after_an_hour_and_answered_ones_stay(runner):
    from sessions.models import Upload, UploadFile
    from sessions.tasks import sweep_orphans

    answered = Upload.objects.get()
    cut_off = Upload.objects.create(runner=runner)
    UploadFile.objects.create(
        upload=cut_off, runner_id=runner.pk, position="00000", name="a.fit", blob_id="0" * 24
    )
    sweep_orphans()
    assert Upload.objects.count() == 2
    Upload.objects.update(created_at=fit_files.START - timedelta(days=1))
    sweep_orphans()
    assert Upload.objects.get() == answered
    assert not UploadFile.objects.filter(name="a.fit").exists()
