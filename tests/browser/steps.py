"""Steps that several browser tests take."""

from __future__ import annotations


def settle(page):
    """Wait until every module of the page has drawn what it draws."""
    page.wait_for_load_state("load")
    page.locator("[data-module]:not([data-ready])").first.wait_for(state="detached")


def go(page, url):
    """Open a page and wait until it stands."""
    answer = page.goto(url)
    settle(page)
    return answer


def choose(page, files):
    """Give the upload page files as its drop area would: {name: bytes}."""
    payload = [
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        for name, content in files.items()
    ]
    page.set_input_files("#files", payload)
