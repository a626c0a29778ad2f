"""Server-sent events over a real server: a snapshot, then what happens, to those who may see it."""

from __future__ import annotations

import http.client
import json
import threading
from typing import TYPE_CHECKING

import pytest

from runlab_site.accounts.models import SCOPES, ApiKey
from runlab_site.jobs.job_manager import JobRequest, cancel, request
from runlab_site.models import BackgroundJob
from runners.services.squads import leave_coach
from sessions import file_processor
from tests import fit_files
from tests.jobs import work_off_jobs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.django_db

EVENTS = "/api/v1/events/"


class Stream:
    """An open event stream, read as it comes."""

    def __init__(self, port: int, path: str, user, last_event_id: str | None = None) -> None:
        _key, text = ApiKey.issue(user, "events", list(SCOPES))
        headers = {"Authorization": f"Bearer {text}", "Accept": "text/event-stream"}
        if last_event_id:
            headers["Last-Event-ID"] = last_event_id
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        self.connection.request("GET", path, headers=headers)
        self.answer = self.connection.getresponse()

    def events(self, until) -> list[dict]:
        """Events up to the first that fits, or to the stream's end."""
        found, event = [], {}
        for line in self.answer:
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name in ("id", "event", "data"):
                event[name] = json.loads(value) if name == "data" else value
            elif not line.strip() and "data" in event:
                found.append(event)
                if until(event):
                    return found
                event = {}
        return found

    def close(self) -> None:
        self.answer.close()
        self.connection.close()


@pytest.fixture
def open_stream(port) -> Iterator[Callable[..., Stream]]:
    opened: list[Stream] = []

    def make(path: str, user, last_event_id: str | None = None) -> Stream:
        opened.append(Stream(port, path, user, last_event_id))
        return opened[-1]

    yield make
    for stream in opened:
        stream.close()


def never(_event) -> bool:
    return False


def job_of(runner_id: str | None, user) -> BackgroundJob:
    wanted = JobRequest(type="cleanup", lane="a", runner_id=runner_id, user_id=user.pk)
    return request(wanted)


def test_a_coachs_open_stream_ends_when_an_athlete_leaves_and_then_tells_nothing_of_it(people, open_stream):
    before = job_of(people.runner.pk, people.athlete)
    stream = open_stream(EVENTS, people.coach)
    assert [event["data"]["id"] for event in stream.events(lambda _: True)] == [before.pk]
    leave_coach(people.runner, people.coach.pk)
    later = job_of(people.runner.pk, people.athlete)
    assert later.pk not in [event["data"]["id"] for event in stream.events(never)]
    again = open_stream(EVENTS, people.coach)
    own = job_of(None, people.coach)
    assert [event["data"]["id"] for event in again.events(lambda _: True)] == [own.pk]


def test_first_a_snapshot_then_every_change(people, open_stream):
    before = job_of(people.runner.pk, people.athlete)
    stream = open_stream(EVENTS, people.athlete)
    assert stream.answer.status == 200
    assert stream.answer.headers["Content-Type"].startswith("text/event-stream")
    assert [event["data"]["id"] for event in stream.events(lambda _: True)] == [before.pk]
    after = job_of(people.runner.pk, people.athlete)
    cancel(after.pk)
    events = stream.events(lambda event: event["data"]["status"] == "failed")
    assert [(event["event"], event["data"]["id"], event["data"]["status"]) for event in events] == [
        ("job", after.pk, "pending"),
        ("job", after.pk, "failed"),
    ]
    assert events[-1]["data"]["problem"]["type"] == "/problems/cancelled"
    assert all(event["id"] for event in events)


def test_nobody_hears_of_what_is_not_theirs(people, open_stream):
    foreign_before = job_of(people.foreign_runner.pk, people.foreign_athlete)
    stream = open_stream(EVENTS, people.athlete)
    own_stream = open_stream(EVENTS, people.foreign_coach)
    assert [event["data"]["id"] for event in own_stream.events(lambda _: True)] == [foreign_before.pk]
    job_of(people.foreign_runner.pk, people.foreign_athlete)
    # Asked for by the athlete, but of a runner the athlete may not see (any more).
    job_of(people.foreign_runner.pk, people.athlete)
    job_of(None, people.foreign_athlete)
    mine, own = job_of(people.runner.pk, people.coach), job_of(None, people.athlete)
    events = stream.events(lambda event: event["data"]["id"] == own.pk)
    assert [event["data"]["id"] for event in events] == [mine.pk, own.pk]


def test_a_broken_stream_is_resumed_where_it_broke(people, open_stream):
    stream = open_stream(EVENTS, people.athlete)
    first = job_of(people.runner.pk, people.athlete)
    last_id = stream.events(lambda event: event.get("id") is not None)[-1]["id"]
    stream.close()
    cancel(first.pk)
    second = job_of(people.runner.pk, people.athlete)
    resumed = open_stream(EVENTS, people.athlete, last_event_id=last_id)
    events = [
        event
        for event in resumed.events(lambda e: e["data"]["id"] == second.pk and "id" in e)
        if "id" in event
    ]
    assert [(event["data"]["id"], event["data"]["status"]) for event in events] == [
        (first.pk, "failed"),
        (second.pk, "pending"),
    ]


def test_the_stream_of_a_job_ends_after_its_chain(people, open_stream):
    file = fit_files.named("a.fit", fit_files.run(seconds=900))
    job = file_processor.receive(runner=people.runner, files=[file], user=people.athlete)
    other = job_of(people.runner.pk, people.athlete)
    cancel(other.pk)
    stream = open_stream(f"/api/v1/jobs/{job.pk}/events/", people.athlete)
    seen: list[dict] = []
    reader = threading.Thread(target=lambda: seen.extend(stream.events(never)))
    reader.start()
    work_off_jobs()
    reader.join(timeout=20)
    assert not reader.is_alive(), "the stream did not end"
    follower = BackgroundJob.objects.get(pk=job.pk).next_jobs[0]
    last = {event["data"]["id"]: event["data"] for event in seen}
    assert set(last) == {job.pk, follower}
    assert {data["status"] for data in last.values()} == {"completed"}
    assert last[job.pk]["next_jobs"] == [follower]


def test_the_stream_of_an_ended_job_tells_it_and_ends(people, open_stream):
    job = cancel(job_of(people.runner.pk, people.athlete).pk)
    events = open_stream(f"/api/v1/jobs/{job.pk}/events/", people.athlete).events(never)
    assert [(event["data"]["id"], event["data"]["status"]) for event in events] == [(job.pk, "failed")]


def test_the_stream_of_a_foreign_job_is_404(people, open_stream):
    job = job_of(people.runner.pk, people.athlete)
    stream = open_stream(f"/api/v1/jobs/{job.pk}/events/", people.foreign_coach)
    assert stream.answer.status == 404
    assert stream.answer.headers["Content-Type"] == "application/problem+json"
