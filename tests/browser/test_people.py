"""Signing in and up, settings, zones and bests by hand, adding a runner."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from scripts.page_walk import go
from tests import formulas
from tests.browser.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

A_WHILE_MS = 30_000


def test_a_wrong_password_says_so_and_lets_nobody_in(site, visitor):
    visitor.goto(f"{site.url}/sign-in/")
    visitor.get_by_label("Email").fill(site.athlete["email"])
    visitor.get_by_label("Password").fill("not-the-password")
    visitor.get_by_role("button", name="Sign in").click()
    assert visitor.get_by_text("Email and password do not match.").is_visible()
    assert "/sign-in/" in visitor.url


def test_a_page_behind_the_sign_in_is_shown_after_it(site, visitor):
    visitor.goto(f"{site.url}/settings/")
    visitor.get_by_label("Email").fill(site.coach["email"])
    visitor.get_by_label("Password").fill(PASSWORD)
    visitor.get_by_role("button", name="Sign in").click()
    visitor.wait_for_url(f"{site.url}/settings/")


def test_signing_out_closes_every_page(site, signed_in):
    page = signed_in(site.newcomer)
    go(page, f"{site.url}/settings/")
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_url("**/sign-in/**")
    page.goto(f"{site.url}/settings/")
    assert "/sign-in/" in page.url


def test_who_signs_up_gets_a_runner_and_sees_where_to_drop_the_first_runs(site, visitor):
    visitor.goto(f"{site.url}/sign-up/")
    visitor.get_by_label("Name").fill("Sina Signup")
    visitor.get_by_label("Email").fill("sina@browser.example")
    visitor.get_by_label("Password").fill("a-long-and-odd-one")
    visitor.get_by_label("Birth date").fill("1986-11-01")
    visitor.get_by_role("button", name="Make account").click()
    visitor.wait_for_url("**/upload/")
    visitor.goto(visitor.url.replace("/upload/", "/zones/"))
    assert f"{round(211 - 0.64 * 40)}" in visitor.locator("#heart-rate").inner_text()


def test_zones_are_filled_in_live_while_a_birth_date_is_typed(site, signed_in):
    page = signed_in(site.coach)
    go(page, f"{site.url}/runners/new/")
    page.get_by_label("Birth date").fill("1976-01-15")
    # Fifty years on any day of the tests' year.
    maximum = formulas.FORMULAS["hunt_hrmax"](50)
    page.locator("#defaults", has_text=re.compile(rf"{maximum:.0f}\s*bpm")).wait_for(timeout=A_WHILE_MS)
    assert page.problems == []


def test_a_runner_added_by_a_coach_stands_in_the_squad(site, signed_in):
    page = signed_in(site.coach)
    go(page, f"{site.url}/runners/new/")
    page.get_by_label("Name", exact=True).fill("Rita Added")
    page.get_by_role("button", name="Add runner").click()
    page.wait_for_url(re.compile(r"/runners/[0-9a-f]{24}/$"))
    go(page, f"{site.url}/runners/")
    assert page.get_by_role("link", name="Rita Added").count() >= 1


def test_an_invited_person_takes_over_the_profile(site, signed_in, visitor):
    page = signed_in(site.coach)
    go(page, f"{site.url}/runners/new/")
    page.get_by_label("Name", exact=True).fill("Ines Invited")
    page.get_by_role("button", name="Add runner").click()
    page.wait_for_url(re.compile(r"/runners/[0-9a-f]{24}/$"))
    runner_url = page.url
    go(page, f"{runner_url}profile/")
    page.get_by_label("Email").fill("ines@browser.example")
    page.get_by_role("button", name="Make an invitation").click()
    link = page.locator(".key-text").inner_text()
    visitor.goto(link)
    visitor.get_by_label("Password").fill("a-long-and-odd-one")
    visitor.get_by_role("button", name="Make account").click()
    visitor.wait_for_url(f"{runner_url}upload/")
    assert visitor.goto(link).ok
    assert visitor.get_by_role("heading", name="This invitation has ended").is_visible()


def type_zones(page, bounds_bpm):
    labels = ("Z1 from", "Z1 to", "Z2 to", "Z3 to", "Z4 to", "Z5 to")
    for label, bound in zip(labels, bounds_bpm, strict=True):
        page.get_by_label(f"{label} (bpm)").fill(str(bound))


def test_zones_typed_by_hand_count_until_they_are_computed_again(site, signed_in):
    person = site.make_athlete("zones@browser.example", "Zoe Zones")
    page = signed_in(person)
    go(page, f"{site.url}/runners/{person['runner']}/zones/")
    page.get_by_text("Type the zones by hand").click()
    type_zones(page, (90, 120, 140, 155, 170, 185))
    page.get_by_role("button", name="Save these zones").click()
    assert page.get_by_text("typed by hand", exact=True).is_visible()
    assert page.locator("#heart-rate table").first.get_by_text("185").is_visible()
    page.get_by_text("Type the zones by hand").click()
    page.get_by_role("button", name="Go back to computed zones").click()
    assert page.get_by_text("computed from the highest heart rate", exact=True).is_visible()


@pytest.mark.expects_problems("422 ", "status of 422")
def test_zones_that_do_not_rise_are_refused_under_the_form(site, signed_in):
    page = signed_in(site.newcomer)
    go(page, f"{site.url}/runners/{site.newcomer['runner']}/zones/")
    page.get_by_text("Type the zones by hand").click()
    type_zones(page, (90, 150, 140, 155, 170, 185))
    page.get_by_role("button", name="Save these zones").click()
    assert page.locator("#heart-rate .form-error").is_visible()
    assert page.get_by_label("Z1 to (bpm)").input_value() == "150"


def test_a_best_left_out_is_marked_and_can_be_used_again(site, signed_in):
    page = signed_in(site.athlete)
    go(page, f"{site.url}/runners/{site.athlete['runner']}/zones/")
    page.locator("#bests tr", has_text="1 km").get_by_role("button", name="Leave out").first.click()
    assert page.locator(".toast", has_text="1 km is left out").is_visible()


def test_miles_are_shown_everywhere_once_chosen(site, signed_in):
    person = site.make_athlete("miles@browser.example", "Mia Miles")
    page = signed_in(person)
    go(page, f"{site.url}/settings/")
    page.get_by_label("Units").select_option("mi")
    page.get_by_role("button", name="Save settings").click()
    assert page.evaluate("document.documentElement.dataset.units") == "mi"


def test_a_theme_chosen_stays_in_this_browser(site, signed_in):
    page = signed_in(site.newcomer)
    go(page, f"{site.url}/settings/")
    page.get_by_label("Dark").check()
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(12, 15, 20)"


def test_an_api_key_is_shown_once_and_can_be_withdrawn(site, signed_in):
    page = signed_in(site.newcomer)
    go(page, f"{site.url}/settings/")
    page.get_by_text("Make a key for a program").click()
    page.get_by_label("What is it for").fill("watch folder")
    page.get_by_label("sessions:read").check()
    page.get_by_role("button", name="Make key").click()
    key = page.locator(".key-text").inner_text()
    assert re.fullmatch(r"rl_[0-9a-z]+_.+", key)
    go(page, f"{site.url}/settings/")
    assert key not in page.content()
    page.get_by_role("button", name="Withdraw watch folder").click()
    assert page.get_by_role("button", name="Withdraw watch folder").count() == 0


@pytest.mark.expects_problems("400 ", "status of 400")
def test_an_illness_is_noted_on_the_fitness_page_and_taken_back(site, signed_in):
    page = signed_in(site.athlete)
    today = datetime.now(UTC).date().isoformat()
    go(page, f"{site.url}/runners/{site.athlete['runner']}/fitness/")
    page.get_by_text("Note an illness or injury").click()
    page.get_by_label("In a few words").fill("a heavy cold")
    page.get_by_label("First day").fill(today)
    page.get_by_label("Last day").fill((datetime.now(UTC).date() - timedelta(days=3)).isoformat())
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_text("The last day is before the first.")).to_be_visible()
    page.get_by_label("Last day").fill("")
    page.get_by_role("button", name="Note it").click()
    line = page.locator("[data-notes-list]").get_by_text("Illness, a heavy cold")
    expect(line).to_be_visible()
    expect(page.locator("[data-notes-legend]")).to_be_visible()
    page.get_by_role("button", name="Remove Illness, a heavy cold").click()
    expect(page.get_by_text("Nothing noted.")).to_be_visible()
    assert [problem for problem in page.problems if "400" not in problem] == []
