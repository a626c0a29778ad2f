"""The style guide in a browser: every component draws itself, in the light, in the dark and on a phone."""

from __future__ import annotations

import pytest

from scripts.page_walk import go
from tests.browser.steps import PHONE_PX

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize(("dark", "width"), [(False, 1280), (True, PHONE_PX)], ids=["wide", "dark phone"])
def test_the_style_guide_draws_every_component_and_its_buttons_do_no_harm(site, signed_in, dark, width):
    page = signed_in(site.admin, dark=dark, width=width)
    answer = go(page, f"{site.url}/styleguide/")
    assert answer.status == 200
    assert page.locator("[data-component]").count() > 25
    assert page.locator("[data-component*=plan_chart] canvas").count() == 6
    colour = page.locator(".token-colour rect[fill='var(--ctl)']").evaluate(
        "rect => getComputedStyle(rect).fill"
    )
    assert colour == ("rgb(88, 162, 242)" if dark else "rgb(19, 105, 203)")
    page.locator("[data-component='components/tile.html'] [data-why]").first.click()
    assert page.locator("#why").get_by_text("Here a page says where the figure comes from.").is_visible()
    page.keyboard.press("Escape")
    page.locator("[data-component*=how_it_felt] button[type=submit]").first.click()
    assert page.url.partition("#")[0] == f"{site.url}/styleguide/"
