"""Chaos: several clients upload while everything is killed and stopped at random; then all is counted.

    python -m tests.faults.chaos --minutes 60 --seed 1     what `make chaos` runs

A seed makes the sequence of faults the same again; when exactly each strikes is the machine's affair.
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
from datetime import timedelta
from pathlib import Path

from runlab_site.crash_points import CRASH_POINTS
from tests import fit_files
from tests.faults.harness import Site, eventually

WHOM = ("worker", "worker", "sentinel", "monitor", "head", "scheduler", "web", "mongod")
STOPPED_S = 4.0
PAUSE_S = (0.3, 3.0)
ATHLETES = 4


class Chaos:
    """A site, its uploaders, and the faults done to it."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.site = Site(folder, RUNLAB_JOB_TIME_LIMIT_S="15")
        self.random = random.Random(seed)
        self.kills: Counter[str] = Counter()
        self.refused = 0
        self.over = threading.Event()
        self.athletes = [self.site.athlete() for _ in range(ATHLETES)]

    def run(self, seconds: float) -> dict:
        """Upload and do harm for `seconds`, then check everything; returns the figures."""
        clients = [threading.Thread(target=self._upload, args=(athlete,)) for athlete in self.athletes]
        for client in clients:
            client.start()
        try:
            deadline = time.monotonic() + seconds
            while time.monotonic() < deadline:
                with contextlib.suppress(LookupError):  # who was to be killed is only just coming back
                    self._harm()
                time.sleep(self.random.uniform(*PAUSE_S))
        finally:
            self.over.set()
            for client in clients:
                client.join()
        for armed in list(self.site.points.glob("*")):
            if ".taken." not in armed.name:
                armed.unlink(missing_ok=True)
        return self._figures()

    def _upload(self, athlete) -> None:
        """One run after the other; what is not acknowledged is sent again, as a person would."""
        day = 0
        while not self.over.is_set():
            start = fit_files.START + timedelta(days=day)
            content = fit_files.run(start=start, seconds=120 + day % 60, speed_mps=3 + day % 7 / 10)
            if athlete.upload({f"{day}.fit": content}) is None:
                self.refused += 1
                time.sleep(0.5)
            else:
                day += 1

    def _harm(self) -> None:
        choice = self.random.random()
        if choice < 0.5:
            self.site.arm(self.random.choice(CRASH_POINTS))
            return
        who = self.random.choice(WHOM)
        if choice < 0.9:
            self.site.kill(who)
            self.kills[who] += 1
            return
        pid = self.site.kill(who, signal.SIGSTOP)
        self.kills[f"{who} stopped"] += 1
        threading.Timer(STOPPED_S, _go_on, [pid]).start()

    def _figures(self) -> dict:
        eventually(lambda: len(self.site.heads("uvicorn")) == 1, 60)
        began = time.monotonic()
        self.site.verify(self.athletes, timeout_s=900)
        at_points = Counter(
            taken.name.partition(".taken.")[0] for taken in self.site.points.glob("*.taken.*")
        )
        jobs = Counter(job["status"] for job in self.site.jobs({}))
        return {
            "kills": dict(self.kills),
            "kills_at_crash_points": dict(at_points),
            "kills_in_all": sum(self.kills.values()) + sum(at_points.values()),
            "uploads_acknowledged": sum(len(athlete.acknowledged) for athlete in self.athletes),
            "uploads_not_acknowledged_and_sent_again": self.refused,
            "jobs": dict(jobs),
            "checking_s": round(time.monotonic() - began, 1),
        }


def _go_on(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):  # it was replaced meanwhile
        os.kill(pid, signal.SIGCONT)


def main() -> int:
    """Run, print the figures as JSON; 1 when anything is lost, doubled, stuck or unequal."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        chaos = Chaos(Path(folder), wanted.seed)
        try:
            print(json.dumps(chaos.run(wanted.minutes * 60), indent=1))
        finally:
            chaos.site.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
