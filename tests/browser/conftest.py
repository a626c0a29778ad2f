"""A real site for a real browser: mongod, workers, scheduler and uvicorn as `make run` starts them."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from scripts.page_walk import sign_in
from tests import fit_files
from tests.browser.watching import Watch, problems_of
from tests.waiting import eventually

BASE_DIR = Path(__file__).resolve().parents[2]
START_TIMEOUT_S = 150
FIGURES_TIMEOUT_S = 120
HARD_TIMES_S = (180, 300, 600)
EASY_BEFORE_S = 300
PASSWORD = "browser-tests-2026"
METRICS_TOKEN = "for-browser-tests-only"
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Site:
    """Where the site answers, and who may sign in."""

    url: str
    environ: dict
    athlete: dict
    newcomer: dict
    coach: dict
    admin: dict

    def manage(self, *arguments):
        """Run a management command on the site's database; returns the last line it printed."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=BASE_DIR, env=self.environ, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip().splitlines()[-1]

    def make_athlete(self, email, name):
        """An athlete without a single run."""
        return _person(self, "athlete", email, name)

    def say_time_trials(self, person, file_names):
        """Say through the API that an athlete's runs from these files were time trials; wait for the figures that follow."""
        key = self.manage("create_api_key", person["email"])
        rows = self._api(key, f"sessions/?runner={person['runner']}&limit=200")["results"]
        trials = [row["id"] for row in rows if row["file_name"] in file_names]
        assert len(trials) == len(file_names)
        for trial in trials:
            self._api(key, f"sessions/{trial}/", "PATCH", {"effort": "time_trial"})
        eventually(lambda: self._is_idle(key), FIGURES_TIMEOUT_S, every_s=0.5)

    def _is_idle(self, key):
        jobs = self._api(key, "jobs/?limit=200")["results"]
        return all(job["status"] in {"completed", "failed"} for job in jobs)

    def _api(self, key, path, method="GET", body=None):
        wanted = urllib.request.Request(  # noqa: S310 - our own server
            f"{self.url}/api/v1/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
            method=method,
        )
        with urllib.request.urlopen(wanted, timeout=60) as answer:  # noqa: S310
            return json.load(answer)


@pytest.fixture(scope="package")
def site(tmp_path_factory):
    """The site with a coach, an administrator, an athlete with runs and one without."""
    data = tmp_path_factory.mktemp("site")
    environ = _environ(data)
    said = data / "said.txt"
    with said.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "scripts.run"],
            cwd=BASE_DIR,
            env=environ,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_until_ready(process, said)
        yield _populated(f"http://localhost:{environ['PORT']}", environ, data)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


@pytest.fixture(scope="package")
def chromium():
    """The machine's own Chromium. It ends with this folder: Playwright's loop would forbid Django's connections in later tests."""
    found = shutil.which("chromium")
    assert found, "No Chromium: run make browser."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=CHROMIUM_ARGS)
        yield browser
        browser.close()


@pytest.fixture
def new_context(request, site, chromium):
    """Opens a browser's own state, without cookies: new_context(viewport=...).

    After the test each page is looked at (tests/browser/watching.py), and all are closed; without scripts nothing can look.
    """
    contexts, watched = [], []

    def open_context(**options):
        contexts.append(chromium.new_context(**options))
        if options.get("java_script_enabled", True):
            Watch(contexts[-1], (site.url,))
            watched.append(contexts[-1])
        return contexts[-1]

    yield open_context
    marks = request.node.iter_markers("expects_problems")
    expected = [text for mark in marks for text in mark.args]
    problems = [problem for context in watched for problem in problems_of(context, expected)]
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def signed_in(site, new_context):
    """Opens a page in a browser of its own, signed in: signed_in(person, width=..., dark=..., has_touch=...)."""

    def open_page(person, *, width=1440, dark=False, **more):
        scheme = "dark" if dark else "light"
        page = new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, **more).new_page()
        sign_in(page, site.url, person["email"], PASSWORD)
        return page

    return open_page


@pytest.fixture
def visitor(new_context):
    """A page of nobody in particular."""
    return new_context().new_page()


def _environ(data):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("RUNLAB_", "MONGODB_"))}
    return kept | {
        "PORT": str(port),
        "RUNLAB_DATA_DIR": str(data),
        # The site as it is, with one language more for who asks for it (test_pseudo_language.py).
        "DJANGO_SETTINGS_MODULE": "tests.pseudo.settings",
        "RUNLAB_DEMO": "0",
        "RUNLAB_SIGNUP": "open",
        "RUNLAB_METRICS_TOKEN": METRICS_TOKEN,
        "RUNLAB_RATE_LIMIT_PER_MIN": "100000",
        "RUNLAB_SECRET_KEY": "for-browser-tests-only-" + "x" * 40,
        "PYTHONUNBUFFERED": "1",
    }


def _wait_until_ready(process, said):
    """Until the site says that it is ready."""

    def is_ready():
        assert process.poll() is None, said.read_text()
        return "RUNLAB READY" in said.read_text()

    eventually(is_ready, START_TIMEOUT_S, explain=said.read_text)


def _populated(url, environ, data):
    empty = Site(url, environ, {}, {}, {}, {})
    coach = _person(empty, "coach", "coach@browser.example", "Tom Coach")
    people = {
        "coach": coach,
        "admin": _person(empty, "admin", "admin@browser.example", "Ada Admin"),
        "newcomer": _person(empty, "athlete", "new@browser.example", "Nina New"),
        "athlete": _person(
            empty, "athlete", "elif@browser.example", "Elif Runner", "--coach", coach["email"]
        ),
    }
    site = Site(url, environ, **people)
    folder = data / "runs"
    folder.mkdir()
    for name, content in history().items():
        (folder / name).write_bytes(content)
    site.manage("import_folder", str(folder), "--runner", people["athlete"]["runner"])
    site.say_time_trials(people["athlete"], hard_runs())
    return site


def _person(site, role, email, name, *more):
    line = site.manage(
        "create_user", "--role", role, "--email", email, "--password", PASSWORD, "--name", name, *more
    )
    return json.loads(line)


def history():
    """Some weeks of runs with all-out efforts of 3, 5 and 10 minutes on a Critical Speed of 4 m/s and W' of 200 m."""
    today = datetime.now(UTC).replace(hour=6, minute=0, second=0, microsecond=0)
    files = {}
    for back in range(2, 30, 3):
        start = today - timedelta(days=back)
        files[f"{start:%Y-%m-%d}.fit"] = fit_files.run(
            start=start, seconds=1500, speed_mps=2.8 + back % 5 / 20
        )
    for back, (name, hard) in zip((9, 6, 3), hard_runs().items(), strict=True):
        start = today - timedelta(days=back, hours=-10)
        files[name] = fit_files.run(start=start, speed_mps=hard, heart_rate_bpm=171)
    return files


def hard_runs():
    """The speeds, one a second, of the three runs with an all-out effort: name of the file -> m/s."""
    return {
        f"hard-{seconds}.fit": [2.5] * EASY_BEFORE_S + [4.0 + 200 / seconds] * seconds + [2.2] * 240
        for seconds in HARD_TIMES_S
    }
