"""workouts/: the library, one's own and shared ones; levels, W' balance, versions, copies, files in and out."""

from __future__ import annotations

import fitdecode
import garmin_fit_sdk
import icalendar
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from runners.models import Runner
from tests import fit_files
from tests.training.api.conftest import signed_in
from training.models import Workout
from training.planning.library import LIBRARY
from training.services.library_service import seed_library

pytestmark = pytest.mark.django_db(transaction=True)

WORKOUTS = "/api/v1/workouts/"


def test_a_coachs_workout_is_made_changed_and_read_by_other_programs(by_coach, by_athlete):
    body = {"name": "Fives", "kind": "quality", "shorthand": "@5x(1km C, 90s R)", "tags": ["track"]}
    made = by_coach.post(WORKOUTS, body, format="json")
    assert made.status_code == 201, made.content
    told = made.json()
    assert told["shorthand"] == "15m E;5x(1km C,90s R);10m E"
    assert told["estimated_time_s"] > 3000
    url = f"{WORKOUTS}{told['id']}/"
    data = by_coach.get(url, {"format": "fit"}).content
    messages, errors = garmin_fit_sdk.Decoder(garmin_fit_sdk.Stream.from_byte_array(bytearray(data))).read()
    assert not errors
    assert messages["workout_mesgs"][0]["wkt_name"] == "Fives"
    with fitdecode.FitReader(data) as reader:
        names = [frame.name for frame in reader if isinstance(frame, fitdecode.FitDataMessage)]
    assert names.count("workout_step") == 5
    calendar = icalendar.Calendar.from_ical(by_coach.get(url, {"format": "ics"}).content)
    assert str(calendar.walk("VEVENT")[0]["summary"]) == "Fives"
    etag = by_coach.get(url)["ETag"]
    assert by_coach.patch(url, {"name": "Six"}, format="json").status_code == 428
    changed = by_coach.patch(url, {"name": "Six"}, format="json", HTTP_IF_MATCH=etag)
    assert (changed.status_code, changed.json()["name"], changed.json()["version"]) == (200, "Six", 2)
    assert by_athlete.get(url).status_code == 404


def test_an_athlete_keeps_workouts_of_ones_own_that_the_coach_does_not_see(by_coach, by_athlete):
    made = by_athlete.post(WORKOUTS, {"name": "Mine", "shorthand": "30m E"}, format="json")
    assert made.status_code == 201, made.content
    assert by_coach.get(made["Location"]).status_code == 404
    etag = by_athlete.get(made["Location"])["ETag"]
    changed = by_athlete.patch(made["Location"], {"name": "Ours"}, format="json", HTTP_IF_MATCH=etag)
    assert changed.json()["version"] == 2
    assert len(by_athlete.get(f"{made['Location']}versions/").json()["results"]) == 2


def test_steps_make_the_same_workout_as_shorthand(by_coach):
    told = by_coach.post(WORKOUTS, {"name": "A", "shorthand": "10m E;4x(30s F,30s R)"}, format="json").json()
    again = by_coach.post(WORKOUTS, {"name": "B", "steps": told["steps"]}, format="json")
    assert again.json()["shorthand"] == told["shorthand"]


def test_wrong_shorthand_is_refused_with_its_column(by_coach):
    answer = by_coach.post(WORKOUTS, {"name": "A", "shorthand": "5x400 V"}, format="json")
    assert answer.status_code == 400
    assert "column" in str(answer.json()["errors"])


def test_the_library_is_read_by_all_and_changed_by_no_coach(by_coach, by_athlete):
    seed_library()
    rows = by_athlete.get(WORKOUTS, {"limit": 200}).json()["results"]
    assert len(rows) == len(LIBRARY)
    url = f"{WORKOUTS}{rows[0]['id']}/"
    etag = by_coach.get(url)["ETag"]
    assert by_coach.patch(url, {"name": "X"}, format="json", HTTP_IF_MATCH=etag).status_code == 403


def library(client, code, **query):
    seed_library()
    pk = Workout.objects.get(code=code, owner=None).pk
    return client.get(f"{WORKOUTS}{pk}/", query).json()


def test_the_list_is_filtered_by_name_kind_folder_and_tag(by_coach):
    seed_library()
    body = {"name": "Fives", "kind": "quality", "shorthand": "30m T", "tags": ["track"], "folder": "Winter"}
    by_coach.post(WORKOUTS, body, format="json")
    for query in ({"q": "five"}, {"folder": "Winter"}, {"tag": "track"}, {"source": "coach"}):
        assert [row["name"] for row in by_coach.get(WORKOUTS, query).json()["results"]] == ["Fives"], query
    kinds = {row["kind"] for row in by_coach.get(WORKOUTS, {"kind": "long"}).json()["results"]}
    assert kinds == {"long"}
    assert by_coach.get(WORKOUTS, {"sort": "name"}).status_code == 400


def test_a_level_sizes_a_workout(by_coach, runner):
    small = library(by_coach, "V3", runner=runner.pk, level=0)
    large = library(by_coach, "V3", runner=runner.pk, level=1)
    assert "3x(4m V" in small["shorthand"]
    assert "5x(4m V" in large["shorthand"]
    assert large["template"] == "@{3..5}x(4m V,3m R)"
    assert large["estimated_rtss"] > small["estimated_rtss"]
    assert (large["is_carried"], large["nearest_carried"]) == (True, None)
    # W' of 180 m after the first of 5 x 4 min at 1.06 of 4 m/s: 180 - 0.06 * 4 * 240; 12 single steps.
    assert large["w_prime_balance_m"][1] == pytest.approx(180 - 57.6)
    assert len(large["w_prime_balance_m"]) == 12


def test_what_w_prime_does_not_carry_is_refused_a_level_and_the_nearest_is_offered(by_coach, runner):
    body = {"name": "Hard", "kind": "quality", "shorthand": "@{2..6}x(2m 112%,30s 95%)"}
    url = f"{WORKOUTS}{by_coach.post(WORKOUTS, body, format='json').json()['id']}/"
    told = by_coach.get(url, {"runner": runner.pk, "level": 1}).json()
    assert told["is_carried"] is False
    assert min(told["w_prime_balance_m"]) < 0.15 * 180
    offered = told["nearest_carried"]
    assert offered["level"] < 1
    lower = by_coach.get(url, {"runner": runner.pk, "level": offered["level"]}).json()
    assert (lower["is_carried"], lower["shorthand"]) == (True, offered["shorthand"])


def test_without_levels_fewer_rounds_are_offered_and_then_another_workout(by_coach, runner):
    body = {"name": "Hard", "kind": "quality", "shorthand": "@6x(2m 112%,30s 95%)"}
    url = f"{WORKOUTS}{by_coach.post(WORKOUTS, body, format='json').json()['id']}/"
    offered = by_coach.get(url, {"runner": runner.pk}).json()["nearest_carried"]
    assert offered["code"] == ""
    assert "x(2m 112%,30s 95%)" in offered["shorthand"]
    Runner.objects.filter(pk=runner.pk).update(w_prime_m=40.0)
    offered = library(by_coach, "V3", runner=runner.pk, level=1)["nearest_carried"]
    assert offered["code"].startswith("V")


def test_estimates_for_a_runner_one_may_not_see_are_404(runner, foreign_coach):
    seed_library()
    pk = Workout.objects.get(code="T2").pk
    assert signed_in(foreign_coach).get(f"{WORKOUTS}{pk}/", {"runner": runner.pk}).status_code == 404


def test_a_coachs_own_text_may_have_levels_and_errors_name_the_column_that_was_typed(by_coach):
    made = by_coach.post(WORKOUTS, {"name": "Ladder", "shorthand": "@{3..7}x(3m C,90s R)"}, format="json")
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["template"], told["level"]) == ("@{3..7}x(3m C,90s R)", 0.5)
    assert "5x(3m C,90s R)" in told["shorthand"]
    wrong = by_coach.post(WORKOUTS, {"name": "L", "shorthand": "@{3..7}x(3m C,90 R)"}, format="json")
    assert "column 17: expected a unit" in str(wrong.json()["errors"])


def test_plain_lines_of_other_programs_are_read(by_coach):
    text = "Warmup\n- 10m 60-70% Pace\n\nMain set 4x\n- 1km 100% Pace\n- 2m Z2 HR\n"
    told = by_coach.post(WORKOUTS, {"name": "Lines", "shorthand": text}, format="json").json()
    assert told["shorthand"] == "10m 60-70%;4x(1km 100%,2m Z2HR)"


def test_versions_are_kept_and_come_back(by_coach):
    url = f"{WORKOUTS}{by_coach.post(WORKOUTS, {'name': 'One', 'shorthand': '30m E'}, format='json').json()['id']}/"
    body = {"name": "Two", "shorthand": "40m E"}
    by_coach.patch(url, body, format="json", HTTP_IF_MATCH=by_coach.get(url)["ETag"])
    kept = by_coach.get(f"{url}versions/").json()["results"]
    assert [(one["version"], one["name"], one["template"]) for one in kept] == [
        (2, "Two", "40m E"),
        (1, "One", "30m E"),
    ]
    etag = by_coach.get(url)["ETag"]
    back = by_coach.post(f"{url}restore/", {"version": 1}, format="json", HTTP_IF_MATCH=etag)
    assert (back.status_code, back.json()["name"], back.json()["version"]) == (200, "One", 3)
    etag = by_coach.get(url)["ETag"]
    missing = by_coach.post(f"{url}restore/", {"version": 9}, format="json", HTTP_IF_MATCH=etag)
    assert missing.status_code == 400
    assert by_coach.delete(url, HTTP_IF_MATCH=etag).status_code == 204


def test_a_copy_of_the_library_is_ones_own_with_its_levels(by_coach):
    told = library(by_coach, "T2")
    copied = by_coach.post(f"{WORKOUTS}{told['id']}/copy/")
    assert copied.status_code == 201
    assert copied.json()["template"] == told["template"]
    assert copied.json()["source"] == "coach"
    etag = by_coach.get(copied["Location"])["ETag"]
    changed = by_coach.patch(copied["Location"], {"name": "Mine"}, format="json", HTTP_IF_MATCH=etag)
    assert changed.status_code == 200


def test_a_shared_workout_is_seen_by_ones_athletes_and_changed_by_nobody_else(
    runner, by_coach, by_athlete, foreign_coach
):
    body = {"name": "Shared", "shorthand": "30m E", "is_shared": True}
    url = f"{WORKOUTS}{by_coach.post(WORKOUTS, body, format='json').json()['id']}/"
    assert by_athlete.get(url).json()["name"] == "Shared"
    assert signed_in(foreign_coach).get(url).status_code == 404
    etag = by_athlete.get(url)["ETag"]
    assert by_athlete.delete(url, HTTP_IF_MATCH=etag).status_code == 403


def test_a_fit_workout_is_imported_and_what_is_none_is_refused_in_words(by_coach):
    made = by_coach.post(
        WORKOUTS, {"name": "Out", "shorthand": "10m 5:30/km;4x(1km 4:00-4:10/km,lap free)"}, format="json"
    )
    data = by_coach.get(f"{WORKOUTS}{made.json()['id']}/", {"format": "fit"}).content
    sent = {"file": SimpleUploadedFile("out.fit", data)}
    imported = by_coach.post(f"{WORKOUTS}import/", sent, format="multipart")
    assert imported.status_code == 201, imported.content
    told = imported.json()
    assert (told["name"], told["source"], told["kind"]) == ("Out", "import", "quality")
    assert told["shorthand"].endswith("4x(1km 4:00-4:10/km,lap free)")
    for content, words in ((b"no fit at all", "no FIT file"), (fit_files.run(seconds=60), "no workout")):
        sent = {"file": SimpleUploadedFile("x.fit", content)}
        answer = by_coach.post(f"{WORKOUTS}import/", sent, format="multipart")
        assert answer.status_code == 422
        assert words in answer.json()["detail"]
