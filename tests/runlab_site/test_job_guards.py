"""What keeps jobs safe from clocks, forgeries, older versions and second schedulers."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from bson import ObjectId
from django.conf import settings
from django_q.signing import SignedPackage

from runlab_site import time_zones
from runlab_site.database import database
from runlab_site.jobs import broker, job_manager, registry, scheduler
from runlab_site.jobs.broker import MESSAGES, MongoBroker
from runlab_site.jobs.crash_points import CRASH_POINTS
from runlab_site.jobs.job_manager import JobRequest, Outcome
from runlab_site.models import BackgroundJob
from runners.services.runner_service import create_runner_with_defaults
from sessions import file_processor
from sessions.models import SessionStatistics, UploadFile
from tests import fit_files
from tests.jobs import work_off_jobs
from tests.waiting import eventually

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def handler(_job: job_manager.RunningJob) -> Outcome:
    return Outcome({"ok": 1})


@pytest.fixture(autouse=True)
def _registered(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, __name__, sys.modules[__name__])
    before = dict(registry._handlers)
    job_manager.register("cleanup", f"{__name__}.handler")
    yield
    registry._handlers.clear()
    registry._handlers.update(before)
    registry.handler_of.cache_clear()


def ask(lane: str = "a", **more) -> BackgroundJob:
    return job_manager.request(JobRequest(type="cleanup", lane=lane, **more))


# The queue ------------------------------------------------------------------------------------------


def put(payload: object) -> str:
    key = ObjectId()
    database.collection(MESSAGES).insert_one(
        {"_id": key, "key": "runlab", "payload": payload, "lock": broker._FREE}
    )
    return str(key)


@pytest.mark.parametrize(
    "payload",
    [
        "not signed at all",
        None,
        SignedPackage.dumps({"func": "os.system", "args": ("true",), "kwargs": {}}),
    ],
    ids=["unsigned", "empty", "signed for something else"],
)
def test_a_message_that_is_not_one_of_ours_is_dropped(payload):
    put(payload)
    assert MongoBroker("runlab").dequeue() is None
    assert database.collection(MESSAGES).count_documents({}) == 0


def test_an_altered_message_is_dropped_and_never_unpickled(monkeypatch):
    text = broker._message()
    altered = ("A" if text[5] != "A" else "B").join([text[:5], text[6:]])
    put(altered)
    monkeypatch.setattr("pickle.loads", lambda _data: pytest.fail("it was unpickled"))
    assert MongoBroker("runlab").dequeue() is None
    assert database.collection(MESSAGES).count_documents({}) == 0


def test_a_message_of_ours_is_handed_out_once():
    broker.wake_workers()
    queue = MongoBroker("runlab")
    ((name, payload),) = queue.dequeue()
    assert SignedPackage.loads(payload)["func"] == "runlab_site.jobs.job_manager.work"
    assert queue.dequeue() is None
    assert queue.acknowledge(name)


def test_a_message_that_cannot_be_sent_is_no_error_of_who_asked(monkeypatch):
    from pymongo.errors import AutoReconnect

    def away(*_):
        raise AutoReconnect("away")

    monkeypatch.setattr(MongoBroker, "enqueue", away)
    assert ask().status == "pending"


def test_a_message_that_was_taken_by_a_dead_pusher_does_not_keep_the_reaper_quiet():
    ask()
    MongoBroker("runlab").dequeue()
    assert job_manager.reap() == 1


# Clocks ---------------------------------------------------------------------------------------------


class _Ahead(datetime):
    """A machine whose clock is an hour ahead."""

    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) + HOUR


def test_a_worker_whose_clock_is_ahead_takes_nothing_from_a_living_one(monkeypatch):
    job = ask()
    job_manager.claim()
    monkeypatch.setattr(time_zones, "datetime", _Ahead)
    assert job_manager.claim() is None
    assert job_manager.reap() == 0
    assert BackgroundJob.objects.get(pk=job.pk).attempts_count == 1


def test_a_lease_from_before_the_databases_clock_was_set_back_is_over():
    job = ask()
    job_manager.claim()
    later = datetime.now(UTC) + HOUR
    BackgroundJob.objects.filter(pk=job.pk).update(lease_until=later, updated_at=later)
    assert job_manager.claim().id == job.pk


def test_a_schedulers_lease_from_before_the_clock_was_set_back_is_over():
    first, second = scheduler.Leadership(), scheduler.Leadership()
    assert first.hold()
    later = {"$set": {"until": datetime.now(UTC) + HOUR}}
    database.collection(scheduler.LEASES).update_one({"_id": "scheduler"}, later)
    assert second.hold()


# Schedulers -----------------------------------------------------------------------------------------


def test_of_two_schedulers_one_is_elected_and_the_other_follows_when_it_dies():
    first, second = scheduler.Leadership(lease_s=1), scheduler.Leadership(lease_s=1)
    assert (first.hold(), second.hold(), first.hold()) == (True, False, True)
    time.sleep(1.1)
    assert (second.hold(), first.hold()) == (True, False)


def test_one_that_ends_in_order_is_followed_at_once():
    first, second = scheduler.Leadership(), scheduler.Leadership()
    assert first.hold()
    first.give_up()
    assert second.hold()


# Versions, deaths, ids ------------------------------------------------------------------------------


def test_a_job_of_a_type_that_this_version_does_not_know_is_left_to_a_newer_one():
    job = ask()
    registry._handlers.pop("cleanup")
    assert job_manager.claim() is None
    job_manager.register("cleanup", f"{__name__}.handler")
    assert job_manager.claim().id == job.pk


def test_the_job_of_a_worker_that_is_seen_to_be_dead_is_free_at_once():
    job = ask()
    dead = job_manager.claim()
    worker = BackgroundJob.objects.get(pk=job.pk).worker
    assert job_manager.hand_back_of("elsewhere:1") == 0
    assert job_manager.hand_back_of(worker) == 1
    assert job_manager.claim().id == job.pk
    with pytest.raises(job_manager.JobLost):
        dead.report(50, "still here", got_on=True)


def test_a_worker_told_to_end_hands_its_job_back_without_a_strike(monkeypatch):
    def told_to_end(_job):
        raise job_manager.Stopping(0)

    job = ask()
    monkeypatch.setattr(f"{__name__}.handler", told_to_end)
    registry.handler_of.cache_clear()
    with pytest.raises(SystemExit):
        job_manager.work()
    stored = BackgroundJob.objects.get(pk=job.pk)
    assert (stored.status, stored.strikes_count) == ("running", 0)
    assert job_manager.claim().id == job.pk


@pytest.mark.parametrize("times", [settings.CONFIG.job_max_attempts + 2])
def test_a_database_that_goes_away_is_never_held_against_a_job(monkeypatch, times):
    from pymongo.errors import NotPrimaryError

    def away(_job):
        raise NotPrimaryError("a new primary is elected")

    monkeypatch.setattr(f"{__name__}.handler", away)
    registry.handler_of.cache_clear()
    job = ask()
    for _ in range(times):
        job_manager.work()
        BackgroundJob.objects.filter(pk=job.pk).update(lease_until=datetime.now(UTC) - HOUR)
    stored = BackgroundJob.objects.get(pk=job.pk)
    assert (stored.status, stored.strikes_count, stored.attempts_count) == ("running", 0, times)


def test_the_id_of_a_request_goes_with_every_job_it_leads_to():
    with structlog.contextvars.bound_contextvars(request_id="from-the-page"):
        first = ask(coalesce_key="k")
    with structlog.contextvars.bound_contextvars(request_id="from-another"):
        second = ask(coalesce_key="k")
    assert first.pk == second.pk
    assert second.request_id == "from-the-page"
    assert second.payload["request_ids"] == ["from-the-page", "from-another"]


def test_a_person_who_waits_is_noticed_by_who_does_a_bulk_import():
    ask("a", priority=BackgroundJob.Priority.BULK)
    bulk = job_manager.claim()
    assert not bulk.is_more_urgent_waiting()
    waiting = ask("b")
    BackgroundJob.objects.filter(pk=waiting.pk).update(created_at=datetime.now(UTC) - timedelta(seconds=5))
    assert bulk.is_more_urgent_waiting()


def test_run_here_does_a_job_without_any_worker():
    assert job_manager.run_here(ask().pk).status == "completed"


@pytest.mark.slow
def test_ended_jobs_go_by_themselves_and_what_became_of_their_files_stays_with_the_reasons():
    runner = create_runner_with_defaults(name="Ada Quick")
    files = [
        fit_files.named("good.fit", fit_files.run(seconds=200)),
        fit_files.named("bad.fit", b"no run" * 99),
    ]
    done = file_processor.receive(runner=runner, files=files)
    work_off_jobs()
    waiting = ask("b")
    long_ago = datetime.now(UTC) - timedelta(days=settings.CONFIG.job_retention_days, hours=1)
    BackgroundJob.objects.exclude(pk=waiting.pk).update(finished_at=long_ago)
    # MongoDB looks once a minute.
    eventually(lambda: not BackgroundJob.objects.filter(pk=done.pk).exists(), 3 * 60, every_s=0.2)
    assert BackgroundJob.objects.get() == waiting
    good, bad = UploadFile.objects.filter(upload_id=done.upload_id).order_by("position")
    assert (good.status, bad.status) == ("processed", "rejected")
    assert bad.problem["detail"]
    assert SessionStatistics.objects.filter(pk__in=good.sessions).count() == 1


def test_every_crash_point_stands_in_the_code_once_named():
    from pathlib import Path

    root = Path(job_manager.__file__).parents[2]
    text = "".join(
        file.read_text() for room in ("runlab_site", "sessions") for file in (root / room).rglob("*.py")
    )
    assert all(f'crash_point("{name}")' in text for name in CRASH_POINTS)
