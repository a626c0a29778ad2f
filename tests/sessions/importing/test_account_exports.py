"""Account exports of the services as they come: folders, nested ZIPs, gzip, tables, pictures, monitoring."""

from __future__ import annotations

import gzip
import io
import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from rest_framework.test import APIClient

import fitparse_sdk as fit
from runlab_site.accounts.models import User
from runlab_site.models import BackgroundJob
from runners.services.runner_service import create_minimal_runner_for_user
from sessions.importing.export_tables import table_rows
from sessions.importing.export_words import Words
from sessions.management.commands import import_folder
from sessions.models import SessionFIT, SessionStatistics, UploadFile
from sessions.services.rebuild import rebuild_now
from tests import fit_files, track_files
from tests.jobs import work_off_jobs

pytestmark = pytest.mark.django_db

STRAVA_HEADER = (
    "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,Max Heart Rate,"
    "Relative Effort,Commute,Activity Private Note,Activity Gear,Filename,Athlete Weight,Perceived Exertion"
)

PHONE_TABLE = b"Activity Name,Filename\nFrom the phone,phone.gpx\n"


@pytest.fixture
def user(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    return User.objects.create_user("ada@example.com", name="Ada Quick", password="a long one, this")


@pytest.fixture
def runner(user):
    return create_minimal_runner_for_user(user)


def upload(user, files: dict[str, bytes]) -> dict:
    client = APIClient()
    client.force_login(user)
    body = {"files": [SimpleUploadedFile(name, content) for name, content in files.items()]}
    answer = client.post("/api/v1/uploads/", body, format="multipart")
    assert answer.status_code == 202, answer.content
    work_off_jobs()
    return client.get(f"/api/v1/uploads/{answer.json()['upload']}/").json()


def run_of(day: int, **run) -> bytes:
    return fit_files.run(start=fit_files.START + timedelta(days=day), seconds=120, **run)


def monitoring(day: int) -> bytes:
    when = fit_files.START + timedelta(days=day)
    identity = {"type": "monitoring_b", "manufacturer": "garmin", "serial_number": 7, "time_created": when}
    return fit.encode([("file_id", identity), ("monitoring", {"timestamp": when, "heart_rate": 52})])


def strava_export() -> bytes:
    rows = [
        '1001,"May 3, 2026, 6:30:00 AM",Ostseelauf,Run,"Windy, but fine",120,0.36,,,false,,Pegasus 41,activities/1001.fit.gz,60,7.0',
        '1002,"May 4, 2026, 6:30:00 AM","Along, the ""lake""",Run,,120,0.36,,,false,Left calf tight,,activities/1002.gpx,60,',
        '1003,"May 5, 2026, 6:30:00 AM",Typed in,Run,,120,0.36,,,false,,,,60,',
    ]
    gpx = track_files.gpx_run(seconds=120).replace(b"2026-05-03", b"2026-05-04")
    return fit_files.zip_of(
        {
            "activities.csv": "\n".join([STRAVA_HEADER, *rows]).encode(),
            "activities/1001.fit.gz": gzip.compress(run_of(0)),
            "activities/1002.gpx": gpx,
            "media/5e1f.jpg": b"\xff\xd8\xff\xe0" + bytes(300),
            "profile.csv": b"Athlete ID,First Name\n1,Ada\n",
        }
    )


def garmin_export() -> bytes:
    part = fit_files.zip_of(
        {
            "ada@example.com_70001.fit": run_of(0),
            "ada@example.com_70002.fit": monitoring(0),
            "x_70003.fit": run_of(1),
        }
    )
    second = fit_files.zip_of(
        {"ada@example.com_70004.fit": run_of(2), "ada@example.com_70005.fit": monitoring(2)}
    )
    activities = [
        {"activityId": 70001, "name": "Stralsund Laufen", "description": "With Bo", "workoutRpe": 60},
        {"activityId": 70003, "name": "Track", "startTimeGmt": 1777876200000.0},
    ]
    gear = {
        "gearDTOS": [{"gearPk": 9, "displayName": "Endorphin Speed 4"}],
        "gearActivityDTOs": {"9": [{"activityId": 70003, "gearPk": 9}, {"activityId": 70004, "gearPk": 9}]},
    }
    return fit_files.zip_of(
        {
            "DI_CONNECT/DI-Connect-Fitness/ada_0_summarizedActivities.json": json.dumps(
                [{"summarizedActivitiesExport": activities}]
            ).encode(),
            "DI_CONNECT/DI-Connect-Fitness/ada_gear.json": json.dumps([gear]).encode(),
            "DI_CONNECT/DI-Connect-Wellness/2026_sleepData.json": b'[{"sleep": 1}]',
            "DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part1.zip": part,
            "DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part2.zip": second,
        }
    )


def training_peaks_export() -> bytes:
    header = "Title,WorkoutType,WorkoutDescription,PlannedDuration,CoachComments,WorkoutDay,AthleteComments,Rpe,Feeling"
    rows = [
        "Easy 5,Run,30 min easy,0.5,,2026-05-03,Felt heavy,4,3",
        "Two a day,Run,,,,2026-05-04,,,",
        "Again,Run,,,,2026-05-04,,,",
    ]
    return fit_files.zip_of(
        {
            "workouts.csv": "\ufeff".encode() + "\r\n".join([header, *rows]).encode(),
            "ada.2026-05-03-06-30-00-000Z.GarminPing.AAAA.FIT.gz": gzip.compress(run_of(0)),
            "ada.2026-05-04-06-30-00-000Z.GarminPing.BBBB.FIT.gz": gzip.compress(run_of(1)),
        }
    )


def runalyze_export() -> bytes:
    rows = '"date";"time";"sport";"title";"distance";"notes";"rpe";"equipment"\n03.05.2026;08:30;Laufen;Früh;0,36;"Föhn, 12°";6;"Vaporfly, Socken"\n'
    tcx = track_files.tcx_run(seconds=120)
    return fit_files.zip_of(
        {"activities/2026/12345.tcx": tcx, "runalyze-activities.csv": rows.encode("latin-1")}
    )


def by_day() -> list[SessionStatistics]:
    return list(SessionStatistics.objects.order_by("start_time"))


def test_a_strava_export_keeps_names_notes_exertion_and_gear(user, runner):
    said = upload(user, {"export_1.zip": strava_export()})
    first, second = by_day()
    assert (first.name, first.notes, first.gear, first.rpe) == (
        "Ostseelauf",
        "Windy, but fine",
        "Pegasus 41",
        7,
    )
    assert (second.name, second.notes, second.gear, second.rpe) == (
        'Along, the "lake"',
        "Left calf tight",
        "",
        None,
    )
    assert said["counts"] == {
        "received": 5, "pending": 0, "processing": 0, "processed": 2, "duplicate": 0, "rejected": 0, "skipped": 3,
    }  # fmt: skip
    assert SessionFIT.objects.get(pk=second.fit_id).file_format == "gpx"


def test_strava_with_translated_headers_is_read_by_the_order_of_its_columns(user, runner):
    german = "Aktivitäts-ID,Aktivitätsdatum,Name der Aktivität,Aktivitätsart,Beschreibung der Aktivität,a,b,c,d,Pendelfahrt,Private Notiz,Ausrüstung für die Aktivität,Dateiname"
    row = '1001,"03.05.2026, 06:30:00",Ostseelauf,Lauf,Windig,120,"0,36",,,false,,Pegasus 41,activities/1001.fit.gz'
    content = fit_files.zip_of(
        {"activities.csv": f"{german}\n{row}\n".encode(), "activities/1001.fit.gz": gzip.compress(run_of(0))}
    )
    upload(user, {"export.zip": content})
    (session,) = by_day()
    assert (session.name, session.notes, session.gear) == ("Ostseelauf", "Windig", "Pegasus 41")


def test_strava_tells_exertion_in_german_too():
    header = "Aktivitäts-ID,Aktivitätsdatum,Name der Aktivität,Aktivitätsart,Aktivitätsbeschreibung,Verstrichene Zeit,Distanz,Max. Herzfrequenz,Relative Leistung,Pendeln,Hinweis zur Privatsphäre,Aktivitätsausrüstung,Dateiname,Gefühlte Anstrengung"
    row = '1001,"09.12.2022, 15:24:49",Lauf am See,Lauf,"bewölkt, 0 °C\n",3189,"9,44",,,false,,Pegasus,activities/1001.gpx,"7,0"'
    (found,) = table_rows(f"{header}\n{row}\n".encode(), "export_1/activities.csv")
    assert found.words == Words("Lauf am See", "bewölkt, 0 °C", 7.0, "Pegasus")
    assert found.file_stem == "1001"


def test_a_garmin_export_keeps_names_of_nested_zips_and_skips_monitoring(user, runner):
    said = upload(user, {"garmin.zip": garmin_export()})
    one, two, three = by_day()
    assert (one.name, one.notes, one.rpe, one.gear) == ("Stralsund Laufen", "With Bo", 6, "")
    assert (two.name, two.gear) == ("Track", "Endorphin Speed 4")
    assert three.gear == "Endorphin Speed 4"
    assert (said["counts"]["processed"], said["counts"]["skipped"], said["counts"]["rejected"]) == (3, 5, 0)
    reasons = [one["problem"]["detail"] for one in said["files"] if one["status"] == "skipped"]
    assert sum("daily monitoring" in reason for reason in reasons) == 2


def test_a_training_peaks_export_is_matched_by_day_where_the_day_has_one(user, runner):
    upload(user, {"tp.zip": training_peaks_export()})
    one, two = by_day()
    assert (one.name, one.rpe) == ("Easy 5", 4)
    assert one.notes == "Felt heavy\n\n30 min easy"
    assert two.name == ""


def test_a_runalyze_export_is_matched_by_its_start(user, runner):
    runner.time_zone = "Europe/Berlin"
    runner.save()
    upload(user, {"runalyze.zip": runalyze_export()})
    (session,) = by_day()
    assert (session.name, session.notes, session.gear, session.rpe) == (
        "Früh",
        "Föhn, 12°",
        "Vaporfly, Socken",
        6,
    )


def test_what_a_person_types_goes_before_the_exports_words(user, runner):
    upload(user, {"export.zip": strava_export()})
    client = APIClient()
    client.force_login(user)
    first = by_day()[0]
    answer = client.patch(f"/api/v1/sessions/{first.pk}/", {"gear": "Bare feet", "rpe": 3}, format="json")
    assert (answer.status_code, answer.json()["gear"]) == (200, "Bare feet")
    work_off_jobs()
    shown = client.get(f"/api/v1/sessions/{first.pk}/").json()
    assert (shown["name"], shown["gear"], shown["rpe"]) == ("Ostseelauf", "Bare feet", 3)


def test_a_rebuild_finds_the_words_again(user, runner):
    upload(user, {"export.zip": strava_export()})
    before = [(one.pk, one.name, one.notes, one.gear, one.rpe) for one in by_day()]
    rebuild_now(runner)
    assert [(one.pk, one.name, one.notes, one.gear, one.rpe) for one in by_day()] == before


def test_the_same_export_again_counts_nothing_twice(user, runner):
    upload(user, {"export.zip": strava_export()})
    said = upload(user, {"export.zip": strava_export()})
    assert (said["counts"]["processed"], said["counts"]["duplicate"], said["counts"]["skipped"]) == (0, 2, 3)
    assert SessionStatistics.objects.count() == 2


def test_words_reach_sessions_that_were_there_before_the_export(user, runner):
    upload(user, {"a.fit": run_of(0)})
    (session,) = by_day()
    said = upload(user, {"export.zip": strava_export()})
    session.refresh_from_db()
    assert said["counts"]["duplicate"] == 1
    assert (session.name, session.notes, session.gear) == ("Ostseelauf", "Windy, but fine", "Pegasus 41")
    assert session.rpe is None


def test_the_gpx_of_a_run_that_the_watch_brought_is_held_and_names_it(user, runner):
    upload(user, {"watch.fit": run_of(0)})
    said = upload(user, {"phone.gpx": track_files.gpx_run(seconds=120), "activities.csv": PHONE_TABLE})
    (session,) = by_day()
    assert (said["counts"]["duplicate"], said["counts"]["skipped"]) == (1, 1)
    assert session.name == "From the phone"
    rebuild_now(runner)
    assert by_day()[0].name == "From the phone"


def test_the_page_counts_what_was_read_and_skipped_and_leads_to_fitness(user, runner):
    said = upload(user, {"garmin.zip": garmin_export()})
    client = Client()
    client.force_login(user)
    page = client.get(f"/uploads/{said['id']}/").content.decode()
    assert "3 files read, 5 skipped" in page
    assert "2 files: is a file of daily monitoring" in page
    assert f"/uploads/{said['id']}/fitness/" in page.split("data-next")[0][-200:]
    onward = client.get(f"/uploads/{said['id']}/fitness/")
    assert onward.url == f"/runners/{runner.pk}/fitness/"
    assert "ada@example.com_70002.fit" not in page


def test_the_page_of_a_session_shows_gear_and_notes(user, runner):
    upload(user, {"export.zip": strava_export()})
    client = Client()
    client.force_login(user)
    page = client.get(f"/sessions/{by_day()[0].pk}/").content.decode()
    assert "Pegasus 41" in page
    assert "Windy, but fine" in page


def test_an_export_of_nothing_but_monitoring_says_what_it_holds(user, runner):
    said = upload(user, {"all.zip": fit_files.zip_of({"a.fit": monitoring(0), "b.fit": monitoring(1)})})
    job = BackgroundJob.objects.filter(type="file_processing").get()
    assert said["counts"]["skipped"] == 2
    assert job.status == "failed"
    assert "daily monitoring" in job.problem["detail"]


def test_an_unpacked_export_is_imported_from_its_folder_with_its_words(user, runner, tmp_path, monkeypatch):
    folder = tmp_path / "export" / "activities"
    folder.mkdir(parents=True)
    header, row = (
        STRAVA_HEADER,
        '1001,"May 3, 2026, 6:30:00 AM",Ostseelauf,Run,,120,0.36,,,false,,Pegasus 41,activities/1001.fit.gz,60,7.0',
    )
    (folder.parent / "activities.csv").write_text(f"{header}\n{row}\n")
    (folder / "1001.fit.gz").write_bytes(gzip.compress(run_of(0)))
    (folder / "1002.tcx").write_bytes(track_files.tcx_run(seconds=120).replace(b"2026-05-03", b"2026-05-06"))
    (folder / "m.fit").write_bytes(monitoring(3))
    # The command waits for workers; here the work is done while it waits.
    monkeypatch.setattr(import_folder, "time", SimpleNamespace(sleep=lambda _: work_off_jobs()))
    out = io.StringIO()
    call_command("import_folder", str(folder.parent), runner=runner.pk, stdout=out, stderr=io.StringIO())
    assert "2 runs read, 0 duplicates held, 0 rejected, 2 skipped." in out.getvalue()
    assert "daily monitoring" in out.getvalue()
    assert by_day()[0].gear == "Pegasus 41"


def test_nested_zips_share_the_bounds_of_the_one_they_lie_in(user, runner, settings):
    inner = fit_files.zip_of({"a.fit": run_of(0), "zeros.bin": bytes(900_000)})
    other = fit_files.zip_of({"b.fit": run_of(1), "zeros.bin": bytes(900_000)})
    settings.CONFIG = _config(settings, max_zip_total_mb=1)
    said = upload(user, {"all.zip": fit_files.zip_of({"1.zip": inner, "2.zip": other})})
    problems = [one["problem"]["title"] for one in said["files"] if one["status"] == "rejected"]
    assert problems == ["Too large unpacked"]
    assert said["counts"]["processed"] == 1


def test_nested_zips_share_the_number_of_entries(user, runner, settings):
    inner = fit_files.zip_of({f"{n}.txt": b"x" for n in range(5)})
    settings.CONFIG = _config(settings, max_zip_entries=8)
    said = upload(user, {"all.zip": fit_files.zip_of({"1.zip": inner, "2.zip": inner, "a.fit": run_of(0)})})
    problems = [one["problem"]["title"] for one in said["files"] if one["status"] == "rejected"]
    assert problems == ["Too many files"]
    assert UploadFile.objects.filter(status="skipped").count() == 5


def _config(settings, **changes):
    from dataclasses import replace

    return replace(settings.CONFIG, **changes)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Filename,Activity Name\n" + b'"' * 200_000,
        b"\xff\xfe\x00",
        b"Filename\x00,Name\n\x00,\x00\n",
        b"[" * 100_000,
        b'{"summarizedActivitiesExport": "no"}',
        b'{"summarizedActivitiesExport": [{"activityId": 1, "name": {"a": 1}, "startTimeGmt": 1e300, "workoutRpe": "x"}]}',
        b'[{"gearDTOS": [1], "gearActivityDTOs": [2]}]',
    ],
)
@pytest.mark.parametrize("name", ["activities.csv", "gear.json"])
def test_a_damaged_table_costs_only_its_words(user, runner, name, content):
    said = upload(user, {"export.zip": fit_files.zip_of({name: content, "a.fit": run_of(0)})})
    assert said["counts"]["processed"] == 1
    assert by_day()[0].name == ""
