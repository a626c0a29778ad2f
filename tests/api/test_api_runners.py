"""runners/ with zones, bests, Critical Speed and history."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta

import pytest

from runners.models import CriticalSpeedRecord, Runner, RunnerDecision, RunnerHistory
from runners.services.standings import record_standing
from sessions.services import session_service
from tests import fit_files
from tests.jobs import work_off_jobs

pytestmark = pytest.mark.django_db

RUNNERS = "/api/v1/runners/"


@pytest.fixture
def url(people) -> str:
    return f"{RUNNERS}{people.runner.pk}/"


# Profiles -----------------------------------------------------------------------------------------------


def test_everyone_sees_their_own_runners(people, client_of):
    def names(user):
        return [one["name"] for one in client_of(user).get(RUNNERS).json()["results"]]

    assert names(people.athlete) == ["Anna"]
    assert names(people.coach) == ["Anna"]
    assert names(people.foreign_coach) == ["Berta"]
    assert names(people.superuser) == ["Anna", "Berta"]


def test_a_profile_names_squads_and_coaches(people, client_of, url):
    told = client_of(people.athlete).get(url).json()
    assert told["coach"] == people.coach.pk
    assert told["coaches"] == [people.coach.pk]
    assert len(told["squads"]) == 1
    assert (told["max_heart_rate_bpm"], told["schedule"]["blocks_count"]) == (None, 4)


def test_a_coach_adds_a_runner_who_gets_every_default(people, client_of):
    client = client_of(people.coach)
    answer = client.post(RUNNERS, {"name": "Clara", "birth_date": "1990-05-01", "max_heart_rate_bpm": 190})
    assert answer.status_code == 201, answer.content
    told = client.get(answer["Location"]).json()
    assert (told["name"], told["coach"], told["max_heart_rate_bpm"]) == ("Clara", people.coach.pk, 190)
    runner = Runner.objects.get(pk=told["id"])
    assert len(runner.heart_rate_zones) == 5
    assert runner.heart_rate_zones[-1]["to_bpm"] == 190
    assert client_of(people.foreign_coach).get(answer["Location"]).status_code == 404


def test_an_athlete_adds_nobody(people, client_of):
    answer = client_of(people.athlete).post(RUNNERS, {"name": "Clara"})
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/forbidden")
    assert Runner.objects.count() == 2


def test_a_changed_heart_rate_counts_from_its_day_and_moves_the_zones(people, client_of, url):
    client = client_of(people.athlete)
    answer = client.patch(url, {"max_heart_rate_bpm": 200, "valid_from": "2026-03-01", "weight_kg": 61.5})
    assert answer.status_code == 200, answer.content
    assert (answer.json()["max_heart_rate_bpm"], answer.json()["weight_kg"]) == (200, 61.5)
    decision = RunnerDecision.objects.get(kind="max_heart_rate")
    assert (decision.effective_day, decision.decided_by) == (date(2026, 3, 1), people.athlete.pk)
    zones = client.get(f"{url}zones/").json()
    assert zones["heart_rate"][-1]["to_bpm"] == 200
    assert zones["valid_from"] == "2026-03-01"


def test_dates_with_other_minutes_are_kept(people, client_of, url):
    body = {"availability": {"max_s_by_weekday": [3600] * 7, "exceptions": {"2026-05-03": 5400}}}
    assert client_of(people.athlete).patch(url, body).status_code == 200
    assert client_of(people.athlete).get(url).json()["availability"] == body["availability"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"birth_date": "2200-01-01"}, "birth_date"),
        ({"weight_kg": 1}, "weight_kg"),
        ({"coach": "0" * 24}, "coach"),
        ({"user": "0" * 24}, "user"),
        ({"critical_speed_mps": 9}, "critical_speed_mps"),
        ({"personal_bests": []}, "personal_bests"),
        ({"schedule": {"blocks_count": 99}}, "schedule.blocks_count"),
        ({"availability": {"max_s_by_weekday": [1]}}, "availability.max_s_by_weekday"),
        ({"availability": {"exceptions": {"Sunday": 60}}}, "availability.exceptions"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"name": {"$ne": ""}}, "name"),
    ],
)
def test_what_a_profile_cannot_be_is_400(people, client_of, url, body, field):
    before = client_of(people.athlete).get(url).json()
    answer = client_of(people.athlete).patch(url, body)
    assert answer.status_code == 400, answer.content
    assert answer.json()["errors"][0]["field"] == field
    assert client_of(people.athlete).get(url).json() == before


# Zones --------------------------------------------------------------------------------------------------


def typed_zones(uppers=(120, 140, 155, 170, 186), floor=95):
    bounds = [floor, *uppers]
    return [
        {"zone": number, "from_bpm": bounds[number - 1], "to_bpm": bounds[number]} for number in range(1, 6)
    ]


def test_zones_are_typed_from_a_day_on_and_computed_again_by_null(people, client_of, url):
    client = client_of(people.athlete)
    first = client.get(f"{url}zones/")
    computed = first.json()["heart_rate"]
    assert {zone["source"] for zone in computed} == {"computed"}
    body = {"heart_rate": typed_zones(), "valid_from": "2026-02-01"}
    put = client.put(f"{url}zones/", body, HTTP_IF_MATCH=first["ETag"])
    assert put.status_code == 200, put.content
    assert [zone["to_bpm"] for zone in put.json()["heart_rate"]] == [120, 140, 155, 170, 186]
    assert {zone["source"] for zone in put.json()["heart_rate"]} == {"manual"}
    assert put.json()["valid_from"] == "2026-02-01"
    assert client.get(f"{url}zones/")["ETag"] == put["ETag"]
    back = client.put(f"{url}zones/", {"heart_rate": None}, HTTP_IF_MATCH=put["ETag"])
    assert back.json()["heart_rate"] == computed


def test_zones_sent_back_as_they_are_change_nothing(people, client_of, url):
    client = client_of(people.athlete)
    first = client.get(f"{url}zones/")
    put = client.put(f"{url}zones/", first.json(), HTTP_IF_MATCH=first["ETag"])
    assert put.status_code == 200, put.content
    assert put.json() == first.json()
    assert RunnerDecision.objects.count() == 0


def test_zones_are_changed_only_with_if_match(people, client_of, url):
    client = client_of(people.athlete)
    body = {"heart_rate": typed_zones()}
    assert client.put(f"{url}zones/", body).status_code == 428
    assert client.put(f"{url}zones/", body, HTTP_IF_MATCH='"old"').status_code == 412
    assert RunnerDecision.objects.count() == 0


@pytest.mark.parametrize(
    "zones",
    [
        typed_zones()[:4],
        typed_zones(uppers=(140, 120, 155, 170, 186)),
        [zone | {"from_bpm": 90} for zone in typed_zones()],
        [],
        "x",
    ],
)
def test_zones_that_cannot_be_are_400(people, client_of, url, zones):
    client = client_of(people.athlete)
    etag = client.get(f"{url}zones/")["ETag"]
    answer = client.put(f"{url}zones/", {"heart_rate": zones}, HTTP_IF_MATCH=etag)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"].startswith("heart_rate")


# Bests --------------------------------------------------------------------------------------------------


def test_bests_are_defaults_until_there_is_a_run(people, client_of, url, run_of):
    client = client_of(people.athlete)
    before = client.get(f"{url}personal-bests/").json()["results"]
    assert {one["source"] for one in before} == {"default"}
    session = run_of(people.runner, seconds=1200, speed_mps=3.5)
    after = {one["distance_m"]: one for one in client.get(f"{url}personal-bests/").json()["results"]}
    assert after[1000.0]["session"] == session.pk
    assert after[1000.0]["time_s"] == pytest.approx(1000 / 3.5, abs=0.1)
    assert (after[1000.0]["source"], after[1000.0]["is_default"]) == ("computed", False)
    assert after[42195.0]["is_default"] is True


def test_a_best_of_a_session_is_excluded_and_counts_again(people, client_of, url, run_of):
    run_of(people.runner)
    client = client_of(people.athlete)

    def best():
        rows = client.get(f"{url}personal-bests/").json()["results"]
        return next(row for row in rows if row["distance_m"] == 1000.0 and row["source"] == "computed")

    one = f"/api/v1/personal-bests/{best()['id']}/"
    for excluded in (True, False):
        answer = client.patch(one, {"excluded": excluded})
        assert (answer.status_code, answer.json()["excluded"]) == (200, excluded)
        work_off_jobs()
        assert best()["excluded"] is excluded
    assert client.delete(one).status_code == 409


def test_a_best_is_typed_in_and_taken_back(people, client_of, url):
    client = client_of(people.athlete)
    body = {"distance_m": 5000, "time_s": 1200, "achieved_at": "2026-04-01"}
    answer = client.post(f"{url}personal-bests/", body)
    assert answer.status_code == 201, answer.content
    work_off_jobs()
    row = client.get(answer["Location"]).json()
    assert row == answer.json()
    assert (row["source"], row["time_s"], row["achieved_at"]) == ("typed", 1200, "2026-04-01")
    assert client.patch(answer["Location"], {"excluded": True}).status_code == 409
    assert client_of(people.foreign_athlete).get(answer["Location"]).status_code == 404
    assert client.delete(answer["Location"]).status_code == 204
    work_off_jobs()
    assert client.get(answer["Location"]).status_code == 404


# Critical Speed -----------------------------------------------------------------------------------------


def time_trials(run_of, runner, *, w_prime_m=200.0, speed_mps=4.0, start=fit_files.START):
    """Three all-out efforts that lie on one line."""
    for number, seconds in enumerate((180, 360, 900)):
        pace = (w_prime_m + speed_mps * seconds) / seconds
        session = run_of(
            runner, f"{seconds}.fit", seconds=seconds, speed_mps=pace, start=start + timedelta(days=number)
        )
        session_service.edit_session(session, {"effort": "time_trial"})
    work_off_jobs()


def test_three_steady_runs_give_no_critical_speed_however_well_they_lie_on_a_line(
    people, client_of, url, run_of
):
    for number, seconds in enumerate((600, 900, 1500)):
        start = fit_files.START + timedelta(days=number)
        run_of(people.runner, f"{seconds}.fit", seconds=seconds, speed_mps=2.9, start=start)
    told = client_of(people.athlete).get(f"{url}critical-speed/").json()
    assert (told["state"], told["critical_speed_mps"]) == (None, None)
    assert "3 and 9 minutes all-out" in told["reason"]["text"]


@pytest.mark.parametrize(
    ("body", "speed_mps"),
    [
        ({"critical_speed_mps": 4.2, "w_prime_m": 180, "valid_from": "2026-05-01"}, 4.2),
        ({"race": {"distance_m": 10_000, "time_s": 2400, "day": "2026-05-01"}}, 10_000 / 2400),
    ],
)
def test_a_typed_threshold_is_in_force_from_its_day_and_can_be_replaced_and_taken_back(
    people, client_of, url, body, speed_mps
):
    client, place = client_of(people.athlete), f"{url}critical-speed/"
    answer = client.post(f"{place}typed/", body, format="json")
    assert answer.status_code == 202, answer.content
    work_off_jobs()
    told = client.get(place).json()
    assert (told["state"], told["valid_from"]) == ("in_force", "2026-05-01")
    assert told["critical_speed_mps"] == pytest.approx(speed_mps)
    assert told["source"] == ("typed_race" if "race" in body else "typed")
    assert client.put(f"{place}typed/", {"critical_speed_mps": 3.9}, format="json").status_code == 202
    work_off_jobs()
    assert client.get(place).json()["critical_speed_mps"] == 3.9
    assert client.delete(f"{place}typed/").status_code == 204
    work_off_jobs()
    assert client.get(place).json()["critical_speed_mps"] is None
    assert client.delete(f"{place}typed/").status_code == 409


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"critical_speed_mps": 9},
        {"critical_speed_mps": 4, "w_prime_m": 27},
        {"critical_speed_mps": 4, "valid_from": "2100-01-01"},
        {"critical_speed_mps": 4, "race": {"distance_m": 10_000, "time_s": 2400, "day": "2026-05-01"}},
        {"race": {"distance_m": 1000, "time_s": 170, "day": "2026-05-01"}},
        {"race": {"distance_m": 10_000, "time_s": 900, "day": "2026-05-01"}},
    ],
)
def test_an_impossible_threshold_is_refused(people, client_of, url, body):
    answer = client_of(people.coach).post(f"{url}critical-speed/typed/", body, format="json")
    assert answer.status_code == 400, answer.content
    assert not RunnerDecision.objects.exists()


def test_without_hard_efforts_the_reason_is_given(people, client_of, url):
    told = client_of(people.athlete).get(f"{url}critical-speed/").json()
    assert (told["state"], told["critical_speed_mps"], told["points"]) == (None, None, [])
    assert told["reason"]["text"]


def test_critical_speed_is_told_with_what_it_rests_on(people, client_of, url, run_of):
    time_trials(run_of, people.runner)
    client = client_of(people.athlete)
    told = client.get(f"{url}critical-speed/").json()
    stored = CriticalSpeedRecord.objects.filter(runner=people.runner, state="in_force").latest("valid_from")
    assert told["state"] == "in_force"
    assert (told["critical_speed_mps"], told["r2"]) == (stored.critical_speed_mps, stored.r2)
    assert 4.0 < told["critical_speed_mps"] < 5.0
    assert sum(point["used"] for point in told["points"]) >= 3
    log = client.get(f"{url}critical-speed-history/").json()["results"]
    in_force = next(line for line in log if line["state"] == "in_force")
    assert in_force["valid_from"] == told["valid_from"]
    assert all(line["reason"]["text"] for line in log)


def proposed(runner: Runner) -> CriticalSpeedRecord:
    return CriticalSpeedRecord.objects.create(
        runner=runner, valid_from=date(2026, 5, 1), state="proposed", critical_speed_mps=4.1, w_prime_m=200,
        reason={"code": "proposed", "text": "Faster."}, formula_version="1",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("verb", "kind"), [("accept", "accept_critical_speed"), ("dismiss", "dismiss_critical_speed")]
)
def test_a_proposal_is_decided_by_the_coach(people, client_of, url, verb, kind):
    proposed(people.runner)
    told = client_of(people.coach).get(f"{url}critical-speed/").json()
    assert (told["state"], told["proposed"]["critical_speed_mps"]) == ("proposed", 4.1)
    athlete = client_of(people.athlete).post(f"{url}critical-speed/{verb}/")
    assert athlete.status_code == 403
    answer = client_of(people.coach).post(f"{url}critical-speed/{verb}/")
    assert answer.status_code == 202, answer.content
    assert answer.json()["type"] == "session_analysis"
    assert RunnerDecision.objects.get().kind == kind


def test_an_athlete_without_a_coach_decides(people, client_of, url):
    Runner.objects.update(coach=None)
    proposed(people.runner)
    assert client_of(people.athlete).post(f"{url}critical-speed/accept/").status_code == 202


def test_without_a_proposal_there_is_nothing_to_decide(people, client_of, url):
    answer = client_of(people.coach).post(f"{url}critical-speed/accept/")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/conflict")


# History ------------------------------------------------------------------------------------------------


def test_the_history_has_every_day_of_a_range(people, client_of, url, run_of):
    session = run_of(people.runner, seconds=1800)
    client = client_of(people.athlete)
    rows = client.get(f"{url}history/").json()["results"]
    days = [date.fromisoformat(row["day"]) for row in rows]
    assert days == [days[0] + timedelta(days=number) for number in range(len(days))]
    first = next(row for row in rows if row["day"] == session.day.isoformat())
    stored = RunnerHistory.objects.get(runner=people.runner, day=session.day)
    assert (first["load_rtss"], first["ctl"], first["tsb"]) == (stored.load_rtss, stored.ctl, stored.tsb)
    some = client.get(f"{url}history/?from={days[2]}&to={days[4]}").json()["results"]
    assert [row["day"] for row in some] == [str(day) for day in days[2:5]]
    assert client.get(f"{url}history/?from=yesterday").status_code == 400
    assert client.get(f"{url}history/?limit=4001").status_code == 400
    assert client.get(f"{url}history/?limit=4000").status_code == 200


def test_the_history_is_offered_as_csv(people, client_of, url, run_of):
    run_of(people.runner, seconds=1800)
    client = client_of(people.athlete)
    rows = list(csv.DictReader(io.StringIO(client.get(f"{url}history/?format=csv").content.decode())))
    told = client.get(f"{url}history/").json()["results"]
    assert [row["day"] for row in rows] == [row["day"] for row in told]
    assert [float(row["ctl"]) for row in rows] == [row["ctl"] for row in told]


def test_an_empty_csv_has_its_header(people, client_of, url):
    lines = client_of(people.athlete).get(f"{url}history/?format=csv").content.decode().splitlines()
    assert lines[0].startswith("day,load_rtss,")
    assert len(lines) == 1


def test_parts_of_foreign_runners_do_not_exist(people, client_of):
    client = client_of(people.foreign_coach)
    for part in ("", "zones/", "personal-bests/", "critical-speed/", "critical-speed-history/", "history/"):
        assert client.get(f"{RUNNERS}{people.runner.pk}/{part}").status_code == 404
    for verb in ("accept", "dismiss"):
        assert client.post(f"{RUNNERS}{people.runner.pk}/critical-speed/{verb}/").status_code == 404


def test_a_race_is_forecast_from_what_is_known_or_the_reason_is_given(people, client_of, url, run_of):
    client = client_of(people.athlete)
    refused = client.get(f"{url}prediction/?distance_m=10000")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/conflict")
    assert client.get(f"{url}prediction/").status_code == 400
    time_trials(run_of, people.runner)
    told = client.get(f"{url}prediction/?distance_m=3000")
    assert told.status_code == 200, told.content
    assert told.json()["time_low_s"] < told.json()["time_s"] < told.json()["time_high_s"]
    assert client_of(people.foreign_coach).get(f"{url}prediction/?distance_m=3000").status_code == 404


# Why, and as known on a day -----------------------------------------------------------------------------


def test_every_figure_of_a_runner_says_why(people, client_of, url, run_of):
    time_trials(run_of, people.runner)
    client = client_of(people.athlete)
    told = {one["figure"]: one for one in client.get(f"{url}why/").json()["results"]}
    assert {
        "critical_speed", "w_prime", "pace_zones", "ctl", "atl", "tsb", "ramp", "monotony", "strain",
        "max_heart_rate", "heart_rate_zones", "impulse_response", "best_1000m",
    } <= set(told)  # fmt: skip
    for one in told.values():
        assert one["sentence"], one
        assert one["formula"], one
        assert one["source_reference"], one
        assert re.fullmatch(r"[a-z_]+@\d+", one["formula_version"]), one
    runner = Runner.objects.get(pk=people.runner.pk)
    assert told["critical_speed"]["value"] == runner.critical_speed_mps
    last = RunnerHistory.objects.filter(runner=runner).latest("day")
    assert (told["ctl"]["value"], told["strain"]["value"]) == (last.ctl, last.strain)
    trials = told["critical_speed"]["inputs"]
    assert len(trials) >= 3
    assert client.get(f"/api/v1/sessions/{trials[0]['id']}/").status_code == 200


def test_one_figure_is_asked_for_by_its_name(people, client_of, url):
    client = client_of(people.athlete)
    (only,) = client.get(f"{url}why/?figure=max_heart_rate").json()["results"]
    assert only["expression"] == "211 - 0.64 * 35 = 188.6"
    assert client.get(f"{url}why/?figure=nonsense").json()["results"] == []
    assert client_of(people.foreign_coach).get(f"{url}why/").status_code == 404


def test_a_day_is_told_as_it_was_known_and_as_it_is_recomputed(people, client_of, url, run_of):
    client = client_of(people.athlete)
    first = run_of(people.runner, "first.fit", seconds=1800)
    today = RunnerHistory.objects.filter(runner=people.runner).latest("day").day
    before = client.get(f"{url}as-known/?day={today - timedelta(days=1)}").json()
    assert before["known_then"] is None
    assert before["known_since"] == today.isoformat()
    assert before["recomputed"]["ctl"] > 0
    told = client.get(f"{url}as-known/?day={today}").json()
    assert told["known_then"]["ctl"] == told["recomputed"]["ctl"]
    assert told["known_then"]["sessions_count"] == told["recomputed"]["sessions_count"] == 1
    # A standing of yesterday stays as it was written, whatever is uploaded today.
    record_standing(people.runner, today - timedelta(days=1))
    run_of(people.runner, "second.fit", seconds=2400, start=fit_files.START + timedelta(days=1))
    told = client.get(f"{url}as-known/?day={today - timedelta(days=1)}").json()
    assert (told["known_then"]["sessions_count"], told["recomputed"]["sessions_count"]) == (1, 2)
    assert told["known_then"]["ctl"] < told["recomputed"]["ctl"]
    assert first.day < today
    assert client_of(people.foreign_coach).get(f"{url}as-known/?day={today}").status_code == 404


def test_a_forecast_shows_every_method_or_why_it_does_not_speak(people, client_of, url, run_of):
    time_trials(run_of, people.runner)
    told = client_of(people.athlete).get(f"{url}prediction/?distance_m=3000").json()
    methods = {one["method"]: one for one in told["methods"]}
    assert set(methods) == {"vdot", "riegel", "cameron", "critical_speed"}
    assert methods["critical_speed"]["time_s"] == pytest.approx((3000 - 200) / 4.0, rel=0.005)
    assert all(one["note"] for one in methods.values())
    assert told["impulse_response"] is None
