"""Three mongods as one replica set, each behind a port of the proxy, to be killed, stopped, cut off and filled."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from pymongo import MongoClient  # noqa: TID251 - the tests look at the servers from outside
from pymongo.errors import PyMongoError

from runlab_site.mongo import embedded_mongo
from runlab_site.mongo.embedded_mongo import HOST, REPLICA_SET, Mongod

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
MEMBERS = 3
# As deploy/compose.yaml sets it: a lost primary is replaced after two seconds.
ELECTION = {"electionTimeoutMillis": 2000, "heartbeatIntervalMillis": 500}
FULL_BYTES = 1024
STARTING_S = 60


class ReplicaSet:
    """A set whose dead members are started again, as a machine's supervisor does."""

    def __init__(self, folder: Path, database: str = "runlab") -> None:
        self.members = [embedded_mongo.prepare(folder / f"member{n}", database) for n in range(MEMBERS)]
        self.ports = [embedded_mongo._free_port() for _ in self.members]
        self.uri = f"mongodb://{','.join(f'{HOST}:{port}' for port in self.ports)}/{database}?replicaSet={REPLICA_SET}"
        pairs = [f"{port}:{one.port}" for port, one in zip(self.ports, self.members, strict=True)]
        self.proxy = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.proxy", *pairs],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.proxy.stdout.readline() == "ready\n"
        self.processes = [_started(one) for one in self.members]
        self.ended = threading.Event()
        self.restarts = 0
        self._initiate()
        self.guard = threading.Thread(target=self._start_again, daemon=True)
        self.guard.start()

    def stop(self) -> None:
        self.ended.set()
        self.guard.join()
        for process in self.processes:
            process.kill()
            process.wait()
        self.proxy.stdin.close()
        self.proxy.wait(10)
        self.proxy.stdout.close()

    def _start_again(self) -> None:
        while not self.ended.wait(0.2):
            for number, process in enumerate(self.processes):
                if process.poll() is not None:
                    self.processes[number] = _started(self.members[number])
                    self.restarts += 1

    def _initiate(self) -> None:
        configuration = {
            "_id": REPLICA_SET,
            "members": [{"_id": n, "host": f"{HOST}:{port}"} for n, port in enumerate(self.ports)],
            "settings": ELECTION,
        }
        deadline = time.monotonic() + STARTING_S
        while True:
            try:
                with _direct(self.members[0].port) as client:
                    client.admin.command("replSetInitiate", configuration)
            except PyMongoError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
            else:
                break
        with MongoClient(self.uri, serverSelectionTimeoutMS=STARTING_S * 1000) as client:
            client.get_default_database().command("ping")  # answered by a primary alone

    # Who is who -------------------------------------------------------------------------------------

    def primary(self) -> int:
        """The number of the member that takes writes now. Raises LookupError between two."""
        for number in self._answering():
            return number
        raise LookupError("no primary now")

    def _answering(self) -> Iterator[int]:
        for number, member in enumerate(self.members):
            with contextlib.suppress(PyMongoError), _direct(member.port) as client:
                if client.admin.command("hello")["isWritablePrimary"]:
                    yield number

    # What is done to them ---------------------------------------------------------------------------

    def signal(self, number: int, signal_: int = signal.SIGKILL) -> int:
        """Send a member a signal; returns its process id."""
        pid = self.processes[number].pid
        os.kill(pid, signal_)
        return pid

    def network(self, number: int, mode: str) -> None:
        """`cut`, `silent`, `full` or `open`: how the way to a member is."""
        self.proxy.stdin.write(f"{number} {mode}\n")
        self.proxy.stdin.flush()

    def fill(self, number: int) -> None:
        """No file of this mongod may grow any more: its next write to the disk fails, and it ends."""
        resource.prlimit(self.processes[number].pid, resource.RLIMIT_FSIZE, (FULL_BYTES, FULL_BYTES))


def _started(member: Mongod) -> subprocess.Popen:
    with (member.folder / "mongod.log").open("ab") as log:
        return subprocess.Popen(member.command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)


def _direct(port: int) -> MongoClient:
    return MongoClient(HOST, port, directConnection=True, serverSelectionTimeoutMS=500, socketTimeoutMS=1000)
