"""Run Runlab in the foreground: MongoDB, scheduler, workers and web under one supervisor.

`make run` calls it. It sets the database up, waits until the site answers, says so on one line, and stops
everything on TERM, Ctrl-C or hang-up. All it stores is under RUNLAB_DATA_DIR, so that two with folders and
ports of their own run side by side.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urlsplit, urlunsplit

from runlab_site.config import BASE_DIR, Config, ConfigError
from runlab_site.mongo import embedded_mongo
from runlab_site.mongo.mongod_binary import MongoUnavailableError
from scripts import demo, processes
from scripts.supervision import Program, SupervisionError, Supervisor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

STARTING_TIMEOUT_S = 120
PAUSE_S = 0.1
SIGNUP_TEXTS = {
    "open": "or signs up on the page.",
    "invite": "and invites the others.",
    "closed": "and so are the others.",
}
MANAGE = [sys.executable, "manage.py"]


class RunError(RuntimeError):
    """Runlab cannot run; the text says why and what to do."""


class Stopped(BaseException):
    """TERM, Ctrl-C or the terminal's end was received: no error, so nothing catches it on the way."""


def main() -> int:
    """Run until told to stop; returns the exit status."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        config = Config.from_env()
        with _only_one(config):
            _run(config)
    except (ConfigError, MongoUnavailableError, SupervisionError, RunError) as error:
        print(f"Runlab cannot run: {error}", file=sys.stderr, flush=True)
        return 1
    except Stopped:
        print("Runlab has stopped.", flush=True)
    return 0


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise Stopped


@contextmanager
def _only_one(config: Config) -> Iterator[None]:
    """Hold the data folder; end what an earlier run, killed by force, left in it."""
    config.data_dir.mkdir(parents=True, exist_ok=True)
    with (config.data_dir / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            message = f"another one runs in {config.data_dir}; stop it or set RUNLAB_DATA_DIR and PORT."
            raise RunError(message) from error
        processes.kill_all(str(config.data_dir))
        yield


def _run(config: Config) -> None:
    _refuse_taken_port(config)
    mongod = _mongod(config)
    uri = config.mongodb_uri or (mongod.uri if mongod else "")
    environ = {**os.environ, "MONGODB_URI": uri, "RUNLAB_DATA_DIR": str(config.data_dir)}
    supervisor = Supervisor(
        config.data_dir, Program("mongod", mongod.command) if mongod else None, _app(config), environ
    )
    try:
        _set_up(config, mongod, environ)
        is_demo_wanted = _is_demo_wanted(config, uri)
        supervisor.start_app()
        _wait_until_ready(config, supervisor)
        _announce(config, uri)
        log = supervisor.log_dir / "demo.log"
        _seeding = demo.start(config, environ, log) if is_demo_wanted else None
        supervisor.process.wait()
        raise RunError(f"supervisord ended; see {supervisor.log_dir / 'supervisord.log'}")
    finally:
        _end(config, supervisor, mongod)


def _is_demo_wanted(config: Config, uri: str) -> bool:
    return config.demo and demo.has_room(uri, config.database_name)


def _end(config: Config, supervisor: Supervisor, mongod: embedded_mongo.Mongod | None) -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # we are ending already
    supervisor.stop()
    processes.kill_all(str(config.data_dir))
    if mongod:
        mongod.forget_address()


def _refuse_taken_port(config: Config) -> None:
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.host, config.port))
        except OSError as error:
            raise RunError(
                f"port {config.port} of {config.host} is taken: {error.strerror}. Set PORT."
            ) from error


def _mongod(config: Config) -> embedded_mongo.Mongod | None:
    """The mongod to start; None when MONGODB_URI names one that serves."""
    if config.mongodb_uri is None:
        return embedded_mongo.prepare(config.data_dir, config.database_name)
    embedded_mongo.check_server(config.mongodb_uri)
    return None


def _app(config: Config) -> list[Program]:
    web = [
        "-m", "uvicorn", "runlab_site.asgi:application", "--host", config.host, "--port", str(config.port),
        "--timeout-graceful-shutdown", "2", "--no-access-log", "--log-level", config.log_level.lower(),
        "--forwarded-allow-ips", config.trusted_proxies,
    ]  # fmt: skip
    return [
        Program("scheduler", [*MANAGE, "scheduler"]),
        Program("worker", [*MANAGE, "qcluster"], ends_its_children=True),
        Program("web", [sys.executable, *web]),
    ]


def _set_up(config: Config, mongod: embedded_mongo.Mongod | None, environ: dict[str, str]) -> None:
    """Collect static files if they changed, beside that wait for mongod and migrate."""
    with _collected_static_files(config, environ):
        if mongod:
            mongod.wait_until_writable()
        migrated = subprocess.run(
            [*MANAGE, "migrate", "--no-input", "--verbosity", "0"], cwd=BASE_DIR, env=environ, check=False
        )
        if migrated.returncode != 0:
            raise RunError("the database could not be migrated; the reason stands above.")


@contextmanager
def _collected_static_files(config: Config, environ: dict[str, str]) -> Iterator[None]:
    """Run `collectstatic` beside what is done inside, unless nothing changed since the last time."""
    stamp, state = config.data_dir / "static.stamp", _state_of_static_files()
    if stamp.exists() and stamp.read_text() == state:
        yield
        return
    command = [*MANAGE, "collectstatic", "--no-input", "--clear", "--verbosity", "0"]
    with subprocess.Popen(command, cwd=BASE_DIR, env=environ) as collecting:
        try:
            yield
            if collecting.wait() != 0:
                raise RunError("the static files could not be collected; the reason stands above.")
        finally:
            collecting.kill()
    stamp.write_text(state)


def _state_of_static_files() -> str:
    """Changes with every static file of ours, and with the packages that bring others."""
    files = sorted(file for pattern in ("static/**/*", "*/static/**/*") for file in BASE_DIR.glob(pattern))
    seen = [(str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in files if file.is_file()]
    packages = (BASE_DIR / "requirements.txt").read_text()
    return hashlib.sha256(json.dumps([seen, packages]).encode()).hexdigest()


def _wait_until_ready(config: Config, supervisor: Supervisor) -> None:
    deadline = time.monotonic() + STARTING_TIMEOUT_S
    while not _is_ready(config):
        problem = supervisor.problem()
        if problem is None and time.monotonic() > deadline:
            problem = (
                f"the site was not ready within {STARTING_TIMEOUT_S} s; the logs are in {supervisor.log_dir}"
            )
        if problem is not None:
            raise RunError(problem)
        time.sleep(PAUSE_S)


def _is_ready(config: Config) -> bool:
    host = "127.0.0.1" if config.host in {"0.0.0.0", "::", "localhost"} else config.host  # noqa: S104 - compared  # nosec B104
    host = f"[{host}]" if ":" in host else host
    try:
        with urllib.request.urlopen(f"http://{host}:{config.port}/readyz", timeout=5) as answer:  # nosec B310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):  # not listening yet, or 503
        return False


def _announce(config: Config, uri: str) -> None:
    print(f"RUNLAB READY url=http://127.0.0.1:{config.port} mongodb={_without_password(uri)}", flush=True)
    print(
        f"Open {config.public_url} and sign in. The first person is made by\n"
        "  .venv/bin/python manage.py create_user --role coach --email you@example.org --password ...\n"
        f"{SIGNUP_TEXTS[config.signup]} Ctrl-C stops everything.",
        flush=True,
    )


def _without_password(uri: str) -> str:
    parts = urlsplit(uri)
    credentials, at, hosts = parts.netloc.rpartition("@")
    name = credentials.partition(":")[0]
    return urlunsplit(parts._replace(netloc=f"{name}:***@{hosts}" if at else hosts))


if __name__ == "__main__":
    sys.exit(main())
