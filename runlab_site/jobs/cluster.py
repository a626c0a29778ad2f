"""django-q's cluster with recovery: workers hand their jobs back when they are stopped, and a stalled cluster ends itself.

Head, sentinel, workers, pusher and monitor watch one another:
- A worker that dies has its job freed at once by the sentinel; one that hangs is killed after its time limit.
- A worker that was killed while it held the queue's lock makes the others wait for ever. The sentinel sees work
  in the queue and idle workers beside it, and ends the cluster.
- A sentinel that stands still is seen by the head, which ends it. When one dies the head starts another, and sees
  to it that nothing of the old cluster lives on.
- Children end with their parent, however that was killed (Linux).
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import threading
import time
from multiprocessing import Event, Value
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from django import db
from django_q.cluster import Cluster, Sentinel, get_mp_context
from django_q.conf import Conf
from django_q.worker import worker
from pymongo import timeout
from pymongo.errors import PyMongoError

from runlab_site.child_processes import end_with_parent
from runlab_site.database import database
from runlab_site.jobs import broker, job_manager, scheduler

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.process import BaseProcess

__all__ = ["GuardedCluster", "GuardedSentinel"]

# Something stands still when it is seen so for this long.
STALLED_AFTER_S = 5.0
SENTINEL_SILENT_AFTER_S = 10.0
# A sentinel that dies sooner would only die again.
SHORTEST_LIFE_S = 1.0
# The supervisor gives the whole cluster 3 s to end.
HAND_BACK_S = 1.5
AUXILIARY_STOP_S = 0.5
_LOOK_EVERY_S, _SHORT_PAUSE_S = 0.2, 0.05
_DATABASE_TIMEOUT_S = 1.0
_PR_SET_NAME, _PR_SET_CHILD_SUBREAPER = 15, 36
_TIMED_OUT, _RECYCLED, _IDLE = 0, -2, -1

log = structlog.get_logger(__name__)


class GuardedSentinel(Sentinel):  # type: ignore[misc]  # django-q has no types
    """Spawns and guards workers, pusher and monitor."""

    def __init__(self, pulse: Any, *arguments: Any) -> None:
        self.pulse = pulse
        self._since: dict[str, float] = {}
        self._looked_at, self._late_s = time.monotonic(), 0.0
        end_with_parent()
        _be_called("sentinel")
        super().__init__(*arguments)

    def spawn_process(self, target: Callable[..., None], *arguments: Any) -> BaseProcess:
        """As django-q does, but the child ends when the sentinel does."""
        process = get_mp_context().Process(target=_as_child, args=(os.getpid(), target, *arguments))
        process.daemon = True
        if target is worker:
            process.timer = arguments[2]
            self.pool.append(process)
        process.start()
        return process  # type: ignore[no-any-return]

    def reincarnate(self, process: BaseProcess) -> None:
        """Replace a process that died or took too long, and free the job it held."""
        if process in self.pool:
            self._bury(process)
        super().reincarnate(process)

    def _bury(self, process: BaseProcess) -> None:
        """Make sure that a worker is dead, then give its job to another."""
        if process.timer.value == _TIMED_OUT:  # type: ignore[attr-defined]
            process.kill()
            process.join(AUXILIARY_STOP_S)
        if process.timer.value == _RECYCLED:  # type: ignore[attr-defined]
            return
        try:
            with timeout(_DATABASE_TIMEOUT_S):
                freed = job_manager.hand_back_of(job_manager.worker_name(process.pid or 0))
            log.warning("worker_ended", pid=process.pid, exit_code=process.exitcode, jobs_freed=freed)
        except PyMongoError as error:  # then the lease runs out
            log.warning("jobs_not_freed", pid=process.pid, error=str(error)[:200])

    def status(self) -> str:
        """Called in every round of the guard; here the cluster checks itself."""
        self.pulse.value = time.monotonic()
        self._count_late_rounds()
        if self.start_event.is_set() and not self.stop_event.is_set():
            self._end_if_stalled()
        return str(super().status() or Conf.STOPPED)

    def _count_late_rounds(self) -> None:
        """django-q takes a round for half a second; on a busy machine it is more, and a hung worker lives longer."""
        now = time.monotonic()
        self._late_s += now - self._looked_at - Conf.GUARD_CYCLE
        self._looked_at = now
        while self._late_s >= Conf.GUARD_CYCLE:
            self._late_s -= Conf.GUARD_CYCLE
            for process in self.pool:
                with process.timer.get_lock():
                    if process.timer.value > 0:
                        process.timer.value -= Conf.GUARD_CYCLE
        self._late_s = max(self._late_s, 0.0)

    def _end_if_stalled(self) -> None:
        idle = any(one.timer.value == _IDLE for one in self.pool)
        queued = self.task_queue.qsize() > 0
        self._watch("workers leave work in the queue", seen=idle and queued)
        self._watch("results are not fetched", seen=self.result_queue.qsize() > 0)
        self._watch("messages are not fetched", seen=idle and not queued and _is_message_free())

    def _watch(self, what: str, *, seen: bool) -> None:
        now = time.monotonic()
        seen = seen and _database_answers()  # while it is away everybody waits for it
        since = self._since.setdefault(what, now) if seen else self._since.pop(what, now)
        if seen and now - since > STALLED_AFTER_S:
            log.error("cluster_stalled", why=what)
            self._kill_all()
            os._exit(1)  # no waiting for queues whose locks a dead process holds

    def stop(self) -> None:
        """Have every worker hand its job back, then end the others; never wait for a lock of the dead."""
        self.event_out.set()
        for process in self.pool:
            process.terminate()
        _join(self.pool, HAND_BACK_S)
        for process in (self.pusher, self.monitor):
            process.terminate()
        _join([self.pusher, self.monitor], AUXILIARY_STOP_S)
        self._kill_all()
        os._exit(0)

    def _kill_all(self) -> None:
        for process in (*self.pool, self.pusher, self.monitor):
            if process is not None:
                process.kill()


class GuardedCluster(Cluster):  # type: ignore[misc]  # django-q has no types
    """The head process: starts the sentinel, replaces one that dies or stalls, and is ready to become the scheduler."""

    _is_told_to_end = False

    def run(self) -> int:
        """Run until told to end; returns the exit status. 1 when sentinels do not stay up: begin anew, all of it."""
        _adopt_orphans()
        while not self._must_end():
            began = time.monotonic()
            pulse = self._start_sentinel()
            with _standing_by() as scheduling:
                self._watch(pulse)
            if self._must_end():
                break
            if time.monotonic() - began < SHORTEST_LIFE_S:
                return 1
            scheduling.join(_DATABASE_TIMEOUT_S)  # a fork beside a thread could copy a lock that it holds
            _end_orphans()
        return 0

    def _must_end(self) -> bool:
        return self._is_told_to_end

    def _start_sentinel(self) -> Any:
        """From this process, which has imported everything: that takes a tenth of the time of a new one."""
        self.stop_event, self.start_event = Event(), Event()
        if self._must_end():  # between two sentinels
            self.stop_event.set()
        pulse = Value("d", time.monotonic())
        arguments = (pulse, self.stop_event, self.start_event, self.cluster_id, self.broker, self.timeout)
        self.sentinel = get_mp_context().Process(target=GuardedSentinel, args=arguments)
        db.connections.close_all()
        self.sentinel.start()
        log.info("cluster_started", sentinel=self.sentinel.pid)
        return pulse

    def _watch(self, pulse: Any) -> None:
        while self.sentinel.is_alive():
            if time.monotonic() - pulse.value > SENTINEL_SILENT_AFTER_S:
                log.error("cluster_stalled", why="the sentinel stands still")
                self.sentinel.kill()
            self.sentinel.join(_LOOK_EVERY_S)

    def sig_handler(self, signum: int, frame: object) -> None:
        """Tell the sentinel to end the cluster; `run` waits for it."""
        del signum, frame
        self._is_told_to_end = True
        if self.stop_event is not None:
            self.stop_event.set()


class _standing_by:  # noqa: N801 - used as a context
    """Compete for the scheduler's lease, so that another head takes over when the scheduler dies."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=scheduler.run_forever, args=(self._stop,), daemon=True)

    def __enter__(self) -> threading.Thread:
        self._thread.start()
        return self._thread

    def __exit__(self, *_: object) -> None:
        self._stop.set()


def _adopt_orphans() -> None:
    """Become the parent of processes that a dead sentinel leaves behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)


def _end_orphans() -> None:
    """The kernel has told them to end, so that they hand back; what does not is killed."""
    deadline = time.monotonic() + HAND_BACK_S
    while _living_children() and time.monotonic() < deadline:
        time.sleep(_SHORT_PAUSE_S)
    while left := _living_children():
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        time.sleep(_SHORT_PAUSE_S)


def _living_children() -> list[int]:
    found: list[int] = []
    for file in Path("/proc/self/task").glob("*/children"):
        with contextlib.suppress(OSError):  # that thread has just ended
            found += [int(pid) for pid in file.read_text().split()]
    return [pid for pid in found if os.waitpid(pid, os.WNOHANG) == (0, 0)]


def _as_child(parent: int, target: Callable[..., None], *arguments: Any) -> None:
    """Run in a process that the kernel ends with its parent: a worker in order, so that it hands back."""
    end_with_parent()
    if os.getppid() != parent:  # it died before we asked
        sys.exit(1)
    _be_called(target.__name__)
    target(*arguments)


def _be_called(name: str) -> None:
    """Tell `ps` and `top` what this process is: sentinel, worker, pusher or monitor."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_NAME, name.encode())


def _is_message_free() -> bool:
    try:
        with timeout(_DATABASE_TIMEOUT_S):
            return broker.is_message_free()
    except PyMongoError:
        return False


def _database_answers() -> bool:
    try:
        with timeout(_DATABASE_TIMEOUT_S):
            return database.ping()
    except PyMongoError:
        return False


def _join(processes: list[BaseProcess], timeout_s: float) -> None:
    deadline = time.monotonic() + timeout_s
    for process in processes:
        process.join(max(deadline - time.monotonic(), 0))
