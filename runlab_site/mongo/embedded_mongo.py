"""Find and start a local mongod as a one-member replica set.

Development and tests need a MongoDB with transactions and change streams, so a replica set, without
anyone having to install one. Which one serves: MONGODB_URI if set; else a `mongod` on PATH; else the
one in the wheel `fiftyone-db`. Everything it stores lies under `<data folder>/mongodb`, the port it
took and the address it answers at included. Imports no Django.
"""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from pymongo import MongoClient  # noqa: TID251 - before there is a replica set there is no Database to go through
from pymongo.errors import ConfigurationError, OperationFailure, PyMongoError

from runlab_site.child_processes import end_with_parent
from runlab_site.mongo.mongod_binary import OLDEST_VERSION, MongoUnavailableError, find_mongod

if TYPE_CHECKING:
    from pathlib import Path

    from runlab_site.config import Config

__all__ = [
    "EmbeddedMongo",
    "Mongod",
    "check_server",
    "prepare",
    "running_uri",
    "start",
]

REPLICA_SET = "rs0"
HOST = "127.0.0.1"
USUAL_PORT = 27123  # only named, while nothing runs and none was chosen yet
# Below the ports the kernel gives to outgoing connections, so that the one chosen stays free.
PORTS = range(20_000, 32_000)
# Sized for a laptop: MongoDB's own defaults are half of the memory and 5 % of the disk.
CACHE_GB = 0.25
OPLOG_MB = 512
# A worker killed inside a transaction leaves its locks until then (MongoDB's default: 60); ours take milliseconds.
TRANSACTION_LIMIT_S = 3
PING_S = 0.05
STOP_S = 10.0

NOT_YET_INITIALIZED = 94  # MongoDB's code for "no replica set yet"


@dataclass(frozen=True, slots=True)
class Mongod:
    """A mongod that can be started: its program, folder and port."""

    binary: Path
    folder: Path  # <data folder>/mongodb
    port: int
    database: str

    @property
    def uri(self) -> str:
        """The address clients use."""
        return _uri(self.port, self.database)

    @property
    def command(self) -> list[str]:
        """The command line that runs it in the foreground."""
        options = {
            "--dbpath": self.folder / "data",
            "--bind_ip": HOST,
            "--port": self.port,
            "--replSet": REPLICA_SET,
            "--wiredTigerCacheSizeGB": CACHE_GB,
            "--oplogSize": OPLOG_MB,
        }
        parameters = (
            "diagnosticDataCollectionEnabled=false",
            "shutdownTimeoutMillisForSignaledShutdown=100",
            f"transactionLifetimeLimitSeconds={TRANSACTION_LIMIT_S}",
        )
        given = [str(part) for option in options.items() for part in option]
        settings = [part for parameter in parameters for part in ("--setParameter", parameter)]
        # No Unix socket: it would lie in the machine's shared temporary folder.
        return [str(self.binary), *given, *settings, "--nounixsocket", "--quiet"]

    def wait_until_writable(
        self, timeout_s: float = 60.0, process: subprocess.Popen[bytes] | None = None
    ) -> None:
        """Make the replica set if there is none yet, wait for its primary and note the address.

        Raises MongoUnavailableError when it ends (`process`) or is not writable within `timeout_s`.
        """
        deadline = time.monotonic() + timeout_s
        with _client(f"mongodb://{HOST}:{self.port}/", timeout_ms=500, directConnection=True) as client:
            while not self._is_writable(client):
                if process is not None and process.poll() is not None:
                    raise MongoUnavailableError(
                        f"mongod ended with {process.returncode}. {self._last_words()}"
                    )
                if time.monotonic() > deadline:
                    message = f"mongod was not ready within {timeout_s:g} s. {self._last_words()}"
                    raise MongoUnavailableError(message)
                time.sleep(PING_S)
        _write(self.folder / "uri", self.uri)

    def forget_address(self) -> None:
        """Take back what `wait_until_writable` noted: it no longer runs."""
        (self.folder / "uri").unlink(missing_ok=True)

    def _is_writable(self, client: MongoClient[dict[str, Any]]) -> bool:
        try:
            hello = client.admin.command("hello")
            if not hello["isWritablePrimary"] and hello.get("me") != f"{HOST}:{self.port}":
                self._configure(client)
        except PyMongoError:  # not up yet, or between two states: asked again until the deadline
            return False
        return bool(hello["isWritablePrimary"])

    def _configure(self, client: MongoClient[dict[str, Any]]) -> None:
        """Make the set, or tell it the new port when the old one was taken since."""
        try:
            old = client.admin.command("replSetGetConfig")["config"]
        except OperationFailure as error:
            if error.code != NOT_YET_INITIALIZED:
                raise
            client.admin.command("replSetInitiate", self._set_configuration(version=1))
        else:
            changed = self._set_configuration(version=old["version"] + 1)
            client.admin.command("replSetReconfig", changed, force=True)

    def _set_configuration(self, version: int) -> dict[str, Any]:
        return {
            "_id": REPLICA_SET,
            "version": version,
            "members": [{"_id": 0, "host": f"{HOST}:{self.port}"}],
            "settings": {"electionTimeoutMillis": 2000, "heartbeatIntervalMillis": 500},
        }

    def _last_words(self) -> str:
        log = self.folder / "mongod.log"
        return f"Its log is {log}." if log.exists() else ""


class EmbeddedMongo:
    """A running mongod that belongs to this process."""

    def __init__(self, mongod: Mongod, process: subprocess.Popen[bytes]) -> None:
        self.mongod = mongod
        self.process = process
        self.uri = mongod.uri

    def stop(self) -> None:
        """End it and wait for it; its data stays."""
        self.mongod.forget_address()
        self.process.terminate()
        try:
            self.process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def start(data_dir: Path, database: str = "runlab", timeout_s: float = 60.0) -> EmbeddedMongo:
    """Start a mongod with its data under `data_dir`, writable on return; on Linux it ends with the calling thread.

    Raises MongoUnavailableError.
    """
    mongod = prepare(data_dir, database)
    with (mongod.folder / "mongod.log").open("ab") as log:
        process = subprocess.Popen(
            mongod.command,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            preexec_fn=end_with_parent,  # noqa: PLW1509 - one call to the kernel
        )
    running = EmbeddedMongo(mongod, process)
    try:
        mongod.wait_until_writable(timeout_s, process)
    except BaseException:
        running.stop()
        raise
    return running


def prepare(data_dir: Path, database: str = "runlab") -> Mongod:
    """Choose the program and the port, and make the folders. Raises MongoUnavailableError."""
    folder = data_dir / "mongodb"
    binary = find_mongod()
    (folder / "data").mkdir(parents=True, exist_ok=True)
    return Mongod(binary, folder, _own_port(folder / "port"), database)


def running_uri(config: Config) -> str:
    """The address of the database: MONGODB_URI, else that of the mongod under the data folder.

    Never asks the server. While none runs it is the address the next one will most likely take.
    """
    if config.mongodb_uri is not None:
        return config.mongodb_uri
    folder = config.data_dir / "mongodb"
    noted = folder / "uri"
    if noted.exists():
        return noted.read_text().strip()
    return _uri(_noted_port(folder / "port") or USUAL_PORT, config.database_name)


def check_server(uri: str, timeout_s: float = 10.0) -> None:
    """Refuse a MongoDB that cannot serve: away, older than 6.0, or without a replica set.

    Raises MongoUnavailableError; the address is named without its password.
    """
    named = f"MONGODB_URI names {_without_password(uri)}, "
    try:
        with _client(uri, timeout_ms=int(timeout_s * 1000)) as client:
            hello = client.admin.command("hello")
            version = client.server_info()["versionArray"]
    except (PyMongoError, ConfigurationError) as error:
        raise MongoUnavailableError(f"{named}which cannot be used: {error}") from error
    problem = _server_problem(hello, version)
    if problem is not None:
        raise MongoUnavailableError(named + problem)


def _server_problem(hello: dict[str, Any], version: list[int]) -> str | None:
    """What the server lacks by its `hello` answer and its version, or None."""
    if tuple(version[:2]) < OLDEST_VERSION:
        found = ".".join(str(part) for part in version[:3])
        return f"which is MongoDB {found}; 6.0 or newer is needed."
    if "setName" not in hello and hello.get("msg") != "isdbgrid":
        return (
            "which is not a replica set; transactions and change streams need one. Start it with "
            f"--replSet {REPLICA_SET} and run rs.initiate() once (one member is enough)."
        )
    return None


def _own_port(file: Path) -> int:
    """The port used last time while it is free, else a free one, noted in `file`."""
    noted = _noted_port(file)
    if noted is not None and _is_free(noted):
        return noted
    port = _free_port()
    _write(file, str(port))
    return port


def _noted_port(file: Path) -> int | None:
    return int(file.read_text()) if file.exists() else None


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As mongod does, so that connections of the last run that still linger do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def _free_port() -> int:
    while not _is_free(port := PORTS[secrets.randbelow(len(PORTS))]):
        pass
    return port


def _write(file: Path, text: str) -> None:
    """Replace in one step: another process may be reading."""
    beside = file.with_suffix(f".{os.getpid()}")
    beside.write_text(f"{text}\n")
    beside.replace(file)


def _uri(port: int, database: str) -> str:
    return f"mongodb://{HOST}:{port}/{database}?replicaSet={REPLICA_SET}"


def _without_password(uri: str) -> str:
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _client(uri: str, timeout_ms: int, **options: Any) -> MongoClient[dict[str, Any]]:
    return MongoClient(uri, serverSelectionTimeoutMS=timeout_ms, connectTimeoutMS=timeout_ms, **options)
