"""The 26 real running files as one ZIP through the page, its worker killed in the middle."""

from __future__ import annotations

import csv
import os
import signal

import psutil
import pytest

from scripts.page_walk import go
from tests import fit_files
from tests.browser.steps import choose

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.corpus]

RUNNING_FILES_COUNT = 26
PATIENCE_MS = 120_000


def real_runs(shared_fit):
    with (shared_fit / "index.csv").open() as index:
        paths = [row["path"] for row in csv.DictReader(index) if row["sport"] == "running"]
    return {path.replace("/", "__"): (shared_fit / path).read_bytes() for path in paths}


def kill_workers(site):
    """SIGKILL every process of the cluster; the supervisor starts it anew."""
    killed = 0
    for process in psutil.process_iter(["cmdline", "environ"]):
        try:
            is_worker = "qcluster" in (process.info["cmdline"] or [])
            is_ours = (process.info["environ"] or {}).get("RUNLAB_DATA_DIR") == site.environ[
                "RUNLAB_DATA_DIR"
            ]
            if is_worker and is_ours:
                os.kill(process.pid, signal.SIGKILL)
                killed += 1
        except (psutil.NoSuchProcess, ProcessLookupError):
            continue
    return killed


def outcomes(page):
    """What the page says of each file: its name, state and words."""
    rows = page.locator("[data-uploads] .file-row").all()
    return {
        row.locator(".file-name").inner_text(): (
            row.get_attribute("data-status"),
            row.inner_text(),
        )
        for row in rows
    }


@pytest.mark.timeout(900)
def test_each_real_run_appears_with_figures_as_a_duplicate_or_with_its_reason_though_the_worker_is_killed(
    site, signed_in, shared_fit
):
    files = real_runs(shared_fit)
    assert len(files) == RUNNING_FILES_COUNT
    undisturbed, disturbed = (
        site.make_athlete(f"{name}@browser.example", name.title()) for name in ("calm", "shaken")
    )
    seen = {}
    for person in (undisturbed, disturbed):
        page = signed_in(person)
        go(page, f"{site.url}/runners/{person['runner']}/upload/")
        choose(page, {"runs.zip": fit_files.zip_of(files)})
        page.locator("[data-uploads] [data-status=processed]").first.wait_for(timeout=PATIENCE_MS)
        if person is disturbed:
            assert kill_workers(site) > 0
        page.locator("[data-summary]", has_text="19 files read, 7 duplicates").wait_for(timeout=PATIENCE_MS)
        seen[person["email"]] = outcomes(page)
        assert page.problems == []
    calm, shaken = seen.values()
    assert len(calm) == RUNNING_FILES_COUNT
    assert {state for state, _ in calm.values()} <= {"processed", "duplicate", "rejected"}
    assert shaken == calm
