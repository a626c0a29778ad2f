"""Charts by hand: zoom by drag, wheel and pinch in full resolution, a finger as the cursor, laps, robust axes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from scripts.page_walk import go, settle
from tests import fit_files
from tests.browser.steps import PHONE_PX, choose
from tests.waiting import eventually

pytestmark = [pytest.mark.browser, pytest.mark.slow]

A_WHILE_MS = 60_000
# 100 min at 5:33 /km in the middle of which six minutes are walked, and one second in which the GPS jumps.
WALK_S = (3000, 3360)
SPEEDS_MPS = [3.0] * WALK_S[0] + [0.9] * (WALK_S[1] - WALK_S[0]) + [3.0] * 1500 + [40.0] + [3.0] * 1139
TOTAL_S = len(SPEEDS_MPS)


@pytest.fixture(scope="module")
def runner_of_charts(site):
    return site.make_athlete("charts@browser.example", "Cara Charts")


@pytest.fixture
def session_url(site, signed_in, runner_of_charts):
    """The page of the known run, uploaded the first time."""
    page = signed_in(runner_of_charts)
    key = f"{site.url}/api/v1/sessions/?runner={runner_of_charts['runner']}"
    rows = page.request.get(key).json()["results"]
    if rows:
        return f"{site.url}/sessions/{rows[0]['id']}/"
    go(page, f"{site.url}/runners/{runner_of_charts['runner']}/upload/")
    choose(page, {"long.fit": fit_files.run(speed_mps=SPEEDS_MPS, cadence_rpm=88)})
    page.wait_for_url("**/sessions/*/", timeout=A_WHILE_MS)
    settle(page)
    return page.url


@pytest.fixture
def page(session_url, signed_in, runner_of_charts):
    page = signed_in(runner_of_charts)
    go(page, session_url)
    return page


def first_pane(page):
    page.locator(".chart-pane .u-over").first.scroll_into_view_if_needed()
    return page.locator(".chart-pane .u-over").first.bounding_box()


def drag(page, from_share, to_share):
    box = first_pane(page)
    page.mouse.move(box["x"] + box["width"] * from_share, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * to_share, box["y"] + 40, steps=6)
    page.mouse.up()


def place_at(page, share):
    """The distance in km under the cursor at a share of the width, as the arrow keys speak it."""
    box = first_pane(page)
    page.mouse.move(box["x"] + box["width"] * share, box["y"] + 30)
    return spoken_km(page)


def spoken_km(page):
    page.locator(".chart-pane .chart").first.focus()
    page.keyboard.press("ArrowRight")
    return float(page.locator(".chart-pane [role=status]").first.inner_text().split(" km")[0])


def width_km(page):
    """How much of the run is in sight."""
    return place_at(page, 0.9) - place_at(page, 0.1)


def whole_km():
    return 0.8 * sum(SPEEDS_MPS) / 1000


def test_a_drag_zooms_and_the_stretch_comes_with_all_its_rows(page):
    assert width_km(page) == pytest.approx(whole_km(), rel=0.02)
    with page.expect_response(lambda answer: "from_s=" in answer.url) as waiting:
        drag(page, 0.2, 0.3)
    columns = waiting.value.json()["columns"]
    steps = [
        later - earlier for earlier, later in zip(columns["time_s"], columns["time_s"][1:], strict=False)
    ]
    assert set(steps) == {1}
    assert width_km(page) == pytest.approx(whole_km() / 10, rel=0.1)
    shown = page.locator("[data-selection] [data-figure=distance]").inner_text()
    assert float(shown.split()[0]) == pytest.approx(sum(SPEEDS_MPS) / 10_000, rel=0.05)


@pytest.mark.parametrize("way", ["button", "double-click", "key"])
def test_the_whole_run_comes_back(page, way):
    button = page.get_by_role("button", name="Whole run")
    assert not button.is_visible()
    drag(page, 0.4, 0.6)
    button.wait_for()
    if way == "button":
        button.click()
    elif way == "key":
        page.locator(".chart-pane .chart").first.focus()
        page.keyboard.press("0")
    else:
        box = first_pane(page)
        page.mouse.dblclick(box["x"] + 200, box["y"] + 40)
    button.wait_for(state="hidden")
    assert width_km(page) == pytest.approx(whole_km(), rel=0.02)


def test_the_wheel_zooms_in_and_out_and_then_scrolls_the_page(page):
    box = first_pane(page)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 40)
    page.wait_for_timeout(500)
    stood = page.evaluate("scrollY")
    for _ in range(6):
        page.mouse.wheel(0, -120)
    whole = page.get_by_role("button", name="Whole run")
    whole.wait_for()
    page.wait_for_timeout(500)
    assert page.evaluate("scrollY") == stood
    assert width_km(page) < whole_km() / 2
    box = first_pane(page)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 40)
    page.wait_for_timeout(500)
    stood = page.evaluate("scrollY")
    eventually(lambda: turn_out(page) or not whole.is_visible(), 20)
    eventually(lambda: turn_out(page) or page.evaluate("scrollY") > stood, 20)


def turn_out(page):
    """Turn the wheel by one notch; what it does comes a moment later."""
    page.mouse.wheel(0, 120)
    page.wait_for_timeout(200)


class Fingers:
    """What the screen reports of fingers; places are (x, y) in px."""

    def __init__(self, page):
        self.session = page.context.new_cdp_session(page)

    def report(self, kind, *places):
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(places)]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


@pytest.fixture
def phone(session_url, signed_in, runner_of_charts):
    page = signed_in(runner_of_charts, width=PHONE_PX, has_touch=True)
    go(page, session_url)
    return page


def test_two_fingers_zoom_on_a_phone(phone):
    box = first_pane(phone)
    y, middle, fingers = box["y"] + 60, box["x"] + box["width"] / 2, Fingers(phone)
    fingers.report("touchStart", (middle - 30, y))
    fingers.report("touchStart", (middle - 30, y), (middle + 30, y))
    for reach in (50, 80, 120):
        fingers.report("touchMove", (middle - reach, y), (middle + reach, y))
    fingers.report("touchEnd")
    phone.get_by_role("button", name="Whole run").wait_for()
    assert phone.evaluate("visualViewport.scale") == 1


def test_one_finger_carries_the_cursor_of_all_panes(phone):
    box = first_pane(phone)
    y, fingers = box["y"] + 60, Fingers(phone)
    fingers.report("touchStart", (box["x"] + 40, y))
    titles = phone.locator(".pane-title [data-value]")
    fingers.report("touchMove", (box["x"] + 60, y))
    for title in titles.all():
        expect(title).to_have_text(re.compile(r"\d"))
    before = titles.first.inner_text()
    fingers.report("touchMove", (box["x"] + box["width"] * WALK_S[0] * 3.03 / sum(SPEEDS_MPS), y))
    expect(titles.first).not_to_have_text(before)
    fingers.report("touchEnd")


def test_a_lap_that_is_pressed_is_marked_on_curves_and_map(page):
    page.get_by_role("button", name="Every km").click()
    lap = page.locator("#table-splits_km").get_by_role("button", name="3", exact=False).first
    lap.focus()
    page.keyboard.press("Enter")
    card = page.locator("[data-selection]")
    card.wait_for()
    assert card.locator("[data-figure=distance]").inner_text() == "1.00 km"
    assert lap.get_attribute("aria-pressed") == "true"
    lap.click()
    card.wait_for(state="hidden")
    assert lap.get_attribute("aria-pressed") == "false"


def slowest_on_axis(page):
    """The slowest pace in s per km that the pace axis reaches, from the module that draws it."""
    return page.evaluate(
        """async () => {
            const { yOptions } = await import("/static/js/session_panes.js");
            const { paceSeconds } = await import("/static/js/format.js");
            const url = document.querySelector("[data-streams-url]").dataset.streamsUrl;
            const { columns } = await (await fetch(`${url}?max_points=4000`)).json();
            const [fast, slow] = yOptions({ key: "pace" }, () => columns.speed_mps.map(paceSeconds)).range();
            return [fast, slow];
        }"""
    )


def test_a_walking_break_and_a_jump_do_not_stretch_the_pace_axis(page):
    fast, slow = slowest_on_axis(page)
    assert 200 < fast < 333
    assert 333 < slow < 480


def test_power_and_cadence_have_colours_of_their_own(page):
    tokens = page.evaluate(
        "['pace', 'heart-rate', 'elevation', 'cadence', 'power', 'w-prime']"
        ".map(name => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`))"
    )
    assert len(set(tokens)) == len(tokens)
    swatches = page.evaluate(
        "['cadence', 'power'].map(name => getComputedStyle(document.querySelector(`.swatch-${name}`)).backgroundColor)"
    )
    assert swatches[0] != swatches[1]
