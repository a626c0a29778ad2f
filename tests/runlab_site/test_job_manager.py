"""The life of a job, on a real MongoDB."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from runlab_site.database import database
from runlab_site.jobs import job_manager, records, registry
from runlab_site.jobs.job_manager import HandBack, JobFailed, JobRequest, Outcome
from runlab_site.models import BackgroundJob
from runlab_site.mongo.fields import new_id

pytestmark = pytest.mark.django_db

CALLS: list[str] = []
BEHAVIOUR: dict[str, object] = {}


def handler(job: job_manager.RunningJob) -> Outcome:
    CALLS.append(job.id)
    return BEHAVIOUR["do"](job)


@pytest.fixture(autouse=True)
def _registered():
    CALLS.clear()
    before = dict(registry._handlers)
    job_manager.register("cleanup", f"{__name__}.handler")
    registry.handler_of.cache_clear()
    BEHAVIOUR["do"] = lambda _job: Outcome({"ok": 1})
    yield
    registry._handlers.clear()
    registry._handlers.update(before)
    registry.handler_of.cache_clear()


@pytest.fixture(autouse=True)
def _importable(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, __name__, sys.modules[__name__])


def ask(lane="a", **more) -> BackgroundJob:
    return job_manager.request(JobRequest(type="cleanup", lane=lane, **more))


def overdue(job: BackgroundJob) -> None:
    BackgroundJob.objects.filter(pk=job.pk).update(lease_until=datetime.now(UTC) - timedelta(seconds=1))


def test_a_job_is_pending_then_running_then_completed_with_its_result():
    job = ask()
    assert (job.status, job.progress_percent) == ("pending", 0)
    seen = []
    BEHAVIOUR["do"] = lambda j: seen.append(BackgroundJob.objects.get(pk=j.id).status) or Outcome({"n": 3})
    job_manager.work()
    job.refresh_from_db()
    assert seen == ["running"]
    assert (job.status, job.progress_percent, job.result) == ("completed", 100, {"n": 3})
    assert job.started_at is not None
    assert job.finished_at is not None


def test_asking_twice_under_one_key_makes_one_job():
    assert ask(unique_key="once").pk == ask(unique_key="once").pk
    assert BackgroundJob.objects.count() == 1


def test_a_job_that_is_known_is_told_only_when_no_failover_can_undo_it():
    ask(unique_key="once")
    database.raw.command("profile", 2)
    try:
        ask(unique_key="once")
    finally:
        database.raw.command("profile", 0)
    told = database.raw["system.profile"].find_one({"command.findAndModify": "background_jobs"})
    database.raw.drop_collection("system.profile")
    assert told["command"]["writeConcern"]["w"] == "majority"
    assert told["keysExamined"] == 1


def test_waiting_jobs_of_one_coalesce_key_are_one_and_keep_the_earliest_day_and_every_session():
    first = ask(coalesce_key="k", least={"from_day": "2026-03-02"}, union={"sessions": ("a", "b")})
    second = ask(coalesce_key="k", least={"from_day": "2026-01-05"}, union={"sessions": ("b", "c")})
    assert first.pk == second.pk
    assert second.payload["from_day"] == "2026-01-05"
    assert sorted(second.payload["sessions"]) == ["a", "b", "c"]


def test_work_asked_for_while_its_twin_runs_becomes_a_job_of_its_own():
    first = ask(coalesce_key="k")
    running = job_manager.claim()
    second = ask(coalesce_key="k")
    assert running.id == first.pk != second.pk


def test_two_jobs_of_one_lane_never_run_at_once_but_lanes_run_side_by_side():
    first, second, other = ask("a"), ask("a"), ask("b")
    claimed = [job_manager.claim(), job_manager.claim(), job_manager.claim()]
    assert [job.id if job else None for job in claimed] == [first.pk, other.pk, None]
    job_manager.run(claimed[0])
    assert job_manager.claim().id == second.pk


def test_a_person_who_waits_goes_before_a_bulk_import():
    bulk = ask("a", priority=BackgroundJob.Priority.BULK)
    waiting = ask("b", priority=BackgroundJob.Priority.WAITING_PERSON)
    assert [job_manager.claim().id, job_manager.claim().id] == [waiting.pk, bulk.pk]


def test_forty_claims_at_once_of_twenty_jobs_take_each_once():
    wanted = {ask(f"lane{i}").pk for i in range(20)}
    taken, lock = [], threading.Lock()

    def take():
        job = job_manager.claim()
        if job is not None:
            with lock:
                taken.append(job.id)

    threads = [threading.Thread(target=take) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken))
    assert set(taken) == wanted


def test_an_overdue_job_is_claimed_again_and_the_first_worker_can_write_nothing_more():
    job = ask()
    dead = job_manager.claim()
    overdue(job)
    alive = job_manager.claim()
    assert alive.id == dead.id
    assert alive.token != dead.token
    with pytest.raises(job_manager.JobLost):
        dead.report(50, "still here", got_on=True)
    job_manager.run(dead)
    assert BackgroundJob.objects.get(pk=job.pk).status == "running"
    job_manager.run(alive)
    assert BackgroundJob.objects.get(pk=job.pk).status == "completed"


def test_what_follows_is_recorded_with_the_completion_and_named_in_it():
    BEHAVIOUR["do"] = lambda _job: Outcome({}, (JobRequest(type="cleanup", lane="z", unique_key="next"),))
    job = ask()
    job_manager.work()
    job.refresh_from_db()
    follower = BackgroundJob.objects.get(unique_key="next")
    assert job.next_jobs == [follower.pk]


def test_effects_are_undone_when_the_job_was_lost_meanwhile():
    job = ask()
    dead = job_manager.claim()
    overdue(job)
    job_manager.claim()

    def effects():
        database.collection("effects").insert_one({"_id": 1}, session=database.session)

    BEHAVIOUR["do"] = lambda _job: Outcome({}, (), effects)
    job_manager.run(dead)
    assert database.collection("effects").count_documents({}) == 0


def test_a_job_that_cannot_be_done_fails_with_words_and_stands_at_100():
    def fail(_job):
        raise JobFailed("No file could be read", "run.fit is empty.", {"files": 1})

    BEHAVIOUR["do"] = fail
    job = ask()
    job_manager.work()
    job.refresh_from_db()
    assert (job.status, job.progress_percent, job.result) == ("failed", 100, {"files": 1})
    assert job.problem["detail"] == "run.fit is empty."
    assert job.finished_at is not None


def test_a_broken_handler_is_tried_again_and_failed_after_the_configured_attempts(caplog):
    def broken(_job):
        raise ZeroDivisionError("a mistake of ours")

    BEHAVIOUR["do"] = broken
    job = ask()
    for _ in range(settings.CONFIG.job_max_attempts):
        job_manager.work()
        overdue(job)
    job.refresh_from_db()
    assert len(CALLS) == settings.CONFIG.job_max_attempts
    assert job.status == "failed"
    assert "5 times" in job.problem["detail"]
    assert "ZeroDivisionError" in caplog.text
    assert "ZeroDivisionError" not in str(job.problem)


def test_a_job_whose_workers_die_is_given_up_after_the_configured_attempts():
    job = ask()
    for _ in range(settings.CONFIG.job_max_attempts):
        assert job_manager.claim() is not None
        overdue(job)
    job_manager.work()
    job.refresh_from_db()
    assert CALLS == []
    assert (job.status, job.problem["type"]) == ("failed", records.GAVE_UP)


def test_getting_on_clears_the_count_of_deaths():
    job = ask()
    for _ in range(settings.CONFIG.job_max_attempts + 3):
        running = job_manager.claim()
        running.report(10, "one more file", got_on=True)
        overdue(job)
    job_manager.work()
    job.refresh_from_db()
    assert job.status == "completed"


def test_a_job_handed_back_is_claimed_again_without_counting_as_a_death():
    outcomes = iter([HandBack(), HandBack(), None])

    def do(_job):
        outcome = next(outcomes)
        if outcome:
            raise outcome
        return Outcome({"ok": 1})

    BEHAVIOUR["do"] = do
    job = ask()
    for _ in range(3):
        job_manager.work()
    job.refresh_from_db()
    assert (job.status, job.attempts_count) == ("completed", 3)


def test_a_waiting_job_is_cancelled_at_once_and_a_running_one_at_its_next_beat():
    waiting = ask()
    assert job_manager.cancel(waiting.pk).problem["type"] == records.CANCELLED
    ask("b")
    running = job_manager.claim()
    job_manager.cancel(running.id)
    running.beat()
    with pytest.raises(job_manager.JobCancelled):
        running.check()


def test_a_failed_job_can_be_tried_again_and_an_ended_one_cannot_be_cancelled():
    def fail(_job):
        raise JobFailed("No", "no.")

    BEHAVIOUR["do"] = fail
    job = ask()
    job_manager.work()
    with pytest.raises(ValueError, match="ended"):
        job_manager.cancel(job.pk)
    BEHAVIOUR["do"] = lambda _job: Outcome({})
    assert job_manager.retry(job.pk).status == "pending"
    job_manager.work()
    job.refresh_from_db()
    assert (job.status, job.problem) == ("completed", None)
    with pytest.raises(ValueError, match="failed"):
        job_manager.retry(job.pk)


def test_the_heartbeat_renews_the_lease_while_the_handler_works(settings):
    from dataclasses import replace

    settings.CONFIG = replace(settings.CONFIG, job_lease_s=1)
    job = ask()
    claimed = job_manager.claim()
    before = BackgroundJob.objects.get(pk=job.pk).lease_until
    beaten = threading.Event()

    def wait_for_beat(running):
        original = running.beat
        running.beat = lambda: (original(), beaten.set())
        assert beaten.wait(5)
        return Outcome({})

    BEHAVIOUR["do"] = lambda running: (wait_for_beat(running), seen.append(lease()))[0]
    seen = []

    def lease():
        return BackgroundJob.objects.get(pk=job.pk).lease_until

    job_manager.run(claimed)
    assert seen[0] > before


def test_the_reaper_wakes_workers_for_overdue_jobs_and_for_waiting_ones_without_a_message():
    from runlab_site.jobs.broker import MESSAGES

    ask()
    database.collection(MESSAGES).delete_many({})
    assert job_manager.reap() == 1
    assert job_manager.reap() == 0
    claimed = job_manager.claim()
    overdue(BackgroundJob.objects.get(pk=claimed.id))
    assert job_manager.reap() == 1


def test_ended_jobs_expire_after_the_configured_days():
    indexes = database.raw["background_jobs"].index_information()
    assert indexes["expiry"]["expireAfterSeconds"] == settings.CONFIG.job_retention_days * 86_400


def test_the_job_one_is_handed_is_the_job_that_is_stored():
    handed = ask(runner_id=new_id(), payload={"n": 1})
    stored = BackgroundJob.objects.get(pk=handed.pk)
    names = [field.attname for field in BackgroundJob._meta.concrete_fields]
    assert {name: getattr(handed, name) for name in names} == {name: getattr(stored, name) for name in names}
