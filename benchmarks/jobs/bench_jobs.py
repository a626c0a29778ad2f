"""What a job costs (enqueue, claim, end), how 50,000 waiting ones change that, and how late 100 open pages hear."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bson import ObjectId

from runlab_site.mongo import embedded_mongo

if TYPE_CHECKING:
    from collections.abc import Iterator

JOBS = 300
QUEUED = 50_000
PAGES = 100
CHANGES = 100


def handler(_job):
    from runlab_site.jobs.job_manager import Outcome

    return Outcome({})


def in_ms(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    return f"median {1000 * statistics.median(ordered):.2f} ms, p95 {1000 * ordered[int(len(ordered) * 0.95)]:.2f} ms"


def timed(work) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def claims(count: int = JOBS) -> list[float]:
    from runlab_site.jobs import job_manager

    seconds = []
    for _ in range(count):
        began = time.perf_counter()
        job = job_manager.claim()
        seconds.append(time.perf_counter() - began)
        job_manager.run(job)
    return seconds


def jobs() -> None:
    from runlab_site.database import database
    from runlab_site.jobs import job_manager, requests
    from runlab_site.jobs.job_manager import JobRequest

    job_manager.register("cleanup", f"{__name__}.handler")
    asked = [
        timed(lambda n=n: job_manager.request(JobRequest(type="cleanup", lane=f"l{n}"))) for n in range(JOBS)
    ]
    print("enqueue (record and message, majority):", in_ms(asked))
    print("claim, 300 waiting:", in_ms(claims(JOBS)))
    example = requests._document(JobRequest(type="cleanup", lane="x"))  # noqa: SLF001 - 50,000 of them, quickly
    for start in range(0, QUEUED, 5000):
        batch = [
            example | {"_id": ObjectId(), "unique_key": f"k{start + n}", "lane": f"l{start + n}"}
            for n in range(5000)
        ]
        database.collection("background_jobs").insert_many(batch)
    print("claim, 50,000 waiting:", in_ms(claims(JOBS)))


def a_key() -> str:
    from runlab_site.accounts.models import SCOPES, ApiKey, User

    person = User.objects.create_superuser("bench@run.example", None)
    return ApiKey.issue(person, "bench", list(SCOPES), None)[1]


@contextlib.contextmanager
def web(uri: str) -> Iterator[int]:
    """A web process as `make run` starts it; yields its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "runlab_site.asgi:application",
        "--port",
        str(port),
        "--no-access-log",
    ]
    with subprocess.Popen(
        command, env=os.environ | {"MONGODB_URI": uri}, stderr=subprocess.DEVNULL
    ) as process:
        while socket.socket().connect_ex(("127.0.0.1", port)):
            time.sleep(0.1)
        try:
            yield port
        finally:
            process.terminate()


async def latency(port: int, key: str) -> list[float]:
    """From the write to each of 100 open pages, over HTTP; each waits for events alone."""
    from runlab_site.database import database
    from runlab_site.jobs import job_manager
    from runlab_site.jobs.job_manager import JobRequest

    job = await asyncio.to_thread(job_manager.request, JobRequest(type="cleanup", lane="latency"))
    jobs = await asyncio.to_thread(database.collection, "background_jobs")
    late: list[float] = []

    async def page(opened: asyncio.Event) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            f"GET /api/v1/events/ HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n"
            "Accept: text/event-stream\r\n\r\n".encode()
        )
        heard = 0
        while heard < CHANGES:
            line = await reader.readline()
            if line.startswith(b"retry:"):
                opened.set()
            if line.startswith(b"data:") and (told := json.loads(line[5:]))["progress_percent"] > 1000:
                late.append(time.time() - told["progress_percent"])
                heard += 1
        writer.close()

    flags = [asyncio.Event() for _ in range(PAGES)]
    pages = [asyncio.create_task(page(flag)) for flag in flags]
    for flag in flags:
        await flag.wait()
    await asyncio.sleep(1)
    for _ in range(CHANGES):
        update = {"$set": {"progress_percent": time.time()}}
        await asyncio.to_thread(jobs.update_one, {"_id": ObjectId(job.pk)}, update)
        await asyncio.sleep(0.1)
    await asyncio.gather(*pages)
    return late


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, embedded_mongo.start(Path(folder), "bench") as mongod:
        os.environ["MONGODB_URI"] = mongod.uri
        os.environ["RUNLAB_LOG_LEVEL"] = "ERROR"
        os.environ["DJANGO_SETTINGS_MODULE"] = "runlab_site.settings"
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        with web(mongod.uri) as port:
            print("event latency, 100 open pages over HTTP:", in_ms(asyncio.run(latency(port, a_key()))))
        jobs()


if __name__ == "__main__":
    main()
