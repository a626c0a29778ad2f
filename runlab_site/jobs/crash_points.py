"""Named places in the code where tests kill, stop or hang the process, once each.

Off unless RUNLAB_CRASH_POINTS names a folder. A file there with the name of a point arms it: the first process
that comes by takes the file away and does what stands in it. So each place between two writes can be
killed deliberately, and a run can say how often each was.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import NoReturn

__all__ = ["CRASH_POINTS", "crash_point"]

# In the order a file meets them.
CRASH_POINTS = (
    "upload_row_written",
    "bytes_begun",
    "bytes_written",
    "upload_ready",
    "job_recorded",
    "job_claimed",
    "file_begun",
    "raw_claimed",
    "raw_written",
    "raw_ready",
    "columns_written",
    "statistics_written",
    "file_done",
    "bests_written",
    "critical_speed_written",
    "history_written",
    "effects_done",
    "chain_recorded",
    "job_ended",
    "job_committed",
)

_FOLDER = os.environ.get("RUNLAB_CRASH_POINTS")


def crash_point(name: str) -> None:
    """Do what a test armed this place with; nothing otherwise."""
    if _FOLDER is not None:
        _meet(Path(_FOLDER), name)


def _meet(folder: Path, name: str) -> None:
    armed, taken = folder / name, folder / f"{name}.taken.{os.getpid()}.{time.monotonic_ns()}"
    try:
        armed.rename(taken)  # one process alone succeeds
    except FileNotFoundError:
        return
    action = taken.read_text().strip()
    if action == "hang":
        _hang()
    os.kill(os.getpid(), signal.SIGSTOP if action == "stop" else signal.SIGKILL)


def _hang() -> NoReturn:
    """Hang as native code may: Python's signal handlers no longer run."""
    signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))
    while True:
        time.sleep(3600)
