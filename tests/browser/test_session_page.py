"""The session page: figures against the formula book on the same file, curves, selection, keys, whys."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from scripts.page_walk import go, settle
from tests import fit_files, formulas_sessions
from tests.browser.steps import choose

pytestmark = [pytest.mark.browser, pytest.mark.slow]

A_WHILE_MS = 60_000
# 20 min easy, 3 x 2 min hard with 1 min between, 10 min easy: one speed a second, on the level.
SPEEDS_MPS = [2.8] * 1200 + ([4.4] * 120 + [2.2] * 60) * 3 + [2.7] * 600


@pytest.fixture(scope="module")
def runner_of_the_run(site):
    """Who ran the one known run."""
    return site.make_athlete("figures@browser.example", "Fia Figures")


@pytest.fixture
def page(site, signed_in, runner_of_the_run):
    """The page of the known run, uploaded through the page the first time."""
    page = signed_in(runner_of_the_run)
    sessions = f"{site.url}/runners/{runner_of_the_run['runner']}/sessions/"
    go(page, sessions)
    link = page.locator("a.row-link")
    if not link.count():
        go(page, f"{site.url}/runners/{runner_of_the_run['runner']}/upload/")
        choose(page, {"known.fit": fit_files.run(speed_mps=SPEEDS_MPS, heart_rate_bpm=152)})
        page.wait_for_url("**/sessions/*/", timeout=A_WHILE_MS)
    else:
        link.first.click()
    settle(page)
    return page


def text_of(page, name):
    return re.sub(r"\s+", " ", page.locator(f"[data-name={name}]").inner_text()).strip()


def clock(seconds):
    minutes, second = divmod(round(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def test_distance_time_and_pace_are_those_of_the_file(page):
    metres = sum(SPEEDS_MPS)
    assert (
        text_of(page, "distance_m") == f"{metres / 1000:.2f}km"
        or text_of(page, "distance_m") == f"{metres / 1000:.2f} km"
    )
    assert text_of(page, "avg_speed_mps").startswith(clock(1000 / (metres / len(SPEEDS_MPS))))
    moving = text_of(page, "moving_time_s")
    minutes, seconds = moving.split(":")[-2:]
    shown = sum(int(part) * 60**power for power, part in enumerate(reversed(moving.split(":"))))
    assert abs(shown - len(SPEEDS_MPS)) <= 2, (minutes, seconds)


def test_heart_rate_is_that_of_the_file(page):
    assert text_of(page, "avg_heart_rate_bpm").startswith("152")


def test_best_efforts_are_those_of_the_formula_book(page):
    distances = [0.0]
    for speed in SPEEDS_MPS:
        distances.append(distances[-1] + speed)
    expected = formulas_sessions.best_effort(list(range(len(distances))), distances, 1000.0)
    seconds = expected[0] if isinstance(expected, tuple | list) else getattr(expected, "time_s", expected)
    page.get_by_role("tab", name="Best efforts").click()
    row = page.locator("#panel-efforts tr", has=page.get_by_role("rowheader", name=re.compile(r"^1 km\b")))
    assert clock(seconds) in row.inner_text()


FIGURES = "td.number, .tile-value, .zone-row .number, #all-figures dd, .figures dd"


def test_every_tile_says_why(page):
    buttons = page.locator(".tiles .why-button")
    assert buttons.count() == 9
    for index in range(buttons.count()):
        buttons.nth(index).click()
        popover = page.locator("#why")
        assert popover.get_by_role("heading").inner_text().startswith("Why ")
        page.keyboard.press("Escape")
        assert not popover.is_visible()
    assert page.problems == []


def test_every_figure_of_the_page_stands_beside_a_why(page):
    unexplained = page.eval_on_selector_all(
        FIGURES,
        """cells => cells
            .filter(cell => /\\d/.test(cell.textContent))
            .filter(cell => !cell.closest("[data-explained], .tile, [data-selection]")?.querySelector(".why-button")
                && !document.querySelector(`[data-explains=${cell.closest("[data-explained-by]")?.dataset.explainedBy}] .why-button`))
            .map(cell => cell.outerHTML.slice(0, 200))""",
    )
    assert unexplained == []
    assert page.locator(FIGURES).count() > 80


def test_every_why_of_the_page_opens_and_says_formula_inputs_and_source(page, site):
    session = page.url.rstrip("/").rsplit("/", 1)[-1]
    told = {}
    place = f"{site.url}/api/v1/sessions/{session}/why/?limit=200"
    for one in page.request.get(place).json()["results"]:
        told[one["figure"]] = one
    asked = page.eval_on_selector_all(
        "[data-why^='/']", "all => [...new Set(all.map(one => one.dataset.why))]"
    )
    assert len(asked) > 50
    for url in asked:
        answer = page.request.get(f"{site.url}{url}")
        assert answer.ok, url
        text = answer.text()
        name = unquote(url.partition("figure=")[2])
        assert "Why " in text
        assert told[name]["words"]
        assert told[name]["source_reference"].split(",")[0].split("(")[0].strip() in unescape(text), name
        assert told[name]["would_change"], name
    page.locator("#all-figures summary").first.click()
    button = page.locator("#all-figures .why-button").first
    button.click()
    page.locator("#why").get_by_role("heading", name="Why elapsed time").wait_for()


def test_dragging_over_a_curve_shows_the_figures_of_the_stretch(page):
    pane = page.locator(".chart-pane .u-over").first
    box = pane.bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.25, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, y, steps=8)
    page.mouse.up()
    card = page.locator("[data-selection]")
    card.wait_for()
    metres = float(card.locator("[data-figure=distance]").inner_text().split()[0]) * 1000
    assert metres == pytest.approx(sum(SPEEDS_MPS) * 0.25, rel=0.03)
    assert "/km" in card.locator("[data-figure=pace]").inner_text()
    page.get_by_role("button", name="Clear the selection").click()
    assert not card.is_visible()


def test_all_panes_and_the_pane_titles_follow_one_cursor(page):
    box = page.locator(".chart-pane .u-over").first.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 20)
    titles = page.locator(".pane-title [data-value]")
    for title in titles.all():
        expect(title).to_have_text(re.compile(r"\d"))
    assert titles.count() >= 2
    assert all(re.search(r"\d", text) for text in titles.all_inner_texts())


def test_arrow_keys_move_the_cursor_and_speak(page):
    chart = page.locator(".chart-pane .chart").first
    chart.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    spoken = page.locator(".chart-pane [role=status]").first.inner_text()
    assert "Pace" in spoken
    assert "km" in spoken


def test_each_curve_has_a_table_behind_it(page):
    page.get_by_role("button", name="View as table").click()
    table = page.locator("#streams-table table")
    assert table.locator("tbody tr").count() > 20
    assert "Heart rate (bpm)" in table.locator("thead").inner_text()


def test_a_curve_can_be_switched_off_and_the_axis_changed_to_time(page):
    panes = page.locator(".chart-pane")
    before = panes.count()
    page.get_by_role("button", name="Heart rate", exact=True).click()
    assert panes.count() == before - 1
    page.get_by_role("button", name="Time", exact=True).click()
    assert page.get_by_role("button", name="Time", exact=True).get_attribute("aria-pressed") == "true"
    assert page.problems == []


def test_tabs_are_walked_with_arrow_keys(page):
    page.get_by_role("tab", name="Laps").focus()
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("tab", name="Zones").get_attribute("aria-selected") == "true"
    assert page.locator("#panel-zones").is_visible()


def test_the_original_file_is_downloaded_as_it_came(page):
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Original file").click()
    download = waiting.value
    assert download.suggested_filename == "known.fit"
    with open(download.path(), "rb") as file:  # noqa: PTH123 - the plug-in names a plain path
        assert file.read() == fit_files.run(speed_mps=SPEEDS_MPS, heart_rate_bpm=152)


def test_a_name_given_by_hand_stays(page):
    page.get_by_role("button", name="Edit").click()
    page.locator("#edit").get_by_label("Name").fill("Three hard pieces")
    page.locator("#edit").get_by_role("button", name="Save").click()
    assert page.get_by_role("heading", name="Three hard pieces").is_visible()


def test_markup_in_a_name_is_shown_as_text(page):
    page.get_by_role("button", name="Edit").click()
    page.locator("#edit").get_by_label("Name").fill("<img src=x onerror=alert(1)>")
    page.locator("#edit").get_by_role("button", name="Save").click()
    assert "<img src=x" in page.locator("h1").inner_text()
    assert page.locator("h1 img").count() == 0
