"""Chaos: several clients upload while everything is killed, stopped, cut off and filled; then all is counted.

    python -m tests.faults.chaos --minutes 60 --seed 1     what `make chaos` runs

Runlab under its supervisor, on a replica set of three. A seed makes the sequence of faults the same again; when
exactly each strikes is the machine's affair.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from runlab_site.jobs.crash_points import CRASH_POINTS
from tests import fit_files
from tests.faults.harness import Site
from tests.faults.replica_set import ReplicaSet
from tests.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.faults.harness import Athlete

# How often each is chosen, of all faults.
FAULTS = {"crash point": 45, "kill": 35, "stop": 8, "network": 8, "full disk": 4}
# What takes seconds of both cores to start again is struck less often.
WHOM = {
    "worker": 14, "monitor": 6, "pusher": 6, "sentinel": 2, "head": 1, "scheduler": 1, "web": 2,
    "secondary": 4, "primary": 4,
}  # fmt: skip
SELDOM_ARMED = {"upload_row_written", "bytes_begun", "bytes_written", "upload_ready", "job_recorded"}
SELDOM = 4
LASTING_S = (1.0, 5.0)
FAULTS_AN_HOUR, FILES_AN_HOUR = 2_000, 12_500
# However slow the machine: no more faults while so many have let nothing be done, no more uploads while so many wait.
FAULTS_WITHOUT_PROGRESS, UPLOADS_WAITING = 8, 25
LONGEST_WAIT_S = 120.0
CLIENTS = 4
ATHLETES_OF_A_CLIENT = 12
# Files of one upload, and how often it has so many; 25 come as a ZIP.
UPLOADS = {1: 4, 5: 3, 25: 4}
SENT_AGAIN = 0.05
# Kills this dense may strike one job many times in a row, which speaks neither against it nor against its file.
SETTINGS = {"RUNLAB_JOB_TIME_LIMIT_S": "60", "RUNLAB_JOB_MAX_ATTEMPTS": "100"}


class Uploader(threading.Thread):
    """A client: sends the runs of some athletes until it is over; what was not acknowledged again, as a person would."""

    def __init__(
        self, site: Site, athletes: list[Athlete], seed: str, over: threading.Event, files_an_hour: float
    ) -> None:
        super().__init__(daemon=True)
        self.site, self.athletes, self.over, self.files_an_hour = site, athletes, over, files_an_hour
        self.began = time.monotonic()
        self.random = random.Random(seed)
        self.answers: Counter[str] = Counter()
        self.days: Counter[str] = Counter()
        self.files = 0

    def run(self) -> None:
        while not self.over.is_set():
            if self._is_ahead() or self.site.waiting_uploads() > UPLOADS_WAITING:
                self.over.wait(1)
                continue
            athlete = self.random.choice(self.athletes)
            count = self.random.choices(list(UPLOADS), list(UPLOADS.values()))[0]
            files = dict(self._run_of(athlete) for _ in range(count))
            if self._send(athlete, files) and self.random.random() < SENT_AGAIN:
                self._send(athlete, files)

    def _is_ahead(self) -> bool:
        """It has sent its share of the time that has passed: all is to be checked in the end."""
        return self.files > self.files_an_hour * (time.monotonic() - self.began) / 3600

    def _run_of(self, athlete: Athlete) -> tuple[str, bytes]:
        """The athlete's next run, a day after the last."""
        self.days[athlete.runner] += 1
        day = self.days[athlete.runner]
        start = fit_files.START + timedelta(days=day - 900)
        return f"{day}.fit", fit_files.run(start=start, seconds=200 + day % 60, speed_mps=3 + day % 7 / 10)

    def _send(self, athlete: Athlete, files: dict[str, bytes]) -> bool:
        name = "runs.zip" if len(files) > 10 else None
        while not self.over.is_set():
            if athlete.upload(files, name) is not None:
                self.answers["acknowledged"] += 1
                self.files += len(files)
                return True
            self.answers[athlete.refused] += 1
            self.over.wait(0.5)
        return False


class Chaos:
    """A site on a replica set, its uploaders, and the faults done to both."""

    def __init__(
        self,
        site: Site,
        servers: ReplicaSet,
        seed: int,
        faults_an_hour: int = FAULTS_AN_HOUR,
        files_an_hour: int = FILES_AN_HOUR,
    ) -> None:
        self.site, self.servers = site, servers
        self.random = random.Random(seed)
        self.faults_an_hour, self.files_an_hour = faults_an_hour, files_an_hour
        self.done: Counter[str] = Counter()
        self.passing: list[threading.Timer] = []
        self.idle_faults, self.done_so_far = 0, 0
        self.points_before = self._taken()
        self.restarts_before = servers.restarts

    def run(self, seconds: float, kills: int = 0, files: int = 0) -> dict:
        """Upload and do harm for `seconds`, and until there are so many kills and files; then check. Returns figures."""
        over = threading.Event()
        athletes = [self.site.athlete() for _ in range(CLIENTS * ATHLETES_OF_A_CLIENT)]
        clients = [
            Uploader(
                self.site,
                athletes[number::CLIENTS],
                f"{self.random.random()}",
                over,
                self.files_an_hour / CLIENTS,
            )
            for number in range(CLIENTS)
        ]
        began = time.monotonic()
        for client in clients:
            client.start()
        try:
            while (
                time.monotonic() - began < seconds
                or self.kills() < kills
                or sum(client.files for client in clients) < files
            ):
                self._let_it_get_on()
                self._harm()
                time.sleep(self.random.uniform(0, 2 * 3600 / self.faults_an_hour))
                self._say(began, clients)
        except KeyboardInterrupt:
            print("Enough: what was done is checked.", file=sys.stderr)
        finally:
            over.set()
            self._end_harm()
            for client in clients:
                client.join()
        return {"minutes": round((time.monotonic() - began) / 60, 1), **self._figures(athletes, clients)}

    def _say(self, began: float, clients: list[Uploader]) -> None:
        files = sum(client.files for client in clients)
        done = self.done_so_far
        print(
            f"{time.monotonic() - began:.0f} s: {self.kills()} kills, {files} files, {done} done",
            file=sys.stderr,
        )

    def _let_it_get_on(self) -> None:
        """A machine so slow that all work is undone again would prove nothing."""
        self.idle_faults += 1
        deadline = time.monotonic() + LONGEST_WAIT_S
        while True:
            done = self.site.done_so_far()
            if done not in (0, self.done_so_far):
                self.done_so_far, self.idle_faults = done, 0
            if self.idle_faults < FAULTS_WITHOUT_PROGRESS or time.monotonic() > deadline:
                return
            time.sleep(0.5)

    # Harm -------------------------------------------------------------------------------------------

    def _harm(self) -> None:
        fault = self.random.choices(list(FAULTS), list(FAULTS.values()))[0]
        do: dict[str, Callable[[], str]] = {
            "crash point": self._arm,
            "kill": self._kill,
            "stop": self._stop,
            "network": self._break_network,
            "full disk": self._fill,
        }
        try:
            self.done[do[fault]()] += 1
        except (LookupError, ProcessLookupError):  # who was to be struck is only just coming back
            self.done["nobody was there"] += 1

    def _arm(self) -> str:
        """Arm the point that was armed least often; those of the web process count fourfold."""

        def often(point: str) -> int:
            return self.done[f"armed {point}"] * (SELDOM if point in SELDOM_ARMED else 1)

        point = min(CRASH_POINTS, key=lambda name: (often(name), self.random.random()))
        self.site.arm(point)
        return f"armed {point}"

    def _kill(self) -> str:
        who = self._whom()
        self._signal(who, signal.SIGKILL)
        return f"killed {who}"

    def _stop(self) -> str:
        who = self._whom()
        pid = self._signal(who, signal.SIGSTOP)
        self._later(_go_on, pid)
        return f"stopped {who}"

    def _whom(self) -> str:
        return self.random.choices(list(WHOM), list(WHOM.values()))[0]

    def _signal(self, who: str, number: int) -> int:
        if who in {"primary", "secondary"}:
            return self.servers.signal(self._member(who), number)
        pid = self.site.pid_of(who)
        os.kill(pid, number)
        return pid

    def _member(self, which: str) -> int:
        primary = self.servers.primary()
        others = [number for number in range(len(self.servers.members)) if number != primary]
        return primary if which == "primary" else self.random.choice(others)

    def _break_network(self) -> str:
        member, how = (
            self._member(self.random.choice(["primary", "secondary"])),
            self.random.choice(["cut", "silent"]),
        )
        self.servers.network(member, how)
        self._later(self.servers.network, member, "open")
        return f"network {how}"

    def _fill(self) -> str:
        """One of two: the server says that it has no space, or its files can truly not grow, which ends it."""
        primary = self.servers.primary()
        if self.random.random() < 0.5:
            self.servers.fill(primary)
            return "no file could grow"
        self.servers.network(primary, "full")
        self._later(self.servers.network, primary, "open")
        return "answered OutOfDiskSpace"

    def _later(self, work: Callable[..., None], *arguments: object) -> None:
        timer = threading.Timer(self.random.uniform(*LASTING_S), work, arguments)
        timer.start()
        self.passing.append(timer)

    def _end_harm(self) -> None:
        for timer in self.passing:
            timer.join()
        for point in CRASH_POINTS:
            (self.site.points / point).unlink(missing_ok=True)

    # Figures ----------------------------------------------------------------------------------------

    def kills_at_points(self) -> dict[str, int]:
        """How many processes each crash point ended."""
        taken = self._taken() - self.points_before
        return {point: taken[point] for point in CRASH_POINTS}

    def _taken(self) -> Counter[str]:
        return Counter(file.name.partition(".taken.")[0] for file in self.site.points.glob("*.taken.*"))

    def kills(self) -> int:
        """All that were ended by SIGKILL or by a disk without space."""
        by_hand = sum(n for what, n in self.done.items() if what.startswith(("killed", "no file")))
        return by_hand + sum(self.kills_at_points().values())

    def _figures(self, athletes: list[Athlete], clients: list[Uploader]) -> dict:
        eventually(self.site.answers, 60)
        figures = {
            "kills": self.kills(),
            "kills_at_crash_points": self.kills_at_points(),
            "faults": {what: n for what, n in sorted(self.done.items()) if not what.startswith("armed")},
            "members_restarted": self.servers.restarts - self.restarts_before,
            "uploads": dict(sum((client.answers for client in clients), Counter())),
            "files_acknowledged": sum(len(athlete.acknowledged) for athlete in athletes),
        }
        print(json.dumps(figures, indent=1), file=sys.stderr)
        began = time.monotonic()
        self.site.wait_until_ended(900)
        ended_s = time.monotonic() - began
        found = self.site.verify(timeout_s=3600)
        attempts = Counter(min(job["attempts_count"], 10) for job in self.site.jobs({}))
        return {
            **figures,
            **found,
            "everything_ended_after_s": round(ended_s, 1),
            "jobs": dict(Counter(job["status"] for job in self.site.jobs({}))),
            "jobs_by_attempts": {str(count): n for count, n in sorted(attempts.items())},
            "checking_s": round(time.monotonic() - began, 1),
        }


def _go_on(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):  # it was replaced meanwhile
        os.kill(pid, signal.SIGCONT)


def main() -> int:
    """Run and print the figures as JSON. Fails when anything is lost, doubled, stuck or unequal, or a point never met."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--kills", type=int, default=0, help="Go on until there are so many.")
    parser.add_argument("--files", type=int, default=0, help="Go on until so many are acknowledged.")
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, ExitStack() as ends:
        servers = ReplicaSet(Path(folder) / "servers")
        ends.callback(servers.stop)
        site = Site(Path(folder) / "site", MONGODB_URI=servers.uri, **SETTINGS)
        ends.callback(site.stop)
        figures = Chaos(site, servers, wanted.seed).run(wanted.minutes * 60, wanted.kills, wanted.files)
    print(json.dumps(figures, indent=1))
    unmet = [point for point, kills in figures["kills_at_crash_points"].items() if not kills]
    if unmet:
        print(f"never killed at: {', '.join(unmet)}", file=sys.stderr)
    return 1 if unmet else 0


if __name__ == "__main__":
    sys.exit(main())
