"""Supervisor's configuration for one Runlab, and a handle on the running supervisord.

mongod is the first up and the last down; scheduler, workers and web are one group that is started once
the database is migrated, and stopped together. Everything has its process group, is restarted when it
ends, and is gone within 10 s of a TERM: at most STOP_APP_S + STOP_MONGOD_S and supervisor's second steps.
"""

from __future__ import annotations

import configparser
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any, cast

# Only our own supervisor answers, on its socket.
from xmlrpc.client import Fault, ServerProxy  # nosec B411

from supervisor.xmlrpc import SupervisorTransport

from runlab_site.child_processes import end_with_parent
from scripts.processes import MARK

ROOT = Path(__file__).resolve().parent.parent
APP = "app"  # the group that needs a migrated database
STOP_APP_S = 3
STOP_MONGOD_S = 2
STOP_SUPERVISOR_S = 8.5
# The kernel allows 107 bytes for a socket's path, and supervisor first binds one with its pid appended.
LONGEST_SOCKET_PATH = 95


class SupervisionError(RuntimeError):
    """A program does not come up; the text says which and where its log is."""


@dataclass(frozen=True, slots=True)
class Program:
    """A command to keep running."""

    name: str
    command: list[str]
    # A queue cluster ends in order when its head alone is told to; told all at once, it hangs.
    ends_its_children: bool = False


class Supervisor:
    """A supervisord that belongs to this process, and ends with it."""

    def __init__(
        self, data_dir: Path, mongod: Program | None, app: list[Program], environ: dict[str, str]
    ) -> None:
        self.log_dir = data_dir / "log"
        self.run_dir = data_dir / "run"
        self.socket = _socket_path(self.run_dir)
        for folder in (self.log_dir, self.run_dir):
            folder.mkdir(parents=True, exist_ok=True)
        self.file = self.run_dir / "supervisord.conf"
        with self.file.open("w") as file:
            self._configuration(mongod, app).write(file)
        command = [
            sys.executable,
            "-m",
            "supervisor.supervisord",
            "--nodaemon",
            "--configuration",
            str(self.file),
        ]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**environ, MARK: str(data_dir), "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            # A group of its own: Ctrl-C reaches the whole foreground group, and we stop things in order.
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509 - no threads run yet
        )

    def start_app(self) -> None:
        """Start scheduler, workers and web. Raises SupervisionError."""
        self._call("startProcessGroup", APP, False)

    def problem(self) -> str | None:
        """Which program does not stay up, with the end of its log; None while all do."""
        if self.process.poll() is not None:
            return f"supervisord ended; see {self.log_dir / 'supervisord.log'}"
        for program in self._call("getAllProcessInfo"):
            if program["statename"] in {"BACKOFF", "FATAL"}:
                return f"{program['name']} does not stay up:\n{self._end_of_log(program['name'])}"
        return None

    def stop(self) -> None:
        """Stop everything in order, and wait for it."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_SUPERVISOR_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.socket.parent != self.run_dir:
            self.socket.unlink(missing_ok=True)
            self.socket.parent.rmdir()

    def _call(self, method: str, *arguments: Any) -> list[dict[str, Any]]:
        transport = SupervisorTransport(None, None, f"unix://{self.socket}")  # type: ignore[no-untyped-call] # it has no types
        with ServerProxy("http://127.0.0.1", transport) as server:
            for _ in range(100):
                try:
                    answer = getattr(server.supervisor, method)(*arguments)
                except (FileNotFoundError, ConnectionRefusedError, HTTPException):  # not listening yet
                    time.sleep(0.05)
                except Fault as error:
                    raise SupervisionError(error.faultString) from error
                else:
                    return cast("list[dict[str, Any]]", answer)
        raise SupervisionError(f"supervisord does not answer; see {self.log_dir / 'supervisord.log'}")

    def _end_of_log(self, name: str, lines_count: int = 15) -> str:
        file = self.log_dir / f"{name}.log"
        lines = file.read_text(errors="replace").splitlines() if file.exists() else []
        return "\n".join(["  " + line for line in lines[-lines_count:]] + [f"  (all of it: {file})"])

    def _configuration(self, mongod: Program | None, app: list[Program]) -> configparser.RawConfigParser:
        parser = configparser.RawConfigParser()
        parser["supervisord"] = {
            "logfile": _escaped(self.log_dir / "supervisord.log"),
            "pidfile": _escaped(self.run_dir / "supervisord.pid"),
            "nodaemon": "true",
            "umask": "077",
        }
        parser["unix_http_server"] = {"file": _escaped(self.socket), "chmod": "0700"}
        parser["supervisorctl"] = {"serverurl": f"unix://{_escaped(self.socket)}"}
        factory = "supervisor.rpcinterface:make_main_rpcinterface"
        parser["rpcinterface:supervisor"] = {"supervisor.rpcinterface_factory": factory}
        reaper = Program("reaper", [sys.executable, "-m", "scripts.reap_orphans"])
        parser["eventlistener:reaper"] = {
            **self._section(reaper, stop_s=1),
            "redirect_stderr": "false",
            "stdout_logfile": "NONE",
            "stderr_logfile": _escaped(self.log_dir / "reaper.log"),
            "events": "PROCESS_STATE_EXITED,PROCESS_STATE_BACKOFF,TICK_5",
            "buffer_size": "1000",
        }
        if mongod:
            parser["program:mongod"] = {**self._section(mongod, STOP_MONGOD_S), "priority": "1"}
        for program in app:
            parser[f"program:{program.name}"] = {**self._section(program, STOP_APP_S), "autostart": "false"}
        parser[f"group:{APP}"] = {"programs": ",".join(program.name for program in app), "priority": "10"}
        return parser

    def _section(self, program: Program, stop_s: int) -> dict[str, str]:
        return {
            "command": _escaped(shlex.join(program.command)),
            "directory": _escaped(ROOT),
            "autorestart": "true",
            "startsecs": "1",
            # A program that cannot start is tried again ever more slowly, for about an hour and a half.
            "startretries": "100",
            "stopsignal": "TERM",
            "stopwaitsecs": str(stop_s),
            "stopasgroup": "false" if program.ends_its_children else "true",
            "killasgroup": "true",
            "redirect_stderr": "true",
            "stdout_logfile": _escaped(self.log_dir / f"{program.name}.log"),
            "stdout_logfile_maxbytes": "10MB",
            "stdout_logfile_backups": "3",
        }


def _socket_path(run_dir: Path) -> Path:
    path = run_dir / "supervisor.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    return Path(tempfile.mkdtemp(prefix="runlab-")) / "supervisor.sock"


def _escaped(value: object) -> str:
    """Supervisor expands % in every value."""
    return str(value).replace("%", "%%")
