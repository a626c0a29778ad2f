"""Pictures of every page with the demonstration's data: light, dark, and on a phone.

    python -m scripts.screenshots                            starts a site of its own in var/screenshots/site
    python -m scripts.screenshots --url http://localhost:8000     takes them of one that runs, with its demonstration

They are written to var/screenshots/<role>/<page>-<look>.png, to be laid beside ../shared/design/screens/.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from playwright.sync_api import sync_playwright

from scripts import demo
from scripts.page_walk import go, kind_of, pages_of, settle, sign_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

BASE_DIR = Path(__file__).resolve().parent.parent
FOLDER = BASE_DIR / "var" / "screenshots"
DEMO_TIMEOUT_S = 1800
READY = "RUNLAB DEMO READY"
PASSWORD = "Quiet-hills-42"  # noqa: S105 - the demonstration's, published  # nosec B105
PEOPLE = {"coach": demo.COACH_EMAIL, "athlete": "nora@demo.example"}


@dataclass(frozen=True, slots=True)
class Look:
    """A window and a theme."""

    name: str
    width_px: int
    height_px: int
    theme: Literal["light", "dark"]


LOOKS = (
    Look("light", 1440, 900, "light"),
    Look("dark", 1440, 900, "dark"),
    Look("phone", 390, 844, "light"),
)


def main() -> int:
    """Returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--url", help="a site that runs, with its demonstration")
    parser.add_argument("--role", choices=list(PEOPLE), action="append", help="only this one's pages")
    parser.add_argument("--look", choices=[look.name for look in LOOKS], action="append")
    wanted = parser.parse_args()
    looks = [look for look in LOOKS if wanted.look is None or look.name in wanted.look]
    with _site(wanted.url) as url, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for role in wanted.role or PEOPLE:
            count = _take_all(chromium, url, role, looks)
            print(f"{role}: {count} pages in {len(looks)} looks, in {FOLDER / role}", flush=True)
        chromium.close()
    return 0


@contextmanager
def _site(url: str | None) -> Iterator[str]:
    """The address of the site that runs, else of one begun here and ended after."""
    if url:
        yield url.rstrip("/")
        return
    data_dir = FOLDER / "site"
    data_dir.mkdir(parents=True, exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = os.environ | {"PORT": str(port), "RUNLAB_DATA_DIR": str(data_dir), "RUNLAB_DEMO": "1"}
    said = data_dir / "said.txt"
    with said.open("w") as output:
        running = subprocess.Popen(
            [sys.executable, "-m", "scripts.run"], cwd=BASE_DIR, env=environ, stdout=output
        )
        try:
            _wait_for_demo(running, said)
            yield f"http://localhost:{port}"
        finally:
            running.terminate()
            running.wait(timeout=30)


def _wait_for_demo(running: subprocess.Popen[bytes], said: Path) -> None:
    deadline = time.monotonic() + DEMO_TIMEOUT_S
    while READY not in said.read_text():
        if running.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"The demonstration did not get ready: {said.read_text()}")
        time.sleep(1)


def _take_all(chromium: Browser, site_url: str, role: str, looks: list[Look]) -> int:
    """Photograph one page of each kind in each look; returns how many pages."""
    folder = FOLDER / role
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    pages = [_signed_in(chromium, site_url, role, look) for look in looks]
    names: set[str] = set()
    for url in pages_of(pages[0], site_url, each=1):
        name = _name_of(url.removeprefix(site_url), names)
        for page, look in zip(pages, looks, strict=True):
            if page.url != url:
                go(page, url)
            settle(page)
            page.screenshot(path=folder / f"{name}-{look.name}.png", full_page=True)
    return len(names)


def _signed_in(chromium: Browser, site_url: str, role: str, look: Look) -> Page:
    page = chromium.new_context(
        viewport={"width": look.width_px, "height": look.height_px}, color_scheme=look.theme
    ).new_page()
    sign_in(page, site_url, PEOPLE[role], PASSWORD)
    return page


def _name_of(address: str, taken: set[str]) -> str:
    """A file's name from the address, ids left out; the second of a name gets a number."""
    path, parameters = kind_of(address)
    words = [word for word in path.split("/") if word and word != "ID"] + [one for one in parameters if one]
    name = base = "-".join(words) or "home"
    number = 2
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    taken.add(name)
    return name


if __name__ == "__main__":
    sys.exit(main())
