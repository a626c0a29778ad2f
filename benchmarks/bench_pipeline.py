"""The whole chain on a running Runlab: 100 runs of an hour (a record a second) in one ZIP, from upload to history.

Prints files and CPU seconds, page and API times idle and during the import, and the memory of each process.

    PYTHONPATH=. .venv/bin/python benchmarks/bench_pipeline.py [--files 100]
"""

import argparse
import http.cookiejar
import io
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from threading import Event, Thread

import numpy as np

from scripts import processes
from sessions.demo import ATHLETES
from sessions.demo.body import moved
from sessions.demo.files import Start, fit_file
from sessions.demo.route import loop_route
from sessions.demo.watch import recorded
from sessions.demo.workouts import Part, Workout

ROOT = Path(__file__).resolve().parents[1]
PASSWORD, EMAIL = "Quiet-hills-42", "bench@example.org"
SECONDS_A_RUN = 3723  # 100 of them are 372,400 records
LAST_START = datetime(2026, 9, 1, 6, tzinfo=UTC)
TICKS_S = os.sysconf("SC_CLK_TCK")
ROUNDS = 25
PAUSE_S = 0.05


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=100)
    files_count = parser.parse_args().files
    archive, records = zip_of_runs(files_count)
    print(
        f"{files_count} runs, {records:,} records, ZIP of {len(archive) / 1e6:.1f} MB; load {os.getloadavg()[0]:.1f}"
    )
    with running() as site:
        site.upload("first.zip", zip_of_runs(1, year_ago=True)[0])
        print_memory("idle", site)
        idle = site.times()
        before, began = site.cpu_seconds(), time.monotonic()
        with measuring(site) as during:
            stored_s, read_s = site.upload("runs.zip", archive)
        took = time.monotonic() - began
        used = {name: after - before.get(name, 0) for name, after in site.cpu_seconds().items()}
        print(
            f"answered 202 after {stored_s:.2f} s; files read after {read_s:.1f} s, all figures after {took:.1f} s"
        )
        print(
            f"{files_count / took:.2f} files/s to the end of the chain, {files_count / read_s:.2f} files/s read"
        )
        total = sum(used.values())
        print(
            f"CPU s a file: {total / files_count:.3f} in all; the workers {used['worker'] / files_count:.3f}"
        )
        print("  " + ", ".join(f"{name} {spent / files_count:.3f}" for name, spent in sorted(used.items())))
        print_times(idle, during)
        print_memory("after", site)
        print(f"sessions: {site.sessions_count()}")


# What is uploaded


def zip_of_runs(count: int, *, year_ago: bool = False) -> tuple[bytes, int]:
    """A ZIP of runs of different days, and how many records they hold."""
    athlete = replace(ATHLETES[3], habits=replace(ATHLETES[3].habits, pause_share=0.0))
    workout = Workout((Part(0.75, seconds=SECONDS_A_RUN - 1),), "loop", rpe=3)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(count):
            random = np.random.default_rng(number)
            route = loop_route(random, athlete.home, 12_000, 60)
            motion = moved(athlete, workout, route, athlete.cs_mps, random)
            recording = recorded(athlete, workout, route, motion, 15.0, random)
            start = LAST_START - timedelta(days=number + 365 * year_ago)
            content = fit_file(athlete, recording, Start(start, 7200, "generic", "Run"))
            archive.writestr(f"{start:%Y-%m-%d}.fit", content)
    return target.getvalue(), count * SECONDS_A_RUN


# The running instance


@dataclass
class Site:
    url: str
    data_dir: Path
    api_key: str
    browser: urllib.request.OpenerDirector
    runner: str

    def api(self, path: str, data: bytes | None = None, kind: str = "application/json") -> dict:
        headers = {"Authorization": f"Bearer {self.api_key}", "Content-Type": kind}
        request = urllib.request.Request(self.url + path, data, headers)  # noqa: S310 - our own address
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            return json.load(answer)

    def upload(self, name: str, content: bytes) -> tuple[float, float]:
        """Upload and wait for the whole chain; returns seconds until the answer, and until all files were read."""
        began = time.monotonic()
        boundary = secrets.token_hex(16)
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
        job = self.api("/api/v1/uploads/", body, f"multipart/form-data; boundary={boundary}")
        stored_s = time.monotonic() - began
        job = self.ended(job["id"])
        read_s = time.monotonic() - began
        waiting = list(job["next_jobs"])
        while waiting:
            waiting += self.ended(waiting.pop())["next_jobs"]
        return stored_s, read_s

    def ended(self, job_id: str) -> dict:
        while (job := self.api(f"/api/v1/jobs/{job_id}/"))["status"] in {"pending", "running"}:
            time.sleep(0.25)
        if job["status"] == "failed":
            raise SystemExit(f"the job failed: {job['problem']}")
        return job

    def sessions_count(self) -> int:
        page, count = "/api/v1/sessions/?limit=200", 0
        while page:
            found = self.api(page)
            count += len(found["results"])
            page = found["next"] and found["next"].removeprefix(self.url)
        return count

    def times(self, rounds: int = ROUNDS, stop: Event | None = None) -> dict[str, list[float]]:
        """Seconds of each page and API route, asked in turn like a person who clicks quickly."""
        session = self.api("/api/v1/sessions/?limit=1")["results"][0]["id"]
        pages = [f"/runners/{self.runner}/", f"/runners/{self.runner}/sessions/", f"/sessions/{session}/"]
        pages += [f"/runners/{self.runner}/fitness/", f"/runners/{self.runner}/critical-speed/"]
        routes = ["/api/v1/sessions/", f"/api/v1/sessions/{session}/statistics/"]
        routes += [
            f"/api/v1/runners/{self.runner}/history/",
            f"/api/v1/sessions/{session}/streams/?max_points=500",
        ]
        taken: dict[str, list[float]] = {path: [] for path in (*pages, *routes)}
        for number in range(rounds):
            for path in pages:
                taken[path].append(timed(lambda path=path: self.browser.open(self.url + path).read()))
            for path in routes:
                taken[path].append(timed(lambda path=path: self.api(path)))
            if stop is not None and stop.wait(PAUSE_S) and number:
                break
        return {self.plain(path): found for path, found in taken.items()}

    def plain(self, path: str) -> str:
        return re.sub(r"[0-9a-f]{24}", "{id}", path)

    def cpu_seconds(self) -> dict[str, float]:
        """CPU of the processes that live, with that of the children they buried, by what they are."""
        spent: dict[str, float] = {}
        for pid, name in self.processes():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            spent[name] = spent.get(name, 0) + sum(map(int, fields[11:15])) / TICKS_S
        return spent

    def processes(self) -> list[tuple[int, str]]:
        found = []
        for process in processes.marked(str(self.data_dir)):
            command = Path(f"/proc/{process.pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            found.append((process.pid, name_of(command)))
        return sorted(found, key=lambda one: one[1])


def name_of(command: str) -> str:
    words = {"mongod ": "mongod", "qcluster": "worker", "uvicorn": "web", "scheduler": "scheduler"}
    return next((name for word, name in words.items() if word in command), "supervisor")


def timed(ask) -> float:
    began = time.monotonic()
    ask()
    return time.monotonic() - began


@contextmanager
def running():
    """A Runlab of its own on a free port, with an athlete who has a key and is signed in."""
    with tempfile.TemporaryDirectory(prefix="runlab-bench-") as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        data_dir, said = Path(folder) / "var", Path(folder) / "said.txt"
        kept = {
            name: text for name, text in os.environ.items() if not name.startswith(("RUNLAB_", "MONGODB_"))
        }
        environ = kept | {
            "PORT": str(port),
            "RUNLAB_DATA_DIR": str(data_dir),
            "RUNLAB_DEMO": "0",
            "RUNLAB_RATE_LIMIT_PER_MIN": "100000",
            "RUNLAB_SECRET_KEY": secrets.token_hex(32),
        }
        with said.open("w") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "scripts.run"], cwd=ROOT, env=environ, stdout=output
            )
        try:
            while "RUNLAB READY" not in said.read_text():
                if process.poll() is not None:
                    raise SystemExit("Runlab did not start")
                time.sleep(0.2)
            yield signed_in(f"http://127.0.0.1:{port}", data_dir, environ)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


def signed_in(url: str, data_dir: Path, environ: dict[str, str]) -> Site:
    made = manage(environ, "create_user", "--role", "athlete", "--email", EMAIL, "--password", PASSWORD)
    key = manage(environ, "create_api_key", EMAIL)
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    page = browser.open(f"{url}/sign-in/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page).group(1)
    form = {"username": EMAIL, "password": PASSWORD, "csrfmiddlewaretoken": token, "next": ""}
    request = urllib.request.Request(f"{url}/sign-in/", urllib.parse.urlencode(form).encode())  # noqa: S310
    request.add_header("Referer", url)
    browser.open(request).read()
    return Site(url, data_dir, key, browser, json.loads(made)["runner"])


def manage(environ: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1]


# What is printed


@contextmanager
def measuring(site: Site):
    """Ask for pages in a thread of its own until the end of the block."""
    during: dict[str, list[float]] = {}
    stop = Event()
    thread = Thread(target=lambda: during.update(site.times(rounds=10_000, stop=stop)))
    thread.start()
    try:
        yield during
    finally:
        stop.set()
        thread.join()


def print_times(idle: dict[str, list[float]], during: dict[str, list[float]]) -> None:
    print(f"\n{'ms':<46} {'idle p50':>9} {'p95':>6} {'import p50':>11} {'p95':>6} {'n':>5}")
    for path, found in idle.items():
        print_line(path, found, during[path])
    for name, is_api in (("all pages", False), ("all of the API", True)):
        mine = [path for path in idle if path.startswith("/api/") is is_api]
        print_line(name, every(idle, mine), every(during, mine))


def print_line(name: str, idle: list[float], busy: list[float]) -> None:
    figures = [1000 * value for value in (median(idle), p95(idle), median(busy), p95(busy))]
    print(
        f"{name:<46} {figures[0]:9.0f} {figures[1]:6.0f} {figures[2]:11.0f} {figures[3]:6.0f} {len(busy):5d}"
    )


def every(times: dict[str, list[float]], paths: list[str]) -> list[float]:
    return [one for path in paths for one in times[path]]


def p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1]


def print_memory(when: str, site: Site) -> None:
    """Proportional set size: what shared pages cost is divided among those that share them."""
    print(f"\nPSS, {when}:")
    total = 0.0
    for pid, name in site.processes():
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        megabytes = int(re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE).group(1)) / 1024
        total += megabytes
        print(f"  {name:<12} {megabytes:6.0f} MB")
    print(f"  {'all':<12} {total:6.0f} MB")


if __name__ == "__main__":
    main()
