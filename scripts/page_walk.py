"""Going through the site by its links, in a browser, as a reader could."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page, Response

__all__ = ["Kind", "go", "kind_of", "pages_of", "settle", "sign_in"]

# Leaving ends the walk; the admin and the API's own pages have their tests; files are not pages.
_NOT_WALKED = re.compile(r"/(sign-out|admin|api|static)/|/original/$|^blob:|^mailto:")
_ID = re.compile(r"[0-9a-f]{24}")

Kind = tuple[str, tuple[str, ...]]


def sign_in(page: Page, site_url: str, email: str, password: str) -> None:
    """Sign in by the form and wait for the first page after it."""
    page.goto(f"{site_url}/sign-in/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    settle(page)


def settle(page: Page) -> None:
    """Wait until every module of the page has drawn what it draws."""
    page.wait_for_load_state("load")
    page.locator("[data-module]:not([data-ready])").first.wait_for(state="detached")


def go(page: Page, url: str) -> Response | None:
    """Open a page and wait until it stands."""
    answer = page.goto(url)
    settle(page)
    return answer


def kind_of(url: str) -> Kind:
    """Pages of one kind differ by ids and the values of parameters."""
    path, _, query = url.partition("?")
    return _ID.sub("ID", path), tuple(sorted(part.partition("=")[0] for part in query.split("&")))


def pages_of(page: Page, site_url: str, each: int = 2) -> Iterator[str]:
    """Walk from where the page stands by all links; open and yield every page, at most `each` of a kind."""
    waiting, seen = [page.url], set[str]()
    counts: dict[Kind, int] = {}
    while waiting:
        url = waiting.pop(0)
        kind = kind_of(url)
        if url in seen or counts.get(kind, 0) >= each:
            continue
        seen.add(url)
        counts[kind] = counts.get(kind, 0) + 1
        go(page, url)
        yield url
        waiting += _links_of(page, site_url)


def _links_of(page: Page, site_url: str) -> list[str]:
    """The addresses a page leads to, without fragments."""
    found = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    inside = (link.partition("#")[0] for link in found if link.startswith(site_url))
    return [link for link in inside if not _NOT_WALKED.search(link)]
