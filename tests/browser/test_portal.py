"""What a runner does daily, on a phone: a word to the coach, how it felt, undo, the check-in, races, a crop."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests import fit_files
from tests.browser.conftest import PASSWORD
from tests.browser.steps import (
    PHONE_PX,
    choose,
    go,
    make_plan,
    overhang_px,
    press,
    serious_on,
    settle,
    wait_for_analysis,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]

A_WHILE_MS = 60_000
THUMB_PX = 44


@pytest.fixture(scope="module")
def walker(site):
    """An athlete of the coach's with one run, for what changes things."""
    person = site.manage(
        "create_user", "--role", "athlete", "--email", "portal@browser.example", "--password", PASSWORD,
        "--name", "Paula Portal", "--coach", site.coach["email"],
    )  # fmt: skip
    return json.loads(person)


@pytest.fixture
def phone(site, signed_in, walker):
    """The page of the walker's one run, on a phone; uploaded the first time."""
    page = signed_in(walker, width=PHONE_PX)
    go(page, f"{site.url}/runners/{walker['runner']}/sessions/")
    link = page.locator("a.row-link")
    if link.count():
        link.first.click()
    else:
        go(page, f"{site.url}/runners/{walker['runner']}/upload/")
        start = datetime.now(UTC) - timedelta(days=1)
        choose(page, {"portal.fit": fit_files.run(start=start, speed_mps=[2.8] * 1500)})
    page.wait_for_url("**/sessions/*/", timeout=A_WHILE_MS)
    settle(page)
    return page


def fits(page):
    """Nothing is wrong on the page, and nothing reaches beyond a phone."""
    assert overhang_px(page) <= 0
    assert serious_on(page) == []
    assert page.problems == []


def test_the_coach_reads_a_comment_while_it_is_written_and_answers(phone, signed_in, site):
    coach = signed_in(site.coach)
    go(coach, phone.url)
    phone.get_by_label("Write a comment").fill("Legs heavy\nafter Sunday")
    phone.get_by_role("button", name="Send").click()
    expect(phone.locator(".comment-text").last).to_have_text("Legs heavy\nafter Sunday", use_inner_text=True)
    expect(coach.locator("[data-comment-list]")).to_contain_text("Legs heavy", timeout=A_WHILE_MS)
    coach.get_by_label("Write a comment").fill("Then take it easy")
    coach.get_by_role("button", name="Send").click()
    expect(phone.locator("[data-comment-list]")).to_contain_text("Then take it easy", timeout=A_WHILE_MS)
    mine = phone.locator(".comment", has_text="Legs heavy").last
    mine.get_by_text("Change").click()
    mine.get_by_label("Your comment").fill("Legs fine")
    mine.get_by_role("button", name="Save").click()
    expect(coach.locator("[data-comment-list]")).to_contain_text("Legs fine", timeout=A_WHILE_MS)
    fits(phone)
    assert coach.problems == []


def test_an_open_page_elsewhere_hears_of_a_comment(phone, signed_in, site, walker):
    coach = signed_in(site.coach)
    go(coach, f"{site.url}/runners/")
    expect(coach.locator("[data-live]").first).to_have_attribute("data-state", "live", timeout=A_WHILE_MS)
    phone.get_by_label("Write a comment").fill("Ankle is better")
    phone.get_by_role("button", name="Send").click()
    coach.locator(".toast", has_text="New comment.").get_by_role("link", name="Read").click(
        timeout=A_WHILE_MS
    )
    expect(coach.locator("[data-comment-list]")).to_contain_text("Ankle is better")
    assert coach.problems == []


def test_how_it_felt_is_one_tap_each_with_room_for_a_thumb(phone):
    for name, value in (("rpe", "0"), ("rpe", "7"), ("feel", "4"), ("pain", "3"), ("pain_place", "Calf")):
        button = phone.locator(f'.felt button[name="{name}"][value="{value}"]')
        assert button.bounding_box()["height"] >= THUMB_PX
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
    phone.reload()
    settle(phone)
    pressed = phone.locator('.felt button[aria-pressed="true"]')
    assert pressed.evaluate_all("all => all.map(one => one.value)") == ["7", "4", "3", "Calf"]
    fits(phone)


def test_today_takes_the_tap_and_the_word(phone, site, walker):
    go(phone, f"{site.url}/runners/{walker['runner']}/")
    phone.locator('.felt button[name="feel"][value="5"]').click()
    expect(phone.locator('.felt button[name="feel"][value="5"]')).to_have_attribute("aria-pressed", "true")
    phone.get_by_label("A word on this session").fill("Good one")
    phone.get_by_role("button", name="Send").click()
    expect(phone.locator(".toast", has_text="Sent.")).to_be_visible()
    assert phone.url == f"{site.url}/runners/{walker['runner']}/"
    fits(phone)


def test_without_scripts_a_comment_and_a_tap_arrive(phone, site, new_context, walker):
    context = new_context(viewport={"width": PHONE_PX, "height": 900}, java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{site.url}/sign-in/")
    plain.get_by_label("Email").fill(walker["email"])
    plain.get_by_label("Password").fill(PASSWORD)
    plain.get_by_role("button", name="Sign in").click()
    plain.goto(phone.url)
    plain.get_by_label("Write a comment").fill("Without scripts")
    plain.get_by_role("button", name="Send").click()
    expect(plain.locator("[data-comment-list]")).to_contain_text("Without scripts")
    plain.goto(phone.url)
    plain.locator('.felt button[name="rpe"][value="5"]').click()
    expect(plain.locator('.felt button[name="rpe"][value="5"]')).to_have_attribute("aria-pressed", "true")
    assert plain.url == phone.url


def test_a_crop_greys_the_figures_and_swaps_them_when_they_are_made(phone):
    before = phone.locator("[data-name=distance_m]").first.inner_text()
    phone.get_by_role("button", name="Edit").click()
    dialog = phone.locator("#edit")
    dialog.get_by_label("To", exact=True).fill("10:00")
    dialog.get_by_role("button", name="Keep only this").click()
    phone.evaluate("window.isTheSamePage = true")
    expect(phone.locator("[data-name=distance_m]").first).not_to_have_text(
        before, timeout=A_WHILE_MS, use_inner_text=True
    )
    assert phone.locator("[data-name=distance_m]").first.inner_text().startswith("1.68")
    expect(phone.locator("#figures")).to_have_attribute("aria-busy", "false", timeout=A_WHILE_MS)
    settle(phone)
    assert phone.locator(".chart-pane").count() >= 1
    phone.get_by_role("button", name="Undo the crop").click()
    expect(phone.locator("[data-name=distance_m]").first).to_have_text(
        before, timeout=A_WHILE_MS, use_inner_text=True
    )
    expect(phone.locator("#figures")).to_have_attribute("aria-busy", "false", timeout=A_WHILE_MS)
    assert [one for one in phone.problems if "503" not in one] == []


def test_a_deleted_session_is_back_from_the_toast_the_bin_and_the_upload(phone, site, walker):
    session = phone.url
    phone.get_by_role("button", name="Edit").click()
    phone.get_by_role("button", name="Delete session").click()
    phone.wait_for_url("**/sessions/")
    phone.locator(".toast", has_text="Session deleted.").get_by_role("button", name="Undo").click()
    expect(phone.locator(".toast", has_text="Brought back")).to_be_visible()
    comes_back(phone, session)
    phone.get_by_role("button", name="Edit").click()
    phone.get_by_role("button", name="Delete session").click()
    phone.get_by_role("link", name="Deleted").click()
    fits(phone)
    phone.locator("[data-bin]").get_by_role("button", name="Bring it back").click()
    comes_back(phone, session)
    fits(phone)


def comes_back(page, session):
    """Until the session's page stands again."""
    for _ in range(60):
        if page.request.get(session).ok:
            break
        page.wait_for_timeout(500)
    go(page, session)
    assert page.locator("h1").count() == 1


def test_a_check_in_is_one_screen_and_one_thumb(phone, site, walker):
    go(phone, f"{site.url}/runners/{walker['runner']}/")
    phone.get_by_role("link", name="Check in").click()
    heights = phone.locator(".tap span").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().height)"
    )
    assert min(heights) >= THUMB_PX
    for legend, answer in (
        ("Sleep", "Good"),
        ("Soreness", "Some"),
        ("Mood", "Very good"),
        ("Injury", "A niggle"),
    ):
        group = phone.get_by_role("group", name=legend, exact=True)
        group.get_by_label(answer, exact=True).check()
    phone.get_by_label("Where").fill("Calf")
    phone.get_by_label("Resting heart rate (bpm)").fill("46")
    fits(phone)
    phone.get_by_role("button", name="Save").click()
    expect(phone.locator("[data-check-in]")).to_contain_text("Checked in")
    go(phone, f"{site.url}/runners/{walker['runner']}/fitness/")
    expect(phone.locator("[data-wellness]")).to_contain_text(re.compile("Resting heart rate\\s*46"))
    assert overhang_px(phone) <= 0
    assert phone.problems == []


def test_a_race_is_added_and_its_official_result_is_a_best(phone, site, walker):
    go(phone, f"{site.url}/runners/{walker['runner']}/")
    phone.get_by_role("link", name="Races").click()
    phone.get_by_label("Name").fill("River 10 km")
    phone.get_by_label("Day").fill((datetime.now(UTC) - timedelta(days=1)).date().isoformat())
    phone.get_by_label("Distance (km)").fill("10")
    phone.get_by_label("Goal").fill("44:00")
    phone.get_by_role("button", name="Add the race").click()
    fits(phone)
    phone.get_by_role("link", name="Official result").click()
    phone.get_by_label("Official time").fill("43:21")
    fits(phone)
    phone.get_by_role("button", name="Save").click()
    expect(phone.locator("[data-result]")).to_contain_text("43:21")
    for _ in range(60):
        go(phone, f"{site.url}/runners/{walker['runner']}/zones/")
        if phone.get_by_text("official").count():
            break
        phone.wait_for_timeout(500)
    assert "43:21" in phone.locator("#bests").inner_text()
    assert phone.problems == []


def test_the_first_day_of_an_athlete_without_a_coach(site, visitor):
    """Sign up, leave out what may be left out, upload, read the session, look at fitness, plan for oneself, see it on Today."""
    page = visitor
    page.set_viewport_size({"width": PHONE_PX, "height": 844})
    page.goto(f"{site.url}/sign-up/")
    page.get_by_label("Name").fill("Fiona Firstday")
    page.get_by_label("Email").fill("fiona@browser.example")
    page.get_by_label("Password").fill("a-long-and-odd-one")
    page.get_by_role("button", name="Make account").click()
    page.wait_for_url("**/upload/")
    settle(page)
    assert page.get_by_role("link", name="Type the session in").is_visible()
    fits(page)
    home = page.url.removesuffix("upload/")
    start = datetime.now(UTC) - timedelta(days=2)
    choose(page, {"first.fit": fit_files.run(start=start, seconds=1500)})
    page.wait_for_url("**/sessions/*/", timeout=10_000)
    settle(page)
    wait_for_analysis(page, site)
    go(page, f"{home}fitness/")
    assert page.get_by_role("heading", name="Fitness").first.is_visible()
    fits(page)
    for path, words in (("zones/", "an assumed age of 35"), ("plan/", "Make a plan")):
        go(page, f"{home}{path}")
        assert page.get_by_text(words).first.is_visible()
        assert overhang_px(page) <= 0
    make_plan(page, site, home.rstrip("/").rpartition("/")[2])
    press(page, "Publish")
    assert page.get_by_text("Published", exact=True).first.is_visible()
    fits(page)
    go(page, home)
    assert page.get_by_role("link", name="The weeks ahead").first.is_visible()
    fits(page)
    sees_the_plan_ahead(page, home)


# What is stroked on canvases: the dashes of each line and its colour.
STROKES = """
(() => {
  const stroke = CanvasRenderingContext2D.prototype.stroke;
  window.strokes = [];
  CanvasRenderingContext2D.prototype.stroke = function (...path) {
    window.strokes.push(`${this.strokeStyle} ${this.getLineDash().map((px) => px / devicePixelRatio)}`);
    return stroke.apply(this, path);
  };
})();
"""


def sees_the_plan_ahead(page, home):
    """On Fitness the days to come are dashed in the colours of fitness and fatigue, and named in the table."""
    page.add_init_script(STROKES)
    go(page, f"{home}fitness/")
    assert page.get_by_text("If you follow your plan").is_visible()
    stroked = set(page.evaluate("window.strokes"))
    for token in ("ctl", "atl"):
        colour = page.evaluate(
            """(token) => {
              const context = document.createElement("canvas").getContext("2d");
              const probe = document.body.appendChild(document.createElement("i"));
              probe.style.color = `var(--${token})`;
              context.strokeStyle = getComputedStyle(probe).color;
              probe.remove();
              return context.strokeStyle;
            }""",
            token,
        )
        assert f"{colour} 3,3" in stroked
    page.locator("[data-table-button]").first.click()
    first = page.locator("[data-table] tbody tr").first
    expect(first).to_contain_text(", planned")
    assert page.locator("[data-table] tbody tr", has_text=", planned").count() > 10


# The rows are fetched once for each file's event: eleven files in a row are a rhythm on a busy machine, and no polling.
@pytest.mark.expects_problems("/files/")
def test_a_first_history_ends_on_fitness_with_what_was_counted(site, signed_in):
    person = site.make_athlete("history@browser.example", "Hanna History")
    page = signed_in(person, width=PHONE_PX)
    go(page, f"{site.url}/runners/{person['runner']}/upload/")
    first = datetime.now(UTC) - timedelta(days=40)
    runs = {
        f"{number}.fit": fit_files.run(start=first + timedelta(days=3 * number), seconds=900)
        for number in range(11)
    }
    runs["again.fit"] = runs["0.fit"]
    choose(page, runs)
    page.wait_for_url("**/fitness/", timeout=A_WHILE_MS)
    expect(page.locator(".toast", has_text="11 runs read, 1 duplicate held")).to_be_visible()
    settle(page)
    assert overhang_px(page) <= 0
    assert serious_on(page) == []


def test_an_athlete_joins_by_a_code_on_the_phone_and_leaves(site, signed_in):
    coach = signed_in(site.coach, width=PHONE_PX)
    go(coach, f"{site.url}/squads/")
    coach.get_by_role("button", name=re.compile("Make a code")).first.click()
    settle(coach)
    code = coach.locator("code.key-text").first.inner_text()
    fits(coach)
    person = site.make_athlete("joins@browser.example", "Jana Joins")
    page = signed_in(person, width=PHONE_PX)
    go(page, f"{site.url}/runners/{person['runner']}/profile/")
    page.get_by_label("Code of your coach").fill(code.lower())
    page.get_by_role("button", name="Join a coach").click()
    page.wait_for_url("**/join/**")
    settle(page)
    fits(page)
    page.get_by_role("button", name="Accept").click()
    page.wait_for_url("**/profile/")
    settle(page)
    assert page.get_by_text("Coach since").is_visible()
    fits(page)
    page.get_by_role("button", name=re.compile("^Leave")).click()
    settle(page)
    assert page.get_by_text("Nobody but you").is_visible()
