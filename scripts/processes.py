"""Know every process of one running Runlab, whoever its parent is by now.

A process killed by force leaves its children behind, which no supervisor sees. All of one Runlab's
processes inherit a variable that names its data folder, and Linux shows it in /proc.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

MARK = "RUNLAB_INSTANCE"
PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Process:
    """A process by its id and that of its group."""

    pid: int
    group: int


def marked(instance: str) -> list[Process]:
    """The living processes that carry the mark of `instance`, this one excepted."""
    mark = f"{MARK}={instance}".encode()
    pids = (int(entry.name) for entry in PROC.glob("[0-9]*"))
    found = (_process(pid) for pid in pids if pid != os.getpid() and _carries(pid, mark))
    return [process for process in found if process is not None]


def kill_orphans(instance: str) -> list[Process]:
    """Kill what outlived the head of its process group, and say what it was."""
    orphans = [process for process in marked(instance) if _process(process.group) is None]
    _kill(orphans)
    return orphans


def kill_all(instance: str, timeout_s: float = 5.0) -> list[Process]:
    """Kill everything that carries the mark and wait until it is gone; say what it was."""
    found = left = marked(instance)
    deadline = time.monotonic() + timeout_s
    while left and time.monotonic() < deadline:
        _kill(left)
        time.sleep(0.02)
        left = marked(instance)
    return found


def _kill(processes: list[Process]) -> None:
    for process in processes:
        with contextlib.suppress(ProcessLookupError):  # it went by itself
            os.kill(process.pid, signal.SIGKILL)


def _carries(pid: int, mark: bytes) -> bool:
    try:
        return mark in (PROC / str(pid) / "environ").read_bytes().split(b"\0")
    except OSError:  # gone meanwhile, or another person's
        return False


def _process(pid: int) -> Process | None:
    """The process if it lives; one that only waits to be collected does not."""
    try:
        stat = (PROC / str(pid) / "stat").read_text()
    except OSError:
        return None
    # After the name, which stands in brackets and may hold anything: state, parent, group.
    state, _, group = stat.rpartition(")")[2].split()[:3]
    return None if state == "Z" else Process(pid, int(group))
