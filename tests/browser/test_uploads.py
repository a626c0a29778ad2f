"""Files through the page: each gets its outcome as it happens, and the page never asks by itself."""

from __future__ import annotations

import os
import signal
import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest

import fitparse_sdk as fit
from scripts import processes
from scripts.page_walk import go
from tests import fit_files
from tests.browser.steps import PHONE_PX, choose, overhang_px, serious_on, wait_for_analysis

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TEN_SECONDS_MS = 10_000
A_WHILE_MS = 60_000
HTML = b"<!DOCTYPE html><html><body>Not a watch file</body></html>" * 20


def upload_page(site, signed_in, email):
    person = site.make_athlete(email, "Uma Upload")
    page = signed_in(person)
    go(page, f"{site.url}/runners/{person['runner']}/upload/")
    return page


def test_the_first_run_opens_within_ten_seconds(site, signed_in):
    page = upload_page(site, signed_in, "first@browser.example")
    choose(page, {"first.fit": fit_files.run(seconds=900)})
    page.wait_for_url("**/sessions/*/", timeout=TEN_SECONDS_MS)
    assert page.locator("[data-name=distance_m]").inner_text().replace("\u00a0", " ").startswith("2.70")
    assert page.problems == []


def test_of_many_files_each_says_what_became_of_it(site, signed_in):
    page = upload_page(site, signed_in, "many@browser.example")
    run = fit_files.run()
    archive = fit_files.zip_of(
        {
            "good.fit": run,
            "again.fit": run,
            "page.fit": HTML,
            "later.fit": fit_files.run(start=fit_files.START + timedelta(days=1)),
        }
    )
    choose(page, {"all.zip": archive})
    page.locator("[data-summary]", has_text="2 files read, 1 rejected, 1 duplicate").wait_for(
        timeout=A_WHILE_MS
    )
    rows = page.locator("[data-uploads] .file-row")
    assert rows.count() == 4
    assert page.get_by_role("link", name="Open session").count() == 2
    assert page.get_by_role("link", name="Show the original").count() == 1
    assert "page.fit" in page.locator(".file-row[data-status=rejected]").inner_text()


def export_of_a_service() -> bytes:
    """An account export: two runs, one of them by a second watch too, a page, monitoring, and a table."""
    later = fit_files.START + timedelta(days=2)
    monitoring = fit.encode(
        [("file_id", {"type": "monitoring_b", "manufacturer": "garmin", "serial_number": 1})]
    )
    return fit_files.zip_of(
        {
            "activities/one.fit": fit_files.run(seconds=1200, serial_number=1),
            "activities/two.fit": fit_files.run(start=later, seconds=600, speed_mps=3.5, serial_number=1),
            "activities/phone.fit": fit_files.run(start=later, seconds=590, speed_mps=3.5, serial_number=2),
            "activities/page.fit": HTML,
            "monitoring/day.fit": monitoring,
            "activities.csv": b"Activity Name,Filename\nClub run,activities/one.fit\n",
        }
    )


def test_the_summary_counts_what_was_read_held_and_skipped_and_why_and_names_new_bests(site, signed_in):
    page = upload_page(site, signed_in, "export@browser.example")
    choose(page, {"export.zip": export_of_a_service()})
    summary = page.locator("[data-summary]", has_text="2 files read, 1 rejected, 1 duplicate, 2 skipped")
    summary.wait_for(timeout=A_WHILE_MS)
    wait_for_analysis(page, site)
    link = page.get_by_role("link", name="Link to this upload").first.get_attribute("href")
    for width in (1280, PHONE_PX):
        page.set_viewport_size({"width": width, "height": 800})
        go(page, f"{site.url}{link}")
        assert "1000 m in 4:4" in page.locator("[data-bests]").inner_text()
        page.locator("[data-skipped] summary").click()
        reasons = page.locator("[data-skipped] li").all_inner_texts()
        assert len(reasons) == 2
        assert any("monitoring" in reason.lower() for reason in reasons)
        assert "Say once which of them counts" in page.locator("[data-device-pair]").inner_text()
        assert overhang_px(page) <= 0
        assert serious_on(page) == []
    page.locator("[data-next]").click()
    page.wait_for_url("**/fitness/")
    assert page.problems == []


def test_the_page_asks_only_when_an_event_says_that_something_changed(site, signed_in):
    page = upload_page(site, signed_in, "quiet@browser.example")
    choose(
        page,
        {"one.fit": fit_files.run(), "two.fit": fit_files.run(start=fit_files.START + timedelta(days=2))},
    )
    page.locator("[data-summary]", has_text="2 files read").wait_for(timeout=A_WHILE_MS)
    page.locator(".toast").wait_for(timeout=A_WHILE_MS)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(5000)
    assert asked == []


def test_a_file_of_another_kind_is_refused_before_it_is_sent(site, signed_in):
    page = upload_page(site, signed_in, "kind@browser.example")
    choose(page, {"holiday.jpg": b"\xff\xd8\xff", "empty.fit": b""})
    rejected = page.locator("[data-sending] .file-row[data-status=rejected]")
    assert rejected.count() == 2
    assert "Not a watch file" in rejected.filter(has_text="holiday.jpg").inner_text()
    assert "empty" in rejected.filter(has_text="empty.fit").inner_text()


def streams_of(site) -> float:
    """Open event streams, as the web process counts them."""
    answer = metrics_of(site)
    return next(
        float(line.split()[1]) for line in answer.splitlines() if line.startswith("runlab_event_streams ")
    )


def metrics_of(site) -> str:
    token = site.environ["RUNLAB_METRICS_TOKEN"]
    wanted = urllib.request.Request(f"{site.url}/metrics", headers={"Authorization": f"Bearer {token}"})  # noqa: S310 - our own server
    with urllib.request.urlopen(wanted, timeout=10) as answer:  # noqa: S310
        return answer.read().decode()


def is_live(tab) -> None:
    tab.locator(".rail [data-live][data-state=live]").wait_for(timeout=A_WHILE_MS)


def test_ten_tabs_share_one_stream(site, signed_in):
    first = signed_in(site.coach)
    before = streams_of(site)  # of browsers that other tests have open, and of this tab
    tabs = [first, *(first.context.new_page() for _ in range(9))]
    for tab in tabs:
        tab.goto(f"{site.url}/jobs/")
        is_live(tab)
    assert streams_of(site) <= max(before, 1)
    for tab in tabs[1:]:
        tab.close()
    is_live(first)


def test_the_page_says_reconnecting_while_the_server_is_away_and_goes_on_by_itself(site, signed_in):
    page = signed_in(site.coach)
    page.goto(f"{site.url}/jobs/")
    is_live(page)
    heads = [one.pid for one in processes.marked(site.environ["RUNLAB_DATA_DIR"]) if one.pid == one.group]
    (web,) = [pid for pid in heads if b"uvicorn" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    os.kill(web, signal.SIGKILL)
    mark = page.locator(".rail [data-live]")
    mark.filter(has_text="Reconnecting").wait_for(timeout=A_WHILE_MS)
    is_live(page)


def test_a_job_ends_on_an_open_page_without_a_reload(site, signed_in):
    uploading = upload_page(site, signed_in, "jobs@browser.example")
    watching = signed_in(site.admin)
    watching.goto(f"{site.url}/jobs/")
    choose(uploading, {"one.fit": fit_files.run(seconds=1800)})
    uploading.wait_for_url("**/sessions/*/", timeout=A_WHILE_MS)
    watching.reload()
    watching.locator("[data-job-status=completed]").first.wait_for(timeout=A_WHILE_MS)
