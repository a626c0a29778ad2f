"""sessions/ with its parts and uploads/, with files of our own encoder through the real pipeline."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import timedelta

import pyarrow.ipc
import pyarrow.parquet
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from runlab_site.models import BackgroundJob
from sessions.models import SessionStatistics, Upload
from tests import fit_files
from tests.jobs import work_off_jobs

pytestmark = pytest.mark.django_db

SESSIONS, UPLOADS = "/api/v1/sessions/", "/api/v1/uploads/"


def file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


# Uploads ------------------------------------------------------------------------------------------------


def test_an_upload_is_202_with_its_job_and_its_files_are_told(people, client_of):
    client = client_of(people.athlete)
    answer = client.post(
        UPLOADS,
        {"files": [file("a.fit", fit_files.run()), file("bad.fit", b"<html>"), file("empty.fit", b"")]},
        format="multipart",
    )
    job = answer.json()
    assert answer.status_code == 202
    assert answer["Location"] == f"/api/v1/jobs/{job['id']}/"
    assert (job["type"], job["status"], job["progress_percent"]) == ("file_processing", "pending", 0)
    assert job["runner"] == people.runner.pk
    work_off_jobs()
    upload = client.get(f"{UPLOADS}{job['upload']}/").json()
    assert upload["counts"] == {
        "received": 3, "pending": 0, "processing": 0, "processed": 1, "duplicate": 0, "rejected": 2, "skipped": 0,
    }  # fmt: skip
    assert [one["status"] for one in upload["files"]] == ["processed", "rejected", "rejected"]
    assert upload["files"][0]["sha256"] == hashlib.sha256(fit_files.run()).hexdigest()
    assert set(upload["files"][1]["problem"]) == {"title", "detail"}
    assert upload["job"] == job["id"]
    session = SessionStatistics.objects.get()
    assert upload["files"][0]["sessions"] == [session.pk]
    listed = client.get(UPLOADS).json()["results"]
    assert [(one["id"], one["counts"]) for one in listed] == [(upload["id"], upload["counts"])]
    assert "files" not in listed[0]


def test_an_upload_outlives_its_job(people, client_of):
    client = client_of(people.athlete)
    job = client.post(UPLOADS, {"files": [file("a.fit", fit_files.run())]}, format="multipart").json()
    work_off_jobs()
    BackgroundJob.objects.all().delete()
    assert client.get(f"{UPLOADS}{job['upload']}/").json()["job"] is None
    assert client.get(UPLOADS).json()["results"][0]["job"] is None


def test_a_coach_uploads_for_an_athlete_of_the_squad_and_for_no_other(people, client_of):
    client = client_of(people.coach)

    def post(**more):
        return client.post(UPLOADS, {"files": [file("a.fit", fit_files.run())], **more}, format="multipart")

    assert post(runner=people.runner.pk).json()["runner"] == people.runner.pk
    foreign = post(runner=people.foreign_runner.pk)
    assert (foreign.status_code, foreign.json()["errors"][0]["field"]) == (400, "runner")
    nobody = post()
    assert (nobody.status_code, nobody.json()["errors"][0]["field"]) == (400, "runner")
    assert Upload.objects.filter(runner=people.foreign_runner).count() == 0


@pytest.mark.parametrize("body", [{}, {"files": []}, {"file": "x"}, {"files": "text"}])
def test_an_upload_without_files_is_400(people, client_of, body):
    answer = client_of(people.athlete).post(UPLOADS, body, format="multipart")
    assert answer.status_code == 400
    assert Upload.objects.count() == 0


def test_an_upload_as_json_is_415(people, client_of):
    assert client_of(people.athlete).post(UPLOADS, {"files": []}).status_code == 415


def test_the_same_upload_under_one_idempotency_key_is_received_once(people, client_of):
    client = client_of(people.athlete)

    def post():
        body = {"files": [file("a.fit", fit_files.run())]}
        return client.post(UPLOADS, body, format="multipart", HTTP_IDEMPOTENCY_KEY="u1")

    first, again = post(), post()
    assert again["Idempotent-Replayed"] == "true"
    assert first.json() == again.json()
    assert Upload.objects.count() == 1


def test_other_files_under_the_same_idempotency_key_are_422(people, client_of):
    client = client_of(people.athlete)
    for seconds, status in ((600, 202), (601, 422)):
        body = {"files": [file("a.fit", fit_files.run(seconds=seconds))]}
        answer = client.post(UPLOADS, body, format="multipart", HTTP_IDEMPOTENCY_KEY="u1")
        assert answer.status_code == status


# Sessions -----------------------------------------------------------------------------------------------


def test_a_session_is_told_with_its_file_and_figures(people, client_of, run_of):
    session = run_of(people.runner, "lunch.fit", seconds=1200, speed_mps=3.0)
    told = client_of(people.athlete).get(f"{SESSIONS}{session.pk}/").json()
    assert told["id"] == session.pk
    assert told["runner"] == people.runner.pk
    assert told["file_name"] == "lunch.fit"
    assert told["file_sha256"] == hashlib.sha256(fit_files.run(seconds=1200, speed_mps=3.0)).hexdigest()
    assert told["start_time"] == f"{fit_files.START:%Y-%m-%dT%H:%M:%S}.000Z"
    assert told["timer_time_s"] == pytest.approx(1200)
    assert told["distance_m"] == pytest.approx(3600, abs=0.01)
    assert told["avg_heart_rate_bpm"] == pytest.approx(150)
    assert told["avg_power_w"] is None
    assert told["device"]["manufacturer"]


def test_moments_are_utc_whatever_zone_the_reader_has(people, client_of, run_of):
    session = run_of(people.runner)
    people.athlete.time_zone = "Asia/Tokyo"
    people.athlete.save()
    told = client_of(people.athlete).get(f"{SESSIONS}{session.pk}/").json()
    assert told["start_time"] == f"{fit_files.START:%Y-%m-%dT%H:%M:%S}.000Z"


def test_sessions_are_found_by_runner_sport_and_time(people, client_of, run_of):
    early = run_of(people.runner)
    late = run_of(people.runner, "b.fit", start=fit_files.START + timedelta(days=3))
    ride = run_of(people.runner, "c.fit", start=fit_files.START + timedelta(days=5), sport="cycling")
    client = client_of(people.coach)

    def found(query):
        answer = client.get(f"{SESSIONS}?{query}")
        assert answer.status_code == 200, answer.content
        return [one["id"] for one in answer.json()["results"]]

    assert found("") == [ride.pk, late.pk, early.pk]
    assert found("ordering=start_time") == [early.pk, late.pk, ride.pk]
    assert found("sport=running") == [late.pk, early.pk]
    assert found(f"runner={people.runner.pk}&sport=cycling") == [ride.pk]
    since, until = (fit_files.START + timedelta(days=days) for days in (1, 4))
    assert found(f"start_time_from={since:%Y-%m-%dT%H:%M:%SZ}&start_time_to={until:%Y-%m-%dT%H:%M:%SZ}") == [
        late.pk
    ]
    assert found(f"runner={people.foreign_runner.pk}") == []
    assert client.get(f"{SESSIONS}?runner=x").status_code == 400
    assert client.get(f"{SESSIONS}?start_time_from=2026-05-04").status_code == 400


def test_what_is_not_ones_own_does_not_exist(people, client_of, run_of):
    session = run_of(people.runner)
    for user in (people.foreign_athlete, people.foreign_coach):
        client = client_of(user)
        assert client.get(SESSIONS).json()["results"] == []
        for part in ("", "statistics/", "laps/", "best-efforts/", "streams/", "original/", "why/"):
            mine = client.get(f"{SESSIONS}{session.pk}/{part}")
            none = client.get(f"{SESSIONS}{'0' * 24}/{part}")
            assert (mine.status_code, none.status_code) == (404, 404)
            assert {**mine.json(), "instance": ""} == {**none.json(), "instance": ""}
        assert client.patch(f"{SESSIONS}{session.pk}/", {"name": "x"}).status_code == 404
        assert client.delete(f"{SESSIONS}{session.pk}/").status_code == 404
    assert SessionStatistics.objects.filter(pk=session.pk).exists()


def test_an_edit_changes_what_people_may_say(people, client_of, run_of):
    session = run_of(people.runner)
    client = client_of(people.athlete)
    url = f"{SESSIONS}{session.pk}/"
    answer = client.patch(url, {"name": "Hills", "rpe": 6, "effort": "race", "notes": "Windy"})
    assert answer.status_code == 200
    assert [answer.json()[name] for name in ("name", "rpe", "effort", "notes")] == [
        "Hills",
        6,
        "race",
        "Windy",
    ]
    assert client.patch(url, {"distance_m": 4000}).status_code == 200
    work_off_jobs()
    told = client.get(url).json()
    assert told["distance_m"] == pytest.approx(4000)
    assert told["name"] == "Hills"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"rpe": 11}, "rpe"),
        ({"effort": "party"}, "effort"),
        ({"rtss": 1}, "rtss"),
        ({"runner": "0" * 24}, "runner"),
        ({"id": "0" * 24}, "id"),
        ({"measured": {}}, "measured"),
        ({"distance_m": -1}, "distance_m"),
    ],
)
def test_what_cannot_be_is_400_and_changes_nothing(people, client_of, run_of, body, field):
    session = run_of(people.runner)
    before = client_of(people.athlete).get(f"{SESSIONS}{session.pk}/").json()
    answer = client_of(people.athlete).patch(f"{SESSIONS}{session.pk}/", body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)
    assert client_of(people.athlete).get(f"{SESSIONS}{session.pk}/").json() == before


def test_a_deleted_session_is_gone(people, client_of, run_of):
    session = run_of(people.runner)
    client = client_of(people.athlete)
    assert client.delete(f"{SESSIONS}{session.pk}/").status_code == 204
    work_off_jobs()
    assert client.get(f"{SESSIONS}{session.pk}/").status_code == 404


def test_a_session_without_a_file_is_typed_in(people, client_of):
    client = client_of(people.athlete)
    body = {
        "start_time": "2026-05-03T08:00:00+02:00",
        "sport": "running",
        "timer_time_s": 1800,
        "distance_m": 5000,
        "rpe": 4,
    }
    answer = client.post(SESSIONS, body)
    assert answer.status_code == 201, answer.content
    work_off_jobs()
    told = client.get(answer["Location"]).json()
    assert told["start_time"] == "2026-05-03T06:00:00.000Z"
    assert (told["timer_time_s"], told["distance_m"], told["rpe"]) == (1800, 5000, 4)
    assert told["file_name"] is None
    assert client.get(f"{answer['Location']}original/").status_code == 404


# Parts of a session -------------------------------------------------------------------------------------


def test_statistics_hold_every_figure_and_say_why_one_is_missing(people, client_of, run_of):
    session = run_of(people.runner, seconds=1500)
    told = client_of(people.athlete).get(f"{SESSIONS}{session.pk}/statistics/").json()
    assert told["distance_m"] == pytest.approx(4500, abs=0.01)
    assert sum(told["time_in_heart_rate_zones_s"]) == pytest.approx(1500, abs=2)
    assert told["formula_version"]
    unknown = {name for name, value in told.items() if value is None}
    assert unknown
    assert unknown <= told["missing"].keys()


def test_laps_and_best_efforts_are_lists(people, client_of, run_of):
    session = run_of(people.runner, seconds=1200, speed_mps=3.0)
    client = client_of(people.athlete)
    laps = client.get(f"{SESSIONS}{session.pk}/laps/").json()
    efforts = client.get(f"{SESSIONS}{session.pk}/best-efforts/").json()["results"]
    assert [lap["distance_m"] for lap in laps["results"]] == [pytest.approx(3600, abs=0.01)]
    assert (laps["next"], laps["previous"]) == (None, None)
    assert {one["distance_m"]: round(one["time_s"], 1) for one in efforts}[1000.0] == pytest.approx(
        333.3, abs=0.1
    )
    assert {(one["is_personal_best"], one["rank"]) for one in efforts} == {(True, 1)}


def test_a_slower_effort_has_its_rank(people, client_of, run_of):
    run_of(people.runner, "fast.fit", speed_mps=4.0)
    slow = run_of(people.runner, "slow.fit", speed_mps=3.0, start=fit_files.START + timedelta(days=1))
    efforts = client_of(people.athlete).get(f"{SESSIONS}{slow.pk}/best-efforts/").json()["results"]
    assert efforts
    assert {(one["rank"], one["is_personal_best"]) for one in efforts} == {(2, False)}


def test_a_stored_list_has_pages_too(people, client_of, run_of):
    session = run_of(people.runner, seconds=1200)
    client = client_of(people.athlete)
    url, seen = f"{SESSIONS}{session.pk}/best-efforts/?limit=2", []
    while url:
        page = client.get(url).json()
        seen += [one["distance_m"] for one in page["results"]]
        url, last = page["next"], page
    assert seen == sorted(set(seen))
    assert len(seen) >= 4
    assert client.get(last["previous"]).status_code == 200


def test_streams_have_columns_of_equal_length(people, client_of, run_of):
    session = run_of(people.runner, seconds=600)
    told = client_of(people.athlete).get(f"{SESSIONS}{session.pk}/streams/").json()
    assert told["count"] == 601
    assert {len(values) for values in told["columns"].values()} == {601}
    assert {"time_s", "distance_m", "heart_rate_bpm", "latitude_deg", "longitude_deg"} <= set(told["columns"])
    assert told["columns"]["distance_m"][-1] == pytest.approx(1800, abs=0.01)


def test_streams_are_chosen_cut_and_thinned(people, client_of, run_of):
    session = run_of(people.runner, seconds=600)
    client = client_of(people.athlete)
    url = f"{SESSIONS}{session.pk}/streams/"
    told = client.get(f"{url}?columns=distance_m&from_s=100&to_s=300&max_points=11").json()
    assert list(told["columns"]) == ["time_s", "distance_m"]
    assert told["columns"]["time_s"] == [100 + 20 * step for step in range(11)]
    assert client.get(f"{url}?columns=nonsense").status_code == 400
    assert client.get(f"{url}?columns=distance_m&columns=time_s").status_code == 400
    assert client.get(f"{url}?max_points=1").status_code == 400


def test_streams_are_offered_as_csv_parquet_and_arrow_with_units(people, client_of, run_of):
    session = run_of(people.runner, seconds=600)
    client = client_of(people.athlete)
    url = f"{SESSIONS}{session.pk}/streams/"
    rows = list(csv.DictReader(io.StringIO(client.get(f"{url}?format=csv").content.decode())))
    parquet = client.get(url, HTTP_ACCEPT="application/vnd.apache.parquet")
    arrow = client.get(url, HTTP_ACCEPT="application/vnd.apache.arrow.stream")
    table = pyarrow.parquet.read_table(io.BytesIO(parquet.content))
    with pyarrow.ipc.open_stream(arrow.content) as reader:
        streamed = reader.read_all()
    assert (len(rows), len(table), len(streamed)) == (601, 601, 601)
    assert table.schema.field("heart_rate_bpm").metadata[b"unit"] == b"bpm"
    assert streamed.schema.field("distance_m").metadata[b"unit"] == b"m"
    assert parquet["Content-Type"] == "application/vnd.apache.parquet"
    assert (
        client.get(
            url, HTTP_ACCEPT="application/vnd.apache.parquet", HTTP_IF_NONE_MATCH=parquet["ETag"]
        ).status_code
        == 304
    )


def test_the_original_is_the_bytes_that_were_uploaded(people, client_of, run_of):
    session = run_of(people.runner, 'he"llo\u00e9.fit', seconds=700)
    client = client_of(people.athlete)
    answer = client.get(f"{SESSIONS}{session.pk}/original/")
    content = b"".join(answer.streaming_content)
    assert content == fit_files.run(seconds=700)
    assert answer["ETag"] == f'"{hashlib.sha256(content).hexdigest()}"'
    assert answer["Content-Type"] == "application/vnd.ant.fit"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    again = client.get(f"{SESSIONS}{session.pk}/original/", HTTP_IF_NONE_MATCH=answer["ETag"])
    assert again.status_code == 304


def test_why_explains_a_figure(people, client_of, run_of):
    session = run_of(people.runner, seconds=1200)
    client = client_of(people.athlete)
    told = client.get(f"{SESSIONS}{session.pk}/why/?figure=distance_m").json()["results"]
    assert [one["figure"] for one in told] == ["distance_m"]
    assert told[0]["value"] == pytest.approx(3600, abs=0.01)
    assert (told[0]["unit"], bool(told[0]["source_reference"])) == ("m", True)
    assert len(client.get(f"{SESSIONS}{session.pk}/why/").json()["results"]) > 5


# Cutting ------------------------------------------------------------------------------------------------


def test_a_session_is_cropped_and_the_crop_taken_back(people, client_of, run_of):
    session, client = run_of(people.runner, speed_mps=3.0), client_of(people.athlete)
    place = f"{SESSIONS}{session.pk}/"
    answer = client.post(f"{place}crop/", {"from_s": 100, "to_s": 700})
    assert (answer.status_code, answer.json()["type"]) == (202, "statistics_recomputation")
    work_off_jobs()
    told = client.get(place).json()
    assert (told["elapsed_time_s"], told["distance_m"]) == (600, pytest.approx(1800))
    streams = client.get(f"{place}streams/?columns=distance_m").json()["columns"]
    assert (streams["time_s"][0], streams["distance_m"][0]) == (0, 0)
    assert (streams["time_s"][-1], streams["distance_m"][-1]) == (600, pytest.approx(1800))
    assert client.delete(f"{place}crop/").status_code == 202
    work_off_jobs()
    assert client.get(place).json()["elapsed_time_s"] == 1200
    assert client.delete(f"{place}crop/").status_code == 400


def test_a_session_is_split_in_two_and_joined_again(people, client_of, run_of):
    session, client = run_of(people.runner, speed_mps=3.0), client_of(people.athlete)
    place = f"{SESSIONS}{session.pk}/"
    answer = client.post(f"{place}split/", {"at_s": 500})
    assert answer.status_code == 202
    second = answer["Content-Location"]
    work_off_jobs()
    times = [client.get(one).json()["elapsed_time_s"] for one in (place, second)]
    assert times == [500, 700]
    assert client.get(f"{second}original/")["ETag"] == client.get(f"{place}original/")["ETag"]
    answer = client.delete(f"{second}split/")
    assert (answer.status_code, answer["Content-Location"]) == (202, place)
    work_off_jobs()
    assert client.get(second).status_code == 404
    assert client.get(place).json()["elapsed_time_s"] == 1200


@pytest.mark.parametrize(
    ("verb", "body", "field"),
    [("split", {"at_s": 3}, "at_s"), ("split", {}, "at_s"), ("crop", {"from_s": 9, "to_s": 5}, "to_s")],
)
def test_a_cut_that_cannot_be_is_400_with_the_field(people, client_of, run_of, verb, body, field):
    session = run_of(people.runner)
    answer = client_of(people.athlete).post(f"{SESSIONS}{session.pk}/{verb}/", body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)
