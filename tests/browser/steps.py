"""Steps that several browser tests take."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from axe_playwright_python.sync_playwright import Axe

from scripts.page_walk import go, settle

PHONE_PX = 390
SERIOUS = {"serious", "critical"}
MADE = re.compile(r"/plans/[0-9a-f]{24}/$")


def choose(page, files):
    """Give the upload page files as its drop area would: {name: bytes}."""
    payload = [
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        for name, content in files.items()
    ]
    page.set_input_files("#files", payload)


def wait_for_analysis(page, site):
    """Until what follows the import is over."""
    for _ in range(120):
        jobs = page.request.get(f"{site.url}/api/v1/jobs/").json()["results"]
        if all(job["status"] in {"completed", "failed"} for job in jobs):
            return
        page.wait_for_timeout(500)


def make_plan(page, site, runner):
    """Fill the form for twelve weeks begun a week ago, watch the job, arrive at the plan."""
    start = datetime.now(UTC).date() - timedelta(days=7)
    go(page, f"{site.url}/runners/{runner}/plan/new/")
    page.get_by_label("Plan starts").fill(start.isoformat())
    page.get_by_label("Race day").fill((start + timedelta(days=83)).isoformat())
    page.get_by_role("button", name="Make the plan").click()
    page.wait_for_url(re.compile("/plan/jobs/|/plans/"))
    page.wait_for_url(MADE, timeout=60_000)
    settle(page)


def press(page, name):
    """Press what changes a plan, and see the plan as it then is."""
    page.get_by_role("button", name=name).first.click()
    page.wait_for_url(MADE)
    settle(page)


def serious_on(page):
    """What axe finds serious on the page as it stands: (rule, the first place)."""
    violations = Axe().run(page).response["violations"]
    return [(one["id"], one["nodes"][0]["html"][:160]) for one in violations if one["impact"] in SERIOUS]


def overhang_px(page):
    """How far the page reaches beyond its window's right edge."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
