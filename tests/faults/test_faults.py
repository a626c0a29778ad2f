"""Real processes on a real replica set of three, killed in every place: nothing lost, nothing doubled.

Deadlines stand at three times the promised figure: the machines of tests are busy. What each import ends as is
checked once, by the last test.
"""

from __future__ import annotations

import signal
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from bson import ObjectId

from runlab_site.jobs.crash_points import CRASH_POINTS
from tests import fit_files
from tests.faults.chaos import Chaos
from tests.faults.harness import processes_below
from tests.waiting import eventually

# CI has a step of its own for them, `make faults`: beside the browser's tests both would wait for the other.
pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]

RESUME_S = 3 * 10
AFTER_LIMIT_S = 3 * 15
HEADS_AND_WHO_WORKS = {"worker", "sentinel", "head"}


def by_hand(who: str):
    """Struck by chaos in every run; one by one only where there is time."""
    return pytest.param(who, marks=pytest.mark.by_hand)


def runs(count: int, seconds: int = 240, first_day: int = 0) -> dict[str, bytes]:
    """Files of runs on different days: a second one on the same day at the same time would be held, not counted."""
    return {
        f"{n}.fit": fit_files.run(
            start=fit_files.START + timedelta(days=n), seconds=seconds, speed_mps=3 + n / 50
        )
        for n in range(first_day, first_day + count)
    }


@pytest.fixture
def athlete(site):
    return site.athlete()


def resumed(site, job: dict, after: int) -> bool:
    found = job_of(site, job)
    return found["attempts_count"] > after or found["status"] == "completed"


def job_of(site, job: dict) -> dict:
    return site.jobs({"_id": ObjectId(job["id"])})[0]


def start_import(site, athlete, count: int = 15) -> dict:
    """A ZIP that is being read."""
    eventually(site.answers, RESUME_S)  # the test before may have killed it
    job = athlete.upload(runs(count), "history.zip")
    assert job is not None
    eventually(lambda: sessions_of(site, athlete) > 0, RESUME_S)
    return job


def sessions_of(site, athlete) -> int:
    return site.database["sessionStatistics"].count_documents({"runner_id": ObjectId(athlete.runner)})


def test_an_import_killed_at_every_crash_point_in_turn_is_whole(site, athlete):
    for point in CRASH_POINTS:
        site.arm(point)
    # Five of the points are met by the web process, which begins anew after each.
    eventually(lambda: athlete.upload(runs(3), "history.zip") is not None, 5 * RESUME_S)
    eventually(lambda: not [point for point in CRASH_POINTS if not site.met(point)], 3 * RESUME_S)
    site.wait_until_ended()
    assert sessions_of(site, athlete) == len(athlete.acknowledged) == 3


@pytest.mark.parametrize(
    "who",
    ["worker", "sentinel", "web", *(by_hand(who) for who in ("head", "monitor", "pusher", "scheduler"))],
)
def test_an_import_goes_on_whoever_of_the_site_is_killed(site, athlete, who):
    job = start_import(site, athlete)
    before = job_of(site, job)["attempts_count"]
    site.kill(who)
    if who in HEADS_AND_WHO_WORKS:
        took = eventually(lambda: resumed(site, job, before), RESUME_S)
        print(f"resumed {took:.2f} s after the kill of {who}")
    site.wait_until_ended()
    assert sessions_of(site, athlete) == 15


@pytest.mark.parametrize("which", ["primary", by_hand("secondary")])
def test_a_member_of_the_database_is_killed_and_no_error_reaches_a_person(site, servers, athlete, which):
    job = start_import(site, athlete)
    took_s = []
    for number, (name, content) in enumerate(runs(8, seconds=90, first_day=20).items()):
        if number == 1:
            primary = servers.primary()
            servers.signal(primary if which == "primary" else (primary + 1) % 3)
        began = time.monotonic()
        assert athlete.upload({name: content}) is not None, athlete.refused
        took_s.append(time.monotonic() - began)
    print(
        f"{which} killed: the slowest upload took {max(took_s):.2f} s, the others {sorted(took_s)[4]:.2f} s"
    )
    site.wait_until_ended()
    assert job_of(site, job)["strikes_count"] <= 1  # a claim counts one, and nothing was held against it


@pytest.mark.parametrize("how", ["full", "cut"])
def test_a_full_disk_or_a_cut_network_is_waited_for_by_imports_and_by_who_uploads(
    site, servers, athlete, how
):
    job = start_import(site, athlete)
    for member in range(3):
        servers.network(member, how)
    with ThreadPoolExecutor(1) as person:
        upload = person.submit(athlete.upload, runs(1, seconds=100, first_day=20))
        time.sleep(3)
        assert not upload.done()
        if how == "full":  # what only reads goes on, though its limit cannot be counted
            assert athlete.get("/api/v1/jobs/")["results"]
        for member in range(3):
            servers.network(member, "open")
        assert upload.result(60) is not None, athlete.refused
    site.wait_until_ended()
    assert job_of(site, job)["strikes_count"] <= 1


def test_a_hung_worker_is_replaced_after_its_time_limit_and_a_stopped_one_after_its_lease(site, athlete):
    another = site.athlete()
    site.arm("columns_written", "hang")
    began = time.monotonic()
    hung = athlete.upload(runs(2), "two.zip")
    eventually(lambda: site.met("columns_written"))
    site.arm("statistics_written", "stop")
    stopped = another.upload(runs(2), "two.zip")
    eventually(lambda: site.met("statistics_written"))
    took = eventually(lambda: resumed(site, stopped, 1), RESUME_S)
    print(f"taken over {took:.1f} s after it stopped")
    eventually(lambda: resumed(site, hung, 1), 10 + AFTER_LIMIT_S)
    print(f"taken over {time.monotonic() - began:.1f} s after the upload (limit 10 s)")
    site.wait_until_ended()
    assert sessions_of(site, athlete) == sessions_of(site, another) == 2


@pytest.mark.by_hand
def test_a_stalled_cluster_is_restarted(site, athlete):
    (head,) = site.heads("qcluster")
    before = site.kill("sentinel", signal.SIGSTOP)
    eventually(lambda: before not in processes_below(head), 3 * 15)
    athlete.upload(runs(1), "one.zip")
    site.wait_until_ended()
    assert sessions_of(site, athlete) == 1


def test_the_same_file_from_twenty_clients_at_once_is_one_session(site, athlete):
    files = runs(1)
    with ThreadPoolExecutor(20) as clients:
        jobs = list(clients.map(lambda _: athlete.upload(files), range(20)))
    assert all(jobs)
    site.wait_until_ended(180)
    assert sessions_of(site, athlete) == 1
    assert site.database["sessionsFIT"].count_documents({"runner_id": ObjectId(athlete.runner)}) == 1


def test_the_same_zip_a_hundred_times_is_one_session(site, athlete):
    files = runs(1)
    with ThreadPoolExecutor(4) as clients:
        jobs = list(clients.map(lambda _: athlete.upload(files, "history.zip"), range(100)))
    assert len({job["id"] for job in jobs}) == 100
    site.wait_until_ended(180)
    assert sessions_of(site, athlete) == 1
    rows = site.database["upload_files"].count_documents(
        {"runner_id": ObjectId(athlete.runner), "status": "duplicate"}
    )
    assert rows == 99


def test_one_id_goes_from_the_upload_through_every_job(site, athlete):
    job = athlete.upload(runs(1), "one.zip", **{"X-Request-Id": "upload-to-follow-1"})
    site.wait_until_ended()
    lines = [line for line in site.logged() if line.get("request_id") == "upload-to-follow-1"]
    chain = {job["id"], *athlete.get(f"/api/v1/jobs/{job['id']}/")["next_jobs"]}
    assert len(chain) == 2
    assert {line["job"] for line in lines if line.get("event") == "job_completed"} == chain
    assert {"upload_received", "job_begun", "job_completed"} <= {line.get("event") for line in lines}


def test_a_second_cluster_of_an_older_version_and_with_a_clock_that_is_wrong_takes_nothing_away(site):
    people = [site.athlete() for _ in range(6)]
    # It knows no session_analysis, has other settings, and believes that it is an hour later.
    with site.another_cluster(3600, RUNLAB_WORKERS="1", RUNLAB_JOB_LEASE_S="20") as other:
        jobs = [person.upload(runs(8), "history.zip") for person in people]
        site.wait_until_ended()
        workers = {job_of(site, job)["worker"].rpartition(":")[2] for job in jobs}
        assert workers & other()
        assert workers - other()
        analyses = site.jobs(
            {"type": "session_analysis", "upload_id": {"$in": [ObjectId(job["upload"]) for job in jobs]}}
        )
        assert not {job["worker"].rpartition(":")[2] for job in analyses} & other()
        # Were clocks believed, every job would be taken from whoever has it; a busy machine may lose a lease.
        assert sorted(job_of(site, job)["attempts_count"] for job in jobs)[len(jobs) // 2] == 1
    assert [sessions_of(site, person) for person in people] == [8] * 6


def test_everything_told_to_end_during_an_import_goes_on_after_the_start(site, athlete):
    job = start_import(site, athlete, 25)
    before = job_of(site, job)["attempts_count"]
    with athlete.listen() as stream, ThreadPoolExecutor(1) as page:
        assert b"retry:" in stream.readline()
        heard = page.submit(stream.read)  # raises where a stream breaks off instead of ending
        site.process.send_signal(signal.SIGTERM)
        assert b"event: job" in heard.result(30)
    site.process.wait(30)
    site.start()
    took = eventually(lambda: resumed(site, job, before), RESUME_S)
    print(f"resumed {took:.2f} s after the site was ready")
    handed_back = [line for line in site.logged() if line.get("event") == "job_handed_back"]
    assert job["id"] in {line["job"] for line in handed_back}
    site.wait_until_ended()
    rows = site.database["upload_files"].find({"runner_id": ObjectId(athlete.runner)})
    assert max(row["attempts_count"] for row in rows) <= 2


def test_after_all_that_and_some_seconds_of_chaos_everything_is_whole_and_as_a_clean_recomputation_makes_it(
    site, servers
):
    figures = Chaos(site, servers, seed=7, faults_an_hour=3600, files_an_hour=24_000).run(15)
    print(figures)
    assert figures["kills"] >= 3
    assert figures["uploads"]["acknowledged"] > 0
