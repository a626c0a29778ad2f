"""A whole Runlab in real processes, to be killed; and what must be true of it afterwards."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import pymongo
from bson import ObjectId
from pymongo import MongoClient  # noqa: TID251 - the tests look at the site's database from outside
from pymongo.errors import PyMongoError
from pymongo.write_concern import WriteConcern

from scripts import processes
from sessions.storage import derived_ids
from tests import fit_files
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a-secret-of-more-than-fifty-characters-that-no-one-uses-0123456789"
START_S, ASKING_S = 180, 2
DERIVED = ("sessionStatistics", "sessionDetails", "sessionsParquet", "runnerHistory", "critical_speeds")
MAKE_ATHLETES = """
import json, uuid
from runlab_site.accounts.models import ApiKey, User
from runners.services.runner_service import create_minimal_runner_for_user
made = []
for _ in range(48):
    user = User.objects.create_user(email=f"{uuid.uuid4().hex[:8]}@run.example", password=None)
    _key, text = ApiKey.issue(user, "faults", ["sessions:read", "sessions:write", "profile:read"], None)
    made.append((create_minimal_runner_for_user(user).pk, text))
print(json.dumps(made))
"""
OLDER_CLUSTER = """
import datetime, os, sys, time
ahead_s, real_time = float(sys.argv[1]), time.time
class Ahead(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.datetime.now(tz) + datetime.timedelta(seconds=ahead_s)
time.time = lambda: real_time() + ahead_s
os.environ["DJANGO_SETTINGS_MODULE"] = "runlab_site.settings"
import django
django.setup()
from django.core.management import call_command
from runlab_site.jobs import job_manager, registry, requests
for name in ("runlab_site", "sessions", "runners", "django.utils.timezone"):
    for module in [one for one in sys.modules.values() if one.__name__.startswith(name)]:
        if getattr(module, "datetime", None) is datetime.datetime:
            module.datetime = Ahead
del registry._handlers["session_analysis"]
call_command("qcluster")
"""
REBUILD_ALL = """
from runlab_site.jobs import job_manager
from runners.models import Runner
from sessions.services.rebuild import rebuild_request
for runner in Runner.objects.all():
    job_manager.request(rebuild_request(runner))
"""
HEADS = {
    "head": "qcluster",
    "web": "uvicorn",
    "scheduler": "manage.py scheduler",
    "mongod": "mongod",
}
CHANGES_WITH_TIME = {"computed_at", "updated_at"}


class Site:
    """One Runlab under its supervisor, as `make run` starts it."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.data_dir, self.points = folder / "var", folder / "points"
        self.points.mkdir(parents=True, exist_ok=True)
        mine = {k: v for k, v in os.environ.items() if not k.startswith(("RUNLAB_", "MONGODB_URI"))}
        self.environ = mine | {
            "RUNLAB_SECRET_KEY": SECRET,
            "RUNLAB_DATA_DIR": str(self.data_dir),
            "PORT": str(_free_port()),
            "RUNLAB_LOG_FORMAT": "json",
            "RUNLAB_DEMO": "0",
            "RUNLAB_RATE_LIMIT_PER_MIN": "100000",
            "RUNLAB_METRICS_TOKEN": "a-token-of-sixteen-or-more",
            "RUNLAB_CRASH_POINTS": str(self.points),
            **settings,
        }
        self.printed = folder / "printed.txt"
        self.client = None
        self.athletes: list[Athlete] = []
        self._made: list[tuple[str, str]] = []
        self.start()

    def start(self) -> None:
        if self.client is not None:
            self.client.close()
        with self.printed.open("w") as printed:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "scripts.run"],
                cwd=ROOT,
                env=self.environ,
                stdout=printed,
                stderr=printed,
                start_new_session=True,
            )
        eventually(
            lambda: "RUNLAB READY" in self.printed.read_text() or self.process.poll() is not None, START_S
        )
        assert self.process.poll() is None, self.printed.read_text()
        self.uri = re.search(r"mongodb=(\S+)", self.printed.read_text())[1]
        self.client = MongoClient(self.uri, serverSelectionTimeoutMS=60_000, tz_aware=True)
        self.database = self.client.get_default_database()

    def stop(self) -> None:
        if self.client is not None:
            self.client.close()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)
        processes.kill_all(str(self.data_dir))

    @property
    def port(self) -> int:
        return int(self.environ["PORT"])

    def answers(self) -> bool:
        """Whether the web process takes requests."""
        with contextlib.suppress(OSError, http.client.HTTPException):
            return urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5).status == 200
        return False

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environ | {"MONGODB_URI": self.uri},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    def athlete(self) -> Athlete:
        """Someone new; they are made four dozen at a time, because a command takes seconds."""
        if not self._made:
            self._made = json.loads(
                self.manage("shell", "--no-imports", "-c", MAKE_ATHLETES).splitlines()[-1]
            )
        runner, key = self._made.pop()
        self.athletes.append(Athlete(self, runner, key))
        return self.athletes[-1]

    def logged(self) -> list[dict]:
        """Every line of the structured log so far."""
        lines = (
            line for file in (self.data_dir / "log").glob("*.log") for line in file.read_text().splitlines()
        )
        return [json.loads(line) for line in lines if line.startswith("{")]

    # Processes ---------------------------------------------------------------------------------------

    def heads(self, word: str) -> list[int]:
        found = [one.pid for one in processes.marked(str(self.data_dir)) if one.pid == one.group]
        return [pid for pid in found if word in _command_line(pid)]

    def pid_of(self, who: str) -> int:
        """The process that is `head`, `sentinel`, `worker`, `pusher`, `monitor`, `web`, `scheduler` or `mongod` now.

        Raises LookupError while it is just being started again.
        """
        if who in HEADS:
            return _only(self.heads(HEADS[who]))
        sentinel = _only(processes_below(_only(self.heads("qcluster"))))
        if who == "sentinel":
            return sentinel
        found = [pid for pid in processes_below(sentinel) if _name(pid) == who]
        return self._busy(found) if who == "worker" else _only(found)

    def _busy(self, workers: list[int]) -> int:
        """The one that holds a job, else the first."""
        running = self.database["background_jobs"].find_one({"status": "running"}, {"worker": 1})
        named = int(running["worker"].rpartition(":")[2]) if running and running["worker"] else None
        return named if named in workers else _only(workers[:1])

    def kill(self, who: str, number: int = signal.SIGKILL) -> int:
        for _ in range(50):
            with contextlib.suppress(LookupError, ProcessLookupError):  # it is just being restarted
                pid = self.pid_of(who)
                os.kill(pid, number)
                return pid
            time.sleep(0.1)
        raise LookupError(f"no {who} to kill")

    @contextlib.contextmanager
    def another_cluster(self, ahead_s: float, **settings: str) -> Iterator[Callable[[], set[str]]]:
        """A cluster on this site's database as an older version would run it, on a machine whose clock is ahead.

        Yields what tells its processes' ids.
        """
        with (self.data_dir / "log" / "older.log").open("ab") as log:
            cluster = subprocess.Popen(
                [sys.executable, "-c", OLDER_CLUSTER, str(ahead_s)],
                cwd=ROOT,
                env=self.environ | {"MONGODB_URI": self.uri} | settings,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

        def family() -> set[str]:
            return {str(pid) for child in processes_below(cluster.pid) for pid in processes_below(child)}

        try:
            eventually(lambda: len(family()) == 3)
            yield family
        finally:
            cluster.terminate()
            cluster.wait(30)

    # Crash points ------------------------------------------------------------------------------------

    def arm(self, point: str, action: str = "kill") -> None:
        beside = self.points.parent / "arming"
        beside.write_text(action)
        beside.replace(self.points / point)

    def met(self, point: str) -> bool:
        return not (self.points / point).exists() and any(self.points.glob(f"{point}.taken.*"))

    # What must be true -------------------------------------------------------------------------------

    def jobs(self, query: dict) -> list[dict]:
        return list(self.database["background_jobs"].find(query))

    def waiting_uploads(self) -> int:
        """Uploads that are not read yet; any number while the database is away."""
        query = {"type": "file_processing", "status": {"$in": ["pending", "running"]}}
        with pymongo.timeout(ASKING_S), contextlib.suppress(PyMongoError):
            return self.database["background_jobs"].count_documents(query)
        return sys.maxsize

    def done_so_far(self) -> int:
        """Sessions and ended jobs; 0 while the database is away."""
        with pymongo.timeout(ASKING_S), contextlib.suppress(PyMongoError):
            jobs = self.database["background_jobs"].count_documents({"status": "completed"})
            return jobs + self.database["sessionStatistics"].estimated_document_count()
        return 0

    def wait_until_ended(self, timeout_s: float = 120) -> None:
        self._wait_for_a_primary(timeout_s)
        eventually(lambda: not self.jobs({"status": {"$in": ["pending", "running"]}}), timeout_s)

    def _wait_for_a_primary(self, timeout_s: float) -> None:
        """Until the majority confirms a write: a primary that was cut off shows old documents until it steps down."""
        sure = WriteConcern("majority", wtimeout=1000 * ASKING_S)
        probe = self.client.get_database("harness", write_concern=sure)["probes"]

        def confirms() -> bool:
            with contextlib.suppress(PyMongoError):
                return probe.insert_one({}).acknowledged
            return False

        eventually(confirms, timeout_s)

    def derived(self) -> dict[str, list[dict]]:
        return {
            name: [
                {key: value for key, value in row.items() if key not in CHANGES_WITH_TIME}
                for row in self.database[name].find().sort("_id", 1)
            ]
            for name in DERIVED
        }

    def verify(self, timeout_s: float = 120) -> dict[str, int]:
        """Each acknowledged file is one session with one set of statistics; all equals a clean recomputation.

        Returns what was found: sessions, and the stored bytes that nothing named and the sweep took away.
        """
        self.wait_until_ended(timeout_s)
        for athlete in self.athletes:
            for name in ("sessionStatistics", "sessionsParquet"):
                rows = self.database[name].find({"runner_id": ObjectId(athlete.runner)}, {"_id": 1})
                # An id is one file's, so none can be doubled under it.
                found = {str(row["_id"]) for row in rows}
                lost = athlete.acknowledged - found
                assert not lost, f"lost in {name}: {lost} of {athlete.runner}: {self._stands_at(athlete)}"
                assert found <= athlete.sent, f"doubled in {name}"
        self.assert_all_completed()
        before = self.derived()
        swept = self._sweep()
        self._rebuild_all(timeout_s)
        differing = [name for name, rows in self.derived().items() if rows != before[name]]
        assert not differing, f"a clean recomputation differs in {differing}"
        assert "whole" in self.manage("verify_storage", "--orphans-older-than-s", "0")
        return {"sessions": len(before["sessionStatistics"]), "orphans_swept": swept}

    def _stands_at(self, athlete: Athlete) -> list[dict]:
        """The athlete's jobs, for whoever looks for what was lost."""
        shown = ("type", "status", "attempts_count", "problem", "result", "unique_key")
        return [
            {key: job.get(key) for key in shown} for job in self.jobs({"runner_id": ObjectId(athlete.runner)})
        ]

    def assert_all_completed(self) -> None:
        """Nothing failed: every file that these tests send can be read."""
        failed = self.jobs({"status": {"$ne": "completed"}})
        assert not failed, [(job["type"], job["status"], job["problem"]) for job in failed]

    def _sweep(self) -> int:
        """Have the sweep take away what killed uploads left, which it otherwise leaves for an hour."""
        said = self.manage("verify_storage", "--repair", "--orphans-older-than-s", "0").splitlines()
        found = [line for line in said if line.partition(":")[0] in {"missing", "altered", "orphaned"}]
        assert all(line.startswith("orphaned:") for line in found), found
        return len(found)

    def _rebuild_all(self, timeout_s: float) -> None:
        """As `rebuild --all`, but by all workers at once."""
        self.manage("shell", "--no-imports", "-c", REBUILD_ALL)
        self.wait_until_ended(timeout_s)
        self.assert_all_completed()


class Athlete:
    """Someone who uploads, and what they were told is safe."""

    def __init__(self, site: Site, runner: str, key: str) -> None:
        self.site, self.runner, self.key = site, runner, key
        self.acknowledged: set[str] = set()
        self.sent: set[str] = set()  # what was not acknowledged may be there, too
        self.refused = ""  # why the last upload was not acknowledged

    def upload(self, files: dict[str, bytes], name: str | None = None, **headers: str) -> dict | None:
        """Send files (as one ZIP where it is named); the job, or None when it was not acknowledged."""
        sent = {name: fit_files.zip_of(files)} if name else files
        sessions = {derived_ids.session_id(self.runner, _sha256(content), 0) for content in files.values()}
        self.sent |= sessions
        try:
            status, job = self.post("/api/v1/uploads/", *_multipart(sent), headers)
        except (OSError, http.client.HTTPException):
            self.refused = "connection broken"
            return None
        if status != 202:
            self.refused = f"answered {status}"
            return None
        self.acknowledged |= sessions
        return job

    def post(
        self, path: str, body: bytes, content_type: str, headers: dict | None = None
    ) -> tuple[int, dict]:
        return self._ask(path, body, {"Content-Type": content_type, **(headers or {})})

    def get(self, path: str) -> dict:
        return self._ask(path, None, {})[1]

    def listen(self) -> http.client.HTTPResponse:
        """The event stream, as an open page holds it."""
        headers = {"Authorization": f"Bearer {self.key}", "Accept": "text/event-stream"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.site.port}/api/v1/events/", headers=headers)
        return urllib.request.urlopen(request, timeout=60)  # noqa: S310 - our own server

    def _ask(self, path: str, body: bytes | None, headers: dict) -> tuple[int, dict]:
        address = f"http://127.0.0.1:{self.site.port}{path}"
        headers = {"Authorization": f"Bearer {self.key}", **headers}
        request = urllib.request.Request(address, body, headers)
        try:
            with urllib.request.urlopen(request, timeout=90) as answer:  # noqa: S310 - our own server
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read() or b"{}")


def _multipart(files: dict[str, bytes]) -> tuple[bytes, str]:
    mark = uuid.uuid4().hex
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
        f"Content-Type: application/octet-stream\r\n\r\n".encode()
        + content
        + b"\r\n"
        for name, content in files.items()
    ]
    return b"".join(parts) + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"


def _sha256(content: bytes) -> str:
    import hashlib

    return hashlib.sha256(content).hexdigest()


def _command_line(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


def _only(pids: list[int]) -> int:
    if len(pids) != 1:
        raise LookupError(f"there are {len(pids)} of them")
    return pids[0]


def _name(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text().strip()
    return ""


def processes_below(pid: int) -> list[int]:
    """The children of a process, oldest first."""
    with contextlib.suppress(OSError):
        return sorted(int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    return []


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
