"""Each page for each role: no dead end, nothing serious for axe, no sideways scrolling on a phone."""

from __future__ import annotations

import pytest

from scripts.page_walk import go, pages_of, settle
from tests.browser.steps import PHONE_PX, overhang_px, serious_on
from tests.browser.weights import Weights

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROLES = ("athlete", "newcomer", "coach", "admin")


def press_all(page):
    """Press every button that is not for sending or choosing files; what opens is closed by Escape. Returns how many."""
    pressed = 0
    for button in page.query_selector_all("button[type=button]"):
        if button.is_visible() and button.is_enabled() and button.get_attribute("data-choose") is None:
            button.click()
            page.keyboard.press("Escape")
            pressed += 1
    return pressed


@pytest.mark.smoke
@pytest.mark.parametrize("role", ROLES)
def test_no_link_leads_to_an_error_or_to_a_page_too_heavy_for_a_phone(site, signed_in, role):
    page = signed_in(getattr(site, role))
    weights = Weights(page)
    walked, heavy = [], {}
    for url in pages_of(page, site.url):
        walked += [url] * page.locator("h1").count()
        if over := weights.too_heavy():
            heavy[url] = over
    assert len(walked) > 4
    assert page.problems == []
    assert heavy == {}


@pytest.mark.parametrize("role", ROLES)
def test_every_button_does_something_without_an_error(site, signed_in, role):
    page = signed_in(getattr(site, role))
    pressed = 0
    for url in list(pages_of(page, site.url, each=1)):
        go(page, url)
        pressed += press_all(page)
    assert pressed > 0 or role == "newcomer"
    assert page.problems == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("role", ROLES)
def test_axe_finds_nothing_serious(site, signed_in, role, dark):
    page = signed_in(getattr(site, role), dark=dark)
    found = {}
    for url in pages_of(page, site.url, each=1):
        if serious := serious_on(page):
            found[url] = serious
    assert found == {}


@pytest.mark.parametrize("role", ROLES)
def test_no_page_scrolls_sideways_on_a_phone(site, signed_in, role):
    page = signed_in(getattr(site, role), width=PHONE_PX)
    wide = {}
    for url in pages_of(page, site.url, each=1):
        if (over := overhang_px(page)) > 0:
            wide[url] = over
    assert wide == {}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_pages_of_squads_joining_and_comments_pass_axe_and_fit_a_phone(site, signed_in, dark):
    coach = signed_in(site.coach, width=PHONE_PX, dark=dark)
    for path in ("/comments/", "/squads/"):
        go(coach, site.url + path)
        assert (serious_on(coach), overhang_px(coach)) == ([], 0), path
    coach.get_by_role("button", name="Make a code").first.click()
    settle(coach)
    code = coach.locator("code.key-text").first.inner_text()
    newcomer = signed_in(site.newcomer, width=PHONE_PX, dark=dark)
    for path, words in ((f"/join/{code}/", "Accept"), ("/join/NO-SUCH-CODE/", "")):
        go(newcomer, site.url + path)
        assert newcomer.locator("h1").is_visible()
        assert newcomer.get_by_role("button", name="Accept").count() == bool(words)
        assert (serious_on(newcomer), overhang_px(newcomer)) == ([], 0), path
    assert coach.problems + newcomer.problems == []


def test_pages_before_the_sign_in_pass_axe_and_lead_nowhere_wrong(site, visitor):
    for path in ("/sign-in/", "/sign-up/", "/invitations/no-such-invitation/"):
        visitor.goto(site.url + path)
        assert serious_on(visitor) == []
    assert visitor.problems == []


@pytest.mark.expects_problems("404 ", "status of 404")
def test_an_address_that_does_not_exist_shows_the_branded_page(site, visitor):
    answer = visitor.goto(f"{site.url}/no-such-page/")
    assert answer.status == 404
    assert visitor.get_by_role("heading", name="Off course").is_visible()
    assert visitor.get_by_role("link", name="Go to Today").is_visible()


@pytest.mark.expects_problems("404 ", "status of 404")
def test_another_athletes_page_does_not_exist_for_an_athlete(site, signed_in):
    page = signed_in(site.newcomer)
    for path in ("", "sessions/", "fitness/", "critical-speed/", "zones/", "profile/", "upload/", "devices/"):
        assert page.goto(f"{site.url}/runners/{site.athlete['runner']}/{path}").status == 404


@pytest.mark.expects_problems("403 ", "status of 403")
def test_the_squad_is_not_open_to_an_athlete(site, signed_in):
    page = signed_in(site.athlete)
    answer = page.goto(f"{site.url}/runners/")
    assert answer.status == 403
    assert page.get_by_role("heading", name="Not open to you").is_visible()
