"""Under the pseudo-language no page shows plain English: each text of the site's own passed through gettext.

The walk is that of test_pages.py. What people typed stays as it is: their names, notes, files and devices.
"""

from __future__ import annotations

import pytest

from scripts.page_walk import go, pages_of
from tests.pseudo.language import OPEN, PSEUDO
from tests.pseudo.reading import TEXTS_OF_PAGE, plain_words
from training.planning.library import LIBRARY

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROLES = ("athlete", "newcomer", "coach", "admin")
ASKING = {"Accept-Language": "en-XA"}
# What the tests put in: people of conftest.py with their initials, their squad, the maker of the files.
DATA = frozenset(
    (
        "Elif",
        "Runner",
        "ER",
        "Tom",
        "Coach",
        "TC",
        "Ada",
        "Admin",
        "AA",
        "Nina",
        "New",
        "NN",
        "squad",
        "Garmin",
        "garmin",
        "Forerunner",
    )
)

# Names that are stored in English: the library's workouts, and the key that `create_api_key` makes.
NAMES = {workout.name for workout in LIBRARY.values()} | {"Made on the command line"}


@pytest.fixture
def pseudo_page(signed_in, new_context):
    """A page of a signed-in person whose browser asks for the pseudo-language: pseudo_page(person)."""

    def open_page(person):
        state = signed_in(person).context.storage_state()
        return new_context(storage_state=state, extra_http_headers=ASKING).new_page()

    return open_page


def plain_english(page):
    """Words of the page as it stands that are neither in the pseudo-language nor data."""
    texts = [without_names(text) for text in page.evaluate(TEXTS_OF_PAGE)]
    return sorted({word for text in texts for word in plain_words(text, DATA)})


def without_names(text):
    """A text without the names that the database holds: longer ones first, since some begin as others do."""
    for name in sorted(NAMES, key=len, reverse=True):
        text = text.replace(name, " ")
    return text


@pytest.mark.parametrize("role", ROLES)
def test_no_page_has_text_that_misses_the_translation(site, pseudo_page, role):
    page = pseudo_page(getattr(site, role))
    go(page, site.url)
    assert page.locator("html").get_attribute("lang") == PSEUDO
    found = {}
    for url in pages_of(page, site.url, each=1):
        if words := plain_english(page):
            found[url] = words
    assert found == {}, found


def test_no_page_before_the_sign_in_has_text_that_misses_the_translation(site, new_context):
    page = new_context(extra_http_headers=ASKING).new_page()
    for path in ("/sign-in/", "/sign-up/", "/invitations/no-such-invitation/"):
        page.goto(site.url + path)
        assert plain_english(page) == []


def test_a_reader_who_asks_for_english_reads_english(site, visitor):
    visitor.goto(f"{site.url}/sign-in/")
    assert visitor.get_by_role("heading", name="Sign in").is_visible()
    assert OPEN not in visitor.inner_text("body")
