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
EXEC_S = 1.0  # the longest a process may take to change its program; usually far below a millisecond


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
    deadline = time.monotonic() + EXEC_S
    try:
        while mark not in (environ := (PROC / str(pid) / "environ").read_bytes()).split(b"\0"):
            if not _is_cut_short(environ, _stat(pid)) or time.monotonic() > deadline:
                return False
            time.sleep(0)
    except OSError:  # gone meanwhile, or another person's
        return False
    return True


def _process(pid: int) -> Process | None:
    """The process if it lives; one that only waits to be collected does not."""
    try:
        state, _, group = _stat(pid)[:3]
    except OSError:
        return None
    return None if state == "Z" else Process(pid, int(group))


def _is_cut_short(environ: bytes, stat: list[str]) -> bool:
    """Whether this is not the whole environment of a process: Linux shows none while it changes its program (exec).

    Where its code starts is set last. The dead and the kernel's own have no memory, and no environment either.
    """
    memory_bytes, code_start, environ_start, environ_end = (int(stat[n]) for n in (20, 23, 47, 48))
    return memory_bytes > 0 and (code_start == 0 or len(environ) != environ_end - environ_start)


def _stat(pid: int) -> list[str]:
    """What Linux tells of a process: state, parent, group and so on, proc_pid_stat(5) from its third field."""
    # The name, the second field, stands in brackets and may hold anything.
    return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
